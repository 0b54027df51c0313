"""Which case a passage speaks of where a source speaks of several: read from names, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.document import Document
from assistant.domain.identifiers import SegmentId
from assistant.domain.segment import Segment, SegmentKind
from assistant.domain.span import Span

_BETWEEN = re.compile(r"[;；]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9&.'-]{3,}")
_FEW_OTHERS = 3
"""With fewer sources of other cases than this, two characters of a name prove nothing."""

_BEGINNING = 14
"""A passage that names a case within so many characters is about it."""

Names = Mapping[str, tuple[str, ...]]
"""What each case is called."""


def split_cases(words: str) -> tuple[str, ...]:
    """Return the cases that the description of a source names, ``;`` between them."""
    return tuple(dict.fromkeys(name.strip() for name in _BETWEEN.split(words) if name.strip()))


def learn_names(described: Iterable[tuple[tuple[str, ...], str]], given: Names | None = None) -> Names:
    """Return what each case is called: its name, what was given, and parts of the name that only its sources have.

    Args:
        described: For each source its cases and its text.
        given: Further names, for instance those of another language.
    """
    sources = [(cases, text) for cases, text in described if cases]
    known = dict.fromkeys(case for cases, _ in sources for case in cases)
    others = {case: [text for cases, text in sources if case not in cases] for case in known}
    given = given or {}
    return {case: (case, *given.get(case, ()), *_parts(case, list(known), others[case])) for case in known}


def _parts(case: str, known: Sequence[str], foreign: Sequence[str]) -> tuple[str, ...]:
    """Return the shortest parts of a name that no source without the case holds, and no other case's name."""
    shortest = 2 if len(foreign) >= _FEW_OTHERS else 3
    rivals = [name for name in known if name != case]
    found: list[str] = []
    for part in _candidates(case, shortest):
        seen = any(each in part for each in found)
        if not seen and not any(part in text for text in (*rivals, *foreign)):
            found.append(part)
    return tuple(found)


def _candidates(case: str, shortest: int) -> Iterable[str]:
    if case.isascii():
        yield from _LATIN.findall(case)
        return
    for length in range(shortest, len(case)):
        yield from (case[at : at + length] for at in range(len(case) - length + 1))


@dataclass(frozen=True, slots=True)
class CaseGuide:
    """The cases of one source, and for each of its units the one that its section speaks of."""

    text: str
    cases: tuple[str, ...]
    names: Names
    units: Mapping[SegmentId, Segment]
    sections: Mapping[SegmentId, str | None]

    def case_of(self, segment_id: SegmentId, span: Span) -> str | None:
        """Return the case that a passage speaks of; None where neither it nor its section names exactly one."""
        if len(self.cases) < 2:
            return next(iter(self.cases), None)
        unit = self.units.get(segment_id)
        if unit is None:
            return None
        near = named_in(_sentences(self.text, unit, span), self.names)
        if near:
            return _only(near)
        section = self.sections.get(segment_id)
        here = named_in(unit.body.read(self.text), self.names)
        if not here or section in here:
            return section
        return section or _only(here)


def guide_to_cases(document: Document, segments: Sequence[Segment], cases: tuple[str, ...], names: Names) -> CaseGuide:
    """Return what tells the cases of a source apart.

    A heading or a question that names one case opens a section about it, and so does a passage of prose that begins
    with its name; a heading that names none, or anything of these that names several, closes it.
    """
    wanted = {case: names.get(case, (case,)) for case in cases}
    sections: dict[SegmentId, str | None] = {}
    current: str | None = None
    for segment in segments if len(cases) > 1 else ():
        current = _section(segment, document.text, wanted, current)
        if segment.is_unit:
            sections[segment.id] = current
    return CaseGuide(document.text, cases, wanted, {each.id: each for each in segments}, sections)


def _section(segment: Segment, text: str, names: Names, before: str | None) -> str | None:
    words = segment.body.read(text)
    if segment.kind is SegmentKind.HEADING:
        return _only(named_in(words, names))
    if segment.kind is SegmentKind.ANSWER:
        return before
    named = named_in(words if segment.kind is SegmentKind.QUESTION else words[:_BEGINNING], names)
    return _only(named) if named else before


def _only(named: frozenset[str]) -> str | None:
    return next(iter(named)) if len(named) == 1 else None


def named_in(words: str, names: Names) -> frozenset[str]:
    """Return the cases that words name."""
    lowered = words.casefold()
    return frozenset(case for case, called in names.items() if any(each.casefold() in lowered for each in called))


def _sentences(text: str, unit: Segment, span: Span) -> str:
    return " ".join(sentence.read(text) for sentence in unit.sentences if sentence.overlaps(span))
