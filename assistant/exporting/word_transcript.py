"""A source as a Word document with codings and memos as comments in its margin.

The words are those of the canonical text, a paragraph for each of its lines; the keywords of the file say which source
it is a copy of and whose codings it shows, in words without any punctuation that word processors would mend.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import docx
from docx.oxml.ns import qn
from docx.shared import Pt

from assistant.domain.margins import EVERYBODY, STAMP, Remark, Transcript
from assistant.exporting.word_parts import set_fonts, set_page
from assistant.interchange.margins import legal

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run


def write_transcript(transcript: Transcript, language: str) -> bytes:
    """Return the document."""
    document = docx.Document()
    set_page(document.sections[0], landscape=False)
    set_fonts(document, language)
    _describe(document, transcript)
    edges = sorted(
        {edge for remark in transcript.remarks if remark.span for edge in (remark.span.start, remark.span.end)}
    )
    runs = dict(_write_lines(document, transcript, edges))
    starts = sorted(runs)
    for remark in transcript.remarks:
        if remark.span is not None:
            _add_comment(document, remark, _runs_over(runs, starts, remark), transcript.at)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _describe(document: WordDocument, transcript: Transcript) -> None:
    core = document.core_properties
    core.title, core.author, core.comments = legal(transcript.title)[:255], "Tricoder", ""
    core.created = core.modified = datetime.fromisoformat(transcript.at) if transcript.at else datetime(2000, 1, 1)  # noqa: DTZ001 - no zone is written
    shown = {"": "none", EVERYBODY: "all"}.get(transcript.shown, transcript.shown)
    core.keywords = f"{STAMP} source={transcript.source} shown={shown}"


def _write_lines(
    document: WordDocument, transcript: Transcript, edges: Sequence[int]
) -> Iterator[tuple[int, tuple[int, Run]]]:
    """Write the text and yield every run of it: where it starts, where it ends, and itself."""
    cuts: dict[int, list[int]] = defaultdict(list)
    lines = transcript.text.split("\n")
    at = 0
    waiting = list(reversed(edges))
    for number, line in enumerate(lines):
        while waiting and waiting[-1] <= at + len(line):
            cuts[number].append(waiting.pop())
        paragraph = document.add_paragraph(style="Heading 2" if number in transcript.headings else "Normal")
        paragraph.paragraph_format.space_after = Pt(4)
        yield from _write_runs(paragraph, line, at, cuts[number])
        at += len(line) + 1


def _write_runs(paragraph: Paragraph, line: str, at: int, cuts: Sequence[int]) -> Iterator[tuple[int, tuple[int, Run]]]:
    borders = sorted({at, *cuts, at + len(line)})
    for start, end in pairwise(borders):
        if start < end and start >= at:
            run = paragraph.add_run(legal(line[start - at : end - at]))
            yield start, (end, run)


def _runs_over(runs: dict[int, tuple[int, Run]], starts: Sequence[int], remark: Remark) -> tuple[Run, Run] | None:
    """Return the first and the last run that a comment stands beside."""
    span = remark.span
    if span is None:
        return None
    inside = [start for start in starts if span.start <= start and runs[start][0] <= span.end]
    return (runs[inside[0]][1], runs[inside[-1]][1]) if inside else None


def _add_comment(document: WordDocument, remark: Remark, runs: tuple[Run, Run] | None, at: str) -> None:
    if runs is None:
        return
    author = legal(remark.author)
    made: Any = document.add_comment(runs=list(runs), text=legal(remark.text), author=author, initials=author[:9])
    made._comment_elm.set(qn("w:date"), at[:19] + "Z" if at else "2000-01-01T00:00:00Z")
