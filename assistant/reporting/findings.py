"""What an audit finds, as records.

Figures of different families are never pooled. Agreement is a word for people who coded blind and for them alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.agreement import Outcome, Prevalence, Resampling, Scores
from assistant.domain.codebook import Wording
from assistant.domain.coder import CoderKind
from assistant.domain.identifiers import CodeId, CoderId, DocumentId, FamilyId, SegmentId

NO_BLIND_UNITS = "0 blind units: not estimable"


class Use(StrEnum):
    """What figures may be called."""

    AGREEMENT = "agreement"
    """People who coded without seeing a proposal."""
    CONCORDANCE = "assisted concordance"
    """People who saw proposals: never called agreement."""


class PairKind(StrEnum):
    """Who is compared; only the first is inter-coder agreement."""

    PEOPLE = "people"
    PERSON_INSTRUMENT = "person and instrument"
    INSTRUMENTS = "two instruments"


class Level(StrEnum):
    """Whether the codings of sub-codes count for their parent."""

    OWN = "own"
    ROLLED_UP = "with sub-codes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What went in and what was left out, in counts and sentences; enough to write the methods paragraph.

    Attributes:
        read_rule: The rule by which a unit without codes counts as looked at.
        left_out: (what, how many) for everything that did not enter.
        coders: People whose codings entered.
    """

    study: str
    use: Use
    modes: tuple[str, ...]
    rounds: tuple[str, ...]
    codebook: str
    read_rule: Wording
    sources: int
    units: int
    compared: int
    coders: tuple[CoderId, ...]
    instruments: tuple[CoderId, ...]
    families: tuple[FamilyId, ...]
    plan: Resampling
    left_out: tuple[tuple[Wording, int], ...] = ()
    cautions: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CoderRow:
    """What one coder did.

    Attributes:
        units: Units looked at.
        coded: Units that got a code.
        exposed: Units left out because a proposal had been seen there.
        note: What has to be known of the coder's figures, or why there are none.
    """

    coder: CoderId
    name: str
    kind: CoderKind
    units: int
    coded: int
    codings: int
    exposed: int = 0
    note: Wording | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The coefficients of one code, present against absent.

    Attributes:
        units: Units that at least two of the coders looked at.
        prevalence: Share of their codes that say *present*; None without units.
        kappa: Cohen's for two coders, Conger's beyond.
        fleiss: Fleiss's kappa beyond two coders, else None.
        given: Units in which anybody gave the code.
        more_units: About how many further units would bring the interval of alpha to the width wished for; None where
            the code was given too rarely for the interval to say.
        reached: Whether the interval of alpha is as narrow as wished; None without an interval.
    """

    units: int
    prevalence: float | None
    percent: Outcome
    kappa: Outcome
    alpha: Outcome
    ac1: Outcome
    fleiss: Outcome | None = None
    given: int = 0
    more_units: int | None = None
    reached: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """One code among people; ``group`` is a source type or a case where the units were split, else empty."""

    family: FamilyId
    code: CodeId
    label: Wording
    level: Level
    figures: Figures
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """Two coders in one family.

    Attributes:
        code: One code, or None for the whole label sets of the family.
        alpha: Of one code nominal; of label sets with the MASI distance.
        kappa: Cohen's, of one code; None for label sets.
    """

    one: CoderId
    other: CoderId
    kind: PairKind
    family: FamilyId
    code: CodeId | None
    units: int
    percent: Outcome
    kappa: Outcome | None
    alpha: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What one coder gave a unit in a family: codes, and the words marked for them."""

    coder: CoderId
    codes: tuple[CodeId, ...]
    quotations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitExample:
    """A unit with its text and what each coder made of it."""

    document: DocumentId
    title: str
    file_name: str
    segment: SegmentId
    start: int
    end: int
    text: str
    marked: tuple[Marked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """Two codes of one family that two coders gave to the same unit; ``other`` is None where one coder gave nothing."""

    family: FamilyId
    one: CodeId
    other: CodeId | None
    times: int
    units: tuple[UnitExample, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A code whose wording deserves work.

    Attributes:
        disagreements: Pairs of codings of one unit in which one coder gave the code and the other did not.
        share: The part of all disagreements of its family.
        neighbour: The code it is confused with most, None for *nothing at all*.
        times: How often.
        rule: What the codebook says of the border between the two; None if it says nothing.
    """

    family: FamilyId
    code: CodeId
    label: Wording
    disagreements: int
    share: float
    alpha: Outcome
    neighbour: CodeId | None
    times: int
    rule: Wording | None
    examples: tuple[UnitExample, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRow:
    """Agreement among people in one round; ``code`` None is the label sets of a family.

    Attributes:
        kind: What the round is for.
        change: This round less the one before it, with an interval; None in the first.
    """

    round: str
    kind: str
    family: FamilyId
    code: CodeId | None
    units: int
    coders: int
    percent: Outcome
    alpha: Outcome
    change: Outcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainRow:
    """One person against the same person: units coded in two rounds; stability, and no inter-coder agreement."""

    coder: CoderId
    first: str
    second: str
    family: FamilyId
    code: CodeId | None
    units: int
    percent: Outcome
    kappa: Outcome | None
    alpha: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchoringRow:
    """The anchoring index of all, of one coder or of one code (``scope``), with the trials of both arms."""

    scope: str
    name: str
    outcome: Outcome
    shown: int = 0
    blind: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchoring:
    """The anchoring experiment of one instrument's proposals; ``notes`` tell where it departed from the draw."""

    instrument: CoderId | None
    rows: tuple[AnchoringRow, ...]
    notes: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateRow:
    """How common a code is in all units or in a group of them, corrected by the blind random sample.

    Attributes:
        group: Source type or case; empty for all units.
        units: Units of the group; ``sampled`` those of them drawn at random and coded blind.
    """

    instrument: CoderId | None
    family: FamilyId
    code: CodeId
    group: str
    units: int
    sampled: int
    prevalence: Prevalence


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """Audited estimates, or the sentence why there are none, and what has to be known of the sample."""

    rows: tuple[EstimateRow, ...]
    refusal: str = ""
    notes: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MissRow:
    """What an instrument, or the search (``by`` None), passed over of one code in the blind random sample.

    Attributes:
        coded: Sampled units that people gave the code; ``missed`` those of them that were passed over.
        lost: Missed among coded; ``passed`` missed among all that were passed over. Both with an upper bound.
    """

    by: CoderId | None
    family: FamilyId
    code: CodeId
    coded: int
    missed: int
    lost: Outcome
    passed: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanRow:
    """Agreement on free spans: of one code |u-alpha, of a family (``code`` None) |u-, u- and cu-alpha."""

    family: FamilyId
    code: CodeId | None
    bar_u: Outcome
    u: Outcome | None = None
    cu: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentRow:
    """An instrument's proposals beside one person's blind codings; people: the same code among people alone."""

    instrument: CoderId
    person: CoderId
    family: FamilyId
    code: CodeId
    people: Outcome
    figures: Figures
    scores: Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjudicationRow:
    """One code before and after adjudication: two figures that are never one.

    Attributes:
        before: Alpha among people who coded blind.
        after: Each person's blind codes against what was settled on; not independent of it.
    """

    family: FamilyId
    code: CodeId
    before: Outcome
    after: tuple[tuple[CoderId, Figures], ...]
