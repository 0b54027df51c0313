"""What a journal asks about, answered from the record and left as a marked gap where the record cannot know.

The items follow COREQ (Tong, Sainsbury and Craig, 2007, Int J Qual Health Care 19(6), pp. 349-357) and SRQR (O'Brien
and others, 2014, Acad Med 89(9), pp. 1245-1251), in words of our own; numbers are those of the checklists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from assistant.domain.codebook import Wording
from assistant.domain.coder import CoderKind
from assistant.domain.coding import Action, CodingMode
from assistant.domain.document import SourceType
from assistant.ports import Ledger

GAP = Wording("【由作者填写】", "[to be filled in by the authors]")
_COREQ: Sequence[tuple[str, Wording]] = (
    ("1-5", Wording("访谈者、资历、职业、性别、经验", "interviewer, credentials, occupation, gender, experience")),
    (
        "6-8",
        Wording("与受访者的关系、受访者所知、访谈者特征", "relationship, what was known, interviewer's traits"),
    ),
    ("9", Wording("方法论取向", "methodological orientation")),
    ("10-11", Wording("如何选取与接触受访者", "how participants were selected and approached")),
    ("12", Wording("样本量", "sample size")),
    ("13", Wording("未参与者", "non-participation")),
    ("14-16", Wording("场所、在场者、样本描述", "setting, others present, description of the sample")),
    ("17-18", Wording("访谈提纲、重复访谈", "interview guide, repeat interviews")),
    ("19-20", Wording("录音录像、现场笔记", "recording, field notes")),
    ("21", Wording("时长", "duration")),
    ("22", Wording("饱和", "saturation")),
    ("23", Wording("逐字稿是否返还", "transcripts returned")),
    ("24", Wording("编码者人数", "number of data coders")),
    ("25", Wording("编码树", "coding tree")),
    ("26", Wording("主题来源", "derivation of themes")),
    ("27", Wording("软件", "software")),
    ("28", Wording("受访者核查", "participant checking")),
    ("29", Wording("引文", "quotations presented")),
    ("30-32", Wording("资料与结论一致、主题清晰", "consistency of data and findings, clarity of themes")),
)
_SRQR: Sequence[tuple[str, Wording]] = (
    ("1-4", Wording("标题、摘要、问题、目的", "title, abstract, problem, purpose")),
    ("5", Wording("研究取向与范式", "approach and paradigm")),
    ("6", Wording("研究者特征与反身性", "researcher characteristics and reflexivity")),
    ("7-8", Wording("情境、抽样", "context, sampling")),
    ("9", Wording("伦理", "ethics")),
    ("10-11", Wording("资料收集方法与工具", "collection methods and instruments")),
    ("12", Wording("被研究的单元", "units of study")),
    ("13", Wording("资料处理", "data processing")),
    ("14", Wording("资料分析", "data analysis")),
    ("15", Wording("可信性措施", "techniques to enhance trustworthiness")),
    ("16-17", Wording("综合与解释、与资料的联系", "synthesis, links to empirical data")),
    ("18-21", Wording("讨论、局限、利益冲突、资助", "discussion, limitations, conflicts, funding")),
)


class Facts:
    """What the record can answer."""

    def __init__(self, ledger: Ledger, version: str) -> None:
        self._version = version
        coders = ledger.coders()
        self.instruments = [each for each in coders if each.kind is CoderKind.INSTRUMENT]
        codings = ledger.codings()
        people = {each.id for each in coders if each.kind is CoderKind.PERSON}
        self.coding_people = sorted({each.coder_id for each in codings if each.coder_id in people})
        self.modes = Counter(each.mode for each in codings)
        self.sources = ledger.sources()
        self.codebooks = ledger.codebooks()
        self.book = ledger.codebook()
        self.decisions = Counter(each.action for each in ledger.decisions())
        self.proposals = len(ledger.proposals())
        self.runs = ledger.runs()
        self.adjudicated = len(ledger.adjudications())

    def coreq(self) -> Mapping[str, Wording]:
        """Return answers by item."""
        interviews = sum(each.metadata.source_type is SourceType.INTERVIEW for each in self.sources)
        codes, all_of_them = len(self.book.codes) if self.book else 0, len(self.sources)
        people, names = len(self.coding_people), self.coding_people
        return {
            "12": Wording(
                f"{interviews} 份访谈，共 {all_of_them} 份资料", f"{interviews} interviews among {all_of_them} sources"
            ),
            "24": Wording(f"{people} 人（{'、'.join(names)}）", f"{people} ({', '.join(names)})"),
            "25": Wording(f"{codes} 个编码；全部版本见 codebooks/", f"{codes} codes; every version in codebooks/"),
            "26": Wording("演绎：依据事先的编码手册", "deductive: from a codebook written beforehand"),
            "27": Wording(f"Tricoder {self._version}", f"Tricoder {self._version}"),
            "29": Wording("每条引文可在 certificates.jsonl 中核对", "each can be checked in certificates.jsonl"),
        }

    def srqr(self) -> Mapping[str, Wording]:
        """Return answers by item."""
        units, sources = sum(each.units for each in self.sources), len(self.sources)
        blind = self.modes[CodingMode.BLIND]
        return {
            "12": Wording(f"{units} 个单元，{sources} 份资料", f"{units} units in {sources} sources"),
            "13": Wording("读入、切分与去除的内容逐份记录于台账", "recorded per source: read, cut and left out"),
            "14": Wording(
                f"盲编 {blind} 条；裁定 {self.adjudicated} 次；见 agreement.xlsx",
                f"{blind} blind codings; {self.adjudicated} disagreements settled; see agreement.xlsx",
            ),
            "15": Wording(
                "盲编、抽样双编、三角验证矩阵、可核验的台账",
                "blind coding, double-coded sample, convergence matrix, a record that can be checked",
            ),
        }


def checklist(facts: Facts, language: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield (checklist, item, what is asked, answer or gap)."""
    for name, items, answers in (("COREQ", _COREQ, facts.coreq()), ("SRQR", _SRQR, facts.srqr())):
        for number, asked in items:
            answer = answers.get(number, GAP).in_language(language)
            yield name, number, asked.in_language(language), answer


