"""Which pseudonym stands for what, within one project.

Invariant: a table only grows. What once had a number keeps it, so that old answers can always be restored.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from assistant.errors import StudyError
from assistant.privacy.findings import Finding
from assistant.privacy.folding import skeleton
from assistant.privacy.lexicon import Kind
from assistant.privacy.names import is_everyday_word
from assistant.privacy.placeholders import Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way in which a thing was written.

    Attributes:
        text: The words replaced, exactly.
        before: Words in front that the form needs to be known again.
        after: Words behind that it needs.
        identity: Keyed hash of what it is; tells nothing without the key.
    """

    text: str
    identity: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One person, firm or number with its pseudonym; ``number`` counts from 1 within the kind."""

    kind: Kind
    number: int
    forms: tuple[Form, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PseudonymTable:
    """The pseudonyms of a project; it holds the names and stays on the machine, like the key.

    Attributes:
        mark: Tells that a table belongs to a key.
        subjects: In the order in which they were met.
    """

    mark: str
    subjects: tuple[Subject, ...] = ()


def identity_of(key: bytes, kind: Kind, words: str) -> str:
    """Return the HMAC-SHA256 (hex) of a thing under the project's key."""
    return hmac.new(key, f"{kind}\0{words}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def mark_of(key: bytes) -> str:
    """Return the mark of the tables that belong to a key."""
    return hmac.new(key, b"table of pseudonyms", hashlib.sha256).hexdigest()[:16]


@dataclass(slots=True)
class _Growing:
    kind: Kind
    number: int
    forms: dict[tuple[str, str, str], Form] = field(default_factory=dict)
    places: dict[tuple[str, str, str], int] = field(default_factory=dict)


@dataclass(slots=True)
class Register:
    """A table while a text is being concealed; ``size`` counts the forms."""

    key: bytes
    subjects: list[_Growing] = field(default_factory=list)
    owners: dict[str, _Growing] = field(default_factory=dict)
    counts: dict[Kind, int] = field(default_factory=dict)
    identities: dict[tuple[Kind, str], str] = field(default_factory=dict)
    size: int = 0

    @classmethod
    def of(cls, key: bytes, table: PseudonymTable) -> Register:
        """Return a register that continues a table.

        Raises:
            StudyError: The table was made with another key.
        """
        if table.mark != mark_of(key):
            raise StudyError("this table of pseudonyms belongs to another project's key; use the project's own table")
        register = cls(key)
        for subject in table.subjects:
            growing = _Growing(subject.kind, subject.number)
            register._admit(growing)
            for form in subject.forms:
                register._write(growing, form)
        return register

    def refer(self, found: Finding, words: str) -> Reference:
        """Return the pseudonym of a finding, a new one where the thing is new."""
        identity = found.identity or self._identity(found.kind, found.key or skeleton(words))
        subject = self.owners.get(identity) or self._by_short_name(found)
        if subject is None:
            subject = _Growing(found.kind, self.counts.get(found.kind, 0) + 1)
            self._admit(subject)
        place = (words, found.before, found.after)
        if place not in subject.forms:
            self._write(subject, Form(text=words, identity=identity, before=found.before, after=found.after))
        reference = Reference(subject.kind, subject.number, subject.places[place])
        self._write_short_names(found, subject)
        return reference

    def frozen(self) -> PseudonymTable:
        """Return the table as it is now."""
        subjects = (
            Subject(kind=subject.kind, number=subject.number, forms=tuple(subject.forms.values()))
            for subject in self.subjects
        )
        return PseudonymTable(mark=mark_of(self.key), subjects=tuple(subjects))

    def _by_short_name(self, found: Finding) -> _Growing | None:
        """Return the subject so far known by one of these short names and nothing else."""
        for identity in (self._identity(found.kind, skeleton(short)) for short in found.short):
            owner = self.owners.get(identity)
            if owner and all(form.identity == identity for form in owner.forms.values()):
                return owner
        return None

    def _write_short_names(self, found: Finding, subject: _Growing) -> None:
        """Let the short names of a full name point to the same subject, unless somebody has them already."""
        for short in found.short:
            identity = self._identity(found.kind, skeleton(short))
            if identity not in self.owners:
                before = "Mr. " if is_everyday_word(short) else ""
                self._write(subject, Form(text=short, identity=identity, before=before))

    def _identity(self, kind: Kind, words: str) -> str:
        if (kind, words) not in self.identities:
            self.identities[kind, words] = identity_of(self.key, kind, words)
        return self.identities[kind, words]

    def _admit(self, subject: _Growing) -> None:
        self.subjects.append(subject)
        self.counts[subject.kind] = max(subject.number, self.counts.get(subject.kind, 0))

    def _write(self, subject: _Growing, form: Form) -> None:
        subject.forms[form.text, form.before, form.after] = form
        subject.places[form.text, form.before, form.after] = len(subject.forms)
        self.size += 1
        self.owners.setdefault(form.identity, subject)
