"""Finding again what is known, also where it is spaced or widened: names of a lexicon, forms of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.privacy.english import short_names
from assistant.privacy.findings import Finding
from assistant.privacy.folding import FoldedView, skeleton
from assistant.privacy.lexicon import Kind, Lexicon
from assistant.privacy.names import (
    COMPOUND_SURNAMES,
    EVERYDAY_SURNAMES,
    OFFICES,
    POLITE,
    STOP_WORDS,
    SURNAMES,
    is_everyday_word,
)
from assistant.privacy.numbers import number_key
from assistant.privacy.table import PseudonymTable

_NAMES = (Kind.PERSON, Kind.FIRM, Kind.PLACE)
_STOPS = frozenset(STOP_WORDS)
_LONGEST_STOP = max(map(len, STOP_WORDS))
_ONE = "".join(sorted(SURNAMES | EVERYDAY_SURNAMES))
_TITLES = "|".join(sorted({*OFFICES, *POLITE}, key=len, reverse=True))
_TITLED = re.compile(f"(?P<name>{'|'.join(COMPOUND_SURNAMES)}|[{_ONE}])(?P<title>{_TITLES})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Words to be found again; see ``Finding`` for the fields of the same name."""

    text: str
    kind: Kind
    rule: str
    rank: int
    key: str = ""
    identity: str = ""
    before: str = ""
    after: str = ""

    @property
    def needle(self) -> str:
        """What to look for in a folded text."""
        return skeleton(self.before + self.text + self.after)


Needles = dict[str, Known]


def secrets_of(lexicon: Lexicon) -> Needles:
    """Return what a lexicon says must not leave, by folded words."""
    known = []
    for entry in lexicon.secret:
        key = subject_key(entry.kind, entry.text)
        for name in entry.names:
            titled = _TITLED.fullmatch(name) if entry.kind is Kind.PERSON else None
            text, after = (titled["name"], titled["title"]) if titled else (name, "")
            known.append(Known(text=text, after=after, kind=entry.kind, rule="lexicon", rank=1, key=key))
    return _by_needle(known)


def kept_of(lexicon: Lexicon) -> Needles:
    """Return the names that may leave, by folded words."""
    return _by_needle(Known(text=name, kind=Kind.FIRM, rule="kept", rank=1) for name in lexicon.kept_names)


def forms_of(table: PseudonymTable) -> Needles:
    """Return every form a table knows, by folded words."""
    return _by_needle(
        Known(
            text=form.text,
            kind=subject.kind,
            rule="table",
            rank=6,
            identity=form.identity,
            before=form.before,
            after=form.after,
        )
        for subject in table.subjects
        for form in subject.forms
    )


def subject_key(kind: Kind, words: str) -> str:
    """Return what different ways of writing one thing have in common."""
    return skeleton(words) if kind in _NAMES else number_key(kind, words)


def find_known(view: FoldedView, needles: Needles) -> Iterator[Finding]:
    """Yield where known words stand, whatever their width and spacing."""
    for needle, at in view.find_all(needles):
        known = needles[needle]
        start, end = view.range(at, at + len(needle))
        if not _stands_alone(view.source, start, end) or not _is_meant(view.source, (start, end), known):
            continue
        left, right = len(skeleton(known.before)), len(skeleton(known.after))
        start, end = view.range(at + left, at + len(needle) - right)
        yield Finding(
            start=start,
            end=end,
            kind=known.kind,
            rule=known.rule,
            rank=known.rank,
            key=known.key,
            identity=known.identity,
            before=known.before,
            after=known.after,
            short=short_names(known.text) if known.kind is Kind.PERSON else (),
        )


def _by_needle(known: Iterable[Known]) -> Needles:
    needles: Needles = {}
    for one in known:
        if len(one.needle) > 1:
            needles.setdefault(one.needle, one)
    return needles


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether the words are no part of a longer number or of a longer word in Latin letters."""
    return not (_continues(text[start - 1 : start], text[start]) or _continues(text[end - 1], text[end : end + 1]))


def _continues(left: str, right: str) -> bool:
    both = left + right
    return len(both) == 2 and both.isascii() and (both.isdigit() or both.isalpha())


def _is_meant(text: str, bounds: tuple[int, int], known: Known) -> bool:
    """Tell whether words that mean something else too are meant as the name here."""
    start, end = bounds
    if known.kind is not Kind.PERSON:
        return True
    if known.text.isascii() and known.text.isalpha():
        everyday = is_everyday_word(known.text) and not known.before
        return not everyday or text[start:end] == known.text
    longer = range(end - start + 1, _LONGEST_STOP + 1)
    return not any(text[start : start + length] in _STOPS for length in longer)
