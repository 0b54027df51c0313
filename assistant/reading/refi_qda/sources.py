"""The sources of a project: their words, and the selections and codings on them in code points of canonical text.

Pictures, sound and film are not read; their transcripts and descriptions are, and what lies on the rest is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.domain.document import Reading
from assistant.domain.exchange import ExchangedCoding, ExchangedSelection, ExchangedSource
from assistant.domain.span import Span
from assistant.errors import EmptySource, SourceError
from assistant.evidence import NormalisedView
from assistant.reading.markup import local
from assistant.reading.refi_qda.elements import (
    child,
    children,
    guid,
    inside,
    moment,
    number,
    own_guid,
    target,
    targets,
    text_of,
)
from assistant.reading.refi_qda.gathering import Gathering
from assistant.reading.refi_qda.offsets import Choice, Placed, Text, choose_counting, how_named
from assistant.reading.refi_qda.package import Package, part_or_reason
from assistant.reading.refi_qda.texts import Canonical, as_document, canonical, read_words

if TYPE_CHECKING:
    from lxml import etree

_SELECTIONS = ("PlainTextSelection", "TranscriptSelection")
_AREAS = ("PictureSelection", "PDFSelection", "AudioSelection", "VideoSelection")
_VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")
_FEW = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSource:
    """A source with its document and the bytes that name it."""

    source: ExchangedSource
    reading: Reading
    data: bytes


def read_sources(section: etree._Element | None, package: Package, gathering: Gathering) -> Iterator[ReadSource]:
    """Yield the sources that have words; the others are remarked with the reason."""
    for element in section if section is not None else ():
        if not local(element).endswith("Source"):
            continue
        wordings = list(_wordings(element))
        areas = [area for area in children(element, *_AREAS)]
        if not wordings:
            _lose(element, f"{_name(element)}: {_kind(element)} without words", gathering)
            continue
        for at, wording in enumerate(wordings):
            read = _read_wording(wording, element, package, gathering, first=at == 0)
            if read is not None:
                yield _with_areas(read, areas, gathering) if at == 0 else read
        if all(wording is not element for wording in wordings) and areas and local(element) != "PDFSource":
            _lose_areas(areas, element, gathering)


def _wordings(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements that hold the words of a source: itself, its representation, its transcripts."""
    if local(element) == "TextSource":
        yield element
    else:
        yield from children(element, "Representation", "TextDescription", "Transcript")


def _kind(element: etree._Element) -> str:
    return local(element).removesuffix("Source").lower() or "source"


def _name(element: etree._Element) -> str:
    return (element.get("name") or "").strip() or (own_guid(element) or "")[:8] or "?"


def _lose(element: etree._Element, what: str, gathering: Gathering) -> None:
    """Remark a source that cannot come, and how much goes with it."""
    gathering.tally.add("source_left_out", what)
    codings = [each for each in element.iter() if local(each) == "Coding"]
    selections = [each for each in element.iter() if local(each).endswith("Selection")]
    gathering.tally.add("codings_without_words", count=len(codings))
    gathering.tally.add("selections_without_words", count=len(selections))


def _lose_areas(areas: Sequence[etree._Element], element: etree._Element, gathering: Gathering) -> None:
    gathering.tally.add("areas", _name(element), len(areas))
    codings = sum(len(list(children(area, "Coding"))) for area in areas)
    gathering.tally.add("codings_without_words", count=codings)


