"""A page as the PDF library hands it over: printed characters and straight rules, with their places.

All places are in points from the top left corner of the page as it is shown (page rotation applied), so that no
other module knows of PDF coordinates. Nothing of a page is held after ``page_content`` returns.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from dataclasses import dataclass, field
from math import cos, hypot, pi
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pypdfium2 import PdfPage, PdfTextPage

    Place = Callable[[float, float], tuple[float, float]]

_THIN = 4.0
_MOST_RULES = 6000
_MOST_GLYPHS = 200_000
_INVISIBLE = 3
_LINE_HYPHENS = frozenset({0x02, 0xFFFE})


class Box(NamedTuple):
    """A rectangle on the page; ``top`` is less than ``bottom``."""

    x0: float
    top: float
    x1: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point lies inside."""
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom


class Glyph(NamedTuple):
    """One printed character; ``size`` is the height of its font in points."""

    char: str
    box: Box
    size: float
    bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """What stands on one page.

    Attributes:
        runs: Characters in the order of the file, cut where the writing jumps.
        turned: Texts that do not run along the page, as the file orders them.
        rules: Straight lines and edges of rectangles, each thinner than it is long.
        pictures: Number of images.
        counts: What was left out or is doubtful, by kind.
    """

    width: float
    height: float
    runs: tuple[tuple[Glyph, ...], ...]
    turned: tuple[str, ...]
    rules: tuple[Box, ...]
    pictures: int
    counts: Counter[str]


@dataclass(slots=True)
class _Runs:
    """Collects glyphs and cuts them into runs."""

    runs: list[tuple[Glyph, ...]] = field(default_factory=list)
    turned: list[str] = field(default_factory=list)
    _open: list[Glyph] = field(default_factory=list)
    _turned: list[str] = field(default_factory=list)

    def add(self, glyph: Glyph) -> None:
        """Take a glyph that runs along the page."""
        self._close_turned()
        if self._open and _jumps(self._open[-1], glyph):
            self.cut()
        self._open.append(glyph)

    def add_turned(self, char: str) -> None:
        """Take a glyph that does not run along the page."""
        self.cut()
        self._turned.append(char)

    def space(self) -> None:
        """Take a space that the library worked out from a gap."""
        if self._turned:
            self._turned.append(" ")
        elif self._open and self._open[-1].char != " ":
            last = self._open[-1]
            box = Box(last.box.x1, last.box.top, last.box.x1, last.box.bottom)
            self._open.append(Glyph(" ", box, last.size, last.bold))

    def line_end(self) -> None:
        """Take a line end that the library worked out."""
        self.cut()
        if self._turned and self._turned[-1] != "\n":
            self._turned.append("\n")

    def cut(self) -> None:
        """End the open run."""
        if any(not glyph.char.isspace() for glyph in self._open):
            self.runs.append(tuple(self._open))
        self._open.clear()

    def _close_turned(self) -> None:
        text = "".join(self._turned).strip()
        if text:
            self.turned.append(text)
        self._turned.clear()

    def finish(self) -> None:
        """End everything that is open."""
        self.cut()
        self._close_turned()


def page_content(page: PdfPage) -> PageContent:
    """Return the characters and rules of a page; closes nothing but its own text page."""
    width, height = page.get_size()
    place = _placer(page)
    counts: Counter[str] = Counter()
    textpage = page.get_textpage()
    try:
        runs = _read_runs(page, textpage, place, counts)
    finally:
        textpage.close()
    rules, pictures = _read_objects(page, place)
    return PageContent(
        width=width,
        height=height,
        runs=tuple(runs.runs),
        turned=tuple(runs.turned),
        rules=tuple(rules),
        pictures=pictures,
        counts=+counts,
    )


def _placer(page: PdfPage) -> Place:
    left, bottom, right, top = page.get_bbox()
    return {
        0: lambda x, y: (x - left, top - y),
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }[page.get_rotation()]


