"""Commands that ask a chat model: its options, proposing with it, its pre-flight, its stability."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.speaking import JsonOption, StudyOption, open_bench, print_rows, progress_bar, say

if TYPE_CHECKING:
    from assistant.domain.codebook import Wording
    from assistant.domain.document import Document
    from assistant.domain.identifiers import DocumentId
    from assistant.domain.unit import Unit
    from assistant.ports import Progress
    from assistant.wiring import ModelChoice, ModelInstrument
    from assistant.workflows.instrument import InstrumentParts, RunEstimate
    from assistant.workflows.run_report import RunReport
    from assistant.workflows.stability import FlipRate, Stability
    from assistant.workflows.workbench import Workbench

STOPPED = 3
"""Exit code of a run that could not go on; the same command goes on later."""

ModelOption = Annotated[
    str, typer.Option("--model", help="provider:model, as ollama:qwen3:8b; the one in project.toml if left out.")
]
BaseUrlOption = Annotated[
    str | None, typer.Option("--base-url", help="Address of the server; the provider's own if left out.")
]
TemperatureOption = Annotated[float | None, typer.Option(help="0 if left out.")]
SeedOption = Annotated[int | None, typer.Option(help="Sent to servers that take one.")]
TimeoutOption = Annotated[float | None, typer.Option(help="Longest wait for one answer, in seconds; 60 if left out.")]
ConcurrencyOption = Annotated[int | None, typer.Option(help="Most questions under way at once; 4 if left out.")]
WindowOption = Annotated[int | None, typer.Option(help="Tokens that question and answer may have together.")]
PriceInOption = Annotated[float | None, typer.Option(help="Price of a million tokens sent.")]
PriceOutOption = Annotated[float | None, typer.Option(help="Price of a million tokens received.")]
MaxCallsOption = Annotated[int | None, typer.Option(help="Stop after so many calls.")]
MaxCostOption = Annotated[float | None, typer.Option(help="Stop before it costs more; needs prices.")]
FamilyOption = Annotated[list[str] | None, typer.Option("--family", help="Only this family of codes; repeatable.")]
ReplayOption = Annotated[
    Path | None, typer.Option("--replay", help="Answer from this file of recordings; no model is asked.")
]
RecordOption = Annotated[Path | None, typer.Option("--record", help="Write the answers used into this file.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Send to another machine without asking first.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the options say of a model; None stands for an option left out."""

    model: str
    settings: Mapping[str, object]
    limits: Mapping[str, float | None]
    families: Sequence[str] = ()
    replay: Path | None = None
    record: Path | None = None
    agreed: bool = False


def _choice(bench: Workbench, given: Given) -> ModelChoice:
    from assistant.domain.identifiers import FamilyId  # noqa: PLC0415 - keeps `--help` fast
    from assistant.models import Limits  # noqa: PLC0415 - as above
    from assistant.settings import read_study_settings  # noqa: PLC0415 - as above
    from assistant.wiring import ModelChoice, chosen_settings  # noqa: PLC0415 - as above

    calls = given.limits.get("max_calls")
    return ModelChoice(
        settings=chosen_settings(read_study_settings(bench.folder), given.model, **given.settings),
        families=frozenset(map(FamilyId, given.families)),
        limits=Limits(max_calls=None if calls is None else int(calls), max_cost=given.limits.get("max_cost")),
        replay=given.replay,
        record=given.record,
    )


@contextmanager
def _opened(bench: Workbench, choice: ModelChoice) -> Iterator[ModelInstrument]:
    """Open a model, its server asked who it is; what stops it ends the command with exit code 3."""
    from assistant.bootstrap import ground_of  # noqa: PLC0415 - keeps `--help` fast
    from assistant.wiring import open_instrument  # noqa: PLC0415 - as above
    from assistant.workflows.instrument import InstrumentStopped  # noqa: PLC0415 - as above

    try:
        instrument = open_instrument(ground_of(bench), choice)
        try:
            yield instrument
        finally:
            instrument.close()
    except InstrumentStopped as stopped:
        say(f"stopped: {stopped}")
        raise typer.Exit(STOPPED) from stopped


