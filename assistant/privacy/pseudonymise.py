"""Names out, placeholders in, and back again.

Invariant: a concealed text differs from its source in the replacements alone, and restoring it with the table that
came with it gives the source back, code point by code point.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.privacy.addresses import find_addresses
from assistant.privacy.chinese import find_names
from assistant.privacy.concealed import Concealed, Replacement
from assistant.privacy.english import find_english_names
from assistant.privacy.findings import Finding, join_overlapping
from assistant.privacy.firms import find_firms
from assistant.privacy.folding import FoldedView, halved
from assistant.privacy.known import Needles, find_known, forms_of, kept_of, secrets_of
from assistant.privacy.lexicon import Kind, Lexicon
from assistant.privacy.numbers import find_numbers
from assistant.privacy.placeholders import BLANK, PLACEHOLDER, language_of, read_reference
from assistant.privacy.table import PseudonymTable, Register, mark_of

_SHORTEST_KEY = 16
_MOST_ROUNDS = 8


def recognise(text: str, lexicon: Lexicon) -> list[Finding]:
    """Return everything that has to be concealed, in order, without overlaps."""
    view = FoldedView.of(text)
    return _decide(view, _recognised(text, view, lexicon), lexicon)


@dataclass(frozen=True, slots=True)
class Pseudonymiser:
    """Conceals the texts of one project.

    Attributes:
        key: The project's secret, 16 bytes or more; it stays in the project's folder, never in a text or a log.

    Raises:
        StudyError: The key is too short.
    """

    key: bytes = field(repr=False)
    lexicon: Lexicon = field(default_factory=Lexicon)

    def __post_init__(self) -> None:
        if len(self.key) < _SHORTEST_KEY:
            raise StudyError(f"the key for pseudonyms has {len(self.key)} bytes; make one of {_SHORTEST_KEY} or more")

    def new_table(self) -> PseudonymTable:
        """Return the empty table of a project that begins."""
        return PseudonymTable(mark=mark_of(self.key))

    def conceal(self, text: str, table: PseudonymTable) -> Concealed:
        """Return the text with placeholders, and the table grown by what was new in it.

        Raises:
            StudyError: The table belongs to another key.
        """
        register = Register.of(self.key, table)
        view = FoldedView.of(text)
        recognised = _recognised(text, view, self.lexicon)
        chosen: list[Finding] = []
        for _ in range(_MOST_ROUNDS):
            forms, size = forms_of(register.frozen()), register.size
            chosen = _decide(view, [*recognised, *find_known(view, forms)], self.lexicon)
            chosen = join_overlapping([*chosen, *self._exposed(text, chosen, forms)])
            for found in chosen:
                register.refer(found, text[found.start : found.end])
            if register.size == size:
                break
        return _replace(text, chosen, register)

    def _exposed(self, text: str, chosen: list[Finding], forms: Needles) -> list[Finding]:
        """Return what stands alone only after the words beside it are replaced."""
        masked = _masked(text, chosen)
        view = FoldedView.of(masked)
        known = [*find_known(view, secrets_of(self.lexicon)), *find_known(view, forms)]
        return _decide(view, [*known, *find_numbers(halved(masked))], self.lexicon)


def _masked(text: str, findings: list[Finding]) -> str:
    """Return the text with a blank of the same length in place of each finding."""
    pieces: list[str] = []
    at = 0
    for found in findings:
        pieces += (text[at : found.start], BLANK * (found.end - found.start))
        at = found.end
    return "".join((*pieces, text[at:]))


def _recognised(text: str, view: FoldedView, lexicon: Lexicon) -> list[Finding]:
    half = halved(text)
    return [
        *(_literal(match) for match in PLACEHOLDER.finditer(text)),
        *find_known(view, secrets_of(lexicon)),
        *find_numbers(half),
        *find_addresses(half),
        *find_firms(half, lexicon.kept_names),
        *find_names(half),
        *find_english_names(half),
    ]


def _literal(match: re.Match[str]) -> Finding:
    start, end = match.span()
    return Finding(start=start, end=end, kind=Kind.LITERAL, key=match.group(), rule="looks like a placeholder", rank=0)


def _decide(view: FoldedView, findings: list[Finding], lexicon: Lexicon) -> list[Finding]:
    """Return findings that do not overlap, without those inside a name that may leave."""
    kept = join_overlapping(find_known(view, kept_of(lexicon)))
    return join_overlapping(_without_kept(findings, kept))


def _without_kept(findings: list[Finding], kept: list[Finding]) -> Iterator[Finding]:
    """Yield the findings not covered by a kept name; ``kept`` is in order."""
    ordered, at = sorted(findings, key=lambda found: found.start), 0
    for found in ordered:
        while at < len(kept) and kept[at].end <= found.start:
            at += 1
        covered = at < len(kept) and kept[at].start <= found.start and found.end <= kept[at].end
        if not covered or found.kind is Kind.LITERAL:
            yield found


def _replace(text: str, chosen: list[Finding], register: Register) -> Concealed:
    language = language_of(text)
    pieces: list[str] = []
    replacements: list[Replacement] = []
    at = length = 0
    for found in chosen:
        reference = register.refer(found, text[found.start : found.end])
        written = reference.written(language)
        length += found.start - at
        place = Span(length, length + len(written))
        original = Span(found.start, found.end)
        replacements.append(Replacement(original=original, concealed=place, reference=reference, rule=found.rule))
        pieces += (text[at : found.start], written)
        at, length = found.end, place.end
    pieces.append(text[at:])
    return Concealed(
        text="".join(pieces), replacements=tuple(replacements), table=register.frozen(), source_length=len(text)
    )


def restore(text: str, table: PseudonymTable) -> str:
    """Return the text with the original words in place of the placeholders, however these were rewritten.

    A placeholder that the table does not know stays; ``unknown_placeholders`` lists them.
    """
    words = {(subject.kind, subject.number): [form.text for form in subject.forms] for subject in table.subjects}

    def original(match: re.Match[str]) -> str:
        reference = read_reference(match)
        forms = words.get((reference.kind, reference.number))
        if not forms:
            return match.group()
        return forms[reference.form - 1] if 0 < reference.form <= len(forms) else forms[0]

    return PLACEHOLDER.sub(original, text)


def unknown_placeholders(text: str, table: PseudonymTable) -> tuple[str, ...]:
    """Return the placeholders of an answer that stand for nothing in the table: a model made them up."""
    known = {(subject.kind, subject.number) for subject in table.subjects}
    read = ((match.group(), read_reference(match)) for match in PLACEHOLDER.finditer(text))
    return tuple(words for words, reference in read if (reference.kind, reference.number) not in known)
