"""XML and HTML parsed without entities, network or unbounded trees: no document makes the reader fetch anything."""

from __future__ import annotations

import re

from lxml import etree

from assistant.errors import UnreadableSource

_SPACES = re.compile(r"[ \t\r\n\f]+")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


def parse_xml(data: bytes | str, name: str) -> etree._Element:
    """Return the root of an XML text, entities left alone.

    Raises:
        UnreadableSource: The XML is not well formed, or nests or expands beyond all measure.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    raw = _DECLARATION.sub("", data).encode("utf-8", "replace") if isinstance(data, str) else data
    try:
        return etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableSource(
            f"{name!r} holds XML that cannot be read ({error}); save it anew",
            f"{name!r} 中的 XML 不能读取（{error}）；请重新保存",
        ) from error


def parse_html(text: str, name: str) -> etree._Element:
    """Return the root of an HTML text, mended as browsers do.

    Raises:
        UnreadableSource: Nothing in the text is HTML.
    """
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    raw = _DECLARATION.sub("", text).replace("\0", "").encode("utf-8", "replace")
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableSource(
            f"{name!r} holds HTML that cannot be read ({error}); save it anew",
            f"{name!r} 中的 HTML 不能读取（{error}）；请重新保存",
        ) from error
    if root is None:
        raise UnreadableSource(
            f"{name!r} holds no HTML element; save it as docx or plain text",
            f"{name!r} 中没有 HTML 内容；请另存为 docx 或纯文本",
        )
    return root


def local(element: etree._Element) -> str:
    """Return an element's tag without namespace; empty for entities and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def tidy(text: str) -> str:
    """Return a text with each run of markup's white space as one space."""
    return _SPACES.sub(" ", text).strip(" ")


def words(element: etree._Element) -> str:
    """Return all text inside an element, markup's white space folded."""
    return tidy("".join(str(piece) for piece in element.itertext()))
