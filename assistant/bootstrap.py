"""The composition root: a study's folder becomes a workbench. The only file that knows every room."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.domain.acts import Act, CodebookPublished, CoderRegistered, StudyCreated
from assistant.domain.codebook import Codebook
from assistant.domain.coder import Coder, CoderKind, Role
from assistant.domain.document import Reading
from assistant.domain.identifiers import CoderId, time_ordered_id
from assistant.errors import InstrumentError, StudyError
from assistant.ledger import SourceFiles, open_ledger
from assistant.ledger.journal import Stamp
from assistant.ports import Encoder, Proposer, SegmentIndex
from assistant.settings import PROJECT_FILE, StudySettings, read_study_settings, write_study_settings
from assistant.workflows.workbench import Workbench

if TYPE_CHECKING:
    from assistant.ledger import SqlLedger

SHIPPED = Path(__file__).resolve().parent
"""The package; ``prompts`` and ``corpora`` stand beside it in a checkout and inside it in an installed wheel."""


def shipped(*parts: str) -> Path:
    """Return the path of something that comes with the program (a codebook, the demonstration corpus).

    Raises:
        StudyError: It is not there.
    """
    for root in (SHIPPED.parent, SHIPPED / "shipped"):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise StudyError(f"{'/'.join(parts)!r} did not come with this installation; install Tricoder again")


def now() -> str:
    """Return the time in UTC, ISO 8601 with microseconds."""
    return datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="microseconds")


def new_id() -> str:
    """Return a time-ordered id."""
    return time_ordered_id(time.time_ns() // 1_000_000, secrets.token_bytes(10))


def create_study(folder: Path, settings: StudySettings, codebook: Codebook) -> Workbench:
    """Make a study and open it. A folder that a killed process left half made is finished.

    Raises:
        StudyError: There is a study already, or something else stands in the way.
    """
    if (folder / PROJECT_FILE).exists():
        raise StudyError(f"{str(folder)!r} is a study already; add sources with `tricoder add`, or choose another name")
    if folder.exists() and not _is_half_made(folder):
        raise StudyError(f"{str(folder)!r} exists and is not empty; choose another name for the study")
    folder.mkdir(parents=True, exist_ok=True)
    ledger = _open_ledger(folder, settings)
    if not list(ledger.events(limit=1)):
        ledger.append(_first_acts(settings, codebook), actor=CoderId(settings.person))
    ledger.close()
    write_study_settings(folder, settings)
    return open_study(folder)


def _is_half_made(folder: Path) -> bool:
    return all(path.name.startswith("ledger.db") for path in folder.iterdir())


def _first_acts(settings: StudySettings, codebook: Codebook) -> list[Act]:
    lead = Coder(id=CoderId(settings.person), name=settings.person, kind=CoderKind.PERSON, role=Role.LEAD)
    return [
        StudyCreated(name=settings.name, language=settings.language),
        CoderRegistered(coder=lead),
        CodebookPublished(codebook=codebook, reason="first version"),
    ]


def open_study(folder: Path) -> Workbench:
    """Open a study; index, embedder and instruments are opened when they are first asked for."""
    settings = read_study_settings(folder)
    ledger = _open_ledger(folder, settings)
    encoder = cache(partial(_open_encoder, folder, settings.embedder))
    held: list[SegmentIndex] = []

    def index() -> SegmentIndex:
        if not held:
            held.append(_open_index(folder, encoder()))
        return held[0]

    def close() -> None:
        for opened in held:
            opened.close()
        held.clear()
        ledger.close()

    return Workbench(
        name=settings.name,
        folder=folder,
        language=settings.language,
        person=CoderId(settings.person),
        ledger=ledger,
        files=SourceFiles(folder / "sources"),
        index=index,
        encoder=encoder,
        proposer=lambda name: _open_proposer(name, ledger, encoder()),
        read=_read,
        new_id=new_id,
        close=close,
    )


def _open_ledger(folder: Path, settings: StudySettings) -> SqlLedger:
    url = settings.ledger
    if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
        url = f"sqlite:///{folder / url.removeprefix('sqlite:///')}"
    return open_ledger(url, Stamp(now=now, new_id=new_id))


def _read(path: Path) -> Reading:
    from assistant.reading import read_source  # noqa: PLC0415 - readers are loaded when a file is read

    return read_source(path)


def _open_encoder(folder: Path, spec: str) -> Encoder:
    from assistant.retrieval.embedders import open_encoder  # noqa: PLC0415 - loaded when first needed

    return open_encoder(spec, cache=folder / "index")


def _open_index(folder: Path, encoder: Encoder) -> SegmentIndex:
    from assistant.retrieval.index import open_index  # noqa: PLC0415 - Chroma takes a second to import

    return open_index(folder / "index", encoder)


def _open_proposer(name: str, ledger: SqlLedger, encoder: Encoder) -> Proposer:
    if name != "exemplar":
        raise InstrumentError(f"there is no instrument {name!r}; the one that comes with the program is `exemplar`")
    codebook = ledger.codebook()
    if codebook is None:
        raise StudyError("this study has no codebook yet; give it one with `tricoder codebook use FILE`")
    from assistant.workflows.teaching import open_exemplar  # noqa: PLC0415 - scikit-learn takes a second to import

    return open_exemplar(ledger, encoder, codebook, new_id)
