"""Everything that triangulation rests on, put together once per state of the ledger and per pair of eyes."""

from __future__ import annotations

import json
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from assistant.agreement import Estimate
from assistant.agreement.prevalence import miss_rate_bound
from assistant.domain.claims import Claim
from assistant.domain.codebook import Codebook, Wording
from assistant.domain.identifiers import DocumentId, FamilyId, RunId, SegmentId, canonical_json, content_hash
from assistant.domain.independence import IndependentVoice, OwnerRelation, Tie
from assistant.ports import Progress, Source, keep_going
from assistant.segmenting.cases import Names, guide_to_cases, split_cases
from assistant.triangulation.claims.comparing import Figure, Merger, figures_of, suggest_mergers
from assistant.triangulation.independence import Rulings
from assistant.triangulation.rules import Rules
from assistant.workflows.accepting import accepted_evidence
from assistant.workflows.triangulate.pieces import Piece, PieceId, pieces_of
from assistant.workflows.triangulate.reading import case_names, read_claims_of
from assistant.workflows.triangulate.rulings import ClaimRulings, claim_rulings
from assistant.workflows.triangulate.standing import sources_standing
from assistant.workflows.workbench import Workbench

_REMEMBERED = 8
"""States of studies kept in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A study as triangulation sees it.

    Attributes:
        cases: The study's cases in the order in which sources name them.
        names: What each case is called.
        relations: How each source stands to the owner.
        voice_of: The independent voice of each source.
        pieces: The codings that count.
        left_out: How many codings do not, by reason.
        case_of: The case that each piece speaks of; missing where nothing tells.
        claims: Claims that stand, under what people have put them.
        rejected: Claims that a person has rejected.
        screened: For each family, how many units of each source were looked at.
        examined: Units of each source that a person coded blind in a sample drawn by lot.
    """

    head: int
    sources: Mapping[DocumentId, Source]
    cases: tuple[str, ...]
    names: Names
    relations: Mapping[DocumentId, OwnerRelation]
    ties: tuple[Tie, ...]
    voices: tuple[IndependentVoice, ...]
    voice_of: Mapping[DocumentId, str]
    rulings: Rulings
    codebook: Codebook
    pieces: tuple[Piece, ...]
    left_out: tuple[tuple[Wording, int], ...]
    case_of: Mapping[PieceId, str]
    claims: tuple[Claim, ...]
    claim_rulings: ClaimRulings
    rejected: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    mergers: tuple[Merger, ...]
    screened: Mapping[FamilyId, Mapping[DocumentId, int]]
    examined: Mapping[DocumentId, int]
    rules: Rules

    def cases_of(self, document_id: DocumentId) -> tuple[str, ...]:
        """Return the cases that a source speaks of."""
        return split_cases(self.sources[document_id].metadata.case)


_lock = Lock()
_memory: OrderedDict[tuple[str, str, int], Gathered] = OrderedDict()


def gather(bench: Workbench, progress: Progress = keep_going) -> Gathered:
    """Return what triangulation rests on; while the ledger stays as it is, the same object again."""
    head = bench.ledger.head()
    key = (str(bench.folder), str(bench.person), head)
    with _lock:
        if key in _memory:
            _memory.move_to_end(key)
            return _memory[key]
    found = _gathered(bench, head, progress)
    with _lock:
        _memory[key] = found
        while len(_memory) > _REMEMBERED:
            _memory.popitem(last=False)
    return found


def _gathered(bench: Workbench, head: int, progress: Progress) -> Gathered:
    standing = sources_standing(bench, progress)
    sources = tuple(standing.sources.values())
    codebook = bench.codebook()
    acceptance = accepted_evidence(bench.ledger, codebook)
    pieces = pieces_of(acceptance)
    names = case_names(bench, sources)
    read = read_claims_of(bench, sources, standing.relations, progress)
    said = claim_rulings(bench.ledger)
    cases = tuple(dict.fromkeys(case for source in sources for case in split_cases(source.metadata.case)))
    claims = said.applied(read, frozenset(cases))
    lexicon = bench.derivation.lexicon()
    years = {source.id: source.metadata.date[:4] for source in sources}
    figures = figures_of(claims, lexicon, said.mergers, years)
    return Gathered(
        head=head,
        sources=standing.sources,
        cases=cases,
        names=names,
        relations=standing.relations,
        ties=standing.ties,
        voices=standing.voices,
        voice_of=standing.voice_of,
        rulings=standing.rulings,
        codebook=codebook,
        pieces=pieces,
        left_out=acceptance.left_out,
        case_of=_cases_of_pieces(bench, sources, pieces, names),
        claims=claims,
        claim_rulings=said,
        rejected=tuple(claim for claim in read if claim.id in said.rejected),
        figures=figures,
        mergers=suggest_mergers(figures, lexicon, said.mergers),
        screened=_screened(bench, codebook),
        examined=_examined(bench),
        rules=bench.derivation.rules(),
    )


