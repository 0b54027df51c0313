"""Entries of the codebook as a prompt shows them: one language, one line per rule."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain.codebook import Code, Codebook, Example, Exclusion, Wording
from assistant.prompting.fencing import one_line
from assistant.prompting.language import PromptLanguage, language_of
from assistant.prompting.rendering import Value

_SHORT_EXAMPLES = 1
_FULL_EXAMPLES = 3


def words(wording: Wording, language: PromptLanguage) -> str:
    """Return a wording in the prompt's language as one line."""
    return one_line(wording.in_language(language))


def short_entry(code: Code, book: Codebook, language: PromptLanguage) -> dict[str, Value]:
    """Return what screening shows of a code: everything but near misses and all examples after the first."""
    return {**_rules(code, book, language), "examples": _positive(code, language, _SHORT_EXAMPLES)}


def full_entry(code: Code, book: Codebook, language: PromptLanguage) -> dict[str, Value]:
    """Return what verification shows of a candidate."""
    return {
        **_rules(code, book, language),
        "indicators": [words(each, language) for each in code.indicators],
        "examples": _positive(code, language, _FULL_EXAMPLES),
        "misses": _misses(code, language),
    }


def _rules(code: Code, book: Codebook, language: PromptLanguage) -> dict[str, Value]:
    return {
        "id": one_line(code.id),
        "label": words(code.label, language),
        "definition": words(code.definition, language),
        "inclusion": [words(each, language) for each in code.inclusion],
        "exclusions": [_exclusion(each, book, language) for each in code.exclusions],
    }


def _exclusion(exclusion: Exclusion, book: Codebook, language: PromptLanguage) -> Value:
    neighbour = book.code(exclusion.neighbour) if exclusion.neighbour else None
    label = "" if neighbour is None else words(neighbour.label, language)
    return {"neighbour": one_line(exclusion.neighbour or ""), "label": label, "rule": words(exclusion.rule, language)}


def _positive(code: Code, language: PromptLanguage, most: int) -> list[Value]:
    chosen = _own_language_first([each for each in code.examples if each.positive], language)[:most]
    return [{"quote": one_line(each.quote), "why": words(each.why, language)} for each in chosen]


def _misses(code: Code, language: PromptLanguage) -> list[Value]:
    chosen = _own_language_first([each for each in code.examples if not each.positive], language)[:_FULL_EXAMPLES]
    return [
        {"quote": one_line(each.quote), "instead": one_line(each.instead or ""), "why": words(each.why, language)}
        for each in chosen
    ]


def _own_language_first(examples: Sequence[Example], language: PromptLanguage) -> list[Example]:
    return sorted(examples, key=lambda example: language_of(example.quote) != language)
