"""Which sources speak with one voice, and why: corroboration needs two voices that do not depend on each other.

One voice are reprints of one text; the owner's own sources and those that pass on what the owner issued; several
sources of one organisation. A person can part a source from its voice, or join two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.domain.document import SourceMetadata, SourceType
from assistant.domain.identifiers import DocumentId
from assistant.domain.independence import IndependentVoice, OwnerRelation, Tie, TieKind

BY_VOICE: Mapping[str, OwnerRelation] = {
    "owner": OwnerRelation.OWNER,
    "platform_owner": OwnerRelation.OWNER,
    "owner_derived": OwnerRelation.OWNER_DERIVED,
    "receiver": OwnerRelation.RECEIVER,
    "receiver_firm": OwnerRelation.RECEIVER,
    "user": OwnerRelation.RECEIVER,
    "government": OwnerRelation.GOVERNMENT,
    "third_party": OwnerRelation.THIRD_PARTY,
    "third_party_press": OwnerRelation.THIRD_PARTY,
    "press": OwnerRelation.THIRD_PARTY,
    "scholar": OwnerRelation.SCHOLAR,
    "author": OwnerRelation.SCHOLAR,
}
"""What a source's described voice says of its relation; an employee's follows from the organisation."""
_EMPLOYEE = "employee"
_HOUSE = frozenset({OwnerRelation.OWNER, OwnerRelation.OWNER_DERIVED})
_SIGNED = frozenset({SourceType.LITERATURE, SourceType.BOOK})
"""Types whose publisher does not speak through them: a journal prints many authors."""
_ORDER = tuple(OwnerRelation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulings:
    """What people have said of independence.

    Attributes:
        relations: Source -> relation, in place of what its description says.
        apart: Sources that speak for themselves whatever joins them, with the reason.
        together: Pairs that are one voice, with the reason.
    """

    relations: Mapping[DocumentId, OwnerRelation] = field(default_factory=dict)
    apart: Mapping[DocumentId, str] = field(default_factory=dict)
    together: Mapping[tuple[DocumentId, DocumentId], str] = field(default_factory=dict)


NO_RULINGS = Rulings()


def relations_of(
    sources: Mapping[DocumentId, SourceMetadata], rulings: Rulings = NO_RULINGS
) -> dict[DocumentId, OwnerRelation]:
    """Return how each source stands to the owner; staff stand as the organisation does that other sources tell of."""
    found = {name: BY_VOICE.get(_plain(each.voice), OwnerRelation.UNKNOWN) for name, each in sources.items()}
    houses = {
        (_plain(sources[name].organisation), relation) for name, relation in found.items() if sources[name].organisation
    }
    for name, each in sources.items():
        if _plain(each.voice) == _EMPLOYEE:
            owner = (_plain(each.organisation), OwnerRelation.OWNER) in houses
            found[name] = OwnerRelation.OWNER if owner else OwnerRelation.RECEIVER
    return found | {name: relation for name, relation in rulings.relations.items() if name in found}


def _plain(words: str) -> str:
    return "_".join(words.casefold().replace("-", " ").replace("_", " ").split())


def ties_of(
    sources: Mapping[DocumentId, SourceMetadata], textual: Iterable[Tie], rulings: Rulings = NO_RULINGS
) -> tuple[Tie, ...]:
    """Return every tie between sources; those a person has overruled are left out, except that quotations are shown.

    Args:
        sources: The study's sources.
        textual: Reprints and quotations, from the texts.
        rulings: What people have said.
    """
    relations = relations_of(sources, rulings)
    found = [*textual, *_house_ties(sources, relations), *_publisher_ties(sources, relations)]
    found = [tie for tie in found if not tie.joins or not {tie.one, tie.other} & rulings.apart.keys()]
    said = [
        Tie(one=one, other=other, kind=TieKind.PERSON, why=reason)
        for (one, other), reason in rulings.together.items()
        if {one, other} <= sources.keys()
    ]
    return tuple((*found, *said))


def _house_ties(
    sources: Mapping[DocumentId, SourceMetadata], relations: Mapping[DocumentId, OwnerRelation]
) -> Iterable[Tie]:
    """Yield ties of all sources of the owner's house to its first one."""
    house = [name for name in sources if relations[name] in _HOUSE]
    for other in house[1:]:
        first, second = sources[house[0]], sources[other]
        why = " / ".join(dict.fromkeys(name for name in (first.organisation, second.organisation) if name))
        yield Tie(one=house[0], other=other, kind=TieKind.HOUSE, why=why)


def _publisher_ties(
    sources: Mapping[DocumentId, SourceMetadata], relations: Mapping[DocumentId, OwnerRelation]
) -> Iterable[Tie]:
    named: dict[str, list[DocumentId]] = defaultdict(list)
    for name, each in sources.items():
        if relations[name] not in _HOUSE and (who := _speaks_through(each)):
            named[who].append(name)
    for group in named.values():
        for other in group[1:]:
            each = sources[other]
            yield Tie(one=group[0], other=other, kind=TieKind.PUBLISHER, why=each.organisation or each.publisher)


def _speaks_through(source: SourceMetadata) -> str:
    """Return whose words a source prints; in an interview never the publisher, which is the study itself."""
    if source.source_type in _SIGNED:
        return ""
    if source.organisation or source.source_type is SourceType.INTERVIEW:
        return _plain(source.organisation)
    return _plain(source.publisher)


def voices_of(
    sources: Mapping[DocumentId, SourceMetadata], ties: Sequence[Tie], rulings: Rulings = NO_RULINGS
) -> tuple[IndependentVoice, ...]:
    """Return the sources parted into independent voices, in the order of the sources."""
    relations = relations_of(sources, rulings)
    leader = {name: name for name in sources}
    for tie in ties:
        if tie.joins and tie.one in leader and tie.other in leader:
            one, other = _root(leader, tie.one), _root(leader, tie.other)
            leader[max(one, other)] = min(one, other)
    members: dict[DocumentId, list[DocumentId]] = defaultdict(list)
    for name in sources:
        members[_root(leader, name)].append(name)
    return tuple(_voice(group, sources, relations, ties) for group in members.values())


def _root(leader: Mapping[DocumentId, DocumentId], name: DocumentId) -> DocumentId:
    while leader[name] != name:
        name = leader[name]
    return name


def _voice(
    group: Sequence[DocumentId],
    sources: Mapping[DocumentId, SourceMetadata],
    relations: Mapping[DocumentId, OwnerRelation],
    ties: Sequence[Tie],
) -> IndependentVoice:
    known = frozenset(group)
    oldest = sorted(group, key=lambda name: (sources[name].date or "9999", name))
    return IndependentVoice(
        id=oldest[0],
        relation=min((relations[name] for name in group), key=_ORDER.index),
        documents=tuple(oldest),
        ties=tuple(tie for tie in ties if tie.one in known and tie.other in known),
    )
