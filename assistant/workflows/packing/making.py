"""Puts a pack together. `PARTS` is the list of what goes in; to add something is one function and one line there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.domain.identifiers import DocumentId, canonical_json
from assistant.errors import StudyError
from assistant.parcels import Part
from assistant.reporting.methods import methods_paragraph
from assistant.reporting.tables import every_figure, spread
from assistant.revising import codebook_content
from assistant.workflows.audit import audit_agreement, basis_of, by_code, open_grid
from assistant.workflows.audit.question import AuditQuestion
from assistant.workflows.audit.tabling import all_tables
from assistant.workflows.packing.certificates import (
    Withheld,
    certificates,
    event_lines,
    open_memos,
    silent_codings,
    text_hash,
)
from assistant.workflows.packing.disclosure import Facts, ai_use, checklist
from assistant.workflows.report import ReportQuestion, make_report
from assistant.workflows.triangulate import BoardQuestion, Columns, Rows, open_board
from assistant.workflows.workbench import Workbench

LANGUAGES = ("zh", "en")
EGRESS = "egress.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackWishes:
    """What a pack may hold.

    Attributes:
        sources: Sources whose words may be handed on; every other is withheld with all that may quote it.
        version: Of the program.
        command: The command that makes the figures again.
    """

    sources: frozenset[DocumentId]
    version: str
    command: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackReport:
    """What a pack holds, and what could not be put in, with the reason."""

    path: Path
    files: int
    events: int
    withheld_events: int
    withheld_sources: tuple[str, ...]
    certificates: int
    missing: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Desk:
    bench: Workbench
    wishes: PackWishes
    scratch: Path

    def is_kept_back(self, document: DocumentId) -> bool:
        """Tell whether a source is withheld."""
        return document not in self.wishes.sources


def make_pack(bench: Workbench, path: Path, wishes: PackWishes) -> PackReport:
    """Write the pack, whole or not at all.

    A part that the study has nothing for (no second coder, no accepted evidence) is named with its reason in the pack
    and in what is returned.

    Raises:
        StudyError: The file cannot be written.
    """
    parcels, _upkeep = bench.outlets()
    with TemporaryDirectory(prefix="tricoder-") as scratch:
        desk = _Desk(bench, wishes, Path(scratch))
        record = _record(desk)
        parts: list[Part] = list(record.parts)
        missing: list[tuple[str, str]] = []
        for name, make in PARTS.items():
            try:
                parts += list(make(desk))
            except StudyError as error:
                missing.append((name, str(error)))
        parts += parcels.shipped().items()
        parts.append(("README.txt", _readme(bench, missing).encode()))
        parcels.write_archive(path, parts)
    return PackReport(
        path=path,
        files=len(parts),
        events=record.events,
        withheld_events=record.withheld,
        withheld_sources=tuple(each.metadata.title for each in bench.ledger.sources() if desk.is_kept_back(each.id)),
        certificates=record.certificates,
        missing=tuple(missing),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    parts: tuple[Part, ...]
    events: int
    withheld: int
    certificates: int


def _record(desk: _Desk) -> _Record:
    """Return the chain, the contents that may be handed on, and the certificates."""
    ledger = desk.bench.ledger
    sources = ledger.sources()
    texts = {each.id: ledger.document(each.id).text for each in sources}
    back = frozenset(each.id for each in sources if desk.is_kept_back(each.id))
    withheld = Withheld(ledger, back)
    lines = list(event_lines(ledger.events(), withheld))
    proofs = list(certificates(ledger, texts, back, silent_codings(ledger, withheld)))
    manifest = {
        "study": desk.bench.name,
        "made": desk.bench.now(),
        "program": f"Tricoder {desk.wishes.version}",
        "events": len(lines),
        "head": str(lines[-1][0]["hash"]),
        "sources": [
            {
                "id": each.id,
                "title": each.metadata.title,
                "type": each.metadata.source_type.value,
                "text_sha256": text_hash(texts[each.id]),
                "included": each.id not in back,
            }
            for each in sources
        ],
    }
    parts: list[Part] = [
        ("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode()),
        ("ledger/events.jsonl", _lines(line for line, _kept in lines)),
        ("certificates.jsonl", _lines(proofs)),
        *_contents(desk, [line for line, _kept in lines], back),
    ]
    kept = sum(back_held for _line, back_held in lines)
    return _Record(parts=tuple(parts), events=len(lines), withheld=kept, certificates=len(proofs))


def _lines(records: Iterable[object]) -> bytes:
    text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records)
    return text.encode("utf-8", "surrogatepass")


def _contents(desk: _Desk, events: Iterable[dict[str, object]], back: frozenset[DocumentId]) -> Iterator[Part]:
    """Yield what is kept apart of the events: codebooks, and the texts and segments of sources handed on."""
    _parcels, upkeep = desk.bench.outlets()
    given: set[str] = set()
    for event in events:
        if event["kind"] not in {"source.added", "codebook.published"} or event["payload"] is None:
            continue
        act = json.loads(str(event["payload"]))
        wanted = [act["codebook"]] if event["kind"] == "codebook.published" else [act["document"], act["segments"]]
        bodies = {name: upkeep.content(name) for name in wanted}
        if event["kind"] == "source.added" and json.loads(bodies[act["document"]])["id"] in back:
            continue
        for name, body in bodies.items():
            if name not in given:
                given.add(name)
                yield f"ledger/contents/{name}.json", body.encode("utf-8", "surrogatepass")


def _codebooks(desk: _Desk) -> Iterator[Part]:
    ledger = desk.bench.ledger
    listed = []
    for version in ledger.codebooks():
        book = ledger.codebook(version.id)
        if book is not None:
            name = f"codebooks/{version.seq:06d}-{book.name}-{book.version}.json"
            yield name, json.dumps(codebook_content(book), ensure_ascii=False, indent=1).encode()
        listed.append(asdict(version))
    yield "codebooks/versions.jsonl", _lines(listed)


def _agreement(desk: _Desk) -> Iterator[Part]:
    parcels, _ = desk.bench.outlets()
    language = desk.bench.language
    tables = all_tables(audit_agreement(desk.bench, AuditQuestion()), language, desk.wishes.command)
    tables = (*tables, every_figure(tables, language))
    yield (
        "agreement.xlsx",
        parcels.workbook([(one.title.in_language(language), *spread(one, language)) for one in tables]),
    )


def _methods(desk: _Desk) -> Iterator[Part]:
    grid = open_grid(desk.bench, AuditQuestion())
    basis, rows = basis_of(grid), by_code(grid)
    for language in LANGUAGES:
        words = methods_paragraph(basis, rows, language, desk.wishes.command)
        yield f"methods.{language}.md", (words + "\n").encode()


def _disclosure(desk: _Desk) -> Iterator[Part]:
    facts = Facts(desk.bench.ledger, desk.wishes.version)
    for language in LANGUAGES:
        yield f"ai-use.{language}.md", ai_use(facts, language).encode()
        heads = ("清单", "项", "问题", "回答") if language == "zh" else ("checklist", "item", "asked", "answer")
        rows = [heads, ("---",) * 4, *checklist(facts, language)]
        page = "\n".join("| " + " | ".join(row) + " |" for row in rows)
        yield f"checklists.{language}.md", (page + "\n").encode()


def _matrix(desk: _Desk) -> Iterator[Part]:
    for rows in Rows:
        board = open_board(desk.bench, BoardQuestion(rows=rows, columns=Columns.TYPES, case="", family=""))
        cells = [
            {
                "row": row.id,
                "label": row.label.in_language(desk.bench.language),
                "column": cell.column,
                "proposed": cell.proposed.value.value,
                "rule": cell.proposed.rule,
                "why": cell.proposed.why.in_language(desk.bench.language),
                "places": len(cell.sayings),
                "voices": cell.voices,
                "evidence": [saying.id for saying in cell.sayings],
                "warnings": [warned.kind for warned in row.warnings],
            }
            for row in board.rows
            for cell in row.cells
        ]
        yield f"triangulation/{rows.value}.jsonl", _lines(cells)


def _tables(desk: _Desk) -> Iterator[Part]:
    """Yield the study's own tables; they quote, so they go in only where nothing is withheld."""
    if any(desk.is_kept_back(each.id) for each in desk.bench.ledger.sources()):
        raise StudyError(
            "the tables quote sources that are withheld; hand on every source, or write them with `report`"
        )
    made = make_report(desk.bench, ReportQuestion())
    for language in LANGUAGES:
        folder = desk.scratch / language
        folder.mkdir()
        for file in desk.bench.write_report(made, language, ("docx", "xlsx", "svg"), folder):
            yield f"tables/{file.name}", file


