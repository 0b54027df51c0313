"""Writers for formats that are text: plain text, Markdown, WebVTT, RTF, e-mail."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from making.authoring import Heading, Paragraph, Source, Table, Turn, clock_time

if TYPE_CHECKING:
    from collections.abc import Iterator

_SENTENCE = re.compile(r"[^。！？?!.]*[。！？?!.]+[”」]?\s*|[^。！？?!.]+$")
_CUE_LENGTH = 60


def text_bytes(source: Source) -> bytes:
    """Return a text file: an export of a recorder app where the layout says so, an article otherwise."""
    lines = _recorder_lines(source) if source.layout == "iflyrec" else _article_lines(source)
    return "\r\n".join([*lines, ""]).encode(source.encoding or "utf-8")


def markdown_bytes(source: Source) -> bytes:
    """Return Markdown with the source line under the title."""
    chunks = []
    for part in source.parts:
        if isinstance(part, Heading):
            chunks.append("#" * part.level + " " + part.text)
            chunks.extend([f"*{source.publisher}　{source.date}*"] if part.level == 1 else [])
        elif isinstance(part, Table):
            rule = ("---",) * len(part.rows[0])
            chunks.append("\n".join("| " + " | ".join(row) + " |" for row in (part.rows[0], rule, *part.rows[1:])))
        else:
            chunks.append(part.text)
    return ("\n\n".join(chunks) + "\n").encode(source.encoding or "utf-8")


def subtitle_bytes(source: Source) -> bytes:
    """Return WebVTT as a meeting service exports it: a voice tag in every cue, a speech cut into short cues."""
    chunks = ["WEBVTT", f"NOTE {source.title}"]
    number = 0
    for turn in source.parts:
        if isinstance(turn, Turn):
            for start, end, words in _cues(turn):
                number += 1
                times = f"{clock_time(start, decimals=3)} --> {clock_time(end, decimals=3)}"
                chunks.append(f"{number}\n{times}\n<v {turn.speaker}>{words}</v>")
    return ("\n\n".join(chunks) + "\n").encode()


def rich_text_bytes(source: Source) -> bytes:
    """Return RTF with every character beyond ASCII as a Unicode escape."""
    head = r"{\rtf1\ansi\ansicpg936\deff0\uc1{\fonttbl{\f0\fnil\fcharset134 SimSun;}}"
    day = source.day
    info = rf"{{\info{{\title {_escaped(source.title)}}}{{\author {_escaped(source.publisher)}}}"
    info += rf"{{\creatim\yr{day.year}\mo{day.month}\dy{day.day}}}}}"
    return "\r\n".join([head, info, *_rich_lines(source), "}"]).encode("ascii")


def mail_bytes(source: Source) -> bytes:
    """Return a newsletter as an e-mail message: plain text, base64, encoded headers."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"{source.publisher} <letter@example.com>"
    message["To"] = "readers@example.com"
    message["Subject"] = source.title
    message["Date"] = format_datetime(source.day)
    message["Message-ID"] = f"<{source.id}.{source.date}@example.com>"
    below = (part for part in source.parts if not (isinstance(part, Heading) and part.text == source.title))
    lines = [line for part in below for line in (*_part_lines(part), "")]
    message.set_content("\n".join(lines), charset="utf-8", cte="base64")
    return message.as_bytes()


def _recorder_lines(source: Source) -> Iterator[str]:
    turns = [part for part in source.parts if isinstance(part, Turn)]
    yield source.title
    yield f"{source.day:%Y年%m月%d日} 09:30|{turns[-1].until_ms // 60_000}分钟（节录）"
    yield ""
    for turn in turns:
        yield f"{turn.speaker} {clock_time(turn.at_ms)}"
        yield turn.text
        yield ""


def _article_lines(source: Source) -> Iterator[str]:
    for part in source.parts:
        yield from _part_lines(part)
        if isinstance(part, Heading) and part.level == 1:
            yield f"来源：{source.publisher}　{source.date}"
        yield ""


def _part_lines(part: Heading | Paragraph | Turn | Table) -> Iterator[str]:
    if isinstance(part, Table):
        yield from ("\t".join(row) for row in part.rows)
    elif isinstance(part, Turn):
        yield f"{part.speaker}：{part.text}"
    else:
        yield part.text


def _cues(turn: Turn) -> Iterator[tuple[int, int, str]]:
    pieces: list[str] = []
    for sentence in _SENTENCE.findall(turn.text):
        if pieces and len(pieces[-1]) + len(sentence) <= _CUE_LENGTH:
            pieces[-1] += sentence
        else:
            pieces.append(sentence)
    total, start = len(turn.text), turn.at_ms
    for piece in pieces:
        end = start + (turn.until_ms - turn.at_ms) * len(piece) // total
        yield start, end, piece.strip()
        start = end


def _rich_lines(source: Source) -> Iterator[str]:
    for part in source.parts:
        if isinstance(part, Table):
            yield from (_rich_row(row) for row in part.rows)
            yield r"\pard"
        elif isinstance(part, Heading):
            size = 36 if part.level == 1 else 28
            yield rf"\pard\outlinelevel{part.level - 1}\sb240\b\fs{size} {_escaped(part.text)}\b0\fs24\par"
        else:
            yield rf"\pard\fi480\fs24 {_escaped(part.text)}\par"


def _rich_row(row: tuple[str, ...]) -> str:
    edges = "".join(rf"\cellx{2400 * (place + 1)}" for place in range(len(row)))
    cells = "".join(rf"\intbl {_escaped(cell)}\cell" for cell in row)
    return rf"\trowd{edges}{cells}\row"


def _escaped(text: str) -> str:
    return "".join(_escaped_character(character) for character in text)


def _escaped_character(character: str) -> str:
    if character in "\\{}":
        return "\\" + character
    if character.isascii():
        return character
    units = character.encode("utf-16-le")
    numbers = (int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2))
    return "".join(rf"\u{number}?" for number in numbers)
