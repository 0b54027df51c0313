"""Web pages with everything that surrounds an article on a news site, and PDF files printed from such pages."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from html import escape
from pathlib import Path

from making.authoring import AuthoringError, Heading, Part, Source, Table, Turn

_CSS = """
body { font-family: "Noto Serif CJK SC", "Noto Sans CJK SC", serif; font-size: 10.5pt; line-height: 1.6; }
p { text-align: justify; }
h1 { font-size: 17pt; text-align: center; } h2 { font-size: 13pt; } p { text-indent: 2em; margin: 0.4em 0; }
table { border-collapse: collapse; width: 100%; margin: 0.6em 0; } td, th { border: 1px solid #444; padding: 3px; }
@page { size: A4; margin: 24mm 18mm 20mm; }
"""
_COLUMNS = "main { column-count: 2; column-gap: 9mm; } h1 { column-span: all; } table { font-size: 8.5pt; }"
_SECTIONS = ("首页", "要闻", "产业", "视频", "登录")
_RELATED = ("本周产业要闻一览", "展会日历", "订阅电子报")
_PDF_TIME = re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)")


def page_bytes(source: Source) -> bytes:
    """Return a news page: navigation, article, related links, legal footer."""
    line = f'<span>来源：{escape(source.publisher)}</span> <time datetime="{source.date}">{source.date}</time>'
    article = "\n".join(_part(part) for part in source.parts)
    article = article.replace("</h1>", f'</h1>\n<div class="info">{line}</div>', 1)
    pieces = [
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">',
        f"<title>{escape(source.title)}_{escape(source.publisher)}</title>",
        *_meta(source),
        f'<script>window.page = {{"id": "{source.id}"}};</script></head><body>',
        f"<header><nav>{_links(_SECTIONS)}</nav></header>",
        f"<main><article>\n{article}\n</article></main>",
        f"<aside><h3>相关阅读</h3>{_links(_RELATED)}</aside>",
        "<footer><p>关于我们 | 联系我们 | 版权声明 | 广告服务</p><p>未经授权不得转载。</p></footer>",
        "</body></html>\n",
    ]
    return "\n".join(pieces).encode()


def _meta(source: Source) -> list[str]:
    named = {"author": source.publisher, "publishdate": source.date, "keywords": "工业互联网,智能制造"}
    graph = {"og:title": source.title, "og:site_name": source.publisher, "article:published_time": source.date}
    lines = [f'<meta name="{name}" content="{escape(value)}">' for name, value in named.items()]
    return lines + [f'<meta property="{name}" content="{escape(value)}">' for name, value in graph.items()]


def _links(labels: tuple[str, ...]) -> str:
    return "<ul>" + "".join(f'<li><a href="/{at}">{label}</a></li>' for at, label in enumerate(labels)) + "</ul>"


def printed_bytes(source: Source) -> bytes:
    """Return a PDF with running header and page numbers, in two columns where the layout says so.

    Raises:
        AuthoringError: No Chromium on this machine to print with, or it printed nothing.
    """
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        raise AuthoringError(f"{source.file!r} needs Chromium to be printed; install it or keep the file that is there")
    with tempfile.TemporaryDirectory() as folder:
        page, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(_printable(source), "utf-8")
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/user",
        ]
        command = [browser, *options, f"--print-to-pdf={target}", page.as_uri()]
        subprocess.run(command, check=False, capture_output=True, timeout=120)  # noqa: S603 - fixed command, own page
        if not target.is_file():
            raise AuthoringError(f"{source.file!r} was not printed; run {' '.join(command[:2])!r} by hand to see why")
        return _PDF_TIME.sub(lambda found: _fixed_time(found, source), target.read_bytes())


def _fixed_time(found: re.Match[bytes], source: Source) -> bytes:
    """Return the date of the source in as many bytes as the moment of printing took, so that offsets stay true."""
    fixed = b"/" + found[1] + f" (D:{source.day:%Y%m%d%H%M%S}".encode()
    return (fixed + b"+00'00'")[: len(found[0]) - 1].ljust(len(found[0]) - 1, b"'") + b")"


def _printable(source: Source) -> str:
    running = f"{source.publisher}　{source.date}"
    columns = source.layout == "two_columns"
    top, bottom = ("@top-left", "@bottom-right") if columns else ("@top-center", "@bottom-center")
    boxes = f'@page {{ {top} {{ content: "{running}"; font-size: 8pt; }} '
    boxes += f'{bottom} {{ content: "— " counter(page) " —"; font-size: 8pt; }} }}'
    css = _CSS + boxes + (_COLUMNS if columns else "")
    head = f"<!DOCTYPE html><html lang='{source.language}'><head><meta charset='utf-8'>"
    head += f"<title>{escape(source.title)}</title>"
    body = "\n".join(_part(part) for part in source.parts)
    return f"{head}<style>{css}</style></head><body><main>{body}</main></body></html>"


def _part(part: Part) -> str:
    if isinstance(part, Table):
        return f"<table>{''.join(_row(row, 'td' if at else 'th') for at, row in enumerate(part.rows))}</table>"
    if isinstance(part, Heading):
        return f"<h{part.level}>{escape(part.text)}</h{part.level}>"
    words = f"{part.speaker}：{part.text}" if isinstance(part, Turn) else part.text
    return f"<p>{escape(words, quote=False)}</p>"


def _row(row: tuple[str, ...], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell, quote=False)}</{tag}>" for cell in row) + "</tr>"
