"""How a model's window is shared out: codes, passages, answer. What does not fit is asked in further questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from assistant.domain.codebook import Code, Family
from assistant.domain.document import SourceType
from assistant.domain.unit import Unit
from assistant.errors import InstrumentError
from assistant.prompting import Passage, ScreenTask, Setting, VerifyTask
from assistant.prompting.budgeting import estimate_tokens, pack
from assistant.prompting.language import PromptLanguage
from assistant.prompting.siblings import confusable
from assistant.prompting.tasks import screen_prompt, verify_prompt
from assistant.workflows.instrument.passages import LONGEST_TITLE, Window, pieces_of, windows_of
from assistant.workflows.instrument.settings import InstrumentParts

_LEAST = 160
"""Tokens of passages that have to fit beside the codes, else the model is too small for the codebook."""
_CODES = 0.6
"""Most of the window that codes may take in screening."""


@dataclass(frozen=True, slots=True)
class Block:
    """Codes of one family that are asked about together."""

    family: Family
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How every document in one language is asked about.

    Attributes:
        budget: Most tokens of passages in one question.
    """

    language: PromptLanguage
    blocks: tuple[Block, ...]
    budget: int

    def families(self) -> list[list[Block]]:
        """Return the blocks family by family."""
        return [list(blocks) for _family, blocks in groupby(self.blocks, key=lambda block: block.family.id)]

    def windows(self, parts: InstrumentParts, units: list[Unit]) -> list[Window]:
        """Return the units in windows."""
        pieces = [piece for unit in units for piece in pieces_of(unit, parts.veil, self.budget)]
        return list(windows_of(pieces, self.budget, parts.settings.window_segments))


def plan_for(parts: InstrumentParts, language: PromptLanguage) -> Plan:
    """Return the plan for a language.

    Raises:
        InstrumentError: An entry of the codebook leaves no room for a passage, or there is nothing to ask about.
    """
    if not parts.families():
        raise InstrumentError("no family of the codebook has a code that could be proposed; name other families")
    room = _room(parts)
    if room is None:
        blocks = tuple(Block(family, parts.codes_of(family.id)) for family in parts.families())
        return Plan(language, blocks, parts.settings.window_tokens)
    blocks = tuple(_blocks(parts, language, room))
    taken = max(_screen_size(parts, language, block) for block in blocks)
    largest, needed = max(
        ((code, _verify_size(parts, language, block, code)) for block in blocks for code in block.codes),
        key=lambda each: each[1],
    )
    budget = min(parts.settings.window_tokens, room - max(taken, needed))
    if budget < _LEAST:
        short = _LEAST - budget
        raise InstrumentError(
            f"the window of {parts.chat.identity.spec!r} is about {short} tokens too small for code {largest.id!r}; "
            "give the model a larger context window, a smaller answer, or show fewer siblings"
        )
    return Plan(language, blocks, budget)


def fits(parts: InstrumentParts, size: int) -> bool:
    """Tell whether a question of so many tokens leaves room for its answer."""
    room = _room(parts)
    return room is None or size <= room


def _room(parts: InstrumentParts) -> int | None:
    window = parts.chat.identity.context_window
    return None if window is None else window - parts.settings.answer_tokens


def _blocks(parts: InstrumentParts, language: PromptLanguage, room: int) -> Iterator[Block]:
    for family in parts.families():
        codes = parts.codes_of(family.id)
        bare = _screen_size(parts, language, Block(family, ()))
        sizes = [_screen_size(parts, language, Block(family, (code,))) - bare for code in codes]
        for run in pack(sizes, max(1, int(room * _CODES) - bare), len(codes)):
            yield Block(family, tuple(codes[place] for place in run))


def _screen_size(parts: InstrumentParts, language: PromptLanguage, block: Block) -> int:
    task = ScreenTask(family=block.family, codes=block.codes, book=parts.book, setting=_nowhere(language), passages=())
    prompt = screen_prompt(task, parts.prompts.prompt(parts.settings.screen, language))
    return estimate_tokens(prompt.system) + estimate_tokens(prompt.user)


def _verify_size(parts: InstrumentParts, language: PromptLanguage, block: Block, code: Code) -> int:
    task = VerifyTask(
        family=block.family,
        code=code,
        siblings=confusable(code, parts.book, parts.settings.siblings),
        book=parts.book,
        setting=_nowhere(language),
        passage=Passage(label="S1", text=""),
    )
    prompt = verify_prompt(task, parts.prompts.prompt(parts.settings.verify, language))
    return estimate_tokens(prompt.system) + estimate_tokens(prompt.user)


def _nowhere(language: PromptLanguage) -> Setting:
    return Setting(
        tag="D00000000",
        title="题" * (LONGEST_TITLE + 1),
        source_type=SourceType.OTHER,
        date="2000-01-01",
        language=language,
    )
