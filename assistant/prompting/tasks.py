"""The two questions that are put to a model, as records: what is shown, and what may be answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations

from assistant.domain.codebook import Attribute, Code, Codebook, Family
from assistant.domain.document import SourceType
from assistant.prompting.entries import full_entry, short_entry, words
from assistant.prompting.fencing import fence_for, one_line, shown
from assistant.prompting.language import PromptLanguage
from assistant.prompting.library import PromptFile
from assistant.prompting.remembering import Same
from assistant.prompting.rendering import RenderedPrompt, Value, render

NONE = "none"
LABEL_ONLY = "label only"
UNCLEAR = "unclear: "
UNSAID = ""
"""Value of an attribute of which the passage says nothing."""

_KINDS = {
    SourceType.INTERVIEW: ("访谈", "interview"),
    SourceType.NEWS: ("新闻报道", "news"),
    SourceType.ANNUAL_REPORT: ("企业年报", "annual report"),
    SourceType.OFFICIAL_REPORT: ("官方报告", "official report"),
    SourceType.WHITE_PAPER: ("白皮书", "white paper"),
    SourceType.LITERATURE: ("学术文献", "literature"),
    SourceType.BOOK: ("书籍", "book"),
    SourceType.OTHER: ("其他", "other"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The document that passages come from, as the model is told of it.

    Attributes:
        tag: Short name that the answer has to repeat.
    """

    tag: str
    title: str
    source_type: SourceType
    date: str
    language: PromptLanguage


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A unit, or a part of one that is too long for one question.

    Attributes:
        label: Its name within the prompt.
        question: The interviewer's words, context only; empty where there are none.
        part: Such as ``1/2``; empty where it is the whole unit.
    """

    label: str
    text: str
    question: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownExample:
    """An adjudicated passage of another document: the code was given to it, or it is a near miss."""

    code: str
    quote: str
    positive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenTask:
    """One family over some passages of one document."""

    family: Family
    codes: tuple[Code, ...]
    book: Codebook
    setting: Setting
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyTask:
    """One candidate for one passage, beside the siblings it could be mistaken for."""

    family: Family
    code: Code
    siblings: tuple[Code, ...]
    book: Codebook
    setting: Setting
    passage: Passage
    examples: tuple[ShownExample, ...] = ()

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """The status attributes to be told."""
        return self.book.attributes


def screen_prompt(task: ScreenTask, prompt: PromptFile) -> RenderedPrompt:
    """Return the screening prompt."""
    language = task.setting.language
    return _fenced(
        prompt,
        {
            "family": _family(task.family, language),
            "codes": _short_entries(Same(task.codes), Same(task.book), language),
            "document": _document(task.setting),
            "passages": [_passage(passage) for passage in task.passages],
        },
    )


def verify_prompt(task: VerifyTask, prompt: PromptFile) -> RenderedPrompt:
    """Return the verification prompt."""
    language = task.setting.language
    book = Same(task.book)
    return _fenced(
        prompt,
        {
            "family": _family(task.family, language),
            "code": _full_entry(Same(task.code), book, language),
            "siblings": _short_entries(Same(task.siblings), book, language),
            "attributes": _attributes(book, language),
            "examples": [
                {"code": one_line(each.code), "quote": one_line(each.quote), "positive": each.positive}
                for each in task.examples
            ],
            "labels": [one_line(label) for label in legal_labels(task)],
            "document": _document(task.setting),
            "passage": _passage(task.passage),
        },
    )


def repair_prompt(prompt: PromptFile, faults: list[str]) -> RenderedPrompt:
    """Return the words that ask for an answer once more."""
    return render(prompt, {"faults": [one_line(fault) for fault in faults]})


def legal_labels(task: VerifyTask) -> tuple[str, ...]:
    """Return every label that verification may be answered with."""
    names = [task.code.id, *(sibling.id for sibling in task.siblings)]
    pairs = [f"{UNCLEAR}{one}|{other}" for one, other in combinations(names, 2)]
    return (*names, NONE, LABEL_ONLY, *pairs)


def _fenced(prompt: PromptFile, inputs: Mapping[str, Value]) -> RenderedPrompt:
    fence = fence_for(chain.from_iterable(_strings(Same(value)) for value in inputs.values()))
    return render(prompt, {**inputs, "fence": fence})


@lru_cache(maxsize=1024)
def _strings(value: Same[Value]) -> tuple[str, ...]:
    return tuple(_strings_in(value.value))


def _strings_in(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _strings_in(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings_in(each)


@lru_cache(maxsize=256)
def _short_entries(codes: Same[tuple[Code, ...]], book: Same[Codebook], language: PromptLanguage) -> Value:
    return [short_entry(code, book.value, language) for code in codes.value]


@lru_cache(maxsize=256)
def _full_entry(code: Same[Code], book: Same[Codebook], language: PromptLanguage) -> Value:
    return full_entry(code.value, book.value, language)


@lru_cache(maxsize=64)
def _attributes(book: Same[Codebook], language: PromptLanguage) -> Value:
    return [_attribute(each, language) for each in book.value.attributes]


@lru_cache(maxsize=256)
def _family(family: Family, language: PromptLanguage) -> Value:
    return {"label": words(family.label, language), "question": words(family.question, language)}


def _document(setting: Setting) -> Value:
    zh, en = _KINDS[setting.source_type]
    return {
        "tag": setting.tag,
        "kind": en if setting.language == "en" else zh,
        "title": one_line(setting.title),
        "date": one_line(setting.date),
    }


def _passage(passage: Passage) -> Value:
    return {
        "label": passage.label,
        "part": passage.part,
        "question": shown(passage.question).strip(),
        "text": shown(passage.text).strip(),
    }


def _attribute(attribute: Attribute, language: PromptLanguage) -> Value:
    return {
        "id": one_line(attribute.id),
        "label": words(attribute.label, language),
        "options": [{"id": one_line(each.id), "label": words(each.label, language)} for each in attribute.values],
    }