def ai_use(facts: Facts, language: str) -> str:
    """Return the disclosure of what machines did, from the record alone."""
    chinese = language == "zh"
    head = "# 人工智能使用说明\n\n" if chinese else "# Use of artificial intelligence\n\n"
    if not facts.instruments:
        none = "本研究没有使用任何提出编码建议的工具。" if chinese else "No instrument proposed codes in this study."
        return head + none + "\n"
    lines = [*_instruments(facts, chinese), *_checked(facts, chinese)]
    return head + "\n".join(lines) + "\n"


def _instruments(facts: Facts, chinese: bool) -> Iterator[str]:  # noqa: FBT001 - one of two languages
    for each in facts.instruments:
        runs = sum(run.coder_id == each.id for run in facts.runs)
        settings = "; ".join(f"{name} = {value[:120]}" for name, value in each.configuration)
        ran = f"{runs} 次运行" if chinese else f"{runs} runs"
        yield f"- **{each.name}** (`{each.id[:16]}`), {ran}. {settings}"


def _checked(facts: Facts, chinese: bool) -> Iterator[str]:  # noqa: FBT001 - as above
    took = {action: facts.decisions[action] for action in Action}
    counts = ", ".join(f"{action.value} {count}" for action, count in took.items())
    assisted = facts.modes[CodingMode.ASSISTED]
    if chinese:
        yield f"\n工具共提出 {facts.proposals} 条建议；建议不是编码。人的决定：{counts}。"
        yield f"由建议而来的编码 {assisted} 条，不计入编码者间一致性。"
        yield "每条建议的原始记录见 ledger/events.jsonl；提示词见 prompts/；离开本机的内容见 egress.jsonl（如有）。"
        return
    yield (
        f"\nInstruments made {facts.proposals} proposals; a proposal is no coding. Decisions of people: {counts}. "
        f"{assisted} codings came from proposals; they do not enter intercoder agreement."
    )
    yield "Proposals stand in ledger/events.jsonl, prompts in prompts/, what left the machine in egress.jsonl."
