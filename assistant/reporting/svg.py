"""A picture as SVG. Words stay words: they can be searched and edited, and use the fonts of whoever looks at it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from assistant.reporting.picture import Mark, Picture, Rect, Rule, Words, arrow_head, shortened

FONTS = (
    "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','Hiragino Sans GB',"
    "'WenQuanYi Micro Hei',SimHei,sans-serif"
)
"""One of these is on any desktop that shows Chinese; nothing is fetched."""


def to_svg(picture: Picture, language: str) -> str:
    """Return the SVG text, with the title for readers who cannot see it."""
    size = {"width": f"{picture.width:g}pt", "height": f"{picture.height:g}pt"}
    box = {"viewBox": f"0 0 {picture.width:g} {picture.height:g}", "role": "img", "xml:lang": language}
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "font-family": FONTS, **size, **box})
    SubElement(root, "title").text = _printable(picture.title)
    SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    for mark in picture.marks:
        _draw(root, mark)
    return tostring(root, encoding="unicode")


def _draw(root: Element, mark: Mark) -> None:
    if isinstance(mark, Rect):
        _draw_rect(root, mark)
    elif isinstance(mark, Rule):
        _draw_rule(root, mark)
    else:
        _draw_words(root, mark)


def _draw_rect(root: Element, mark: Rect) -> None:
    place = _numbers(x=mark.x, y=mark.y, width=mark.width, height=mark.height, rx=mark.radius)
    looks = {"fill": mark.fill or "none", "stroke": mark.stroke or "none"}
    if mark.stroke:
        looks |= _numbers(stroke_width=mark.thick) | ({"stroke-dasharray": "3 2"} if mark.dashed else {})
    SubElement(root, "rect", place | looks)


def _draw_rule(root: Element, mark: Rule) -> None:
    path = " ".join(f"{x:.2f},{y:.2f}" for x, y in shortened(mark))
    looks = {"fill": "none", "stroke": mark.stroke} | _numbers(stroke_width=mark.thick)
    SubElement(root, "polyline", {"points": path, **looks})
    if mark.arrow:
        head = " ".join(f"{x:.2f},{y:.2f}" for x, y in arrow_head(mark))
        SubElement(root, "polygon", {"points": head, "fill": mark.stroke})


def _draw_words(root: Element, mark: Words) -> None:
    place = _numbers(x=mark.x, y=mark.y, font_size=mark.size)
    looks = {"fill": mark.fill, "text-anchor": mark.anchor} | ({"font-weight": "bold"} if mark.bold else {})
    SubElement(root, "text", place | looks).text = _printable(mark.text)


def _printable(words: str) -> str:
    """Replace characters that XML cannot hold."""
    return "".join(char if char.isprintable() else "\ufffd" for char in words)


def _numbers(**values: float) -> dict[str, str]:
    return {name.replace("_", "-"): f"{value:.2f}".rstrip("0").rstrip(".") for name, value in values.items()}
