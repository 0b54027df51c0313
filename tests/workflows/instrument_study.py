"""A small study for the language-model instrument: documents, units, and the instrument with a scripted model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.domain.document import Document, Language, SourceMetadata, SourceType
from assistant.domain.segment import SegmentKind
from assistant.domain.span import Span
from assistant.domain.unit import Answer, Unit
from assistant.prompting import read_prompts
from assistant.workflows.instrument import InstrumentParts, InstrumentSettings, LanguageModelProposer
from tests import nouns
from tests.prompting.small_book import BOOK
from tests.workflows.scripted_chat import RuleChat, keyword_rule

PROMPTS = read_prompts(Path(__file__).resolve().parents[2] / "prompts" / "propose")


def units_of(document: Document, language: Language = Language.ZH) -> list[Unit]:
    """One unit per paragraph; a paragraph that ends in a question mark is the question of the next."""
    metadata = SourceMetadata(title="访谈一", source_type=SourceType.INTERVIEW, language=language, date="2023")
    made, question = [], None
    for segment in segments_of(document):
        if segment.kind is SegmentKind.QUESTION:
            question = segment.body
            continue
        unit = replace(segment, question=question)
        words = segment.body.read(document.text)
        asked = "" if question is None else question.read(document.text)
        made.append(Unit(segment=unit, text=words, sentences=(words,), question=asked, metadata=metadata))
        question = None
    return made


def segments_of(document: Document):
    return tuple(
        replace(
            each,
            kind=SegmentKind.QUESTION if each.body.read(document.text)[-1] in "？?" else each.kind,
            sentences=tuple(_sentences(document.text, each.body)),
        )
        for each in nouns.segments(document)
    )


def _sentences(text: str, body: Span):
    start = body.start
    for at in range(body.start, body.end):
        if text[at] in "。." or at == body.end - 1:
            yield Span(start, at + 1)
            start = at + 1


def instrument(document: Document, chat: RuleChat | None = None, **changes: object) -> InstrumentParts:
    """The parts of an instrument; settings and parts are given by their names."""
    names = set(InstrumentSettings.__dataclass_fields__)
    settings = InstrumentSettings(**{name: value for name, value in changes.items() if name in names})
    rest = {name: value for name, value in changes.items() if name not in names}
    return InstrumentParts(
        **{
            "chat": chat or RuleChat(keyword_rule),
            "book": BOOK,
            "prompts": PROMPTS,
            "segments_of": lambda _document_id: segments_of(document),
            "settings": settings,
            **rest,
        }
    )


def answers_of(document: Document, chat: RuleChat | None = None, **changes: object) -> list[Answer]:
    """What the instrument says of a document."""
    language = changes.pop("language", Language.ZH)
    proposer = LanguageModelProposer(instrument(document, chat, **changes))
    return list(proposer.propose(document, units_of(document, language), "run"))


def reasons(answer: Answer) -> list[str]:
    return [refusal.reason for refusal in answer.refusals]
