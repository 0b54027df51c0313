"""What the texts of a study say by themselves, whoever codes them: names of cases, numeric claims, reprints."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from assistant.domain.claims import Claim
from assistant.domain.identifiers import DocumentId, canonical_json, content_hash
from assistant.domain.independence import OwnerRelation, Tie, TieKind
from assistant.ports import Progress, Source, keep_going
from assistant.reprints import find_candidates, fingerprint, kinship, shared_passages, sketch
from assistant.reprints.fingerprints import Numbers
from assistant.reprints.kinship import FEWEST
from assistant.segmenting.cases import Names, guide_to_cases, learn_names, split_cases
from assistant.triangulation.claims.context import Surroundings, case_places
from assistant.triangulation.claims.finding import READER, find_claims
from assistant.workflows.triangulate.keeping import (
    Pairs,
    read_claims,
    read_pairs,
    read_runs,
    write_claims,
    write_pairs,
    write_runs,
)
from assistant.workflows.workbench import Workbench

QUOTED = 25
"""Tokens of one passage from which a source is shown as quoting another."""
_KIN = "kin.v1"
_OWN_FIRMS = frozenset({OwnerRelation.OWNER, OwnerRelation.RECEIVER})


def read_ties(bench: Workbench, sources: tuple[Source, ...], progress: Progress = keep_going) -> tuple[Tie, ...]:
    """Return which sources print or quote the same words; only pairs that were not compared before are compared."""
    return tuple(_ties(_pairs(bench, sources, progress)))


def read_claims_of(
    bench: Workbench,
    sources: tuple[Source, ...],
    relations: Mapping[DocumentId, OwnerRelation],
    progress: Progress = keep_going,
) -> tuple[Claim, ...]:
    """Return every numeric claim of every source; only sources that were not read before are read."""
    names = case_names(bench, sources)
    return _claims(bench, sources, names, _firms(sources, relations, names), progress)


def case_names(bench: Workbench, sources: tuple[Source, ...]) -> Names:
    """Return what each case is called, learnt from the sources and kept."""
    described = [(source.id, split_cases(source.metadata.case)) for source in sources]
    key = content_hash([[list(map(list, described))], {case: list(named) for case, named in bench.case_names.items()}])
    kept = bench.derivation.kept.get("case-names", [key])
    if key in kept:
        return {case: tuple(called) for case, called in json.loads(kept[key]).items()}
    texts = ((cases, bench.ledger.document(name).text if cases else "") for name, cases in described)
    names = learn_names(texts, bench.case_names)
    bench.derivation.kept.put(
        "case-names", {key: canonical_json({case: list(called) for case, called in names.items()}).encode()}
    )
    return names


def _firms(sources: Iterable[Source], relations: Mapping[DocumentId, OwnerRelation], names: Names) -> tuple[str, ...]:
    """Return the organisations of owners and receivers that are no case."""
    own = (source.metadata.organisation for source in sources if relations[source.id] in _OWN_FIRMS)
    return tuple(dict.fromkeys(name for name in own if name and not case_places(name, names)))


def _claims(
    bench: Workbench, sources: tuple[Source, ...], names: Names, firms: tuple[str, ...], progress: Progress
) -> tuple[Claim, ...]:
    lexicon = bench.derivation.lexicon()
    ground = [READER, lexicon.identity, {case: list(called) for case, called in names.items()}, list(firms)]
    stable = content_hash(ground)
    keys = {source.id: _claim_key(source, stable) for source in sources}
    kept = bench.derivation.kept.get("claims", list(keys.values()))
    found: dict[DocumentId, tuple[Claim, ...]] = {}
    fresh: dict[str, bytes] = {}
    missing = [source for source in sources if keys[source.id] not in kept]
    for number, source in enumerate(missing):
        if not progress(number, len(missing), source.metadata.title):
            break
        document, segments = bench.ledger.document(source.id), bench.ledger.segments(source.id)
        cases = split_cases(source.metadata.case)
        guide = guide_to_cases(document, segments, cases, names)
        around = Surroundings(source.metadata, guide, names, lexicon, firms)
        found[source.id] = find_claims(document, segments, around)
        fresh[keys[source.id]] = write_claims(found[source.id])
    bench.derivation.kept.put("claims", fresh)
    return tuple(
        claim
        for source in sources
        for claim in (found[source.id] if source.id in found else read_claims(kept.get(keys[source.id], b"[]")))
    )


def _claim_key(source: Source, stable: str) -> str:
    metadata = source.metadata
    return content_hash([source.id, metadata.case, metadata.voice, metadata.organisation, stable])


def _pairs(bench: Workbench, sources: tuple[Source, ...], progress: Progress) -> Pairs:
    """Return the pairs of sources that share words; what was compared before is not compared again."""
    wanted = frozenset(source.id for source in sources)
    kept = bench.derivation.kept.get("kin", [_KIN, "known"])
    known = frozenset(DocumentId(name) for name in json.loads(kept.get("known", b"[]"))) & wanted
    pairs = read_pairs(kept[_KIN]) if _KIN in kept else {}
    found = {pair: kin for pair, kin in pairs.items() if wanted.issuperset(pair)}
    if known != wanted:
        candidates = list(find_candidates(_sketches(bench, sources), known=known))
        for number, pair in enumerate(candidates):
            if not progress(number, len(candidates), ""):
                return found
            found |= _compared(bench, pair)
        bench.derivation.kept.put("kin", {_KIN: write_pairs(found), "known": canonical_json(sorted(wanted)).encode()})
    return found


def _sketches(bench: Workbench, sources: tuple[Source, ...]) -> dict[DocumentId, Numbers]:
    kept = bench.derivation.kept.get("sketch", [source.id for source in sources])
    fresh = {
        source.id: sketch(fingerprint(bench.ledger.document(source.id).text))
        for source in sources
        if source.id not in kept
    }
    bench.derivation.kept.put("sketch", {name: write_runs(runs) for name, runs in fresh.items()})
    return {source.id: fresh[source.id] if source.id in fresh else read_runs(kept[source.id]) for source in sources}


def _compared(bench: Workbench, pair: tuple[DocumentId, DocumentId]) -> Pairs:
    one, other = (bench.ledger.document(name).text for name in pair)
    kin = kinship(fingerprint(one), fingerprint(other))
    if kin.runs < FEWEST:
        return {}
    longest = max((each.tokens for each in shared_passages(one, other, QUOTED)), default=0)
    return {pair: (kin, longest)} if kin.is_reprint or longest else {}


def _ties(pairs: Pairs) -> Iterable[Tie]:
    for (one, other), (kin, longest) in pairs.items():
        strength = round(max(kin.contained, kin.aligned), 3)
        kind = TieKind.REPRINT if kin.is_reprint else TieKind.QUOTES
        yield Tie(one=one, other=other, kind=kind, strength=strength, why=str(longest))
