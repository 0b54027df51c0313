"""First pass: each family over a window of passages, asking for everything that may apply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from assistant.prompting import Fault, ScreenAnswer, ScreenTask
from assistant.prompting.answers import parse_screen
from assistant.prompting.schemas import screen_schema
from assistant.prompting.tasks import screen_prompt
from assistant.workflows.instrument.asking import Question, Result, Talk
from assistant.workflows.instrument.chatting import TOO_LONG, TRUNCATED, ChatMessage, ChatRequest
from assistant.workflows.instrument.passages import Window
from assistant.workflows.instrument.planning import Block
from assistant.workflows.instrument.refusing import UNUSABLE
from assistant.workflows.instrument.settings import InstrumentParts
from assistant.workflows.instrument.states import Find, Notes, Work

_DIVIDED = frozenset({TOO_LONG, TRUNCATED})
"""Failures that half of the passages may not meet."""


@dataclass(frozen=True, slots=True)
class _Asked:
    block: Block
    window: Window


def screen(work: Work, blocks: Sequence[Block], window: Window, notes: Notes) -> Talk[None]:
    """Ask for every block of codes over a window; finds, refusals and what stayed open go into the notes."""
    waiting = [_Asked(block, window) for block in blocks]
    while waiting:
        results = yield from work.asker.ask([screen_question(work, each.block, each.window) for each in waiting])
        smaller: list[_Asked] = []
        for each, result in zip(waiting, results, strict=True):
            if result.value is None and result.kind in _DIVIDED and len(each.window) > 1 and not result.open:
                smaller.extend(_halves(each))
            else:
                _take_in(work, each, result, notes)
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


def _take_in(work: Work, asked: _Asked, result: Result[ScreenAnswer], notes: Notes) -> None:
    segments = list(dict.fromkeys(piece.unit.segment.id for piece in asked.window))
    family = asked.block.family
    if result.open:
        notes.open.update(segments)
    elif result.value is None:
        notes.refusals += [work.asked.refusal(each, family.id, result.reason, result.raw.strip()) for each in segments]
    else:
        _take_finds(work, asked, (result.value, result.raw), notes)


def _take_finds(work: Work, asked: _Asked, said: tuple[ScreenAnswer, str], notes: Notes) -> None:
    answer, raw = said
    family = asked.block.family
    of_label = {piece.passage.label: piece for piece in asked.window}
    notes.finds += [Find(of_label[each.segment], family, each.code) for each in answer.candidates]
    for fault in answer.faults:
        piece = of_label.get(fault.segment or "", asked.window[0])
        reason = f"{UNUSABLE}({fault.kind}): {fault.detail}"
        notes.refusals.append(work.asked.refusal(piece.unit.segment.id, family.id, reason, raw))
