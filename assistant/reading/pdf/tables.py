"""Ruled tables of a page: cells between drawn lines, rows from top to bottom.

Only tables with drawn rules are found; a table set with white space alone is read as lines. The geometry (rules to
crossings, crossings to cells, cells to tables) is pdfplumber's.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from assistant.domain.document import Mend
from assistant.reading.mending import join
from assistant.reading.pdf.glyphs import Box, Glyph
from assistant.reading.pdf.lines import Row, Table, fragment, text_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.reading.pdf.glyphs import PageContent

SEPARATOR = " | "
_TOLERANCE = 3.0
_SHORTEST = 3.0
_MOST_CROSSINGS = 40_000


def take_tables(content: PageContent) -> tuple[list[Table], list[tuple[Glyph, ...]]]:
    """Return the tables of a page and the runs that stand outside them."""
    tables: list[Table] = []
    runs = list(content.runs)
    for cells in _cell_groups(content.rules):
        found, outside = _fill(cells, runs)
        if found:
            tables.append(found)
            runs = outside
    return tables, runs


def _edges(rules: Iterable[Box]) -> list[dict[str, object]]:
    edges: list[dict[str, object]] = []
    for x0, top, x1, bottom in rules:
        level = x1 - x0 >= bottom - top
        if max(x1 - x0, bottom - top) < _SHORTEST:
            edges += [_edge("h", Box(x0, top, x1, top)), _edge("v", Box(x0, top, x0, bottom))]
        elif level:
            edges.append(_edge("h", Box(x0, (top + bottom) / 2, x1, (top + bottom) / 2)))
        else:
            edges.append(_edge("v", Box((x0 + x1) / 2, top, (x0 + x1) / 2, bottom)))
    return edges


def _edge(orientation: str, box: Box) -> dict[str, object]:
    x0, top, x1, bottom = box
    sizes = {"width": x1 - x0, "height": bottom - top}
    return {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "doctop": top, "orientation": orientation, **sizes}


def _cell_groups(rules: Sequence[Box]) -> list[list[Box]]:
    """Return the cells of each table, tables from top to bottom."""
    if len(rules) < 4:
        return []
    from pdfplumber import table as geometry  # noqa: PLC0415 - loads a whole PDF library

    edges = geometry.merge_edges(_edges(rules), *[_TOLERANCE] * 4)
    level = sum(1 for edge in edges if edge["orientation"] == "h")
    if level * (len(edges) - level) > _MOST_CROSSINGS:
        return []
    crossings = geometry.edges_to_intersections(edges, _TOLERANCE, _TOLERANCE)
    if len(crossings) > _MOST_CROSSINGS / 8:
        return []
    cells = geometry.intersections_to_cells(crossings)
    return [[Box(*cell) for cell in group] for group in geometry.cells_to_tables(cells)]


def _fill(cells: Sequence[Box], runs: Sequence[tuple[Glyph, ...]]) -> tuple[Table | None, list[tuple[Glyph, ...]]]:
    """Put the glyphs into the cells; None where the rules frame something other than a table."""
    box = Box(
        min(cell.x0 for cell in cells),
        min(cell.top for cell in cells),
        max(cell.x1 for cell in cells),
        max(cell.bottom for cell in cells),
    )
    if len({round(cell.x0) for cell in cells}) < 2:
        return None, list(runs)
    inside: dict[Box, list[tuple[Glyph, ...]]] = defaultdict(list)
    outside: list[tuple[Glyph, ...]] = []
    ordered = sorted(cells, key=lambda cell: (cell.top, cell.x0))
    for run in runs:
        if run[-1].box.bottom < box.top or run[0].box.top > box.bottom:
            outside.append(run)
            continue
        for cell, part in _split(run, ordered):
            if cell:
                inside[cell].append(part)
            else:
                outside.append(part)
    if len(inside) < 2:
        return None, list(runs)
    grid = tuple(sorted({round(edge) for cell in cells for edge in (cell.x0, cell.x1)}))
    return Table(box, tuple(_rows(ordered, inside)), grid), outside


def _split(run: Sequence[Glyph], cells: Sequence[Box]) -> list[tuple[Box | None, tuple[Glyph, ...]]]:
    """Cut a run where it passes from one cell into another."""
    parts: list[tuple[Box | None, list[Glyph]]] = []
    cell: Box | None = None
    for glyph in run:
        x, y = (glyph.box.x0 + glyph.box.x1) / 2, (glyph.box.top + glyph.box.bottom) / 2
        if not (cell and cell.holds(x, y)):
            cell = next((one for one in cells if one.holds(x, y)), None)
        if not parts or parts[-1][0] != cell:
            parts.append((cell, []))
        parts[-1][1].append(glyph)
    return [(one, tuple(part)) for one, part in parts if any(not glyph.char.isspace() for glyph in part)]


def _rows(cells: Sequence[Box], inside: dict[Box, list[tuple[Glyph, ...]]]) -> Iterable[Row]:
    """Yield the rows that hold text; a cell over several rows stands in the first of them."""
    by_top: dict[float, list[Box]] = defaultdict(list)
    for cell in cells:
        by_top[cell.top].append(cell)
    for top in sorted(by_top):
        texts = []
        for cell in sorted(by_top[top]):
            lines = text_lines([fragment(run) for run in inside.get(cell, [])])
            texts.append(join([line.text for line in lines]) if lines else ("", ()))
        if any(text for text, _ in texts):
            yield _row(texts)


def _row(cells: Sequence[tuple[str, tuple[Mend, ...]]]) -> Row:
    mends: list[Mend] = []
    at = 0
    for text, inner in cells:
        mends += [Mend(at + one.at, one.removed, one.inserted) for one in inner]
        at += len(text) + len(SEPARATOR)
    return Row(SEPARATOR.join(text for text, _ in cells), tuple(mends))
