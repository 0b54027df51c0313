"""The pseudonyms of a study: its key and its table on the disk, and what hides and reveals by them.

Invariant: a pseudonym is on the disk before a text that holds it is handed out, and nothing is handed out in which a
known name or number is left.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from assistant.domain.identifiers import canonical_json
from assistant.errors import InstrumentError, StudyError
from assistant.privacy import Lexicon, Pseudonymiser, PseudonymTable, leaks, restore

PRIVATE = "private"
"""Folder of a study that is never exported: whoever has it can undo the pseudonyms."""
_KEY, _TABLE, _LOCK = "pseudonyms.key", "pseudonyms.json", "pseudonyms.lock"
_KEY_BYTES = 32
_ROUNDS = 5
_tables = TypeAdapter(PseudonymTable)
_lexicons = TypeAdapter(Lexicon)


class PrivateFolder:
    """Key and table of one study; one process holds them at a time."""

    def __init__(self, folder: Path) -> None:
        """Take hold of the folder, made if it is not there.

        Raises:
            InstrumentError: Another process holds it.
            StudyError: It cannot be made or written.
        """
        self._folder = folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = FileLock(folder / _LOCK)
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise InstrumentError(
                "another run with pseudonyms is under way in this study; wait until it has ended"
            ) from error
        except OSError as error:
            raise StudyError(f"{str(folder)!r} cannot be used ({error.strerror}); make room or permission") from error

    def key(self) -> bytes:
        """Return the study's secret, made when it is first needed."""
        path = self._folder / _KEY
        if not path.exists():
            _write_durably(path, secrets.token_bytes(_KEY_BYTES))
        return path.read_bytes()

    def table(self) -> PseudonymTable | None:
        """Return the table as it was last kept, None where there is none yet.

        Raises:
            StudyError: The file is damaged.
        """
        path = self._folder / _TABLE
        try:
            return _tables.validate_json(path.read_bytes()) if path.exists() else None
        except ValidationError as error:
            raise StudyError(f"{str(path)!r} is damaged; bring back a copy, or old answers stay unreadable") from error

    def keep(self, table: PseudonymTable) -> None:
        """Put the table on the disk."""
        _write_durably(self._folder / _TABLE, _tables.dump_json(table))

    def close(self) -> None:
        """Let go of the folder."""
        self._lock.release()


def _write_durably(path: Path, data: bytes) -> None:
    half_made = path.with_name(f"{path.name}.part")
    descriptor = os.open(half_made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    half_made.replace(path)


class StudyVeil:
    """Hides the names of one study in what is sent, and gives them back in what returns."""

    def __init__(self, key: bytes, lexicon: Lexicon, table: PseudonymTable | None = None) -> None:
        self._pseudonymiser = Pseudonymiser(key, lexicon)
        self._table = table or self._pseudonymiser.new_table()
        self._keep: Callable[[PseudonymTable], None] | None = None
        self._hidden: dict[str, str] = {}
        self._checked: set[str] = set()
        self._lock = threading.RLock()
        words = canonical_json(_lexicons.dump_python(lexicon, mode="json"))
        self.name = f"pseudonyms 1 {hmac.new(key, words.encode(), hashlib.sha256).hexdigest()[:12]}"

    @classmethod
    def of_study(cls, private: PrivateFolder, lexicon: Lexicon) -> StudyVeil:
        """Return the veil of a study; its table is kept whenever it grows."""
        veil = cls(private.key(), lexicon, private.table())
        veil._keep = private.keep
        return veil

    def learn(self, texts: Iterable[str]) -> None:
        """Give everything in the texts its pseudonym, so that later ones change nothing in how earlier ones read."""
        known, wanted = self._table, list(dict.fromkeys(text for text in texts if text))
        for _ in range(_ROUNDS):
            before = self._table
            for text in wanted:
                self._table = self._pseudonymiser.conceal(text, self._table).table
            if self._table == before:
                break
        self._kept_since(known)

    def hide(self, text: str) -> str:
        """Return the text with pseudonyms.

        Raises:
            InstrumentError: A known name or a number of a person is left in it.
        """
        with self._lock:
            if text not in self._hidden:
                known = self._table
                concealed = self._pseudonymiser.conceal(text, known)
                self._table = concealed.table
                self._kept_since(known)
                self._refuse_leaks(concealed.text, self._table)
                self._hidden[text] = concealed.text
            return self._hidden[text]

    def reveal(self, text: str) -> str:
        """Return the text with the names that pseudonyms stand for."""
        return restore(text, self._table)

    def check(self, text: str) -> None:
        """Look through words that are about to be sent, whatever they were put together from.

        Raises:
            InstrumentError: A name of the lexicon stands in them.
        """
        name = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if name not in self._checked:
            self._refuse_leaks(text, self._pseudonymiser.new_table(), "lexicon")
            self._checked.add(name)

    def _refuse_leaks(self, text: str, table: PseudonymTable, rule: str = "") -> None:
        left = [leak for leak in leaks(text, self._pseudonymiser.lexicon, table) if rule in {"", leak.rule}]
        if left:
            first = left[0]
            raise InstrumentError(
                f"nothing was sent: {len(left)} names or numbers would have left this machine, the first is "
                f"{first.span.read(text)!r} ({first.kind}, found by {first.rule}); if it may leave, say `keep: yes` "
                "for it in the study's names.yaml; if it stands in the codebook, take it out there"
            )

    def _kept_since(self, known: PseudonymTable) -> None:
        if self._keep is not None and self._table != known:
            self._keep(self._table)
