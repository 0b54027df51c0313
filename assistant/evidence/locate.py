"""Finding a quotation in one range of a text: exactly, then normalised, then by its wording."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from rapidfuzz import fuzz

from assistant.domain.proposal import MatchStatus, UnlocatedQuote
from assistant.domain.span import Span
from assistant.evidence.borders import border_fault, ending_fault
from assistant.evidence.differences import changed_fact, spacing_fault
from assistant.evidence.normalised import NormalisedView
from assistant.evidence.wording import wording_of

_SHORTEST = 2
_SHORTEST_WORDING = 6
_WORDING_LIMIT = 100_000
_LONGEST_COMPARED = 2_000
_SIMILAR = 88.0
_OUTER = "\"',.…;:()[]{}《》〈〉【】〔〕·、"
_CONTENT = re.compile(r"\w")
_PLACES = 1_000
LONGEST_QUOTE = 10_000
"""Code points; nothing longer is looked for."""
SIMILAR_WORDS = "similar words stand there"
"""How the detail begins where the words themselves do not stand in the range searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Words that stand in the text.

    Attributes:
        occurrences: In how many places of the range searched they stand; ``span`` is the first, capitals and small
            letters as quoted where there is such a one.
    """

    span: Span
    match: MatchStatus
    occurrences: int


@dataclass(frozen=True, slots=True)
class _Found:
    """What one way of searching gave: sound places, and why others are not."""

    sound: tuple[Span, ...]
    fault: str | None


def locate_quote(text: str, quote: str, within: Span) -> Located | UnlocatedQuote:
    """Return where a quotation stands in ``within``, else that it does not, or that something there differs.

    A place counts only where cutting it out leaves nothing behind that changes its sense: no half word or number, no
    unit, no negation. Never raises for what the quotation holds.

    Raises:
        SpanError: ``within`` ends after the text does.
    """
    within.read(text)
    if too_short(quote):
        return UnlocatedQuote(quote, MatchStatus.NOT_FOUND, "fewer than two letters or digits prove nothing")
    if len(quote) > LONGEST_QUOTE:
        return UnlocatedQuote(quote, MatchStatus.NOT_FOUND, f"longer than {LONGEST_QUOTE} characters: quote a passage")
    faults: list[str] = []
    for match, places in _ways(text, quote, within):
        found = _sound(text, islice(places, _PLACES), quote, within)
        if found.sound:
            best = min(found.sound, key=lambda span: _letters(span.read(text)) != _letters(quote))
            return Located(span=best, match=match, occurrences=len(found.sound))
        if found.fault is not None:
            faults.append(found.fault)
    if faults:
        return UnlocatedQuote(quote, MatchStatus.ALTERED, f"the words stand there, but {faults[0]}")
    return nearest(text, quote, view_of(text, (within,)), _SIMILAR) or UnlocatedQuote(
        quote, MatchStatus.NOT_FOUND, "no passage has these words"
    )


def _letters(text: str) -> str:
    return "".join(_CONTENT.findall(unicodedata.normalize("NFKC", text)))


def too_short(quote: str) -> bool:
    """Tell whether a quotation has fewer than two letters or digits and so proves nothing wherever it stands."""
    return len(_CONTENT.findall(quote)) < _SHORTEST


def nearest(text: str, quote: str, view: NormalisedView, similarity: float) -> UnlocatedQuote | None:
    """Return what differs from the most similar passage, None where none reaches the similarity (0 to 100)."""
    needle = needle_of(quote)
    if not 0 < len(needle) <= min(len(view.text), _LONGEST_COMPARED) or len(view.text) > _WORDING_LIMIT:
        return None
    alignment = fuzz.partial_ratio_alignment(needle, view.text, score_cutoff=similarity)
    if alignment is None or alignment.dest_end <= alignment.dest_start:
        return None
    passage = view.around(alignment.dest_start, alignment.dest_end).read(text)
    change = changed_fact(quote, passage) or "some words differ"
    return UnlocatedQuote(quote, MatchStatus.ALTERED, f"{SIMILAR_WORDS} ({passage!r}), but {change}")


def needle_of(quote: str) -> str:
    """Return the normalised quotation without the punctuation around it."""
    whole = NormalisedView.of(quote).text
    bare = whole.strip(_OUTER)
    item = bare.lstrip("-").lstrip(_OUTER)
    bare = bare if item[:1].isdigit() else item
    lost_point = whole.lstrip(_OUTER[:2])[:1] == "." and bare[:1].isdigit()
    return "" if lost_point else bare


@lru_cache(maxsize=8)
def view_of(text: str, spans: tuple[Span, ...]) -> NormalisedView:
    """Return the normalised view of some ranges, remembered for the next quotation."""
    return NormalisedView.of(text, *spans)


def _ways(text: str, quote: str, within: Span) -> Iterator[tuple[MatchStatus, Iterable[Span]]]:
    """Yield the ways of searching, strictest first, each with the places it gives."""
    yield MatchStatus.EXACT, _exactly(text, quote, within)
    view = view_of(text, (within,))
    yield MatchStatus.NORMALISED, view.find(NormalisedView.of(quote).text)
    yield MatchStatus.NORMALISED, view.find(needle_of(quote))
    if len(within) <= _WORDING_LIMIT:
        wanted = wording_of(quote, Span(0, len(quote)))
        if len(wanted.tokens) >= _SHORTEST_WORDING:
            yield MatchStatus.FUZZY, _worded(text, quote, within)


def _exactly(text: str, quote: str, within: Span) -> Iterator[Span]:
    if quote != quote.strip():
        return
    at = text.find(quote, within.start, within.end)
    while at >= 0:
        yield Span(at, at + len(quote))
        at = text.find(quote, at + len(quote), within.end)


def _worded(text: str, quote: str, within: Span) -> Iterator[Span]:
    """Yield where the wording stands with the same facts; a second, independent guard over the first."""
    for span in wording_of(text, within).find(wording_of(quote, Span(0, len(quote)))):
        if changed_fact(quote, span.read(text)) is None:
            yield span


def _sound(text: str, places: Iterable[Span], quote: str, within: Span) -> _Found:
    sound: list[Span] = []
    fault: str | None = None
    for span in places:
        wrong = (
            border_fault(text, span, within) or ending_fault(text, span, quote) or spacing_fault(quote, span.read(text))
        )
        if wrong is None:
            sound.append(span)
        else:
            fault = fault or wrong
    return _Found(tuple(sound), fault)
