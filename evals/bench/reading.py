"""Reading, per format, against the bare parser that the format needs; and cutting into segments.

The bare side does only what the library does: take the text out. Ours also guesses what the source is, keeps pages,
tables and speakers, mends broken lines and names what it left out, so its ratio says what that costs.
"""

from __future__ import annotations

import email
import io
import logging
import re
import sys
import zipfile
from collections.abc import Callable
from email import policy
from pathlib import Path

import docx
import pdfplumber
import pysubs2
import trafilatura
from lxml import etree
from python_calamine import CalamineWorkbook
from striprtf.striprtf import rtf_to_text

from assistant.reading import read_source
from assistant.segmenting import segment_document
from evals.bench._rows import Row, best, told, within

SOURCES = Path(__file__).resolve().parents[2] / "corpora" / "cosmoplat" / "sources"
_SENTENCE = re.compile(r"(?<=[。！？；!?;])")


def _markup(data: bytes, suffixes: tuple[str, ...]) -> int:
    parts = zipfile.ZipFile(io.BytesIO(data))
    names = [name for name in parts.namelist() if name.endswith(suffixes)]
    return sum(len("".join(etree.fromstring(parts.read(name)).itertext())) for name in names)


def _pdf(data: bytes) -> int:
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    with pdfplumber.open(io.BytesIO(data)) as pages:
        return sum(len(page.extract_text() or "") + len(page.extract_tables()) for page in pages.pages)


BARE: dict[str, Callable[[bytes], object]] = {
    ".docx": lambda data: [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs],
    ".odt": lambda data: _markup(data, ("content.xml",)),
    ".epub": lambda data: _markup(data, (".xhtml", ".html")),
    ".pdf": _pdf,
    ".html": lambda data: trafilatura.extract(data.decode("utf-8", "replace")),
    ".rtf": lambda data: rtf_to_text(data.decode("utf-8", "replace")),
    ".vtt": lambda data: pysubs2.SSAFile.from_string(data.decode("utf-8", "replace")),
    ".xlsx": lambda data: [
        CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(),
    ],
    ".eml": lambda data: email.message_from_bytes(data, policy=policy.default).get_body(),
    ".txt": lambda data: data.decode("utf-8", "replace"),
}


def main() -> int:
    """Measure every format of the demonstration corpus."""
    rows = []
    for suffix, bare in BARE.items():
        files = sorted(SOURCES.glob(f"*{suffix}"))
        megabytes = sum(path.stat().st_size for path in files) / 1e6
        ours = best(lambda files=files: [read_source(path) for path in files])
        plain = best(lambda files=files, bare=bare: [bare(path.read_bytes()) for path in files])
        name = f"reading {suffix[1:]}, {len(files)} files, {megabytes:.2f} MB"
        rows.append(Row(what=name, ours=1000 * ours, bare=1000 * plain, unit="ms", main=suffix in {".pdf", ".docx"}))
    rows.append(_segmenting())
    return told("reading", rows)


def _segmenting() -> Row:
    documents = [read_source(path).document for path in sorted(SOURCES.iterdir())]
    characters = sum(len(document.text) for document in documents)
    ours = best(lambda: [segment_document(document) for document in documents])
    plain = best(lambda: [_SENTENCE.split(document.text) for document in documents])
    per_million = 1e6 / characters
    row = Row(
        what="segmenting a million characters (bare: one split)",
        ours=ours * per_million,
        bare=plain * per_million,
        unit="s",
    )
    return within(row, 10.0)


if __name__ == "__main__":
    sys.exit(main())