def _boxed(place: Place, left: float, bottom: float, right: float, top: float) -> Box:
    (x0, y0), (x1, y1) = place(left, bottom), place(right, top)
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _read_runs(page: PdfPage, textpage: PdfTextPage, place: Place, counts: Counter[str]) -> _Runs:
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - loads a shared library

    runs = _Runs()
    whole = Box(-1, -1, page.get_width() + 1, page.get_height() + 1)
    upright = page.get_rotation() * pi / 180
    rect = pdfium.FS_RECTF()
    total = pdfium.FPDFText_CountChars(textpage)
    counts["overlong_pages"] += int(total > _MOST_GLYPHS)
    for index in range(min(total, _MOST_GLYPHS)):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        if pdfium.FPDFText_IsGenerated(textpage, index) == 1:
            runs.space() if code == 0x20 else runs.line_end()
            continue
        if code in _LINE_HYPHENS:
            code = 0x2D
        counts["unmapped_characters"] += int(pdfium.FPDFText_HasUnicodeMapError(textpage, index) == 1)
        if code < 0x20:
            continue
        pdfium.FPDFText_GetLooseCharBox(textpage, index, rect)
        box = _boxed(place, rect.left, rect.bottom, rect.right, rect.top)
        if not whole.holds((box.x0 + box.x1) / 2, (box.top + box.bottom) / 2):
            counts["outside_page"] += int(not chr(code).isspace())
        elif cos(pdfium.FPDFText_GetCharAngle(textpage, index) + upright) < 0.99:
            runs.add_turned(chr(code))
        else:
            bold = pdfium.FPDFText_GetFontWeight(textpage, index) >= 600
            runs.add(Glyph(chr(code), box, box.bottom - box.top, bold))
    runs.finish()
    counts["invisible_pages"] += int(total > 0 and _is_invisible(textpage, total // 2))
    return runs


def _is_invisible(textpage: PdfTextPage, index: int) -> bool:
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - loads a shared library

    found = pdfium.FPDFText_GetTextObject(textpage, index)
    return bool(found) and pdfium.FPDFTextObj_GetTextRenderMode(found) == _INVISIBLE


def _jumps(last: Glyph, glyph: Glyph) -> bool:
    """Tell whether the pen moved further than a wide space between two glyphs."""
    size = max(last.size, glyph.size, 1.0)
    middle = (glyph.box.top + glyph.box.bottom) / 2
    if abs(middle - (last.box.top + last.box.bottom) / 2) > 0.6 * size:
        return True
    gap = glyph.box.x0 - last.box.x1
    return gap > size or gap < -2 * size


def _read_objects(page: PdfPage, place: Place) -> tuple[list[Box], int]:
    """Return the rules of a page and the number of its images; too many rules are a drawing and none is returned."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - loads a shared library

    rules: list[Box] = []
    pictures = 0
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        found = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(found)
        pictures += int(kind == pdfium.FPDF_PAGEOBJ_IMAGE)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            rules.extend(_path_rules(found, place))
        if len(rules) > _MOST_RULES:
            return [], pictures
    return rules, pictures


def _path_rules(found: object, place: Place) -> Iterator[Box]:
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - loads a shared library

    segments = pdfium.FPDFPath_CountSegments(found)
    if segments > 5:
        yield from _segment_rules(found, segments, place)
        return
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(found, *sides):
        return
    box = _boxed(place, *(side.value for side in sides))
    width, height = box.x1 - box.x0, box.bottom - box.top
    if min(width, height) <= _THIN:
        yield box
    elif segments >= 4:
        yield box._replace(bottom=box.top)
        yield box._replace(top=box.bottom)
        yield box._replace(x1=box.x0)
        yield box._replace(x0=box.x1)


def _segment_rules(found: object, segments: int, place: Place) -> Iterator[Box]:
    """Yield the horizontal and vertical pieces of one long path."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - loads a shared library

    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(found, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    before: tuple[float, float] | None = None
    for index in range(min(segments, _MOST_RULES)):
        segment = pdfium.FPDFPath_GetPathSegment(found, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        here = place(
            matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f
        )
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if before and kind == pdfium.FPDF_SEGMENT_LINETO:
            box = Box(
                min(before[0], here[0]), min(before[1], here[1]), max(before[0], here[0]), max(before[1], here[1])
            )
            if min(box.x1 - box.x0, box.bottom - box.top) < 1 < hypot(box.x1 - box.x0, box.bottom - box.top):
                yield box
        before = here
