"""The structure of a codebook as tables and figures use it: families by role, codes in groups, sub-codes rolled up."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.codebook import Code, Codebook, Family, FamilyRole, Group, Wording
from assistant.domain.identifiers import CodeId, FamilyId, GroupId

_UNNAMED = Wording()


@dataclass(frozen=True, slots=True)
class Section:
    """Codes without a parent that stand together.

    Attributes:
        label: Name of their group; empty for codes outside any.
        above: Name of the group that theirs lies in; empty where there is none.
    """

    label: Wording
    above: Wording
    codes: tuple[Code, ...]


def families_in_role(codebook: Codebook, role: FamilyRole) -> tuple[Family, ...]:
    """Return the families of one role, in the codebook's order."""
    return tuple(family for family in codebook.families if family.role is role)


def content_families(codebook: Codebook) -> tuple[Family, ...]:
    """Return the families that say something of the world: not those made of abstentions."""
    return tuple(family for family in codebook.families if top_codes(codebook, family.id))


def top_codes(codebook: Codebook, family_id: FamilyId) -> tuple[Code, ...]:
    """Return the codes of a family that have no parent; abstentions are none."""
    return tuple(code for code in codebook.in_family(family_id) if code.parent is None and not code.abstain)


def sub_codes(codebook: Codebook, parent: CodeId) -> tuple[Code, ...]:
    """Return the codes that roll up to one code, at whatever depth, in the codebook's order."""
    tops = roll_up(codebook)
    return tuple(code for code in codebook.codes if code.id != parent and tops.get(code.id) == parent)


def roll_up(codebook: Codebook) -> dict[CodeId, CodeId]:
    """Return for each code the one without a parent that it rolls up to."""
    parents = {code.id: code.parent for code in codebook.codes}
    tops: dict[CodeId, CodeId] = {}
    for code in parents:
        top = code
        while (above := parents.get(top)) is not None:
            top = above
        tops[code] = top
    return tops


def sections_of(codebook: Codebook, family: Family, *, aside: bool = False) -> tuple[Section, ...]:
    """Return the codes of a family by group, ungrouped ones after them; groups set aside last, where asked for."""
    codes = {code.id: code for code in top_codes(codebook, family.id)}
    named = {group.id: group for group in family.groups}
    grouped = {code for group in family.groups for code in group.codes}
    sections = [
        (group.aside, Section(group.label, _above(group, named), tuple(codes[code] for code in group.codes)))
        for group in family.groups
        if group.codes and (aside or not group.aside)
    ]
    rest = tuple(code for code in codes.values() if code.id not in grouped)
    sections += [(False, Section(_UNNAMED, _UNNAMED, rest))] if rest else []
    return tuple(section for _, section in sorted(sections, key=lambda pair: pair[0]))


def set_aside(codebook: Codebook, family: Family) -> tuple[Code, ...]:
    """Return the codes of a family on the border of the phenomenon."""
    wanted = {code for group in family.groups if group.aside for code in group.codes}
    return tuple(code for code in top_codes(codebook, family.id) if code.id in wanted)


def _above(group: Group, named: dict[GroupId, Group]) -> Wording:
    parent = named.get(group.parent) if group.parent else None
    return parent.label if parent else _UNNAMED
