"""Units as the model sees them: one piece each, several where a unit is longer than a question may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.domain.document import Document
from assistant.domain.identifiers import DocumentId
from assistant.domain.unit import Unit
from assistant.prompting import Passage, Setting
from assistant.prompting.budgeting import estimate_tokens, pack, split_text
from assistant.prompting.language import PromptLanguage, prompt_language
from assistant.workflows.instrument.settings import InstrumentParts, Veil

_TAG = 8
_SAMPLE = 20_000
"""Characters of a document by which the language of a mixed one is told."""
LONGEST_TITLE = 60
"""Characters of a title that are shown; it is context only."""
_AROUND = 40
"""Tokens of the marks around a passage and of its place in the answer."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A unit, or a part of one, with its words as they are shown."""

    unit: Unit
    passage: Passage


Window = tuple[Piece, ...]


def language_for(parts: InstrumentParts, document: Document, unit: Unit) -> PromptLanguage:
    """Return the language of the prompts for a document."""
    if parts.settings.prompt_language:
        return "en" if parts.settings.prompt_language == "en" else "zh"
    return prompt_language(unit.metadata.language, document.text[:_SAMPLE])


def setting_of(document_id: DocumentId, unit: Unit, language: PromptLanguage, veil: Veil) -> Setting:
    """Return what the model is told of the document."""
    title = unit.metadata.title
    return Setting(
        tag=f"D{document_id[:_TAG]}",
        title=veil.hide(title if len(title) <= LONGEST_TITLE else f"{title[:LONGEST_TITLE]}…"),
        source_type=unit.metadata.source_type,
        date=unit.metadata.date,
        language=language,
    )


def pieces_of(unit: Unit, veil: Veil, budget: int) -> Iterator[Piece]:
    """Yield a unit in pieces that fit the budget; the question, if it fits beside them, stands with each."""
    label = f"S{unit.segment.ordinal + 1}"
    question = veil.hide(unit.question)
    beside = estimate_tokens(question)
    if beside > budget // 2:
        question, beside = _end_of(question, budget // 2), budget // 2
    start = unit.segment.body.start
    borders = [sentence.end - start for sentence in unit.segment.sentences]
    texts = list(split_text(unit.text, borders, max(1, budget - beside - _AROUND))) or [unit.text]
    for number, text in enumerate(texts, start=1):
        whole = len(texts) == 1
        passage = Passage(
            label=label if whole else f"{label}.{number}",
            text=veil.hide(text),
            question=question,
            part="" if whole else f"{number}/{len(texts)}",
        )
        yield Piece(unit, passage)


def windows_of(pieces: Sequence[Piece], budget: int, most: int) -> Iterator[Window]:
    """Yield pieces, in order, in windows that fit the budget."""
    for run in pack([size_of(piece.passage) for piece in pieces], budget, most):
        yield tuple(pieces[place] for place in run)


def size_of(passage: Passage) -> int:
    """Return about how many tokens a passage takes in a question."""
    return estimate_tokens(passage.text) + estimate_tokens(passage.question) + _AROUND


def _end_of(question: str, budget: int) -> str:
    """Return the end of a question that is longer than the answer to it may be, its cut marked; it is context only."""
    kept = question
    while estimate_tokens(kept) > budget and kept:
        kept = kept[len(kept) // 4 + 1 :]
    return f"… {kept}"
