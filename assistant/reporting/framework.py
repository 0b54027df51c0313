"""The framework of a study: inputs, process and outcomes with the evidence behind each code, as data.

Everything in it comes from the codebook: families by role, groups, codes and sub-codes. A codebook without roles gives
its families side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.domain.codebook import Code, Codebook, Family, FamilyRole, Wording
from assistant.reporting.exhibits import Exhibit, segments_of, voices_of
from assistant.reporting.labels import code_label
from assistant.reporting.layout import content_families, families_in_role, sections_of, sub_codes

Evidence = Sequence[Exhibit]

ROLES = {
    FamilyRole.INPUT: Wording("输入（I）", "Input (I)"),
    FamilyRole.PROCESS: Wording("过程（P）", "Process (P)"),
    FamilyRole.OUTCOME: Wording("输出（O）", "Output (O)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A code with the weight of its evidence, that of its sub-codes included."""

    label: Wording
    voices: int
    segments: int
    below: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Codes of one group; ``label`` is empty where there is no group."""

    label: Wording
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Boxes under one heading, in sequence (stages) or side by side in meaning."""

    label: Wording
    boxes: tuple[Box, ...]
    stages: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pillar:
    """One column of the framework."""

    label: Wording
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """The whole; ``flows`` is True where each column leads to the next, ``absent`` are families without a place."""

    title: Wording
    pillars: tuple[Pillar, ...]
    flows: bool
    absent: tuple[Wording, ...] = ()


def build_framework(codebook: Codebook, evidence: Evidence) -> Framework:
    """Return the framework; words that are only planned or promised weigh nothing where the codebook says so."""
    found = [each for each in evidence if each.supports]
    pillars = [
        Pillar(label=ROLES[role], panels=tuple(_panels(codebook, role, found)))
        for role in ROLES
        if families_in_role(codebook, role)
    ]
    if pillars:
        placed = {family.id for role in FamilyRole for family in families_in_role(codebook, role)}
        absent = tuple(family.label for family in content_families(codebook) if family.id not in placed)
        return Framework(title=_title(codebook), pillars=tuple(pillars), flows=True, absent=absent)
    pillars = [
        Pillar(label=family.label, panels=_grouped(codebook, family, found)) for family in content_families(codebook)
    ]
    return Framework(title=_title(codebook), pillars=tuple(pillars), flows=False)


def _title(codebook: Codebook) -> Wording:
    zh, en = codebook.title.in_language("zh"), codebook.title.in_language("en")
    return Wording(f"研究框架与证据（{zh}）", f"Framework and evidence ({en})")


def _panels(codebook: Codebook, role: FamilyRole, found: Evidence) -> list[Panel]:
    panels: list[Panel] = []
    for family in families_in_role(codebook, role):
        panels += _staged(codebook, family, found) if role is FamilyRole.PROCESS else _grouped(codebook, family, found)
    if role is FamilyRole.PROCESS:
        for family in families_in_role(codebook, FamilyRole.TYPE):
            panels += _grouped(codebook, family, found)
    return panels


def _staged(codebook: Codebook, family: Family, found: Evidence) -> tuple[Panel, ...]:
    boxes = tuple(
        Box(label=Wording(), items=(_item(codebook, code, found),))
        for section in sections_of(codebook, family)
        for code in section.codes
    )
    return (Panel(label=family.label, boxes=boxes, stages=True),)


def _grouped(codebook: Codebook, family: Family, found: Evidence) -> tuple[Panel, ...]:
    """Return a panel for each group of groups, else one for the family."""
    panels = []
    for above, sections in groupby(sections_of(codebook, family), key=lambda section: section.above):
        boxes = tuple(
            Box(label=section.label, items=tuple(_item(codebook, code, found) for code in section.codes))
            for section in sections
        )
        panels.append(Panel(label=above if above != Wording() else family.label, boxes=boxes))
    return tuple(panels)


def _item(codebook: Codebook, code: Code, found: Evidence) -> Item:
    below = sub_codes(codebook, code.id)
    codes = {code.id, *(each.id for each in below)}
    mine = [each for each in found if each.code in codes]
    return Item(
        label=code_label(codebook, code.id),
        voices=voices_of(mine),
        segments=segments_of(mine),
        below=tuple(_item(codebook, each, found) for each in below if each.parent == code.id),
    )