def _instruments(desk: _Desk) -> Iterator[Part]:
    ledger = desk.bench.ledger
    yield (
        "instruments.jsonl",
        _lines(
            {"id": each.id, "name": each.name, "configuration": dict(each.configuration)}
            for each in ledger.coders()
            if each.configuration
        ),
    )
    yield "runs.jsonl", _lines(asdict(each) | {"parameters": dict(each.parameters)} for each in ledger.runs())


def _egress(desk: _Desk) -> Iterator[Part]:
    """Yield what left the machine; its bodies only where nothing is withheld."""
    file = desk.bench.folder / EGRESS
    if not file.exists():
        raise StudyError("nothing was sent to another machine")
    if all(not desk.is_kept_back(each.id) for each in desk.bench.ledger.sources()):
        yield EGRESS, file
        return
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    bare = [{key: value for key, value in line.items() if key not in {"body", "text", "words"}} for line in lines]
    hashed = [line | {"line_sha256": text_hash(canonical_json(whole))} for line, whole in zip(bare, lines, strict=True)]
    yield EGRESS, _lines(hashed)


def _memos(desk: _Desk) -> Iterator[Part]:
    memos = open_memos(desk.bench.ledger.memos())
    shown = [each for each in memos if each.document_id and not desk.is_kept_back(each.document_id)]
    yield "memos.jsonl", _lines({"id": each.id, "coder": each.coder_id, "text": each.text} for each in shown)


PARTS: dict[str, Callable[[_Desk], Iterator[Part]]] = {
    "codebooks": _codebooks,
    "agreement": _agreement,
    "methods": _methods,
    "disclosure": _disclosure,
    "triangulation": _matrix,
    "tables": _tables,
    "instruments": _instruments,
    "egress": _egress,
    "memos": _memos,
}


def _readme(bench: Workbench, missing: Iterable[tuple[str, str]]) -> str:
    gaps = "".join(f"- {name}: {why}\n" for name, why in missing)
    return (
        f"{bench.name}\n\n"
        "To check this pack, with any Python 3.9 or later and nothing else:\n\n    python3 -I -S verify.py\n\n"
        "in the unpacked folder, or `python3 -I -S verify.py PACK.zip`. It recomputes the chain of events, folds the\n"
        "codings and reads every quotation again. Withheld texts that you were given otherwise are checked with\n"
        "`--texts FOLDER`.\n\n"
        "核验：解压后运行 python3 -I -S verify.py，不需要安装任何程序。\n"
        f"\nNot in this pack:\n{gaps or '- (everything is there)'}\n"
    )
