"""Project files are untrusted: whatever one tries, it is refused in a sentence, fast, in little memory."""

from __future__ import annotations

import io
import json
import stat
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter

from tests.exchange.projects import NAMESPACE, Other, guid, packed, text_source
from tests.reading.making import docx_of

MOST_SECONDS, MOST_MEGABYTES = 2.0, 300.0
LAUGHS = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def project(body: str = "", prologue: str = "") -> bytes:
    """Project XML with something before its root and something inside."""
    return f'<?xml version="1.0"?>{prologue}<Project xmlns="{NAMESPACE}" name="x">{body}</Project>'.encode()


def with_parts(*parts: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return out.getvalue()


def link(name: str, target: str) -> tuple[zipfile.ZipInfo, bytes]:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry, target.encode()


@cache
def workbook() -> dict[str, bytes]:
    """The parts of a sound workbook."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    book.add_worksheet().write(0, 0, "甲")
    book.close()
    with zipfile.ZipFile(stream) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def xlsx(sheet: str, **more: bytes) -> bytes:
    return packed({**workbook(), "xl/worksheets/sheet1.xml": sheet.encode(), **more})


def crowded_directory() -> bytes:
    """An archive whose list of contents alone would take all memory."""
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    body = entry * 400_000
    return b"PK\x03\x04" + body + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, len(body), 4, 0)


def unsafe_archives(secret: Path) -> Iterator[tuple[str, bytes]]:
    """Archives that would write elsewhere, point elsewhere, or take all memory."""
    good = ("project.qde", project())
    yield "slip.qdpx", with_parts(good, ("../../escaped.txt", b"x"))
    yield "slip-windows.qdpx", with_parts(good, ("sources\\..\\..\\escaped.txt", b"x"))
    yield "absolute.qdpx", with_parts(good, ("/tmp/escaped.txt", b"x"))
    yield "drive.qdpx", with_parts(good, ("C:\\escaped.txt", b"x"))
    yield "link.qdpx", with_parts(good, link(f"sources/{guid(100)}.txt", str(secret)))
    yield "bomb-text.qdpx", with_parts(good, ("sources/a.txt", bytes(100_000_000)))
    yield "bomb-project.qdpx", with_parts(("project.qde", b" " * 90_000_000))
    yield "crowded.qdpx", crowded_directory()
    yield "no-project.qdpx", with_parts(("sources/a.txt", b"x"))
    yield "cut.qdpx", with_parts(good, ("sources/a.txt", b"x" * 9999))[:-40]
    yield "twice.qdpx", with_parts(good, ("sources/a.txt", b"x"), ("sources\\a.txt", b"y"))


def unsafe_xml(secret: Path) -> Iterator[tuple[str, bytes]]:
    """Projects whose XML fetches, multiplies or nests."""
    laughing = f'<!DOCTYPE x [<!ENTITY a "ha">{LAUGHS}]>'
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'
    outside = f'<!DOCTYPE x [<!ENTITY % e SYSTEM "file://{secret}"> %e;]>'
    wide = project("&e;", entity).decode().replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16")
    codes = '<Code guid="1" name="a" isCodable="true">' * 1_000_000
    bodies = {
        "laughs": project("&j;", laughing),
        "laughs-attribute": project('<Sets><Set name="&j;"/></Sets>', laughing),
        "xxe": project("<Description>&e;</Description>", entity),
        "xxe-parameter": project("", outside),
        "xxe-utf16": wide,
        "nested": project("<a>" * 1_000_000 + "</a>" * 1_000_000),
        "nested-codes": project(f"<CodeBook><Codes>{codes}"),
    }
    yield from ((f"{name}.qdpx", with_parts(("project.qde", body))) for name, body in bodies.items())
    yield "laughs.qdc", project("", laughing)
    yield "nested.qde", project("<a>" * 1_000_000)


def unsafe_office(secret: Path) -> Iterator[tuple[str, bytes]]:
    """The same in workbooks and word processing files."""
    sheet = SHEET.format('<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>')
    yield "slip.xlsx", xlsx(sheet, **{"../../escaped.txt": b"x"})
    yield "absolute.xlsx", xlsx(sheet, **{"/tmp/escaped.txt": b"x"})
    sound = [(name, data) for name, data in workbook().items() if not name.endswith("sheet1.xml")]
    yield "link.xlsx", with_parts(*sound, link("xl/worksheets/sheet1.xml", str(secret)))
    yield "bomb.xlsx", xlsx(sheet, **{"xl/sharedStrings.xml": bytes(100_000_000)})
    yield "missing.xlsx", packed({name: data for name, data in sound if "theme" in name})
    yield "crowded.xlsx", crowded_directory()
    yield "slip.docx", docx_of("<w:p/>").replace(b"word/document.xml", b"../../ocument.xml")
    yield "bomb.docx", packed({"word/document.xml": bytes(100_000_000)})
    yield "missing.docx", packed({"word/styles.xml": b"<x/>"})


def harmless(secret: Path) -> Iterator[tuple[str, bytes]]:
    """Files that may be read, as long as they bring nothing in from elsewhere and take little."""
    entity = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}"><!ENTITY a "ha">{LAUGHS}]>'
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲&e;&j;</t></is></c></row>'
    yield "sound.xlsx", packed(workbook())
    yield "entities.xlsx", xlsx(entity + SHEET.format(cell))
    yield "nested.xlsx", xlsx(SHEET.format("<row>" * 1_000_000))
    yield "nested.docx", docx_of("<w:sdt>" * 1_000_000)
    yield "outside.qdpx", Other(sources=text_source(100, [], path=f"absolute://{secret}")).xml().encode()
    stolen = text_source(100, [], path=f"internal://../../..{secret}")
    yield "upwards.qde", Other(sources=stolen + text_source(101, [], path=str(secret))).xml().encode()
    yield "lost.qdpx", with_parts(("project.qde", Other(sources=text_source(100, [])).xml().encode()))


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory) -> dict[str, dict[str, object]]:
    """What became of every file, by name; ``must`` where it has to be refused."""
    desk = tmp_path_factory.mktemp("hostile")
    secret = desk / "secret.txt"
    secret.write_text("PASSWORD")
    folder = desk / "deep" / "down" / "files"
    folder.mkdir(parents=True)
    must = {}
    for make in (unsafe_archives, unsafe_xml, unsafe_office, harmless):
        for name, data in make(secret):
            (folder / name).write_bytes(data)
            must[name] = make is not harmless
    before = sorted(desk.rglob("*"))
    command = [sys.executable, str(Path(__file__).with_name("hostile.py")), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr
    assert sorted(desk.rglob("*")) == before, "nothing was written"
    assert not Path("/tmp/escaped.txt").exists()
    rows = {row["file"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert set(rows) == set(must)
    return {name: {**row, "must": must[name]} for name, row in rows.items()}


@pytest.mark.slow
def test_every_hostile_file_is_refused_in_a_sentence(outcomes):
    said = {name: str(row["outcome"]) for name, row in outcomes.items() if row["must"]}
    assert {name: words for name, words in said.items() if not words.startswith("refused: ") or len(words) < 40} == {}


@pytest.mark.slow
def test_nothing_of_another_file_comes_in(outcomes):
    assert [name for name, row in outcomes.items() if "PASSWORD" in str(row["outcome"])] == []


@pytest.mark.slow
def test_each_takes_less_than_two_seconds_and_less_than_three_hundred_megabytes(outcomes):
    assert {name: row["seconds"] for name, row in outcomes.items() if row["seconds"] >= MOST_SECONDS} == {}
    assert max(row["peak"] for row in outcomes.values()) < MOST_MEGABYTES
