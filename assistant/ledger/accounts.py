"""Who may sign in and who is signed in, beside the record of the study: never chained, never exported.

Passwords are kept as Argon2id hashes (RFC 9106, parameters of argon2-cffi), tickets as sha256 of random words.
"""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine, delete, insert, select, update

from assistant.accounts import Ticket
from assistant.domain.identifiers import CoderId
from assistant.ledger import tables

_HASHER = PasswordHasher()
_NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$/S/+Qxcr8YfALCEmMdgYww$h9mxntX3GypeMMRNrwp25ewmRFRZLUZazLC1c9TL+VU"
"""A hash that no password fits: an unknown name takes as long to refuse as a wrong password."""


class SqlAccounts:
    """Accounts and tickets in the study's database; implements ``accounts.Accounts``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def holders(self) -> frozenset[CoderId]:
        """Return everybody who has a password."""
        with self._engine.connect() as connection:
            found = connection.execute(select(tables.accounts.c.coder_id)).scalars()
            return frozenset(CoderId(each) for each in found)

    def set_password(self, coder_id: CoderId, password: str, at: str) -> None:
        """Keep a new password and end everything opened with the old one."""
        values = {"password_hash": _HASHER.hash(password), "changed_at": at}
        with self._engine.begin() as connection:
            known = update(tables.accounts).where(tables.accounts.c.coder_id == coder_id).values(**values)
            if connection.execute(known).rowcount == 0:
                connection.execute(insert(tables.accounts).values(coder_id=coder_id, **values))
            connection.execute(delete(tables.sessions).where(tables.sessions.c.coder_id == coder_id))

    def fits(self, coder_id: CoderId, password: str) -> bool:
        """Tell whether this is the password; takes as long where there is no such account."""
        statement = select(tables.accounts.c.password_hash).where(tables.accounts.c.coder_id == coder_id)
        with self._engine.connect() as connection:
            kept = connection.execute(statement).scalar()
        try:
            return _HASHER.verify(kept or _NOBODYS, password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False

    def close_account(self, coder_id: CoderId) -> None:
        """Take away the password and everything opened with it."""
        with self._engine.begin() as connection:
            for table in (tables.sessions, tables.accounts):
                connection.execute(delete(table).where(table.c.coder_id == coder_id))

    def open_ticket(self, ticket: Ticket) -> None:
        """Keep a ticket; those that have expired by then are thrown away."""
        columns = tables.sessions.c
        with self._engine.begin() as connection:
            connection.execute(delete(tables.sessions).where(columns.expires_at <= ticket.created_at))
            connection.execute(
                insert(tables.sessions).values(
                    token_hash=ticket.token_hash,
                    coder_id=ticket.coder_id,
                    created_at=ticket.created_at,
                    expires_at=ticket.expires_at,
                )
            )

    def ticket(self, token_hash: str) -> Ticket | None:
        """Return the ticket of that hash, None where there is none."""
        with self._engine.connect() as connection:
            found = select(tables.sessions).where(tables.sessions.c.token_hash == token_hash)
            row = connection.execute(found).one_or_none()
        if row is None:
            return None
        return Ticket(
            token_hash=row.token_hash,
            coder_id=CoderId(row.coder_id),
            created_at=row.created_at,
            expires_at=row.expires_at,
        )

    def close_ticket(self, token_hash: str) -> None:
        """Throw a ticket away."""
        with self._engine.begin() as connection:
            connection.execute(delete(tables.sessions).where(tables.sessions.c.token_hash == token_hash))
