"""First pass: each family over a window of passages, asking for everything that may apply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from assistant.prompting import Fault, ScreenAnswer, ScreenTask
from assistant.prompting.answers import parse_screen
from assistant.prompting.schemas import screen_schema
from assistant.prompting.tasks import screen_prompt
from assistant.workflows.instrument.asking import Question, Result
from assistant.workflows.instrument.chatting import TOO_LONG, TRUNCATED, ChatMessage, ChatRequest
from assistant.workflows.instrument.passages import Window
from assistant.workflows.instrument.planning import Block
from assistant.workflows.instrument.refusing import UNUSABLE
from assistant.workflows.instrument.settings import InstrumentParts
from assistant.workflows.instrument.states import Find, States, Work

_DIVIDED = frozenset({TOO_LONG, TRUNCATED})
"""Failures that half of the passages may not meet."""


@dataclass(frozen=True, slots=True)
class _Asked:
    block: Block
    window: Window


def screen(work: Work, windows: Sequence[Window], states: States) -> None:
    """Ask for every block of codes over every window; finds, refusals and what stayed open go into the states."""
    waiting = [_Asked(block, window) for window in windows for block in work.plan.blocks]
    while waiting:
        results = work.asker.ask([screen_question(work, each.block, each.window) for each in waiting])
        smaller: list[_Asked] = []
        for each, result in zip(waiting, results, strict=True):
            if result.value is None and result.kind in _DIVIDED and len(each.window) > 1 and not result.open:
                smaller.extend(_halves(each))
            else:
                _take_in(work, each, result, states)
        waiting = smaller


def screen_question(work: Work, block: Block, window: Window) -> Question[ScreenAnswer]:
    """Return the question about one block of codes over one window."""
    task = ScreenTask(
        family=block.family,
        codes=block.codes,
        book=work.book,
        setting=work.setting,
        passages=tuple(piece.passage for piece in window),
    )
    request = replace(screen_request(work.parts, task), local_only=work.document.id in work.parts.kept_local)
    repair = work.parts.prompts.prompt(work.parts.settings.repair, work.plan.language)
    return Question(request, partial(parse_screen, task=task), _faults, repair)


def screen_request(parts: InstrumentParts, task: ScreenTask) -> ChatRequest:
    """Return the request that puts a screening task."""
    prompt = screen_prompt(task, parts.prompts.prompt(parts.settings.screen, task.setting.language))
    return ChatRequest(
        messages=(ChatMessage("system", prompt.system), ChatMessage("user", prompt.user)),
        schema=screen_schema(task),
        schema_name="screen",
        sample=parts.settings.sample,
    )


def _faults(answer: ScreenAnswer) -> tuple[Fault, ...]:
    return answer.faults


def _halves(asked: _Asked) -> Iterator[_Asked]:
    middle = len(asked.window) // 2
    yield _Asked(asked.block, asked.window[:middle])
    yield _Asked(asked.block, asked.window[middle:])


def _take_in(work: Work, asked: _Asked, result: Result[ScreenAnswer], states: States) -> None:
    of_label = {piece.passage.label: piece for piece in asked.window}
    for piece in asked.window:
        states[piece.unit.segment.id].open |= result.open
    if result.open:
        return
    family = asked.block.family
    if result.value is None:
        for segment_id in dict.fromkeys(piece.unit.segment.id for piece in asked.window):
            refusal = work.asked.refusal(segment_id, family.id, result.reason, result.raw.strip())
            states[segment_id].refusals.append(refusal)
        return
    for candidate in result.value.candidates:
        piece = of_label[candidate.segment]
        states[piece.unit.segment.id].finds.append(Find(piece, family, candidate.code))
    for fault in result.value.faults:
        piece = of_label.get(fault.segment or "", asked.window[0])
        reason = f"{UNUSABLE}({fault.kind}): {fault.detail}"
        refusal = work.asked.refusal(piece.unit.segment.id, family.id, reason, result.raw)
        states[piece.unit.segment.id].refusals.append(refusal)
