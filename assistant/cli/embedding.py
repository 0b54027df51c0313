"""Commands on the embedder: training the bundled one anew, and adapting it to one study."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.speaking import StudyOption, open_bench, print_rows, say

if TYPE_CHECKING:
    from assistant.domain.codebook import Codebook
    from assistant.ports import Records
    from assistant.retrieval.adaptation_measures import JudgedQuery
    from assistant.retrieval.adapting import AdaptationReport
    from assistant.settings import StudySettings
    from assistant.workflows.workbench import Workbench

_EMBEDDER_LINE = re.compile(r"^[ \t]*embedder[ \t]*=.*$", re.MULTILINE)


def train_embedder(
    data: Annotated[Path, typer.Option("--data", help="Folder with the pairs to learn from.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the model; files of the same names are replaced.")],
    seed: Annotated[int | None, typer.Option("--seed", help="Another seed than the bundled model's.")] = None,
    epochs: Annotated[int | None, typer.Option("--epochs", min=1, help="Rounds over the pairs.")] = None,
) -> None:
    """Train the bundled embedder anew from pairs of sentences. Takes minutes and no network."""
    from assistant.retrieval.training import TrainingOptions  # noqa: PLC0415 - keeps `--help` fast
    from assistant.retrieval.training import train_embedder as train  # noqa: PLC0415 - as above

    options = TrainingOptions()
    options = replace(options, seed=options.seed if seed is None else seed, epochs=epochs or options.epochs)
    report = train(data, out, options)
    say(f"{sum(report.pairs.values())} pairs learned, {sum(report.rejected.values())} unusable, {report.seconds:.0f} s")
    say(f"{report.saved.folder}: {report.saved.size_bytes / 1e6:.1f} MB, weights {report.saved.weights_sha256}")
    if report.dev is not None:
        rows = [{"development set": name, "percent": f"{value:.1f}"} for name, value in report.dev.scores.items()]
        print_rows([*rows, {"development set": "average", "percent": f"{report.dev.average:.2f}"}], as_json=False)


def adapt(
    study: StudyOption = None,
    revert: Annotated[bool, typer.Option("--revert", help="Return to the bundled embedder.")] = False,
) -> None:
    """Adapt the bundled embedder to the study, and use it where it finds more in documents it has not learned from."""
    from assistant.errors import StudyError  # noqa: PLC0415 - keeps `--help` fast
    from assistant.retrieval.adaptation_folder import FOLDER, SCHEME, forget_adapted  # noqa: PLC0415 - as above
    from assistant.retrieval.adapting import AdaptationOptions, adapt_embedder  # noqa: PLC0415
    from assistant.retrieval.embedders import DEFAULT  # noqa: PLC0415 - keeps `--help` fast
    from assistant.settings import read_study_settings  # noqa: PLC0415 - as above

    with open_bench(study) as bench:
        folder, records, book = bench.folder, bench.ledger, bench.ledger.codebook()
        if revert:
            changed, gone = _return_to_bundled(folder), forget_adapted(folder / "index")
            _note(bench, "embedder.reverted", {"deleted": str(gone)})
            say(f"{gone} adapted embedders deleted; {changed}")
            return
        used = read_study_settings(folder).embedder
        if not used.startswith((DEFAULT, SCHEME)):
            raise StudyError(f"the study uses {used!r}; only the bundled embedder can be adapted")
        say("learning from the study's own passages and codebook; a minute or two")
        report = adapt_embedder(
            study_texts(records),
            codebook_pairs(book),
            folder / "index" / FOLDER,
            AdaptationOptions(),
            judged_queries(records, book),
        )
        _note(bench, "embedder.adapted", _as_words(report))
    _tell(report)
    if report.kept:
        set_embedder(folder, report.spec)
        say(f"the study now uses {report.spec}; `tricoder index` embeds it anew, `tricoder adapt --revert` undoes it")


def _note(bench: Workbench, note: str, details: Mapping[str, str]) -> None:
    from assistant.domain.acts import StudyNoted  # noqa: PLC0415 - keeps `--help` fast

    bench.ledger.append([StudyNoted(note=note, details=tuple(sorted(details.items())))], actor=bench.person)


def _as_words(report: AdaptationReport) -> Mapping[str, str]:
    """Return what the ledger should remember of an adaptation, kept or declined."""
    gains = {f"gain: {figure.name}": f"{figure.gain:+.4f} (n = {figure.queries})" for figure in report.figures}
    made = {
        "kept": "yes" if report.kept else "no",
        "verdict": report.verdict,
        "embedder": report.spec,
        "strength": f"{report.strength:g}",
        "inputs_sha256": report.inputs_sha256,
        "base_sha256": report.base_sha256,
        "weights_sha256": report.weights_sha256,
    }
    return made | gains


def _return_to_bundled(folder: Path) -> str:
    """Make an adapted study use the bundled embedder; any other choice of embedder stays as it is."""
    from assistant.retrieval.adaptation_folder import SCHEME  # noqa: PLC0415 - keeps `--help` fast
    from assistant.retrieval.embedders import DEFAULT  # noqa: PLC0415 - as above
    from assistant.settings import read_study_settings  # noqa: PLC0415 - as above

    used = read_study_settings(folder).embedder
    if used.startswith(SCHEME):
        set_embedder(folder, DEFAULT)
        used = DEFAULT
    return f"the study uses {used}"


def _tell(report: AdaptationReport) -> None:
    rows = [
        {
            "measure (mean average precision)": figure.name,
            "queries": figure.queries,
            "before": f"{figure.before:.3f}",
            "after": f"{figure.after:.3f}",
            "gain": f"{figure.gain:+.3f}",
            "standard error": f"{figure.error:.3f}",
        }
        for figure in report.figures
    ]
    print_rows(rows, as_json=False)
    say(
        f"learned from {len(report.cut.learned)} documents ({', '.join(f'{n} {k}' for k, n in report.pairs.items())} "
        f"pairs), held out {len(report.cut.held_out)}, strength {report.strength:g}, {report.seconds:.0f} s"
    )
    say(report.verdict)


def study_texts(records: Records) -> dict[str, list[str]]:
    """Return the words of every unit, by document, in order."""
    texts = {}
    for source in records.sources():
        whole = records.document(source.id).text
        texts[str(source.id)] = [segment.body.read(whole) for segment in records.segments(source.id) if segment.is_unit]
    return texts


def codebook_pairs(book: Codebook | None) -> list[tuple[str, str]]:
    """Return every wording of a codebook in both languages, and each label with its definition."""
    pairs = []
    for code in book.codes if book else ():
        wordings = (code.label, code.definition, *code.inclusion, *code.indicators)
        pairs += [(wording.zh, wording.en) for wording in wordings if wording.zh and wording.en]
        pairs += [(code.label.zh, code.definition.zh), (code.label.en, code.definition.en)]
    return pairs


def judged_queries(records: Records, book: Codebook | None) -> tuple[JudgedQuery, ...]:
    """Return the indicator lines of every code that was given, each with the units that carry the code."""
    from assistant.retrieval.adaptation_measures import JudgedQuery  # noqa: PLC0415 - keeps `--help` fast

    places = {
        segment.id: (str(source.id), place)
        for source in records.sources()
        for place, segment in enumerate(one for one in records.segments(source.id) if one.is_unit)
    }
    given: dict[str, set[tuple[str, int]]] = {}
    for coding in records.codings():
        if coding.segment_id in places:
            given.setdefault(coding.code, set()).add(places[coding.segment_id])
    return tuple(
        JudgedQuery(text=text, answers=frozenset(given[code.id]))
        for code in (book.codes if book else ())
        if code.id in given and not code.abstain
        for text in _lines(line for wording in code.indicators for line in (wording.zh, wording.en))
    )


def _lines(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]


def set_embedder(folder: Path, spec: str) -> None:
    """Make a study use an embedder: one line of ``project.toml`` is replaced, or put first where there is none.

    Raises:
        StudyError: The file cannot be read, or would say something else than what was meant.
    """
    from assistant.errors import StudyError  # noqa: PLC0415 - keeps `--help` fast
    from assistant.settings import PROJECT_FILE, read_study_settings  # noqa: PLC0415 - as above

    path = folder / PROJECT_FILE
    wanted = read_study_settings(folder).model_copy(update={"embedder": spec})
    before = path.read_text("utf-8")
    line = f'embedder = "{spec}"'
    after, count = _EMBEDDER_LINE.subn(lambda _: line, before, count=1)
    half = path.with_name(f"{PROJECT_FILE}.half")
    half.write_text(after if count else f"{line}\n{before}", "utf-8")
    if _settings(half) != wanted:
        half.unlink()
        raise StudyError(f"{str(path)!r} cannot be changed safely; write the line {line!r} into it yourself")
    half.replace(path)


def _settings(path: Path) -> StudySettings | None:
    """Return what a file says, None where it is no valid ``project.toml``."""
    from pydantic import ValidationError  # noqa: PLC0415 - keeps `--help` fast

    from assistant.settings import StudySettings  # noqa: PLC0415 - as above

    try:
        return StudySettings.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError):
        return None


COMMANDS = (train_embedder, adapt)