def _read_wording(
    wording: etree._Element, element: etree._Element, package: Package, gathering: Gathering, *, first: bool
) -> ReadSource | None:
    found = _words_of(wording, package, ours=gathering.ours)
    if isinstance(found, str):
        _lose(element if first else wording, f"{_name(element)}: {found}", gathering)
        return None
    data, raw = found
    settled = canonical(Text(raw).lines)
    try:
        reading = as_document(settled.text, _file_name(element, wording), data)
    except EmptySource:
        _lose(element if first else wording, f"{_name(element)}: there are no visible words in it", gathering)
        return None
    desk = _Desk(Text(raw), settled, gathering, _name(element))
    owners = (wording, element) if first and wording is not element else (wording,)
    source = ExchangedSource(
        guid=gathering.fresh(own_guid(element if first else wording), "source", _name(element)),
        name=_file_name(element, wording),
        text=settled.text,
        original=_original(wording, element),
        description="\n".join(filter(None, (text_of(child(each, "Description")).strip() for each in owners))),
        selections=desk.selections(wording),
        codings=tuple(coding for each in owners for coding in codings_of(each, gathering)),
        notes=tuple(note for each in owners for note in noted(each, gathering)),
        variables=tuple(pair for each in owners for pair in values_of(each, gathering)),
        user=guid(element.get("creatingUser")),
        at=moment(element.get("creationDateTime")),
    )
    return ReadSource(source=source, reading=reading, data=data)


def _file_name(element: etree._Element, wording: etree._Element) -> str:
    """Return the name of a source; a transcript is called by its own name."""
    transcript = local(wording) == "Transcript"
    return _name(wording) if transcript and (wording.get("name") or "").strip() else _name(element)


def _original(wording: etree._Element, element: etree._Element) -> str:
    return wording.get("richTextPath") or (element.get("path") if local(element) == "PDFSource" else None) or ""


def _words_of(wording: etree._Element, package: Package, *, ours: bool) -> tuple[bytes, str] | str:
    """Return bytes and characters of the words, or the reason why there are none."""
    content = child(wording, "PlainTextContent")
    path = wording.get("plainTextPath")
    if content is not None and (text_of(content) or path is None):
        words = text_of(content)
        return words.encode("utf-8", "surrogatepass"), words
    if path is None:
        return "neither its words nor the path of a text are given"
    data, reason = part_or_reason(package, path)
    if data is None:
        return reason
    try:
        return data, read_words(data, path, ours=ours)
    except SourceError as error:
        return str(error)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Everything that the positions in one source are read with."""

    text: Text
    settled: Canonical
    gathering: Gathering
    name: str

    def selections(self, wording: etree._Element) -> tuple[ExchangedSelection, ...]:
        """Return the selections on the words, in code points of canonical text."""
        placed = list(self._placed(wording))
        choice = choose_counting(self.text, [] if self.gathering.ours else [place for _, place in placed])
        self._remark(choice)
        return tuple(made for element, place in placed if (made := self._selection(element, place, choice)) is not None)

    def _placed(self, wording: etree._Element) -> Iterator[tuple[etree._Element, Placed]]:
        points = {own_guid(point): number(point, "position") for point in children(wording, "SyncPoint")}
        for element in children(wording, *_SELECTIONS):
            if local(element) == "PlainTextSelection":
                ends = number(element, "startPosition"), number(element, "endPosition")
            else:
                ends = points.get(guid(element.get("fromSyncPoint"))), points.get(guid(element.get("toSyncPoint")))
            if ends[0] is None or ends[1] is None:
                self._lose(element, "selection_without_place")
            else:
                yield element, Placed(ends[0], ends[1], element.get("name") or "")

    def _remark(self, choice: Choice) -> None:
        if choice.named and choice.matching:
            kind = "counting" if choice.matching > choice.standard else "counting_standard"
            matched = f"{choice.counting.words()} ({choice.matching}/{choice.named})"
            self.gathering.tally.add(kind, f"{self.name}: {matched}" if kind == "counting" else "")
        elif choice.named:
            self.gathering.tally.add("counting_unnamed", self.name)

    def _selection(self, element: etree._Element, placed: Placed, choice: Choice) -> ExchangedSelection | None:
        before = self.text.span(placed, choice.counting)
        if before is None:
            self._lose(element, "selection_empty" if placed.start == placed.end else "selection_outside")
            return None
        span = self.settled.span(before)
        if span is None:
            self._lose(element, "selection_empty")
            return None
        if choice.matching and placed.name.strip() and not how_named(before.read(self.text.lines), placed.name):
            self.gathering.tally.add("selection_otherwise_named")
        if self.settled.moved and len(span) != len(before):
            self.gathering.tally.add("selection_moved")
        return self.made(element, span)

    def made(self, element: etree._Element, span: Span) -> ExchangedSelection:
        """Return the selection of an element on a span."""
        gathering = self.gathering
        user = guid(element.get("creatingUser"))
        return ExchangedSelection(
            guid=gathering.fresh(own_guid(element), "selection", self.name),
            span=span,
            name=element.get("name") or "",
            description=text_of(child(element, "Description")).strip(),
            codings=codings_of(element, gathering),
            notes=noted(element, gathering),
            user=user or gathering.author,
            at=moment(element.get("creationDateTime")),
        )

    def _lose(self, element: etree._Element, kind: str) -> None:
        self.gathering.tally.add(kind, self.name)
        self.gathering.tally.add("codings_without_words", count=len(list(children(element, "Coding"))))


def _with_areas(read: ReadSource, areas: Sequence[etree._Element], gathering: Gathering) -> ReadSource:
    """Return a PDF's words with the areas marked on its pages, where the words of an area stand in one place."""
    if not areas or any(local(area) != "PDFSelection" for area in areas):
        return read
    view = NormalisedView.of(read.source.text)
    desk = _Desk(Text(read.source.text), canonical(read.source.text), gathering, read.source.name)
    made = []
    for area in areas:
        words = text_of(next(inside(area, "Representation", "PlainTextContent"), None))
        places = _few(view.find(NormalisedView.of(words).text))
        if len(places) == 1:
            gathering.tally.add("area_by_words")
            made.append(desk.made(area, places[0]))
        else:
            _lose_areas([area], area, gathering)
    source = read.source
    fields = {name: getattr(source, name) for name in source.__slots__}
    whole = ExchangedSource(**{**fields, "selections": (*source.selections, *made)})
    return ReadSource(source=whole, reading=read.reading, data=read.data)


