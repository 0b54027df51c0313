"""Which codings of a study count as evidence: the one place where the ledger is asked, for tables and triangulation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from assistant.domain.codebook import Codebook
from assistant.domain.coder import CoderKind
from assistant.domain.coding import Coding, CodingMode
from assistant.domain.fieldwork import RoundKind
from assistant.domain.identifiers import CoderId, DocumentId, SegmentId
from assistant.ports import Ledger
from assistant.reporting.standing import Acceptance, Ground, Question, accept_codings

_APART = frozenset({RoundKind.TRAINING, RoundKind.RECODING})
"""Rounds that learn, or measure one coder against himself: no evidence."""


def accepted_evidence(ledger: Ledger, codebook: Codebook) -> Acceptance:
    """Return what counts as evidence, as whoever looks through this ledger may see it."""
    codings = ledger.codings()
    return accept_codings(codings, open_ground(ledger, codebook, codings))


def open_ground(ledger: Ledger, codebook: Codebook, codings: Sequence[Coding]) -> Ground:
    """Return what has to be known to weigh the codings of a study."""
    families = {code.id: code.family for code in codebook.codes}
    settled = frozenset((each.segment_id, each.family) for each in ledger.adjudications())
    whole = frozenset(
        coding.document_id
        for coding in codings
        if coding.mode is CodingMode.ADJUDICATED and (coding.segment_id, families.get(coding.code)) not in settled
    )
    return Ground(
        codebook=codebook,
        people=frozenset(coder.id for coder in ledger.coders() if coder.kind is CoderKind.PERSON),
        settled=settled,
        settled_documents=whole,
        looked=_looked(ledger, codebook, codings),
        apart=frozenset(each.round for each in ledger.assignments() if each.round_kind in _APART),
    )


def _looked(ledger: Ledger, codebook: Codebook, codings: Sequence[Coding]) -> Mapping[Question, frozenset[CoderId]]:
    """Return who went through a unit blind: who locked it, or, where nothing was locked, who coded in its source."""
    asked = {each.id: frozenset(each.families) for each in ledger.assignments()}
    blind = [coding for coding in codings if coding.mode is CodingMode.BLIND and coding.origin is None]
    everything = frozenset(family.id for family in codebook.families)
    coded: dict[DocumentId, set[SegmentId]] = defaultdict(set)
    for coding in codings:
        coded[coding.document_id].add(coding.segment_id)
    looked: dict[Question, set[CoderId]] = defaultdict(set)
    locking: set[tuple[CoderId, DocumentId]] = set()
    for lock in ledger.locks():
        locking.add((lock.coder_id, lock.document_id))
        families = asked.get(lock.assignment_id) if lock.assignment_id else None
        for family in families or everything:
            looked[lock.segment_id, family].add(lock.coder_id)
    for coder, document in {(coding.coder_id, coding.document_id) for coding in blind} - locking:
        for segment in coded[document]:
            for family in everything:
                looked[segment, family].add(coder)
    return {question: frozenset(coders) for question, coders in looked.items()}
