"""Putting, retiring, merging and splitting entries. The older version stays as it is; a new one comes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.domain.acts import EntryChange
from assistant.domain.codebook import Code, Codebook, Exclusion
from assistant.domain.identifiers import CodeId
from assistant.errors import CodebookError
from assistant.revising.content import codebook_id
from assistant.revising.differences import ChangeKind, EntryDifference, compare_codebooks

_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Reshaped:
    """A codebook after merging or splitting, and what that did to the entries."""

    codebook: Codebook
    changes: tuple[EntryChange, ...]


def put_code(codebook: Codebook, code: Code) -> Codebook:
    """Return the codebook with this entry in place of the one of its id, or at the end of its family."""
    if codebook.code(code.id) is not None:
        codes = [code if each.id == code.id else each for each in codebook.codes]
        return _with(_regrouped(codebook, codes, {}), codes)
    at = max((number + 1 for number, each in enumerate(codebook.codes) if each.family == code.family), default=None)
    return _with(codebook, [*codebook.codes[:at], code, *(codebook.codes[at:] if at is not None else ())])


def retire_code(codebook: Codebook, code_id: CodeId) -> Codebook:
    """Return the codebook without an entry; what named it as parent, neighbour or alternative no longer does.

    Raises:
        CodebookError: There is no such entry.
    """
    return _replaced(codebook, {_known(codebook, code_id).id: None})


def merge_codes(codebook: Codebook, codes: Sequence[CodeId], into: CodeId) -> Reshaped:
    """Return the codebook with some codes merged into another, which takes over their indicators, cues and examples.

    Raises:
        CodebookError: A code is unknown, the target is among them, or they stand in different families.
    """
    target = _known(codebook, into)
    gone = [_known(codebook, code) for code in dict.fromkeys(codes)]
    if not gone or into in codes:
        raise CodebookError(
            f"name at least one code to merge into {into!r}, and not {into!r} itself",
            f"请至少指明一个要并入 {into!r} 的代码，且不能是它自己",
        )
    stranger = next((code for code in gone if code.family != target.family), None)
    if stranger is not None:
        raise CodebookError(
            f"{stranger.id!r} stands in family {stranger.family!r}, {into!r} in {target.family!r}; families are "
            "independent questions, so codes are merged within one only",
            f"{stranger.id!r} 属于 {stranger.family!r} 族，{into!r} 属于 {target.family!r} 族；只能在同一族内合并",
        )
    heir = replace(_taking_over(target, gone), parent=_parent_beyond(codebook, target, {code.id for code in gone}))
    taken = put_code(codebook, heir)
    merged = _replaced(taken, {code.id: into for code in gone})
    return Reshaped(merged, tuple(EntryChange(code=code.id, kind=ChangeKind.MERGED, into=(into,)) for code in gone))


def _taking_over(target: Code, gone: Iterable[Code]) -> Code:
    everyone = (target, *gone)
    names = {code.id for code in everyone}
    return replace(
        target,
        indicators=tuple(dict.fromkeys(each for code in everyone for each in code.indicators)),
        cues=tuple(dict.fromkeys(each for code in everyone for each in code.cues)),
        examples=tuple(
            dict.fromkeys(
                each
                for code in everyone
                for each in code.examples
                if not (each.instead in names or (not each.positive and code is not target))
            )
        ),
        exclusions=tuple(each for each in target.exclusions if each.neighbour not in names),
    )


def _parent_beyond(codebook: Codebook, target: Code, gone: set[CodeId]) -> CodeId | None:
    """Return the parent of a code once its ancestors among those gone are part of it, so that no circle comes about."""
    parent, above = target.parent, target.parent
    while above is not None:
        entry = _known(codebook, above)
        if above in gone:
            parent = entry.parent
        above = entry.parent
    return parent


def split_code(codebook: Codebook, code_id: CodeId, parts: Sequence[Code]) -> Reshaped:
    """Return the codebook with an entry replaced by several; what was coded with it is to be looked at again.

    Raises:
        CodebookError: The code is unknown, there are fewer than two parts, or a part has an id that is taken.
    """
    old = _known(codebook, code_id)
    names = [part.id for part in parts]
    taken = {code.id for code in codebook.codes} - {code_id}
    if len(set(names)) < 2:
        raise CodebookError(
            f"{code_id!r} is split into at least two codes; give each an id of its own",
            f"{code_id!r} 至少要拆成两个代码，各有各的编号",
        )
    for name in names:
        if name in taken or names.count(name) > 1:
            raise CodebookError(
                f"the id {name!r} is taken; give the new code another", f"编号 {name!r} 已被使用；请换一个"
            )
    if any(part.family != old.family for part in parts):
        raise CodebookError(
            f"the parts of {code_id!r} stay in its family {old.family!r}",
            f"{code_id!r} 拆出的代码仍属于 {old.family!r} 族",
        )
    at = [code.id for code in codebook.codes].index(code_id)
    codes = [*codebook.codes[:at], *parts, *codebook.codes[at + 1 :]]
    wider = _with(_regrouped(codebook, codes, {code_id: names}), codes)
    after = wider if code_id in names else _replaced(wider, {code_id: None})
    return Reshaped(after, (EntryChange(code=code_id, kind=ChangeKind.SPLIT, into=tuple(names)),))


def published_changes(
    before: Codebook | None,
    after: Codebook,
    said: Mapping[str, ChangeKind] | None = None,
    reshaped: Sequence[EntryChange] = (),
) -> tuple[EntryChange, ...]:
    """Return what a new version changes in the codes.

    Args:
        before: The version in force, None before the first.
        after: The new version.
        said: What the editor says of an entry that is in both, ``minor`` or ``semantic``; otherwise the fields say it.
        reshaped: Mergers and splits that led to it.
    """
    if before is None:
        return ()
    known = {change.code for change in reshaped}
    changes = [change for change in reshaped if change.kind == ChangeKind.SPLIT or after.code(change.code) is None]
    kinds: dict[CodeId, ChangeKind] = {}
    for entry in _differences(before, after, reshaped):
        kind = _said(entry.kind, (said or {}).get(entry.id))
        if entry.what == "code" and entry.id not in known:
            kinds[CodeId(entry.id)] = kind
        elif entry.what == "family" and kind is ChangeKind.SEMANTIC:
            both = [code.id for code in after.codes if code.family == entry.id and before.code(code.id) is not None]
            kinds |= {code: kind for code in both if code not in known}
    return (*changes, *(EntryChange(code=code, kind=kind) for code, kind in kinds.items()))


def _differences(before: Codebook, after: Codebook, reshaped: Sequence[EntryChange]) -> list[EntryDifference]:
    """Return what differs; an entry that only names others by what took their place has changed in a minor way."""
    instead: dict[CodeId, CodeId | None] = {code.id: None for code in before.codes if after.code(code.id) is None}
    instead |= {change.code: change.into[0] for change in reshaped if change.kind == ChangeKind.MERGED}
    apart = {(entry.what, entry.id): entry for entry in compare_codebooks(_replaced(before, instead), after)}
    differences = []
    for entry in compare_codebooks(before, after):
        other = apart.get((entry.what, entry.id))
        touched = entry.kind in {ChangeKind.ADDED, ChangeKind.RETIRED} or other is not None
        kind = other.kind if other is not None and touched else entry.kind if touched else ChangeKind.MINOR
        differences.append(replace(entry, kind=kind))
    return differences


def _said(kind: ChangeKind, said: ChangeKind | None) -> ChangeKind:
    either = {ChangeKind.MINOR, ChangeKind.SEMANTIC}
    return said if said in either and kind in either else kind


def next_version(version: str, *, semantic: bool) -> str:
    """Return the name of the version after this one: 0.1.3 becomes 0.1.4, or 0.2.0 where meaning changes."""
    numbers = list(_NUMBERS.finditer(version))
    if not numbers:
        return f"{version}.1"
    raised = numbers[-2] if semantic and len(numbers) > 1 else numbers[-1]
    rest = "".join("0" if part.isdecimal() else part for part in re.split(r"(\d+)", version[raised.end() :]))
    return version[: raised.start()] + str(int(raised.group()) + 1) + rest


def _known(codebook: Codebook, code_id: CodeId) -> Code:
    found = codebook.code(code_id)
    if found is None:
        raise CodebookError(
            f"the codebook has no code {code_id!r}; `tricoder codebook show` lists its codes",
            f"手册没有代码 {code_id!r}",
        )
    return found


def _replaced(codebook: Codebook, instead: Mapping[CodeId, CodeId | None]) -> Codebook:
    """Return the codebook without some codes, every mention of one turned to what takes its place, or taken out."""
    codes = [_turned(code, instead) for code in codebook.codes if code.id not in instead]
    return _with(_regrouped(codebook, codes, {old: (new,) if new else () for old, new in instead.items()}), codes)


def _regrouped(codebook: Codebook, codes: Sequence[Code], instead: Mapping[CodeId, Sequence[CodeId]]) -> Codebook:
    """Return the codebook whose groups name what took the place of codes that are gone, each code once."""
    tops = {(code.family, code.id) for code in codes if code.parent is None}
    families = []
    for family in codebook.families:
        left = {code for group in family.groups for code in group.codes if code not in instead}
        groups = []
        for group in family.groups:
            named = [new for code in group.codes for new in instead.get(code, (code,))]
            new = {code for code in named if code not in group.codes and code not in left}
            kept = [code for code in dict.fromkeys(named) if code in group.codes or code in new]
            left |= new
            groups.append(replace(group, codes=tuple(code for code in kept if (family.id, code) in tops)))
        families.append(replace(family, groups=tuple(groups)))
    return replace(codebook, families=tuple(families))


def _turned(code: Code, instead: Mapping[CodeId, CodeId | None]) -> Code:
    exclusions = []
    for each in code.exclusions:
        neighbour = instead.get(each.neighbour, each.neighbour) if each.neighbour else None
        if neighbour != code.id:
            exclusions.append(Exclusion(neighbour=neighbour, rule=each.rule))
    parent = instead.get(code.parent, code.parent) if code.parent else None
    return replace(
        code,
        parent=None if parent == code.id else parent,
        exclusions=tuple(dict.fromkeys(exclusions)),
        examples=tuple(
            replace(each, instead=instead.get(each.instead, each.instead)) if each.instead else each
            for each in code.examples
            if not each.instead or instead.get(each.instead, each.instead) != code.id
        ),
    )


def _with(codebook: Codebook, codes: Sequence[Code]) -> Codebook:
    changed = replace(codebook, codes=tuple(codes))
    return replace(changed, id=codebook_id(changed))
