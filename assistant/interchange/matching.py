"""Which code of a project is which code of the study, and the codebook that holds them all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.domain.codebook import Code, Codebook, Family, FamilyRule, Wording
from assistant.domain.exchange import ExchangedCode, ExchangedProject, guid_of
from assistant.domain.identifiers import CodebookId, CodeId, FamilyId
from assistant.interchange.naming import NO_DEFINITION, as_wording, folded, names_of, new_id


class Match(StrEnum):
    """Why a code of a project is taken for one of the study."""

    REMEMBERED = "remembered"
    """An earlier import settled it."""
    GUID = "guid"
    NAME = "name"
    NEW = "new"
    """It is none of the study's and is added to the codebook."""
    FAMILY = "family"
    """It is a folder that stands for a family; nothing is coded with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMatch:
    """One code of a project and what it is here.

    Attributes:
        path: Names from the top folder down to the code.
        code: The code here; for a folder, None.
        family: For a folder, the family it stands for.
    """

    guid: str
    path: tuple[str, ...]
    how: Match
    code: CodeId | None = None
    family: FamilyId | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """A codebook with what a project adds to it; still without its own id where ``added`` names any code."""

    codebook: Codebook
    added: tuple[CodeId, ...]


def code_guid(codebook: Codebook, code_id: str) -> str:
    """Return the GUID of a code: the same in every version of one codebook."""
    return guid_of("code", f"{codebook.name}:{code_id}")


def family_guid(codebook: Codebook, family_id: str) -> str:
    """Return the GUID of the folder that a family is written as."""
    return guid_of("family", f"{codebook.name}:{family_id}")


def match_codes(
    project: ExchangedProject, codebook: Codebook, remembered: Mapping[str, str] | None = None
) -> tuple[CodeMatch, ...]:
    """Return what each code of a project is in a codebook, in the project's order.

    Args:
        project: The project.
        codebook: The study's codebook in force.
        remembered: Code ids by GUID, as earlier imports settled them.
    """
    return tuple(_Desk(project, codebook, remembered or {}).matches())


class _Desk:
    """What is known while codes are matched."""

    def __init__(self, project: ExchangedProject, codebook: Codebook, remembered: Mapping[str, str]) -> None:
        self._codes = {code.guid: code for code in project.codes}
        self._codebook = codebook
        self._remembered = remembered
        self._by_guid = {code_guid(codebook, code.id): code.id for code in codebook.codes}
        self._families = {family_guid(codebook, each.id): each.id for each in codebook.families}
        self._parents = {code.parent for code in project.codes}
        self._named: dict[str, set[CodeId]] = defaultdict(set)
        for code in codebook.codes:
            for name in names_of(code):
                self._named[name].add(code.id)
        self._times = Counter(folded(code.name) for code in project.codes if not self._is_folder(code))
        self._here = frozenset(code.id for code in codebook.codes)
        self._taken: set[str] = set(self._here)
        self._theirs = project.details.codes if project.details.codebook else {}

    def matches(self) -> Iterator[CodeMatch]:
        """Yield the matches; a GUID counts before a name, whatever stands first in the project."""
        sure = {code.guid: found for code in self._codes.values() if (found := self._surely(code)) is not None}
        settled = {found.code for found in sure.values()}
        for code in self._codes.values():
            found = sure.get(code.guid)
            if found is None:
                named = self._by_name(code)
                found = self._match(code, Match.NAME, named) if named and named not in settled else self._fresh(code)
                settled.add(found.code)
            yield found

    def _surely(self, code: ExchangedCode) -> CodeMatch | None:
        """Return what a code is where its GUID says so, or where it is a folder."""
        if self._is_folder(code):
            return CodeMatch(guid=code.guid, path=self._path(code), how=Match.FAMILY, family=self._family(code))
        known = self._remembered.get(code.guid)
        if known in self._here:
            return self._match(code, Match.REMEMBERED, CodeId(str(known)))
        if code.guid in self._by_guid:
            return self._match(code, Match.GUID, self._by_guid[code.guid])
        return None

    def _match(self, code: ExchangedCode, how: Match, found: CodeId) -> CodeMatch:
        return CodeMatch(guid=code.guid, path=self._path(code), how=how, code=found)

    def _fresh(self, code: ExchangedCode) -> CodeMatch:
        made = CodeId(new_id(self._theirs.get(code.guid, code.name), self._taken))
        self._taken.add(made)
        return self._match(code, Match.NEW, made)

    def _by_name(self, code: ExchangedCode) -> CodeId | None:
        """Return the one code here of that name, where the name is no other code's, neither here nor there."""
        found = self._named.get(folded(code.name), set())
        if len(found) != 1:
            return None
        only = next(iter(found))
        if self._times[folded(code.name)] == 1:
            return only
        entry = self._codebook.code(only)
        above = self._codes.get(code.parent or "")
        return only if entry is not None and above is not None and self._stands_under(entry, above) else None

    def _stands_under(self, entry: Code, above: ExchangedCode) -> bool:
        parent = self._codebook.code(entry.parent) if entry.parent else None
        family = next((each for each in self._codebook.families if each.id == entry.family), None)
        return any(each is not None and folded(above.name) in names_of(each) for each in (parent, family))

    def _is_folder(self, code: ExchangedCode) -> bool:
        """Tell whether a code is a top folder: nothing is coded with it, and codes stand in it."""
        return code.parent is None and not code.codable and code.guid in self._parents

    def _family(self, code: ExchangedCode) -> FamilyId | None:
        if code.guid in self._families:
            return self._families[code.guid]
        named = [each.id for each in self._codebook.families if folded(code.name) in names_of(each)]
        return named[0] if len(named) == 1 else None

    def _path(self, code: ExchangedCode) -> tuple[str, ...]:
        path = [code.name]
        above = self._codes.get(code.parent or "")
        while above is not None:
            path.append(above.name)
            above = self._codes.get(above.parent or "")
        return tuple(reversed(path))


