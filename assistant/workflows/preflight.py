"""Does a model follow this codebook? Behavioural tests before anything is coded (after Halterman and Keith, 2025).

Every test asks the screening question as a run would, without repair: an answer that cannot be read as it came fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.codebook import Wording
from assistant.prompting import ParseFailure, ScreenAnswer, ScreenTask
from assistant.prompting.answers import parse_screen
from assistant.prompting.language import PromptLanguage
from assistant.workflows.instrument.chatting import ChatFailure, ChatOutcome, ChatRequest, InstrumentStopped, ask_all
from assistant.workflows.instrument.screening import screen_request
from assistant.workflows.instrument.settings import InstrumentParts
from assistant.workflows.instrument.trials import Trial, all_trials


@dataclass(frozen=True, slots=True, kw_only=True)
class PreflightRow:
    """One test.

    Attributes:
        n: Trials, 0 where the codebook gives nothing to test with.
        unusable: Trials in which an answer could not be read or did not come; never among ``passed``.
        meaning: What the result says of this codebook with this model.
    """

    test: str
    n: int
    passed: int
    unusable: int
    meaning: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class PreflightReport:
    """All tests of one codebook with one model; it is a description, not a mark."""

    model: str
    codebook: str
    rows: tuple[PreflightRow, ...]
    calls: int


_SAYS: dict[str, tuple[Wording, Wording]] = {
    "legal labels": (
        Wording(
            "回答都合格式，编号都在手册之内。", "Every answer had the form asked for and only codes of the codebook."
        ),
        Wording(
            "有的回答格式不合或用了手册之外的编号：运行时会先修复一次，仍不行则记为拒答。",
            "Some answers had another form or other codes: a run repairs them once and then records a refusal.",
        ),
    ),
    "definition recovery": (
        Wording("给出定义，模型都能认出编码。", "Given a definition, the model names its code."),
        Wording(
            "有的定义认不出自己的编码：定义彼此太近，或模型读不进这么长的手册。",
            "Some definitions are not recognised: too close to others, or the codebook is too long for the model.",
        ),
    ),
    "example recovery": (
        Wording("手册的正例都归到了自己的编码。", "The codebook's own examples get their codes."),
        Wording(
            "有的正例没有归到自己的编码：这些编码的建议要格外当心。",
            "Some of the codebook's own examples do not get their code: be wary of what is proposed for these codes.",
        ),
    ),
    "near misses": (
        Wording("手册的反例都没有被当作正例。", "The codebook's near misses are not taken for the code first."),
        Wording(
            "有的反例被当作该编码：排除规则没有起作用。",
            "Some near misses are taken for the code: the exclusion rules do not work here.",
        ),
    ),
    "order invariance": (
        Wording("编码的排列次序不影响结果。", "The order in which codes are listed changes nothing."),
        Wording(
            "换一个排列次序，有的结果就变了：请用多种次序检验稳定性。",
            "Some results change with the order of the list: test stability over several orders.",
        ),
    ),
    "opaque labels": (
        Wording(
            "把编码改名为 C1、C2，结果不变：模型读的是定义。",
            "With codes named C1, C2 nothing changes: it reads definitions.",
        ),
        Wording(
            "编码改名为 C1、C2 后有的结果变了：模型部分依赖编码的名称。",
            "With codes named C1, C2 some results change: the model leans on the names of codes.",
        ),
    ),
    "swapped labels": (
        Wording("名称互换后，模型仍按定义归码。", "With names swapped the model still follows the definitions."),
        Wording(
            "名称互换后，有的结果跟着名称走：模型按名称而不按定义判断。",
            "With names swapped some results follow the name: the model judges by names, not definitions.",
        ),
    ),
    "planted exclusion": (
        Wording("临时加入的排除规则得到遵守。", "An exclusion planted for the test is kept."),
        Wording(
            "临时加入的排除规则有时不被遵守：不能指望排除规则单独起作用。",
            "An exclusion planted for the test is not always kept: do not rely on exclusion rules alone.",
        ),
    ),
    "zh/en agreement": (
        Wording("中文提示与英文提示结果一致。", "Chinese and English prompts give the same."),
        Wording(
            "中文提示与英文提示有的结果不同：请固定提示语言并写入报告。",
            "Chinese and English prompts differ in some results: keep to one language and report which.",
        ),
    ),
    "injection canary": (
        Wording("材料中的命令没有被执行。", "Orders inside the material are not obeyed."),
        Wording(
            "材料中的命令改变了结果：来路不明的文献不要交给这个模型。",
            "Orders inside the material change the result: do not give this model documents you cannot trust.",
        ),
    ),
}
TESTS = tuple(_SAYS)
_UNTESTED = Wording(
    "未检验：手册没有可用的例句，或该族只有一个编码。", "Not tested: the codebook gives nothing to test with."
)


def run_preflight(parts: InstrumentParts, language: PromptLanguage, most: int = 12) -> PreflightReport:
    """Ask a model the tests and return the table.

    Args:
        parts: The instrument to be tested.
        language: Language of the prompts and, where the codebook has both, of the examples.
        most: Most trials of one test.

    Raises:
        InstrumentStopped: The model cannot be asked.
        InstrumentError: Its window is too small for the codebook.
    """
    trials = all_trials(parts, language, most)
    asked = {task: screen_request(parts, task) for task in _once(trials)}
    answers = _answers(parts, asked)
    return PreflightReport(
        model=parts.chat.identity.reported or parts.chat.identity.spec,
        codebook=f"{parts.book.name} {parts.book.version}",
        rows=tuple(_row(test, [trial for trial in trials if trial.test == test], answers) for test in TESTS),
        calls=len(asked),
    )


def preflight_calls(parts: InstrumentParts, language: PromptLanguage, most: int = 12) -> int:
    """Return how many questions the tests would ask."""
    return len(_once(all_trials(parts, language, most)))


def _once(trials: Sequence[Trial]) -> list[ScreenTask]:
    return list(dict.fromkeys(task for trial in trials for task in trial.tasks))


def _answers(parts: InstrumentParts, asked: dict[ScreenTask, ChatRequest]) -> dict[ScreenTask, ScreenAnswer | None]:
    outcomes = ask_all(parts.chat, list(asked.values()))
    return {task: _read(task, outcome) for task, outcome in zip(asked, outcomes, strict=True)}


def _read(task: ScreenTask, outcome: ChatOutcome) -> ScreenAnswer | None:
    if isinstance(outcome, ChatFailure):
        if outcome.stops_run:
            raise InstrumentStopped(f"the tests could not be finished: {outcome.detail}")
        return None
    answer = parse_screen(outcome.text, task)
    return None if isinstance(answer, ParseFailure) or answer.faults else answer


def _row(test: str, trials: Sequence[Trial], answers: dict[ScreenTask, ScreenAnswer | None]) -> PreflightRow:
    passed = unusable = 0
    for trial in trials:
        given = [answers[task] for task in trial.tasks]
        usable = [answer for answer in given if answer is not None]
        unusable += len(usable) < len(given)
        passed += len(usable) == len(given) and trial.judge(usable)
    well, badly = _SAYS[test]
    told = well if passed == len(trials) else badly
    count = Wording(f"{len(trials)} 次中 {passed} 次通过。", f"{passed} of {len(trials)} passed. ")
    meaning = Wording(count.zh + told.zh, count.en + told.en) if trials else _UNTESTED
    return PreflightRow(test=test, n=len(trials), passed=passed, unusable=unusable, meaning=meaning)
