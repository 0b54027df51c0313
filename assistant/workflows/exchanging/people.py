"""Who the users of a project are in the study: found by GUID, by what the importing person says, by name, or new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.domain.coder import Coder, CoderKind
from assistant.domain.exchange import ORIGIN, ExchangedProject, ExchangedUser, guid_of
from assistant.domain.identifiers import CoderId
from assistant.errors import StudyError
from assistant.interchange.naming import folded
from assistant.workflows.exchanging.memory import Memory
from assistant.workflows.exchanging.plan import CoderMatch, ImportChoice

_LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class People:
    """Who the users of a project are here, and who imports."""

    matches: tuple[CoderMatch, ...]
    actor: CoderId

    def of(self, guid: str | None) -> CoderId:
        """Return the coder of a user; the person who imports for what nobody signed."""
        return next((match.coder_id for match in self.matches if match.guid == guid), self.actor)

    def newcomers(self) -> list[Coder]:
        """Return the coders that the study does not have yet."""
        new = (match for match in self.matches if match.new)
        return [Coder(id=match.coder_id, name=match.name, kind=CoderKind.PERSON) for match in new]


def match_people(
    project: ExchangedProject, coders: tuple[Coder, ...], memory: Memory, choice: ImportChoice
) -> Iterator[CoderMatch]:
    """Yield who each user that did something is; in a file of our own, every user.

    Raises:
        StudyError: A coder named in the choice does not exist.
    """
    people = [coder for coder in coders if coder.kind is CoderKind.PERSON]
    _check(choice, people)
    taken = {coder.id for coder in coders}
    used = _used(project)
    for user in project.users:
        if user.guid not in used and project.origin != ORIGIN:
            continue
        known = _known(user, people, memory, choice)
        name = user.name or user.short or "coder"
        found = known or _new_id(user.short if project.origin == ORIGIN and user.short else name, taken)
        taken.add(found)
        yield CoderMatch(guid=user.guid, name=name, coder_id=found, new=known is None)


def _check(choice: ImportChoice, people: list[Coder]) -> None:
    strangers = set(choice.coders.values()) - {coder.id for coder in people}
    if strangers:
        raise StudyError(
            f"the study has no person {min(strangers)!r}; add one with `tricoder coders --add {min(strangers)}`"
        )


def _known(user: ExchangedUser, people: list[Coder], memory: Memory, choice: ImportChoice) -> CoderId | None:
    chosen = choice.coders.get(user.guid) or choice.coders.get(user.name)
    if chosen is not None:
        return chosen
    remembered = memory.coders.get(user.guid)
    for coder in people:
        if coder.id == remembered or guid_of("coder", coder.id) == user.guid:
            return coder.id
    named = [coder.id for coder in people if folded(user.name) in {folded(coder.id), folded(coder.name)}]
    return named[0] if len(named) == 1 and user.name else None


def _new_id(name: str, taken: set[CoderId]) -> CoderId:
    wanted = name.strip()[:_LONGEST_ID] or "coder"
    number, found = 2, CoderId(wanted)
    while found in taken:
        found = CoderId(f"{wanted[: _LONGEST_ID - 6]} {number}")
        number += 1
    return found


def _used(project: ExchangedProject) -> frozenset[str | None]:
    selections = [each for source in project.sources for each in source.selections]
    codings = [*(source.codings for source in project.sources), *(each.codings for each in selections)]
    coding = [each.user for held in codings for each in held]
    described = [each.user for each in selections if each.description]
    return frozenset([*coding, *(note.user for note in project.notes), *described])