def propose_with_model(
    study: Path | None, source: Sequence[str], given: Given, *, as_json: bool, only_estimate: bool
) -> None:
    """Let a chat model propose codes, or only say what that would take."""
    from assistant.workflows.ingest import find_source  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.propose import propose_codes  # noqa: PLC0415 - as above

    with open_bench(study) as bench:
        choice = _choice(bench, given)
        documents = frozenset(find_source(bench, wanted).id for wanted in source)
        if only_estimate:
            _show(_estimate(bench, choice, documents), as_json=as_json)
            return
        if not given.agreed:
            _ask_leave(_estimate(bench, choice, documents))
        with _opened(bench, choice) as instrument, progress_bar() as progress:
            if given.replay:
                say(
                    f"these are recorded answers of {choice.settings.spec}, read from {given.replay}; no model is asked"
                )
            asking = replace(bench, proposer=lambda _name: instrument)
            report = propose_codes(asking, "model", actor=bench.person, documents=documents, progress=progress)
            spent = _spent(instrument, report)
    tell(report, spent, as_json=as_json)


def _estimate(bench: Workbench, choice: ModelChoice, documents: frozenset[DocumentId]) -> RunEstimate:
    from assistant.bootstrap import ground_of  # noqa: PLC0415 - keeps `--help` fast
    from assistant.wiring import open_unasked  # noqa: PLC0415 - as above
    from assistant.workflows.instrument import Prices, estimate_run  # noqa: PLC0415 - as above
    from assistant.workflows.propose import waiting_units  # noqa: PLC0415 - as above

    costs = choice.settings.price_in, choice.settings.price_out
    prices = None if costs[0] is None or costs[1] is None else Prices(tokens_in=costs[0], tokens_out=costs[1])
    instrument = open_unasked(ground_of(bench), replace(choice, record=None))
    try:
        return estimate_run(instrument.parts, waiting_units(bench, instrument, documents), prices)
    finally:
        instrument.close()


def _show(estimate: RunEstimate, *, as_json: bool) -> None:
    row: dict[str, object] = {
        "units": estimate.units,
        "calls": estimate.calls,
        "screening": estimate.screening_calls,
        "verifying": estimate.verifying_calls,
        "most calls": estimate.most_calls,
        "tokens in": estimate.tokens_in,
        "tokens out": estimate.tokens_out,
        "cost": "no price known" if estimate.cost is None else round(estimate.cost, 4),
        "sent to": estimate.destination or "this machine",
    }
    leaving = [
        {"leaves": each.title, "passages": each.passages, "characters": each.characters} for each in estimate.leaving
    ]
    if as_json:
        print_rows([row | {"leaving": leaving, "kept": list(estimate.kept)}], as_json=True)
        return
    print_rows([row], as_json=False)
    if leaving:
        print_rows(leaving, as_json=False)
        say("the codebook is sent as well; names are replaced by pseudonyms first")
    _tell_kept(estimate.kept)


def _ask_leave(estimate: RunEstimate) -> None:
    """Show what would leave this machine and ask; nothing is asked where nothing leaves."""
    from assistant.errors import StudyError  # noqa: PLC0415 - keeps `--help` fast

    if not estimate.leaving:
        return
    _show(estimate, as_json=False)
    if not sys.stdin.isatty():
        raise StudyError(f"words of {len(estimate.leaving)} sources would go to {estimate.destination!r}; say --yes")
    typer.confirm(f"Send this to {estimate.destination}?", abort=True, err=True)


def _spent(instrument: ModelInstrument, report: RunReport) -> dict[str, object]:
    identity = instrument.parts.chat.identity
    whole = {name: int(value) for name, value in report.totals.items() if name not in {"seconds", "cost"}}
    more = {name: round(report.totals[name], 6) for name in ("seconds", "cost") if name in report.totals}
    return {"model": identity.reported or identity.spec, **whole, **more, "sent_to": instrument.host or "this machine"}


