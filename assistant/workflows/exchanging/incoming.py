"""A project of another program merged into a study: planned first, then carried out in one transaction.

Nothing that is there is overwritten; what is there already is found again, so that a second import changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from assistant.domain.acts import (
    Act,
    CodebookPublished,
    CoderRegistered,
    CodingRestamped,
    EntryChange,
    StudyNoted,
)
from assistant.domain.codebook import Codebook
from assistant.domain.exchange import ORIGIN, ExchangedProject, ForeignProject, Remark, guid_of
from assistant.domain.identifiers import CoderId
from assistant.errors import StudyError
from assistant.interchange.matching import CodeMatch, Match, Merged, match_codes, with_new_codes
from assistant.revising import codebook_id
from assistant.workflows.exchanging.coding import CodingDesk, Counterparts
from assistant.workflows.exchanging.memory import IMPORTED, Memory, details_of, look_back, remember
from assistant.workflows.exchanging.noting import MemoDesk
from assistant.workflows.exchanging.people import People, match_people
from assistant.workflows.exchanging.plan import Ground, ImportChoice, ImportPlan, Parts
from assistant.workflows.exchanging.settling import SourceDesk
from assistant.workflows.workbench import Workbench

_ADDED = "an import added codes; this entry is unchanged"


def plan_import(
    bench: Workbench, foreign: ForeignProject, parts: Parts, choice: ImportChoice, *, actor: CoderId
) -> ImportPlan:
    """Return what an import would do; nothing is done.

    Args:
        bench: The study it would go into.
        foreign: The project as read.
        parts: Where the files that travel along are, while the project file is open.
        choice: What the person who imports decides.
        actor: Who imports; what nobody signed is theirs.

    Raises:
        StudyError: A coder named in the choice does not exist.
    """
    ledger, project, ground = bench.ledger, foreign.project, Ground(read=bench.read, parts=parts)
    head, memory, past = ledger.head(), remember(ledger), look_back(ledger)
    codes = match_codes(project, bench.codebook(), memory.codes)
    merged = with_new_codes(project, bench.codebook(), codes)
    people = People(tuple(match_people(project, ledger.coders(), memory, choice)), actor)
    sources = SourceDesk(ledger, foreign, memory, ground)
    settled = sources.settle()
    book = _identified(merged)
    known = {match.guid: match.code for match in codes if match.code is not None}
    here = Counterparts(sources=settled, codes=known, people=people, book=book)
    codings, memos = CodingDesk(ledger, past, ground, choice), MemoDesk(ledger, past, ground)
    acts: list[Act] = [
        *(CoderRegistered(coder=coder) for coder in people.newcomers()),
        *_codebook_acts(bench, merged, book, foreign.name),
        *sources.acts,
        *codings.acts(project, here),
        *memos.acts(project, here, codes),
    ]
    learnt = _learnt(memory, codes, here, {**codings.times, **memos.times})
    if acts or any(learnt.pairs()):
        acts.append(_note(foreign, learnt, ground.counts))
    return ImportPlan(
        file_name=foreign.name,
        project=project.name,
        origin=project.origin,
        codes=codes,
        coders=people.matches,
        sources=tuple(each.match for each in settled.values()),
        counts=dict(ground.counts) | {"codes_added": len(merged.added), "coders_added": len(people.newcomers())},
        remarks=(*foreign.remarks, *ground.told(), *_left(project)),
        acts=tuple(acts),
        files=tuple(sources.files),
        head=head,
    )


def carry_out(bench: Workbench, plan: ImportPlan, *, actor: CoderId) -> None:
    """Do what a plan says: all of it in one transaction, or nothing.

    Raises:
        StudyError: The study has changed since it was planned.
        LedgerError: It cannot be written.
    """
    if not plan.changes:
        return
    if bench.ledger.head() != plan.head:
        raise StudyError("the study has changed since this import was planned; look at the preview again")
    for file in plan.files:
        bench.files.keep(file.document_id, file.data())
    bench.ledger.append(plan.acts, actor=actor)


def _left(project: ExchangedProject) -> list[Remark]:
    """Return what of another program's project has no place here."""
    own = project.origin == ORIGIN
    left = [
        Remark("sets", 0 if own else len(project.sets), "; ".join(each.name for each in project.sets)),
        Remark("colours", sum(bool(code.colour) for code in project.codes)),
    ]
    return [remark for remark in left if remark.count]


def _identified(merged: Merged) -> Codebook:
    return replace(merged.codebook, id=codebook_id(merged.codebook)) if merged.added else merged.codebook


def _codebook_acts(bench: Workbench, merged: Merged, book: Codebook, name: str) -> Iterator[Act]:
    """Yield the new version, and every coding under the old one stamped with it: their entries are unchanged."""
    if not merged.added:
        return
    before = bench.codebook()
    changes = tuple(EntryChange(code=code, kind="added") for code in merged.added)
    reason = f"{len(merged.added)} codes came with {name}"
    yield CodebookPublished(codebook=book, reason=reason, previous=before.id, changes=changes)
    for coding in bench.ledger.codings():
        if coding.codebook_id == before.id:
            yield CodingRestamped(coding_id=coding.id, codebook_id=book.id, code=coding.code, reason=_ADDED)


def _learnt(memory: Memory, codes: tuple[CodeMatch, ...], here: Counterparts, times: Mapping[str, str]) -> Memory:
    """Return what this import settled that nobody could know before."""
    named = {match.guid: match.code for match in codes if match.how in {Match.NAME, Match.NEW} and match.code}
    people = {match.guid: match.coder_id for match in here.people.matches}
    sources = {guid: each.match.document_id for guid, each in here.sources.items()}
    return Memory(
        codes={guid: code for guid, code in named.items() if memory.codes.get(guid) != code},
        coders={
            guid: who
            for guid, who in people.items()
            if guid != guid_of("coder", who) and memory.coders.get(guid) != who
        },
        sources={
            guid: name
            for guid, name in sources.items()
            if guid != guid_of("source", name) and memory.sources.get(guid) != name
        },
        times=times,
    )


def _note(foreign: ForeignProject, learnt: Memory, counts: Mapping[str, int]) -> StudyNoted:
    facts = {"file": foreign.name, "project": foreign.project.name, "origin": foreign.project.origin}
    counted = {f"count:{name}": str(count) for name, count in counts.items() if count}
    return StudyNoted(note=IMPORTED, details=details_of(learnt, facts | counted))
