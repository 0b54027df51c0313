"""Who may sign in, as the workflows ask for it: beside the record of the study and no part of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.domain.identifiers import CoderId


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What a random word opens until it expires (times ISO 8601, UTC); of the word itself only a hash is kept."""

    token_hash: str
    coder_id: CoderId
    created_at: str
    expires_at: str


class Accounts(Protocol):
    """Who may sign in and who is signed in; no part of the record of the study."""

    def holders(self) -> frozenset[CoderId]:
        """Return everybody who has a password."""
        ...

    def set_password(self, coder_id: CoderId, password: str, at: str) -> None:
        """Keep a new password and end everything opened with the old one."""
        ...

    def fits(self, coder_id: CoderId, password: str) -> bool:
        """Tell whether this is the password; takes as long where there is no such account."""
        ...

    def close_account(self, coder_id: CoderId) -> None:
        """Take away the password and everything opened with it."""
        ...

    def open_ticket(self, ticket: Ticket) -> None:
        """Keep a ticket; those that have expired by then are thrown away."""
        ...

    def ticket(self, token_hash: str) -> Ticket | None:
        """Return the ticket of that hash, None where there is none."""
        ...

    def close_ticket(self, token_hash: str) -> None:
        """Throw a ticket away."""
        ...
