"""A picture as a page of PDF, its words as outlines: it looks the same everywhere, whatever fonts the reader has."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from assistant.exporting.typefaces import Glyph, Typefaces
from assistant.reporting.picture import Mark, Picture, Point, Rect, Rule, Words, arrow_head, shortened

_ROUND = 0.5523
"""How far the handles of a quarter circle reach (Bézier)."""
_BOLD = 0.035
"""Width of the stroke that makes a letter bold, in em."""

Place = Callable[[float, float], str]


def draw_pdf(picture: Picture, faces: Typefaces) -> bytes:
    """Return a document of one page of the picture's size.

    Raises:
        StudyError: No font on this machine can draw its words.
    """
    faces.check("".join(mark.text for mark in picture.marks if isinstance(mark, Words)))

    def place(x: float, y: float) -> str:
        return f"{x:.2f} {picture.height - y:.2f}"

    stream = "\n".join(part for mark in picture.marks for part in _drawn(mark, place, faces))
    return _document(picture, zlib.compress(stream.encode("ascii"), 9))


def _drawn(mark: Mark, place: Place, faces: Typefaces) -> Iterator[str]:
    if isinstance(mark, Rect):
        yield from _rect(mark, place)
    elif isinstance(mark, Rule):
        yield from _rule(mark, place)
    else:
        yield from _words(mark, place, faces)


def _rect(mark: Rect, place: Place) -> Iterator[str]:
    yield "q"
    if mark.fill:
        yield f"{_colour(mark.fill)} rg"
    if mark.stroke:
        yield f"{_colour(mark.stroke)} RG {mark.thick:.2f} w" + (" [3 2] 0 d" if mark.dashed else "")
    yield from _outline(mark, place)
    yield {(True, True): "b", (True, False): "f", (False, True): "s", (False, False): "n"}[
        bool(mark.fill), bool(mark.stroke)
    ]
    yield "Q"


def _outline(mark: Rect, place: Place) -> Iterator[str]:
    left, top, right, bottom = mark.x, mark.y, mark.x + mark.width, mark.y + mark.height
    r = min(mark.radius, mark.width / 2, mark.height / 2)
    k = r * (1 - _ROUND)
    yield f"{place(left + r, top)} m {place(right - r, top)} l"
    yield f"{place(right - k, top)} {place(right, top + k)} {place(right, top + r)} c"
    yield f"{place(right, bottom - r)} l"
    yield f"{place(right, bottom - k)} {place(right - k, bottom)} {place(right - r, bottom)} c"
    yield f"{place(left + r, bottom)} l"
    yield f"{place(left + k, bottom)} {place(left, bottom - k)} {place(left, bottom - r)} c"
    yield f"{place(left, top + r)} l {place(left, top + k)} {place(left + k, top)} {place(left + r, top)} c h"


def _rule(mark: Rule, place: Place) -> Iterator[str]:
    yield f"q {_colour(mark.stroke)} RG {_colour(mark.stroke)} rg {mark.thick:.2f} w"
    yield _polyline(shortened(mark), place) + " S"
    if mark.arrow:
        yield _polyline(arrow_head(mark), place) + " f"
    yield "Q"


def _polyline(points: Iterable[Point], place: Place) -> str:
    steps = [place(x, y) for x, y in points]
    return " ".join([f"{steps[0]} m", *(f"{step} l" for step in steps[1:])])


def _words(mark: Words, place: Place, faces: Typefaces) -> Iterator[str]:
    glyphs = [glyph for char in mark.text for glyph in _spelled(char, faces)]
    width = mark.size * sum(glyph.advance for glyph in glyphs)
    x = mark.x - {"start": 0.0, "middle": width / 2, "end": width}[mark.anchor]
    yield f"q {_colour(mark.fill)} rg {_colour(mark.fill)} RG {mark.size * _BOLD:.2f} w 1 j"
    for glyph in glyphs:
        path = " ".join(_path(glyph, mark.size, (x, mark.y), place))
        if path:
            yield f"{path} {'B' if mark.bold else 'f'}"
        x += glyph.advance * mark.size
    yield "Q"


def _spelled(char: str, faces: Typefaces) -> Iterator[Glyph]:
    """Yield the letter, or its code point in words where no font here has it."""
    known = faces.glyph(char)
    if known is not None:
        yield known
    else:
        yield from (glyph for each in f"[U+{ord(char):04X}]" if (glyph := faces.glyph(each)) is not None)


def _path(glyph: Glyph, size: float, start: Point, place: Place) -> Iterator[str]:
    def at(point: Point) -> str:
        return place(start[0] + point[0] * size, start[1] - point[1] * size)

    here = (0.0, 0.0)
    for step, points in glyph.commands:
        if step == "moveTo":
            yield f"{at(points[0])} m"
        elif step == "lineTo":
            yield f"{at(points[0])} l"
        elif step == "curveTo":
            yield " ".join(at(point) for point in points) + " c"
        elif step == "qCurveTo":
            yield from _quadratics(here, points, at)
        else:
            yield "h"
        here = points[-1] if points else here


def _quadratics(here: Point, points: tuple[Point, ...], at: Callable[[Point], str]) -> Iterator[str]:
    """Yield cubic curves for a TrueType spline: between two control points lies a point of the curve."""
    controls, end = points[:-1], points[-1]
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(controls)]
    for control, target in zip(controls, [*middles, end], strict=True):
        first = (here[0] + 2 / 3 * (control[0] - here[0]), here[1] + 2 / 3 * (control[1] - here[1]))
        second = (target[0] + 2 / 3 * (control[0] - target[0]), target[1] + 2 / 3 * (control[1] - target[1]))
        yield f"{at(first)} {at(second)} {at(target)} c"
        here = target


def _colour(name: str) -> str:
    return " ".join(f"{int(name[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))


def _document(picture: Picture, stream: bytes) -> bytes:
    title = "FEFF" + picture.title.encode("utf-16-be", "replace").hex().upper()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {picture.width:.2f} {picture.height:.2f}] /Resources << >> "
        "/Contents 4 0 R >>".encode(),
        f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode() + stream + b"\nendstream",
        f"<< /Title <{title}> /Producer (Tricoder) >>".encode(),
    ]
    body = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return bytes(body) + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()