def tell(report: RunReport, spent: Mapping[str, object], *, as_json: bool) -> None:
    """Say what a run did, and end with exit code 3 where the instrument could not go on."""
    if as_json:
        counts = {"units": report.units, "earlier": report.earlier, "proposals": report.proposals}
        more = {"refusals": report.refusals, "kept": list(report.kept), "stopped": report.reason}
        print_rows([{"run": report.run_id, "coder": report.coder_id, **counts, **more, **spent}], as_json=True)
    say(
        f"{report.units} units answered ({report.earlier} earlier): {report.proposals} proposals, "
        f"{report.refusals} abstentions with a reason"
    )
    if report.totals:
        say(
            f"{spent['calls']} calls ({spent['cached']} answers were there already, {spent['failed']} failed), "
            f"{spent['tokens_in']} tokens in, {spent['tokens_out']} out, {spent['seconds']:.0f} s, "
            f"cost {spent.get('cost', 'not known: no prices')}"
        )
    _tell_kept(report.kept)
    if report.reason:
        say(f"stopped: {report.reason}")
        raise typer.Exit(STOPPED)


def _tell_kept(kept: Sequence[str]) -> None:
    if kept:
        say(f"{len(kept)} sources stay on this machine and are left out: {', '.join(kept)}")
        say("allow one with `tricoder describe SOURCE --may-leave yes`, or use a local model")


def preflight(  # noqa: PLR0913, PLR0917 - one option for each part of a configuration
    study: StudyOption = None,
    model: ModelOption = "",
    base_url: BaseUrlOption = None,
    temperature: TemperatureOption = None,
    seed: SeedOption = None,
    timeout: TimeoutOption = None,
    concurrency: ConcurrencyOption = None,
    context_window: WindowOption = None,
    max_calls: MaxCallsOption = None,
    family: FamilyOption = None,
    replay: ReplayOption = None,
    most: Annotated[int, typer.Option(min=1, max=200, help="Most trials of one test.")] = 12,
    json: JsonOption = False,
) -> None:
    """Test whether a model follows the codebook. Only the codebook is sent, no source."""
    from assistant.prompting.language import PromptLanguage  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.preflight import run_preflight  # noqa: PLC0415 - as above

    given = Given(
        model=model,
        settings=_how(base_url, temperature, seed, timeout) | _room(concurrency, context_window),
        limits={"max_calls": max_calls},
        families=family or [],
        replay=replay,
    )
    with open_bench(study) as bench, _opened(bench, _choice(bench, given)) as instrument:
        language: PromptLanguage = "en" if bench.language == "en" else "zh"
        report = run_preflight(instrument.parts, language, most)
    rows = [
        {"test": row.test, "n": row.n, "passed": row.passed, "unusable": row.unusable}
        | _meaning(row.meaning, language, both=json)
        for row in report.rows
    ]
    print_rows(rows, as_json=json)
    say(f"{report.model} with {report.codebook}: {report.calls} questions")


def stability(  # noqa: PLR0913, PLR0917 - one option for each part of a configuration
    study: StudyOption = None,
    model: ModelOption = "",
    base_url: BaseUrlOption = None,
    temperature: TemperatureOption = None,
    seed: SeedOption = None,
    timeout: TimeoutOption = None,
    concurrency: ConcurrencyOption = None,
    context_window: WindowOption = None,
    max_calls: MaxCallsOption = None,
    family: FamilyOption = None,
    replay: ReplayOption = None,
    sample: Annotated[int, typer.Option(min=1, max=10_000, help="Units to ask about.")] = 20,
    orders: Annotated[int, typer.Option(min=1, max=10, help="Orders of the codes.")] = 2,
    runs: Annotated[int, typer.Option(min=1, max=10, help="Repetitions.")] = 2,
    yes: YesOption = False,
    json: JsonOption = False,
) -> None:
    """Ask about the same units in several ways, show how often the answers differ, and keep it beside proposals."""
    given = Given(
        model=model,
        settings=_how(base_url, temperature, seed, timeout) | _room(concurrency, context_window),
        limits={"max_calls": max_calls},
        families=family or [],
        replay=replay,
    )
    with open_bench(study) as bench:
        choice = _choice(bench, given)
        if not yes:
            _ask_leave(_estimate(bench, choice, frozenset()))
        with _opened(bench, choice) as instrument, progress_bar() as progress:
            chosen, kept = _sample(bench, instrument, sample)
            result = _measured(bench, instrument.parts, chosen, (orders, runs), progress)
    print_rows([_flip_row(rate, both=json, language=bench.language) for rate in _rates(result)], as_json=json)
    say(f"{result.units} units in {len(result.variations)} ways of asking; {result.unusable} answers could not be read")
    _tell_kept(kept)


