"""What people have ruled on sources and claims: the newest word on a subject holds, whoever said it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from assistant.domain.acts import SubjectJudged
from assistant.domain.claims import Claim, ClaimId, Direction
from assistant.domain.fieldwork import Judged, Judgement, JudgementKind, Pairs
from assistant.domain.identifiers import DocumentId
from assistant.domain.independence import OwnerRelation
from assistant.errors import StudyError
from assistant.ports import Ledger
from assistant.triangulation.claims.comparing import NO_MERGERS, Mergers
from assistant.triangulation.independence import Rulings
from assistant.workflows.workbench import Workbench

APART, TOGETHER, AS_DERIVED = "apart", "together", "as_derived"
SAME, DIFFERENT = "same", "different"
STANDS, REJECTED, CHANGED = "stands", "rejected", "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRulings:
    """What people have said of claims.

    Attributes:
        rejected: Claims that are none, with the reason.
        changed: Claims that are claims of something else: the metric and subject they belong to.
    """

    rejected: Mapping[ClaimId, str] = field(default_factory=dict)
    changed: Mapping[ClaimId, tuple[str, str]] = field(default_factory=dict)
    mergers: Mergers = NO_MERGERS

    def applied(self, claims: Iterable[Claim], cases: frozenset[str]) -> tuple[Claim, ...]:
        """Return the claims that stand, under what people have put them."""
        return tuple(self._moved(claim, cases) for claim in claims if claim.id not in self.rejected)

    def _moved(self, claim: Claim, cases: frozenset[str]) -> Claim:
        if claim.id not in self.changed:
            return claim
        metric, subject = self.changed[claim.id]
        moved = subject or claim.subject
        return replace(claim, metric=metric or claim.metric, subject=moved, is_case=moved in cases)


def newest(judged: Iterable[Judged]) -> dict[Pairs, Judged]:
    """Return the newest judgement on each subject, by whomever."""
    return {each.judgement.subject: each for each in judged}


def independence_rulings(ledger: Ledger) -> Rulings:
    """Return what holds of independence."""
    said = newest(ledger.judgements(JudgementKind.INDEPENDENCE))
    relations = newest(ledger.judgements(JudgementKind.RELATION))
    apart: dict[DocumentId, str] = {}
    together: dict[tuple[DocumentId, DocumentId], str] = {}
    for subject, judged in said.items():
        named = dict(subject)
        if judged.judgement.verdict == APART and "source" in named:
            apart[DocumentId(named["source"])] = judged.judgement.reason
        if judged.judgement.verdict == TOGETHER and "one" in named:
            together[DocumentId(named["one"]), DocumentId(named["other"])] = judged.judgement.reason
    return Rulings(
        relations={
            DocumentId(dict(subject)["source"]): OwnerRelation(each.judgement.verdict)
            for subject, each in relations.items()
            if each.judgement.verdict in set(OwnerRelation)
        },
        apart=apart,
        together=together,
    )


def claim_rulings(ledger: Ledger) -> ClaimRulings:
    """Return what holds of claims."""
    rejected: dict[ClaimId, str] = {}
    changed: dict[ClaimId, tuple[str, str]] = {}
    same: set[tuple[str, Direction, str, str]] = set()
    different: set[tuple[str, Direction, str, str]] = set()
    for subject, judged in newest(ledger.judgements(JudgementKind.CLAIM)).items():
        named, verdict = dict(subject), judged.judgement.verdict
        if "claim" in named and verdict == REJECTED:
            rejected[ClaimId(named["claim"])] = judged.judgement.reason
        elif "claim" in named and verdict == CHANGED:
            details = dict(judged.judgement.details)
            changed[ClaimId(named["claim"])] = details.get("metric", ""), details.get("subject", "")
        elif "one" in named and verdict in {SAME, DIFFERENT}:
            pair = (named["subject"], Direction(named["direction"]), named["one"], named["other"])
            (same if verdict == SAME else different).add(pair)
    return ClaimRulings(
        rejected=rejected, changed=changed, mergers=Mergers(same=frozenset(same), different=frozenset(different))
    )


@dataclass(frozen=True, slots=True)
class Ruling:
    """A word on a subject, with the reason and what belongs to it."""

    verdict: str
    reason: str
    details: Mapping[str, str] = field(default_factory=dict)


def rule(bench: Workbench, kind: JudgementKind, subject: Mapping[str, str], ruling: Ruling) -> Judgement:
    """Record a ruling.

    Raises:
        StudyError: It has no reason.
    """
    if not ruling.reason.strip():
        raise StudyError(
            "say in a few words why; a ruling without a reason cannot be checked by anybody",
            "请用几句话写明理由；没有理由的裁定无人能够核查",
        )
    judgement = Judgement(
        kind=kind,
        coder_id=bench.person,
        subject=tuple(sorted(subject.items())),
        verdict=ruling.verdict,
        reason=ruling.reason.strip(),
        details=tuple(sorted(ruling.details.items())),
    )
    bench.ledger.append([SubjectJudged(judgement=judgement)], actor=bench.person)
    return judgement


def set_apart(bench: Workbench, source: DocumentId, reason: str) -> Judgement:
    """Let a source speak for itself, whatever joins it to others."""
    return rule(bench, JudgementKind.INDEPENDENCE, {"source": source}, Ruling(APART, reason))


def take_as_derived(bench: Workbench, source: DocumentId, reason: str) -> Judgement:
    """Undo that: the source belongs again to the voice that the rules find."""
    return rule(bench, JudgementKind.INDEPENDENCE, {"source": source}, Ruling(AS_DERIVED, reason))


def join(bench: Workbench, one: DocumentId, other: DocumentId, reason: str) -> Judgement:
    """Count two sources as one voice.

    Raises:
        StudyError: They are the same source.
    """
    if one == other:
        raise StudyError(
            "a source is one voice with itself; choose another one", "资料与自身本就是同一声音；请另选一份"
        )
    first, second = sorted((one, other))
    return rule(bench, JudgementKind.INDEPENDENCE, {"one": first, "other": second}, Ruling(TOGETHER, reason))


def relate(bench: Workbench, source: DocumentId, relation: OwnerRelation, reason: str) -> Judgement:
    """Say how a source stands to the owner."""
    return rule(bench, JudgementKind.RELATION, {"source": source}, Ruling(relation.value, reason))


def judge_names(bench: Workbench, pair: tuple[str, Direction, str, str], verdict: str, reason: str) -> Judgement:
    """Say whether two names of a subject's figures mean one measure.

    Raises:
        StudyError: The verdict is neither same nor different.
    """
    if verdict not in {SAME, DIFFERENT}:
        raise StudyError(f"{verdict!r} is no verdict on two names; say {SAME} or {DIFFERENT}")
    subject, direction, one, other = pair
    named = {"subject": subject, "direction": direction.value, "one": one, "other": other}
    return rule(bench, JudgementKind.CLAIM, named, Ruling(verdict, reason))


def judge_claim(bench: Workbench, claim: ClaimId, ruling: Ruling) -> Judgement:
    """Reject a claim, let it stand again, or put it under another metric or subject (which parts it from the others).

    Raises:
        StudyError: The verdict is unknown, or a change names nothing.
    """
    if ruling.verdict not in {STANDS, REJECTED, CHANGED}:
        raise StudyError(f"{ruling.verdict!r} is no verdict on a claim; say {STANDS}, {REJECTED} or {CHANGED}")
    details = {name: ruling.details.get(name, "").strip() for name in ("metric", "subject")}
    if ruling.verdict == CHANGED and not any(details.values()):
        raise StudyError("name the metric or the subject that the claim belongs to", "请写明这条数字所属的指标或对象")
    kept = details if ruling.verdict == CHANGED else {}
    return rule(bench, JudgementKind.CLAIM, {"claim": claim}, Ruling(ruling.verdict, ruling.reason, kept))
