"""What a codebook of the right shape may still get wrong: doubled ids, unknown codes, circles of parents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from assistant.domain.codebook import Code, Codebook, Family
from assistant.domain.identifiers import CodeId


def contradictions(codebook: Codebook) -> list[str]:
    """Return one line for each thing that does not fit, each with the id and what to do; empty for a sound codebook."""
    return [
        *_twice("family", (family.id for family in codebook.families)),
        *_twice("code", (code.id for code in codebook.codes)),
        *_twice("attribute", (attribute.id for attribute in codebook.attributes)),
        *(
            line
            for attribute in codebook.attributes
            for line in _twice(f"attribute {attribute.id!r}: value", (value.id for value in attribute.values))
        ),
        *_references(codebook),
        *_circles(codebook),
        *(line for family in codebook.families for line in _groups(family, codebook)),
    ]


def _twice(kind: str, ids: Iterable[str]) -> Iterator[str]:
    for name, times in Counter(ids).items():
        if times > 1:
            yield f"{kind} {name!r} is given {times} times: keep one of them or give the others another id"


def _references(codebook: Codebook) -> Iterator[str]:
    families = {family.id for family in codebook.families}
    codes = {code.id: code for code in codebook.codes}
    for code in codebook.codes:
        if code.family not in families:
            known = ", ".join(sorted(families))
            yield f"code {code.id!r}: unknown family {code.family!r}: add the family or use one of {known}"
        yield from _parent(code, codes)
        yield from _neighbours(code, codes)
        yield from _replacements(code, codes)


def _parent(code: Code, codes: dict[CodeId, Code]) -> Iterator[str]:
    if code.parent is None:
        return
    parent = codes.get(code.parent)
    if parent is None:
        yield f"code {code.id!r}: unknown parent {code.parent!r}: add that code or correct the id"
    elif parent.family != code.family:
        yield (
            f"code {code.id!r}: its parent {code.parent!r} stands in family {parent.family!r}, "
            f"the code in {code.family!r}: put both in one family"
        )


def _neighbours(code: Code, codes: dict[CodeId, Code]) -> Iterator[str]:
    for exclusion in code.exclusions:
        if exclusion.neighbour == code.id:
            yield f"code {code.id!r}: an exclusion names the code itself as neighbour: name the one that is right"
        elif exclusion.neighbour is not None and exclusion.neighbour not in codes:
            yield f"code {code.id!r}: unknown neighbour {exclusion.neighbour!r}: add that code or correct the id"


def _replacements(code: Code, codes: dict[CodeId, Code]) -> Iterator[str]:
    for position, example in enumerate(code.examples, start=1):
        if example.instead is None:
            continue
        where = f"code {code.id!r}, example {position}"
        if example.positive:
            yield f"{where}: a positive example names {example.instead!r} instead: set positive: false or drop it"
        elif example.instead == code.id or example.instead not in codes:
            yield f"{where}: 'instead' names {example.instead!r}: name another code of this codebook"


def _circles(codebook: Codebook) -> Iterator[str]:
    parents = {code.id: code.parent for code in codebook.codes}
    settled: set[CodeId] = set()
    for start in parents:
        path: list[CodeId] = []
        at: CodeId | None = start
        while at is not None and at not in settled and at not in path:
            path.append(at)
            at = parents.get(at)
        if at is not None and at in path:
            circle = " -> ".join([*path[path.index(at) :], at])
            yield f"the parents run in a circle ({circle}): take one 'parent' out"
        settled.update(path)


def _groups(family: Family, codebook: Codebook) -> Iterator[str]:
    """Yield what is wrong with the groups of a family; a group stands below the one it lies in."""
    where = f"family {family.id!r}"
    yield from _twice(f"{where}: group", (group.id for group in family.groups))
    yield from _twice(f"{where}: in its groups, code", (code for group in family.groups for code in group.codes))
    tops = {code.id for code in codebook.in_family(family.id) if code.parent is None}
    before: set[str] = set()
    for group in family.groups:
        if group.parent is not None and group.parent not in before:
            yield f"{where}: group {group.id!r} lies in {group.parent!r}: name a group that stands above it"
        for code in group.codes:
            if code not in tops:
                yield f"{where}: group {group.id!r} names {code!r}: name codes of this family that have no parent"
        before.add(group.id)
