"""Projects made by the tests: whole studies of our own, and files as other programs write them."""

from __future__ import annotations

import io
import itertools
import json
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from assistant.domain import acts
from assistant.domain.codebook import Codebook
from assistant.domain.exchange import ForeignProject
from assistant.exporting.refi_qda import write_project
from assistant.ledger import open_ledger
from assistant.reading.refi_qda import open_package, read_any
from assistant.workflows.exchanging import ImportChoice, ImportPlan, carry_out, plan_import, prepare_export
from assistant.workflows.workbench import Workbench
from tests import nouns
from tests.conftest import ticking_stamp
from tests.workflows.fakes import bench

NAMESPACE = "urn:QDA-XML:project:1.0"
_NUMBERS = itertools.count(1)


def guid(number: int) -> str:
    """A GUID that says its number."""
    return str(UUID(int=number + (1 << 100)))


def empty_study(folder: Path, book: Codebook | None = None) -> Workbench:
    """A study with a lead and a codebook."""
    folder.mkdir(parents=True, exist_ok=True)
    number = next(_NUMBERS)
    path = folder / f"ledger{number}.db"
    path.write_bytes(_fresh_ledger())
    made = bench(folder, open_ledger(f"sqlite:///{path}", ticking_stamp()), None)
    opening = [
        acts.StudyCreated(name="test", language="zh"),
        acts.CoderRegistered(coder=nouns.person()),
        acts.CodebookPublished(codebook=book or nouns.codebook(), reason="first"),
    ]
    made.ledger.append(opening, actor=nouns.LEAD)
    ids = itertools.count(1)
    return replace(made, new_id=lambda: str(UUID(int=(number << 64) + next(ids))))


@cache
def _fresh_ledger() -> bytes:
    """The bytes of a ledger without events: migrating takes longer than everything else here."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        open_ledger(f"sqlite:///{path}", ticking_stamp()).close()
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return path.read_bytes()


def exported(study: Workbench, path: Path, *, bare: bool = False, private: bool = False) -> Path:
    """Write a study; ``bare`` leaves out what only this program reads, as another program would on saving it again."""
    outgoing = prepare_export(study, reader=study.person, private=private)
    write_project(path, outgoing.project, outgoing.originals())
    if bare:
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist() if name != "tricoder.json"}
            path.write_bytes(packed(parts))
    return path


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def read(path: Path) -> ForeignProject:
    with open_package(path) as package:
        return read_any(package)


def imported(study: Workbench, path: Path, choice: ImportChoice | None = None) -> ImportPlan:
    """Bring a file into a study and return the plan that was carried out."""
    with open_package(path) as package:
        plan = plan_import(study, read_any(package), package.part, choice or ImportChoice(), actor=study.person)
        carry_out(study, plan, actor=study.person)
    return plan


def codings_of(study: Workbench, *, whole: bool = True) -> Counter[object]:
    """Every coding as what it says, without ids; ``whole`` with what only this program knows."""
    texts = {source.id: study.ledger.document(source.id).text for source in study.ledger.sources()}
    rows = []
    for each in study.ledger.codings():
        row = (each.coder_id, texts[each.document_id], each.span, each.code)
        rows.append((*row, each.mode, each.rank, each.attributes, each.round, each.memo) if whole else row)
    return Counter(rows)


def memos_of(study: Workbench) -> Counter[object]:
    """Every memo as what it says and what it is on, without ids."""
    codings = {each.id: (each.coder_id, each.span, each.code) for each in study.ledger.codings()}
    texts = {source.id: study.ledger.document(source.id).text for source in study.ledger.sources()}
    return Counter(
        (
            each.coder_id,
            each.target,
            each.text,
            texts.get(each.document_id),
            each.span,
            each.code,
            codings.get(each.coding_id),
        )
        for each in study.ledger.memos()
    )


@dataclass
class Other:
    """A project as another program might write it; XML by hand, so that it may break the rules."""

    sources: str = ""
    codes: str = f'<Code guid="{guid(1)}" name="trust" isCodable="true"/>'
    users: str = f'<User guid="{guid(9)}" name="Anna"/>'
    rest: str = ""
    namespace: str = NAMESPACE
    attributes: str = ""

    def xml(self) -> str:
        users = f"<Users>{self.users}</Users>" if self.users else ""
        book = f"<CodeBook><Codes>{self.codes}</Codes></CodeBook>"
        sources = f"<Sources>{self.sources}</Sources>" if self.sources else ""
        head = f'<Project xmlns="{self.namespace}" name="Other" origin="Other 1.0" {self.attributes}>'
        return f'<?xml version="1.0" encoding="utf-8"?>{head}{users}{book}{sources}{self.rest}</Project>'

    def write(self, path: Path, texts: dict[str, bytes] | None = None, **parts: bytes) -> Path:
        """Write an archive; texts by name within ``sources``."""
        files = {"project.qde": self.xml().encode(), **parts}
        files |= {f"sources/{name}": data for name, data in (texts or {}).items()}
        path.write_bytes(packed(files))
        return path


def selection(number: int, start: int, end: int, name: str = "", code: int = 1, user: int | None = 9) -> str:
    """A selection with one coding."""
    made = coding(number + 5000, code, user or 9)
    made = made if user else made.replace(f' creatingUser="{guid(9)}"', "")
    named = f' name="{name}"' if name else ""
    place = f'startPosition="{start}" endPosition="{end}"'
    return f'<PlainTextSelection guid="{guid(number)}"{named} {place}>{made}</PlainTextSelection>'


def coding(number: int, code: int = 1, user: int = 9, inside: str = "") -> str:
    """A coding."""
    ref = f'<CodeRef targetGUID="{guid(code)}"/>'
    return f'<Coding guid="{guid(number)}" creatingUser="{guid(user)}">{ref}{inside}</Coding>'


def text_source(number: int, selections: Sequence[str], name: str = "note", path: str = "") -> str:
    """A source whose text lies in the archive."""
    where = path or f"internal://{guid(number)}.txt"
    body = "".join(selections)
    return f'<TextSource guid="{guid(number)}" name="{name}" plainTextPath="{where}">{body}</TextSource>'


def note(number: int, name: str, words: str) -> str:
    """A note."""
    content = f"<PlainTextContent>{words}</PlainTextContent>"
    return f'<Note guid="{guid(number)}" name="{name}" creatingUser="{guid(9)}">{content}</Note>'


def one_source(path: Path, data: bytes, selections: Sequence[str], **fields: str) -> Path:
    """A project with one text."""
    return Other(sources=text_source(100, selections), **fields).write(path, {f"{guid(100)}.txt": data})


def words_coded(study: Workbench) -> list[str]:
    """The words of every coding, in order."""
    texts = {source.id: study.ledger.document(source.id).text for source in study.ledger.sources()}
    return [each.span.read(texts[each.document_id]) for each in study.ledger.codings()]


def details_of(path: Path) -> dict[str, object]:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("tricoder.json"))
