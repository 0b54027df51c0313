"""Figures in rows of tables: what is measured stands in one cell, its values in others, before and after in columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.domain.claims import Quantity
from assistant.domain.document import Document
from assistant.domain.segment import Segment, SegmentKind
from assistant.domain.span import Span
from assistant.triangulation.claims.levels import levels
from assistant.triangulation.claims.lexicon import Lexicon
from assistant.triangulation.claims.moves import moves
from assistant.triangulation.claims.naming import Name, tidy
from assistant.triangulation.claims.quantities import narrow
from assistant.triangulation.claims.readings import Reading, way
from assistant.triangulation.claims.scene import Scene
from assistant.triangulation.claims.sentences import Sentence

BAR = " | "

Read = tuple[Sentence, Reading]
Cases = Callable[[str], Sequence[Span]]
"""Where a text names cases."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its sentence, where its cells stand in it, and what heads each of them."""

    sentence: Sentence
    cells: tuple[Span, ...]
    heads: tuple[str, ...]

    def part(self, *cells: Span) -> Sentence:
        """Return some cells as one sentence."""
        whole = self.sentence
        text = "".join(whole.text[cell.start : cell.end] for cell in cells)
        offsets = tuple(place for cell in cells for place in whole.offsets[cell.start : cell.end])
        return Sentence(text, offsets, whole.segment)


def rows_of(document: Document, segments: Sequence[Segment]) -> Iterator[Row]:
    """Yield the rows below the head of each table."""
    heads: tuple[str, ...] = ()
    table: int | None = None
    for segment in segments:
        if segment.kind is not SegmentKind.ROW:
            continue
        block = document.block_at(segment.body.start)
        text = narrow(segment.body.read(document.text))
        if block is None or block.table != table or not heads:
            table = None if block is None else block.table
            heads = tuple(part.strip() for part in text.split(BAR))
            continue
        cells = tuple(_cells(text, heads))
        sentence = Sentence(text, tuple(range(segment.body.start, segment.body.end)), segment)
        yield Row(sentence, tuple(cell for _, cell in cells), tuple(head for head, _ in cells))


def _cells(text: str, heads: Sequence[str]) -> Iterator[tuple[str, Span]]:
    """Yield head and place of each cell; a column's head repeated in front of a cell is no part of it."""
    at = 0
    for number, part in enumerate(text.split(BAR)):
        head = heads[number] if number < len(heads) else ""
        repeated = f"{head}: "
        start = at + (len(repeated) if head and part.startswith(repeated) else 0)
        if text[start : at + len(part)].strip():
            yield head, Span(start, at + len(part))
        at += len(part) + len(BAR)


def read_row(row: Row, lexicon: Lexicon, cases: Cases) -> Iterator[Read]:
    """Yield the figures of a row: those a cell tells by itself, else those told with the cell that names them."""
    told = [read for cell in row.cells for read in _read(row.part(cell), lexicon, cases)]
    if told:
        yield from told
        return
    name = _name(row, cases)
    if name is None:
        return
    pair = _then_and_now(row, lexicon, name)
    if pair is not None:
        yield row.sentence, pair
        return
    yield from _told_of(row, lexicon, cases, name)


def _told_of(row: Row, lexicon: Lexicon, cases: Cases, name: Span) -> Iterator[Read]:
    """Yield the values told of what the row names; where there are several, each with the head of its column."""
    values = [
        (head, cell)
        for head, cell in zip(row.heads, row.cells, strict=True)
        if cell.start > name.start and any(char.isdigit() for char in row.sentence.text[cell.start : cell.end])
    ]
    for head, cell in values:
        for sentence, reading in _read(row.part(name, cell), lexicon, cases):
            whole = f"{reading.name.text} {tidy(head)}" if len(values) > 1 and head else reading.name.text
            yield sentence, replace(reading, name=replace(reading.name, text=whole))


def _read(sentence: Sentence, lexicon: Lexicon, cases: Cases) -> Iterator[Read]:
    scene = Scene(sentence, lexicon, cases(sentence.text))
    for reading in (*moves(scene), *levels(scene)):
        yield sentence, reading


def _name(row: Row, cases: Cases) -> Span | None:
    """Return the first cell that names something and is no case."""
    for cell in row.cells:
        text = row.sentence.text[cell.start : cell.end].strip()
        if len(text) >= 2 and not text.isdigit() and not cases(text):
            return cell
    return None


def _then_and_now(row: Row, lexicon: Lexicon, name: Span) -> Reading | None:
    """Return the figure whose values stand in a column for what was and one for what is."""
    start = _under(row, lexicon, "before")
    end = _under(row, lexicon, "now")
    if start is None or end is None or start.unit != end.unit:
        return None
    text = tidy(row.sentence.text[name.start : name.end])
    return Reading(
        name=Name(text, name.start, name.end),
        direction=way(start, end),
        start=start,
        end=end,
        first=min(name.start, start.span.start),
        last=max(name.end, start.span.end, end.span.end),
    )


def _under(row: Row, lexicon: Lexicon, words: str) -> Quantity | None:
    for head, cell in zip(row.heads, row.cells, strict=True):
        if any(word in head for word in lexicon.words("zh", words)):
            figures = Scene(row.part(cell), lexicon, ()).figures
            if len(figures) == 1:
                found = figures[0].quantity
                return replace(found, span=Span(found.span.start + cell.start, found.span.end + cell.start))
    return None
