"""Finding a quotation in the segment it was said to stand in, and telling where else its words are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.identifiers import SegmentId
from assistant.domain.proposal import MatchStatus, UnlocatedQuote
from assistant.domain.segment import Segment
from assistant.domain.span import Span
from assistant.evidence.borders import border_fault
from assistant.evidence.locate import (
    LONGEST_QUOTE,
    SIMILAR_WORDS,
    Located,
    locate_quote,
    nearest,
    needle_of,
    too_short,
    view_of,
)
from assistant.evidence.normalised import NormalisedView

_GAP = re.compile(r"[\[(（【]?(?:…|⋯|\.{3,}|。{2,})+[\])）】]?")
_WORD_OR_DIGIT = re.compile(r"\w")
_SHORTEST_PIECE = 4
_MOST_PIECES = 4
_LONGEST_COVERED = 2_000
_PLACES = 50
_SIMILAR = 80.0
_FAINTLY_SIMILAR = 65.0


@dataclass(frozen=True, slots=True)
class _Search:
    """One quotation, the segment it should stand in, and the document around it."""

    text: str
    quote: str
    named: Segment
    segments: Sequence[Segment]

    @property
    def bodies(self) -> NormalisedView:
        """The words of all segments one after the other, without the speakers' labels."""
        return view_of(self.text, tuple(segment.body for segment in self.segments))


def locate_in_segments(
    text: str, segments: Sequence[Segment], segment_id: SegmentId, quote: str
) -> Located | UnlocatedQuote:
    """Return where a quotation stands in the segment named, else what became of it.

    Only the body of a unit gives evidence: words of a question, a heading or another segment are ``elsewhere``, words
    over a border are ``crossing``, pieces from several places are ``stitched``.

    Args:
        text: The document's canonical text.
        segments: All segments of the document, in order.
        segment_id: The segment named with the quotation.
        quote: The words offered.
    """
    named = next((segment for segment in segments if segment.id == segment_id), None)
    if named is None:
        return UnlocatedQuote(quote, MatchStatus.NOT_FOUND, f"the document has no segment {segment_id!r}")
    search = _Search(text, quote, named, segments)
    found = locate_quote(text, quote, named.body)
    if isinstance(found, Located):
        return found if named.is_unit else _never_evidence(search, named)
    if len(quote) > LONGEST_QUOTE or too_short(quote):
        return found
    if found.match is MatchStatus.ALTERED and not found.detail.startswith(SIMILAR_WORDS):
        return found
    return _with_label(search) or _outside(search) or _gap_stitched(search) or _altered_or_stitched(search, found)


def _with_label(search: _Search) -> Located | None:
    """Return the part in the body of a quotation that begins with the speaker's label."""
    named = search.named
    if not named.is_unit or named.span.start == named.body.start:
        return None
    label = Span(named.span.start, named.body.start).read(search.text)
    bare_label, bare = needle_of(label), NormalisedView.of(search.quote)
    if not bare_label or not bare.text.startswith(bare_label) or len(bare.text) == len(bare_label):
        return None
    found = locate_quote(search.text, search.quote[bare.ends[len(bare_label) - 1] :].lstrip(" ：:\u3000"), named.body)
    if not isinstance(found, Located) or found.span.start != named.body.start:
        return None
    match = MatchStatus.NORMALISED if found.match is MatchStatus.EXACT else found.match
    return Located(span=found.span, match=match, occurrences=found.occurrences)


def _outside(search: _Search) -> UnlocatedQuote | None:
    """Return that the words stand in another segment, or over a border."""
    needle = needle_of(search.quote)
    crossing: UnlocatedQuote | None = None
    for _, span in zip(range(_PLACES), search.bodies.find(needle), strict=False):
        touched = [segment for segment in search.segments if segment.body.overlaps(span)]
        if len(touched) > 1:
            crossing = crossing or _crossing(search, touched)
        elif touched and border_fault(search.text, span, touched[0].body) is None:
            return _never_evidence(search, touched[0])
    return crossing


def _never_evidence(search: _Search, segment: Segment) -> UnlocatedQuote:
    place = f"segment {segment.ordinal + 1} of the document"
    detail = f"the words stand in {place}" if segment.is_unit else f"{place} is a {segment.kind}, never evidence"
    return UnlocatedQuote(search.quote, MatchStatus.ELSEWHERE, detail)


def _crossing(search: _Search, touched: Sequence[Segment]) -> UnlocatedQuote:
    places = f"segments {touched[0].ordinal + 1} to {touched[-1].ordinal + 1}"
    return UnlocatedQuote(search.quote, MatchStatus.CROSSING, f"the words run over the border of {places}")


def _gap_stitched(search: _Search) -> UnlocatedQuote | None:
    """Return that a quotation with its gaps marked consists of pieces that all stand in the document."""
    pieces = [piece for piece in map(needle_of, _GAP.split(search.quote)) if _WORD_OR_DIGIT.search(piece)]
    if len(pieces) < 2 or any(piece not in search.bodies.text for piece in pieces):
        return None
    return _stitched(search, len(pieces))


def _altered_or_stitched(search: _Search, found: UnlocatedQuote) -> UnlocatedQuote:
    inside = view_of(search.text, (search.named.body,))
    close = nearest(search.text, search.quote, inside, _SIMILAR)
    if close is not None:
        return close
    pieces = _cover(needle_of(search.quote), search.bodies.text)
    if pieces:
        return _stitched(search, pieces)
    return (
        nearest(search.text, search.quote, inside, _FAINTLY_SIMILAR)
        or nearest(search.text, search.quote, search.bodies, _SIMILAR)
        or found
    )


def _stitched(search: _Search, pieces: int) -> UnlocatedQuote:
    return UnlocatedQuote(search.quote, MatchStatus.STITCHED, f"{pieces} pieces stand in the text, not in one place")


def _cover(needle: str, text: str) -> int:
    """Return of how many longest pieces of the text the needle consists, 0 where it does not."""
    at = pieces = 0
    if len(needle) > _LONGEST_COVERED:
        return 0
    while at < len(needle):
        length = _longest(needle[at:], text)
        if length < _SHORTEST_PIECE or pieces == _MOST_PIECES:
            return 0
        at += length
        pieces += 1
        while at < len(needle) and not _WORD_OR_DIGIT.match(needle[at]):
            at += 1
    return pieces


def _longest(needle: str, text: str) -> int:
    """Return the length of the longest beginning of the needle that stands in the text."""
    low, high = 0, len(needle)
    while low < high:
        middle = (low + high + 1) // 2
        if needle[:middle] in text:
            low = middle
        else:
            high = middle - 1
    return low
