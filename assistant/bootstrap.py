"""The composition root: a study's folder becomes a workbench. The only file that knows every room."""

from __future__ import annotations

import logging
import secrets
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from assistant.domain.acts import Act, CodebookPublished, CoderRegistered, StudyCreated
from assistant.domain.codebook import Codebook
from assistant.domain.coder import Coder, CoderKind, Role
from assistant.domain.document import Reading
from assistant.domain.identifiers import CoderId, time_ordered_id
from assistant.errors import InstrumentError, StudyError
from assistant.ledger import SourceFiles, open_ledger
from assistant.ledger.journal import Stamp
from assistant.parcelling import ParcelFiles
from assistant.ports import Encoder, Proposer, SegmentIndex
from assistant.reading.refi_qda import CodebookFiles
from assistant.retrieval.kept import KeptFile
from assistant.settings import PROJECT_FILE, StudySettings, read_study_settings, write_study_settings
from assistant.triangulation.claims.lexicon import read_lexicon
from assistant.triangulation.rules import read_rules
from assistant.workflows.workbench import Derivation, Workbench

if TYPE_CHECKING:
    from assistant.ledger import SqlLedger
    from assistant.prompting import PromptLibrary
    from assistant.reporting.report import Report
    from assistant.wiring import ModelInstrument, StudyGround
    from assistant.workflows.offers import Models

Closing = TypeVar("Closing", "SegmentIndex", "ModelInstrument")

MODEL = "model"
"""Name of the instrument that asks the chat model of ``project.toml``."""
DEFAULT_CODEBOOK = ("prompts", "codebooks", "industrial-internet.yaml")
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
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudyError(f"{str(folder)!r} cannot be made: {error.strerror}") from error
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
    ledger = _existing_ledger(folder, settings)
    encoder = cache(partial(_open_encoder, folder, settings.embedder))
    held = ExitStack()
    held.callback(ledger.close)

    @cache
    def index() -> SegmentIndex:
        return _closed_with(held, _open_index(folder, encoder()))

    def proposer(name: str) -> Proposer:
        return model() if name == MODEL else _open_proposer(name, ledger, encoder())

    model = cache(lambda: _closed_with(held, _open_model(bench)))
    bench = Workbench(
        name=settings.name,
        folder=folder,
        language=settings.language,
        person=CoderId(settings.person),
        ledger=ledger,
        accounts=ledger.accounts,
        upkeep=ledger.upkeep,
        files=SourceFiles(folder / "sources"),
        index=index,
        encoder=encoder,
        proposer=proposer,
        read=_read,
        codebook_files=CodebookFiles(),
        new_id=new_id,
        now=now,
        new_secret=partial(secrets.token_urlsafe, 32),
        close=held.close,
        case_names=settings.cases,
        write_report=_write_report,
        derivation=_derivation(folder, held),
        parcels=ParcelFiles(shipped),
        models=lambda: _open_models(bench),
    )
    return bench


def _derivation(folder: Path, held: ExitStack) -> Derivation:
    """Return what triangulation is derived with; the study may add ``figures.toml`` and ``triangulation.toml``."""
    kept = KeptFile(folder / "index" / "derived.db")
    held.callback(kept.close)
    own = partial(_own_file, folder)
    return Derivation(
        kept=kept,
        lexicon=lambda: read_lexicon(_packaged("claims", "figures.toml"), own("figures.toml")),
        rules=lambda: read_rules(_packaged("rules.toml"), own("triangulation.toml")),
    )


def _packaged(*parts: str) -> str:
    return SHIPPED.joinpath("triangulation", *parts).read_text("utf-8")


def _own_file(folder: Path, name: str) -> str:
    """Return the text of a file that a study may have, empty if it has none.

    Raises:
        StudyError: It cannot be read.
    """
    try:
        return (folder / name).read_text("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(f"{name!r} of the study cannot be read: {error}; save it as UTF-8 text") from error


def _closed_with(held: ExitStack, opened: Closing) -> Closing:
    held.callback(opened.close)
    return opened


def ground_of(bench: Workbench) -> StudyGround:
    """Return what a language model as an instrument needs of an open study."""
    from assistant.wiring import StudyGround  # noqa: PLC0415 - loaded when a model is asked for

    _log_to_standard_error()
    return StudyGround(
        folder=bench.folder,
        records=bench.ledger,
        settings=read_study_settings(bench.folder),
        encoder=bench.encoder,
        prompts=_prompts,
        now=now,
    )


def _log_to_standard_error() -> None:
    """Keep standard output for results; what is worth less than a warning is not shown."""
    import structlog  # noqa: PLC0415 - loaded when a model is asked for

    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def _prompts() -> PromptLibrary:
    from assistant.prompting import read_prompts  # noqa: PLC0415 - as above

    return read_prompts(shipped("prompts", "propose"))


def _open_model(bench: Workbench) -> ModelInstrument:
    from assistant.wiring import ModelChoice, chosen_settings, open_instrument  # noqa: PLC0415 - as above

    ground = ground_of(bench)
    return open_instrument(ground, ModelChoice(settings=chosen_settings(ground.settings)))


def _open_models(bench: Workbench) -> Models:
    from assistant.offering import StudyModels  # noqa: PLC0415 - as above

    return StudyModels(lambda: ground_of(bench))


def _open_ledger(folder: Path, settings: StudySettings) -> SqlLedger:
    from sqlalchemy import URL  # noqa: PLC0415 - the ledger has loaded it

    path = _ledger_file(folder, settings)
    url = settings.ledger if path is None else URL.create("sqlite", database=str(path))
    return open_ledger(url, Stamp(now=now, new_id=new_id))


def _existing_ledger(folder: Path, settings: StudySettings) -> SqlLedger:
    path = _ledger_file(folder, settings)
    if path is not None and not path.exists():
        raise StudyError(f"the ledger of this study, {str(path)!r}, is missing; restore it from a backup")
    return _open_ledger(folder, settings)


def _ledger_file(folder: Path, settings: StudySettings) -> Path | None:
    """Return the file of a ledger that is one, None for a database server."""
    name = settings.ledger.removeprefix("sqlite:///")
    return None if name == settings.ledger else folder / name


def _write_report(report: Report, language: str, formats: Sequence[str], folder: Path) -> list[Path]:
    from assistant.exporting.report_files import write_report_files  # noqa: PLC0415 - loaded when a report is written

    return write_report_files(report, language, formats, folder)


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
        raise InstrumentError(f"there is no instrument {name!r}; say `exemplar`, or `model` for a chat model")
    codebook = ledger.codebook()
    if codebook is None:
        raise StudyError("this study has no codebook yet; give it one with `tricoder codebook use FILE`")
    from assistant.workflows.teaching import open_exemplar  # noqa: PLC0415 - scikit-learn takes a second to import

    return open_exemplar(ledger, encoder, codebook)