def _measured(
    bench: Workbench,
    parts: InstrumentParts,
    chosen: Sequence[tuple[Document, list[Unit]]],
    counts: tuple[int, int],
    progress: Progress,
) -> Stability:
    from assistant.workflows.instrument import LanguageModelProposer  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.stability import (  # noqa: PLC0415 - as above
        assess_stability,
        record_stability,
        variations,
        varied,
    )

    ways = variations(orders=counts[0], runs=counts[1])
    result = assess_stability(lambda way: LanguageModelProposer(varied(parts, way)), chosen, ways, progress)
    if len(result.variations) > 1:
        record_stability(bench, varied(parts, ways[0]).coder(), result, actor=bench.person)
    return result


def _how(base_url: str | None, temperature: float | None, seed: int | None, timeout: float | None) -> dict[str, object]:
    return {"base_url": base_url, "temperature": temperature, "seed": seed, "timeout_s": timeout}


def _room(concurrency: int | None, context_window: int | None) -> dict[str, object]:
    return {"max_concurrency": concurrency, "context_window": context_window}


def _sample(
    bench: Workbench, instrument: ModelInstrument, size: int
) -> tuple[list[tuple[Document, list[Unit]]], list[str]]:
    """Return units drawn by chance, always the same ones, in the order of the study; and the sources left out."""
    import random  # noqa: PLC0415 - needed once

    from assistant.workflows.propose import all_units  # noqa: PLC0415 - keeps `--help` fast

    every = all_units(bench)
    kept = [units[0].metadata.title for document, units in every if document.id in instrument.kept_here]
    open_ones = [each for each in every if each[0].id not in instrument.kept_here]
    ids = [unit.segment.id for _document, units in open_ones for unit in units]
    drawn = set(random.Random(7).sample(ids, min(size, len(ids))))  # noqa: S311 - a sample, no secret
    picked = [(document, [unit for unit in units if unit.segment.id in drawn]) for document, units in open_ones]
    return [(document, units) for document, units in picked if units], kept


def _rates(result: Stability) -> Iterator[tuple[str, FlipRate]]:
    yield "all", result.overall
    for rate in result.by_factor:
        yield "factor", rate
    for rate in result.by_code:
        yield "code", rate
    for rate in result.by_segment:
        if rate.flips:
            yield "segment", rate


def _flip_row(rated: tuple[str, FlipRate], *, both: bool, language: str) -> dict[str, object]:
    kind, rate = rated
    share = "" if rate.rate is None else round(rate.rate, 4)
    row: dict[str, object] = {"of": kind, "name": rate.name, "pairs": rate.pairs, "flips": rate.flips, "rate": share}
    return row | _meaning(_flip_meaning(kind, rate), language, both=both)


def _flip_meaning(kind: str, rate: FlipRate) -> Wording:
    from assistant.domain.codebook import Wording  # noqa: PLC0415 - keeps `--help` fast

    changed = {
        "order": Wording("只换编码次序", "only the order of codes changed"),
        "wording": Wording("只换提示措辞", "only the wording of the prompt changed"),
        "run": Wording("原样再问", "asked again unchanged"),
    }.get(rate.name if kind == "factor" else "", Wording("换了问法", "asked in another way"))
    if rate.rate is None:
        return Wording(f"{changed.zh}：没有可比的回答。", f"{changed.en}: nothing to compare.")
    if not rate.flips:
        return Wording(f"{changed.zh}，结果都不变。", f"{changed.en}: no answer changes.")
    return Wording(
        f"{changed.zh}，每 100 对回答有 {100 * rate.rate:.0f} 对不同。",
        f"{changed.en}: {100 * rate.rate:.0f} of 100 pairs of answers differ.",
    )


def _meaning(meaning: Wording, language: str, *, both: bool) -> dict[str, object]:
    if both:
        return {"meaning": {"zh": meaning.zh, "en": meaning.en}}
    return {"meaning": meaning.in_language(language)}


COMMANDS = (preflight, stability)