# ---- cases of pieces ----
def _cases_of_pieces(
    bench: Workbench, sources: Sequence[Source], pieces: Sequence[Piece], names: Names
) -> dict[PieceId, str]:
    """Return the case of each piece: what the coder said, else the source's one case, else what its text tells."""
    by_source: dict[DocumentId, list[Piece]] = defaultdict(list)
    found: dict[PieceId, str] = {}
    for piece in pieces:
        if piece.given("case"):
            found[piece.id] = piece.given("case")
        else:
            by_source[piece.document_id].append(piece)
    several: dict[str, tuple[Source, list[Piece]]] = {}
    called = content_hash({case: list(each) for case, each in names.items()})
    for source in sources:
        cases, group = split_cases(source.metadata.case), by_source[source.id]
        if len(cases) == 1:
            found |= {piece.id: cases[0] for piece in group}
        elif cases and group:
            key = content_hash([source.id, source.metadata.case, called, [piece.id for piece in group]])
            several[key] = source, group
    return found | _cases_by_text(bench, several, names)


def _cases_by_text(
    bench: Workbench, several: Mapping[str, tuple[Source, list[Piece]]], names: Names
) -> dict[PieceId, str]:
    kept = bench.derivation.kept.get("piece-cases", list(several))
    fresh: dict[str, bytes] = {}
    found: dict[PieceId, str] = {}
    for key, (source, group) in several.items():
        if key in kept:
            found |= {PieceId(name): case for name, case in json.loads(kept[key]).items()}
            continue
        document, segments = bench.ledger.document(source.id), bench.ledger.segments(source.id)
        guide = guide_to_cases(document, segments, split_cases(source.metadata.case), names)
        told = {piece.id: guide.case_of(piece.segment_id, piece.span) for piece in group}
        known = {name: case for name, case in told.items() if case}
        fresh[key] = canonical_json(known).encode()
        found |= known
    bench.derivation.kept.put("piece-cases", fresh)
    return found


# ---- what was looked at ----
def _screened(bench: Workbench, codebook: Codebook) -> dict[FamilyId, dict[DocumentId, int]]:
    """Return how many units of each source were screened by an instrument or locked by a person, at least."""
    locked: dict[DocumentId, set[SegmentId]] = defaultdict(set)
    for lock in bench.ledger.locks():
        locked[lock.document_id].add(lock.segment_id)
    counts: dict[frozenset[RunId], Mapping[DocumentId, int]] = {}
    found: dict[FamilyId, dict[DocumentId, int]] = {}
    for family in codebook.families:
        runs = frozenset(
            run.id for run in bench.ledger.runs() if run.codebook_id == codebook.id and _asks(run.parameters, family.id)
        )
        if runs not in counts:
            counts[runs] = bench.ledger.answered_units(runs) if runs else {}
        told = counts[runs]
        found[family.id] = {name: max(told.get(name, 0), len(locked.get(name, ()))) for name in {*told, *locked}}
    return found


def _asks(parameters: Mapping[str, str], family: FamilyId) -> bool:
    """Tell whether a run asked about a family; a run that names none asked about all."""
    named = next((value for name, value in parameters.items() if name.split(".")[-1] == "families"), "all")
    return named in {"", "all"} or family in named.split()


def _examined(bench: Workbench) -> dict[DocumentId, int]:
    drawn = frozenset(each.id for each in bench.ledger.assignments() if each.sample is not None)
    found: dict[DocumentId, set[SegmentId]] = defaultdict(set)
    for lock in bench.ledger.locks():
        if lock.assignment_id in drawn:
            found[lock.document_id].add(lock.segment_id)
    return {name: len(units) for name, units in found.items()}


def miss_bound(examined: int) -> float | None:
    """Return the upper bound of the share missed where nothing was found in so many units drawn by lot."""
    outcome = miss_rate_bound(0, examined)
    return outcome.interval.high if isinstance(outcome, Estimate) and outcome.interval else None