def with_new_codes(project: ExchangedProject, codebook: Codebook, matches: Iterable[CodeMatch]) -> Merged:
    """Return the codebook with the project's new codes; entries that were there stay as they are."""
    found = {match.guid: match for match in matches}
    fresh = [code for code in project.codes if found[code.guid].how is Match.NEW]
    if not fresh:
        return Merged(codebook, ())
    builder = _Builder(project, codebook, found)
    made = tuple(builder.entry(code) for code in fresh)
    attributes = project.details.codebook.attributes if project.details.codebook else ()
    known = {attribute.id for attribute in codebook.attributes}
    grown = replace(
        codebook,
        id=CodebookId(""),
        version=_next_version(codebook.version),
        families=(*codebook.families, *builder.families.values()),
        codes=(*codebook.codes, *made),
        attributes=(*codebook.attributes, *(each for each in attributes if each.id not in known)),
    )
    return Merged(grown, tuple(code.id for code in made))


def _next_version(version: str) -> str:
    head, mark, count = version.rpartition("+import")
    return f"{head}+import{int(count) + 1}" if mark and count.isdecimal() else f"{version}+import1"


class _Builder:
    """Makes entries of a project's new codes, and the families they need."""

    def __init__(self, project: ExchangedProject, codebook: Codebook, found: Mapping[str, CodeMatch]) -> None:
        self._project = project
        self._codebook = codebook
        self._found = found
        self._codes = {code.guid: code for code in project.codes}
        self._own = project.details.codebook
        entries = {entry.id: entry for entry in self._own.codes} if self._own else {}
        stated = project.details.codes.items()
        self._theirs = {guid: entries[CodeId(name)] for guid, name in stated if name in entries}
        self._ids = {entry.id: found[guid].code for guid, entry in self._theirs.items() if guid in found}
        self._new = {match.code: self._codes[guid] for guid, match in found.items() if match.how is Match.NEW}
        self._made: dict[str, Code] = {}
        self.families: dict[str, Family] = {}

    def entry(self, code: ExchangedCode) -> Code:
        """Return a new code as an entry: all that the project's own codebook says, else what the standard holds."""
        if code.guid not in self._made:
            self._made[code.guid] = self._entry(code)
        return self._made[code.guid]

    def _entry(self, code: ExchangedCode) -> Code:
        match = self._found[code.guid]
        assert match.code is not None
        above = self._found.get(code.parent or "")
        parent = above.code if above is not None and above.how is not Match.FAMILY else None
        theirs = self._theirs.get(code.guid)
        if theirs is not None:
            return self._renamed(theirs, match.code, parent)
        return Code(
            id=match.code,
            family=self._family_of(code, parent),
            label=as_wording(code.name),
            definition=as_wording(code.description) if code.description.strip() else NO_DEFINITION,
            parent=parent,
            support=f"{self._project.name} ({self._project.origin or 'REFI-QDA'})",
        )

    def _renamed(self, theirs: Code, code_id: CodeId, parent: CodeId | None) -> Code:
        """Return an entry of the project's own codebook under the ids that its codes have here."""
        return replace(
            theirs,
            id=code_id,
            family=self._family_here(theirs, parent),
            parent=parent,
            exclusions=tuple(replace(each, neighbour=self._id(each.neighbour)) for each in theirs.exclusions),
            examples=tuple(replace(each, instead=self._id(each.instead)) for each in theirs.examples),
        )

    def _id(self, theirs: CodeId | None) -> CodeId | None:
        return self._ids.get(theirs) if theirs is not None else None

    def _family_here(self, theirs: Code, parent: CodeId | None) -> FamilyId:
        assert self._own is not None
        inherited = self._inherited(parent)
        if inherited is not None:
            return inherited
        family = next(each for each in self._own.families if each.id == theirs.family)
        called = {folded(label) for label in (family.label.zh, family.label.en) if label}
        known = [each.id for each in self._codebook.families if names_of(each) & called]
        if known:
            return known[0]
        return self._new_family(f"own {family.id}", replace(family, groups=()), family.id)

    def _family_of(self, code: ExchangedCode, parent: CodeId | None) -> FamilyId:
        inherited = self._inherited(parent)
        if inherited is not None:
            return inherited
        above = self._codes.get(code.parent or "")
        if above is not None and self._found[above.guid].how is Match.FAMILY:
            known = self._found[above.guid].family
            return known or self._new_family(above.guid, _family(above.name, above.description), above.name)
        return self._new_family("", _family(self._project.name, ""), self._project.name)

    def _inherited(self, parent: CodeId | None) -> FamilyId | None:
        if parent is None:
            return None
        entry = self._codebook.code(parent)
        return entry.family if entry is not None else self.entry(self._new[parent]).family

    def _new_family(self, key: str, family: Family, name: str) -> FamilyId:
        if key not in self.families:
            taken = {each.id for each in (*self._codebook.families, *self.families.values())}
            self.families[key] = replace(family, id=FamilyId(new_id(name, taken)))
        return self.families[key].id


def _family(name: str, question: str) -> Family:
    return Family(id=FamilyId(""), label=as_wording(name), question=as_wording(question), rule=FamilyRule.MULTIPLE)


def codebook_of(project: ExchangedProject, name: str) -> Codebook:
    """Return a project's codes as a codebook of their own, still without an id; its own where one travels along."""
    if project.details.codebook is not None:
        return project.details.codebook
    title = as_wording(project.name)
    empty = Codebook(
        id=CodebookId(""), name=new_id(name, ()), version="0", title=title or Wording(en=name), families=(), codes=()
    )
    merged = with_new_codes(project, empty, match_codes(project, empty))
    return replace(merged.codebook, version="1")
