"""Small exhibits, sources and codebooks for tests of tables and figures."""

from __future__ import annotations

import itertools

from assistant.domain.codebook import Code, Codebook, Family, FamilyRole, FamilyRule, Group, Wording
from assistant.domain.document import SourceMetadata, SourceType
from assistant.domain.span import Span
from assistant.reporting.exhibits import Exhibit, SourceEntry
from assistant.reporting.standing import Standing

_NUMBERS = itertools.count(1)


def code(name: str, family: str, parent: str | None = None, *, abstain: bool = False) -> Code:
    label = Wording(f"{name}码", f"{name} code")
    return Code(id=name, family=family, label=label, definition=label, parent=parent, abstain=abstain)


def family(name: str, role: FamilyRole | None, *groups: Group) -> Family:
    label = Wording(f"{name}族", f"family {name}")
    return Family(id=name, label=label, question=label, rule=FamilyRule.MULTIPLE, role=role, groups=groups)


def group(name: str, *codes: str, parent: str | None = None, aside: bool = False) -> Group:
    return Group(id=name, label=Wording(f"{name}组", f"{name} group"), parent=parent, codes=codes, aside=aside)


def book() -> Codebook:
    """Types T1 and T2 with a border, inputs in two groups, stages, good and bad outcomes, one family without a role."""
    families = (
        family("T", FamilyRole.TYPE, group("edge", "T.x", aside=True)),
        family("I", FamilyRole.INPUT, group("tech", "I.1"), group("env", "I.2")),
        family("P", FamilyRole.PROCESS),
        family("O", FamilyRole.OUTCOME, group("good"), group("firm", "O.1", parent="good"), group("bad"),
               group("people", "O.2", parent="bad")),
        family("Z", None),
    )  # fmt: skip
    names = (("T.1", "T"), ("T.2", "T"), ("T.x", "T"), ("I.1", "I"), ("I.2", "I"), ("P.1", "P"), ("P.2", "P"),
             ("O.1", "O"), ("O.2", "O"))  # fmt: skip
    codes = [code(name, where) for name, where in names]
    codes += [code("P.2a", "P", "P.2"), code("Z.0", "Z", abstain=True)]
    return Codebook(
        id="book", name="test", version="1", title=Wording("测试", "test"), families=families, codes=tuple(codes)
    )


def source(name: str, kind: SourceType = SourceType.NEWS, *, voice: str = "", number: int = 1, **known) -> SourceEntry:
    metadata = SourceMetadata(title=known.pop("title", name), source_type=kind, publisher=known.pop("publisher", name),
                              date=known.pop("date", ""), voice=known.pop("stands", ""))  # fmt: skip
    return SourceEntry(
        id=name, number=number, file_name=f"{name}.txt", metadata=metadata, characters=100, units=5,
        voice=voice or name, **known,
    )  # fmt: skip


def exhibit(name: str, text: str = "words", *, where: SourceEntry | None = None, **known) -> Exhibit:
    """One accepted coding; every call makes a new quotation and a new segment unless told otherwise."""
    number = next(_NUMBERS)
    standing = where or source("s")
    return Exhibit(
        quotation=known.pop("quotation", f"Q{number:04d}"),
        code=name,
        family=name.split(".", maxsplit=1)[0],
        document_id=standing.id,
        segment_id=known.pop("segment", f"segment {number}"),
        span=Span(number, number + 5),
        text=text,
        source=standing,
        standing=Standing.ADJUDICATED,
        coders=("a",),
        block=number,
        **known,
    )
