"""What a project knows of its people and firms: plain data that its users edit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.errors import StudyError


class Kind(StrEnum):
    """What is concealed; the kind stands in the placeholder."""

    PERSON = "person"
    FIRM = "firm"
    PLACE = "place"
    PHONE = "phone"
    EMAIL = "email"
    IDENTITY = "identity"
    """Number of a national identity card."""
    PASSPORT = "passport"
    CARD = "card"
    PLATE = "plate"
    ACCOUNT = "account"
    LINK = "link"
    ADDRESS = "address"
    BIRTH = "birth"
    LITERAL = "literal"
    """Words that looked like a placeholder before anything was concealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One person, firm or place.

    Attributes:
        aliases: Other names of the same; all share one pseudonym.
        keep: True where the name may leave the machine, as that of a public firm.

    Raises:
        StudyError: A name is empty or a single character, which would stand everywhere.
    """

    text: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    keep: bool = False

    def __post_init__(self) -> None:
        for name in self.names:
            if len("".join(name.split())) < 2:
                raise StudyError(f"the name {name!r} in the lexicon is too short to look for; write it out in full")

    @property
    def names(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return (self.text, *self.aliases)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The entries of one project; of two entries with the same name the first counts."""

    entries: tuple[Entry, ...] = ()

    @property
    def secret(self) -> tuple[Entry, ...]:
        """The entries that must not leave."""
        return tuple(entry for entry in self.entries if not entry.keep)

    @property
    def kept_names(self) -> tuple[str, ...]:
        """Every name that may leave."""
        return tuple(name for entry in self.entries if entry.keep for name in entry.names)