def _few(spans: Iterable[Span]) -> list[Span]:
    return [span for span, _ in zip(spans, range(2), strict=False)]


def codings_of(element: etree._Element, gathering: Gathering) -> tuple[ExchangedCoding, ...]:
    """Return the codings directly on a selection or a source."""
    found = []
    for each in children(element, "Coding"):
        codes = [code for ref in children(each, "CodeRef") if (code := target(ref)) is not None]
        known = [code for code in codes if code in gathering.codes]
        gathering.tally.add("coding_unknown_code", count=len(codes) - len(known) + (not codes))
        user = guid(each.get("creatingUser")) or guid(element.get("creatingUser")) or gathering.author
        found += [
            ExchangedCoding(
                guid=gathering.fresh(own_guid(each) if at == 0 else None, "coding", code),
                code=code,
                user=user,
                at=moment(each.get("creationDateTime")),
                notes=noted(each, gathering),
            )
            for at, code in enumerate(known)
        ]
    return tuple(found)


def noted(element: etree._Element, gathering: Gathering) -> tuple[str, ...]:
    """Return the GUIDs of the notes on an element, by reference or by link."""
    linked = gathering.notes_on.get(own_guid(element) or "", ())
    return tuple(dict.fromkeys((*targets(element, "NoteRef"), *linked)))


def values_of(element: etree._Element, gathering: Gathering) -> tuple[tuple[str, str], ...]:
    """Return the variables of a source or case, those without a value left out."""
    pairs = []
    for each in children(element, "VariableValue"):
        ref = child(each, "VariableRef")
        name = gathering.variables.get((target(ref) if ref is not None else None) or "")
        value = text_of(next(children(each, *_VALUES), None)).strip()
        if name is None:
            gathering.tally.add("variable_unknown")
        elif value:
            pairs.append((name, value))
    return tuple(pairs)
