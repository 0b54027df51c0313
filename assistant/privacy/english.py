"""Recognisers of personal names in English text: titles, labels, known given names, romanised Chinese names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy.findings import Finding
from assistant.privacy.lexicon import Kind
from assistant.privacy.names import EVERYDAY_WORDS, GIVEN_NAMES, NOT_A_NAME, PINYIN_SURNAMES, is_everyday_word

_WORD = r"(?:[A-Z](?:['’][A-Z])?[a-zà-öø-ÿ]{1,20}(?:[A-Z][a-z]{1,15})?(?:-[A-Za-z][a-z]{1,15})?)"
_PARTICLE = r"(?:van der|van den|van|von|de la|de|del|di|da|bin|al|le|la)"
_FULL = rf"(?:{_WORD}|[A-Z]\.)(?: (?:{_PARTICLE} )?(?:{_WORD}|[A-Z]\.)){{0,2}}"
_FINAL = "iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|an|en|in|un|ai|ei|ao|ou|ia|ie|iu|ua|uo|ui|ue|er|a|e|i|o|u"
_SYLLABLE = rf"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:{_FINAL}))"
_PINYIN_GIVEN = re.compile(rf"{_SYLLABLE}(?:[-' ]?{_SYLLABLE})?", re.IGNORECASE)
_SURNAMES = frozenset(PINYIN_SURNAMES)
_TITLE = r"(?:Mr|Mrs|Ms|Mx|Dr|Prof)\b\.?|Miss|Mister|Madam|Professor|Doctor|Sir"
_TITLED = re.compile(rf"(?<![A-Za-z])(?P<title>{_TITLE}) (?P<name>(?:{_PARTICLE} )?{_FULL})")
_OFFICE = re.compile(
    r"(?<![A-Za-z])(?P<title>(?:(?:[Gg]eneral|[Pp]lant|[Pp]roduct|[Ff]actory|[Dd]eputy|[Vv]ice) )?"
    r"(?:[Mm]anager|[Ee]ngineer|[Dd]irector|[Pp]resident|[Cc]hairman|[Cc]hairwoman|CEO|CTO|CFO|[Ss]upervisor|[Ff]oreman"
    rf"|[Mm]aster|[Ss]ecretary|[Tt]eacher|[Rr]eporter)),? (?P<name>{_WORD}(?: {_WORD})?)"
)
_LABEL = re.compile(
    r"(?<![A-Za-z])(?:[Ii]nterviewee|[Ii]nterviewer|[Rr]espondent|[Pp]articipant|[Ii]nformant|[Nn]ame|[Cc]ontact"
    r"|[Cc]ontact person|[Mm]oderator|[Tt]ranscri(?:bed|ber)|[Tt]ranscribed by|[Aa]uthor|[Nn]otes by|[Rr]eporter"
    r"|[Ss]igned|[Ss]peaker|[Ff]acilitator|[Nn]ame of (?:interviewee|respondent))[^\S\n]?[0-9]{0,2}[^\S\n]?[:(][^\S\n]?"
    rf"(?P<name>{_FULL})"
)
_PAIR = re.compile(rf"(?<![A-Za-z.])(?P<first>{_WORD})(?: [A-Z]\.)? (?P<last>{_WORD})(?![A-Za-z])")
_GIVEN = frozenset(GIVEN_NAMES)
_NOT_A_NAME = frozenset(NOT_A_NAME)


def find_english_names(text: str) -> Iterator[Finding]:
    """Yield the personal names written in Latin letters in half-width text."""
    for match in _TITLED.finditer(text):
        yield from _finding(match, "title", match["title"] + " ")
    for match in _LABEL.finditer(text):
        if " " in match["name"] or _looks_personal(match["name"]):
            yield from _finding(match, "label", "")
    for match in _OFFICE.finditer(text):
        if _looks_personal(match["name"]):
            yield from _finding(match, "office", match["title"] + " ")
    yield from _known_names(text)


def _known_names(text: str) -> Iterator[Finding]:
    at = 0
    while pair := _PAIR.search(text, at):
        at = pair.end("first")
        if _is_person(pair["first"], pair["last"]):
            at = pair.end()
            yield _named(pair.start(), pair.group(), "known name")


def _finding(match: re.Match[str], rule: str, before: str) -> Iterator[Finding]:
    """Yield the name of a match, cut where a word follows that is no part of a name."""
    words = list(re.finditer(r"\S+", match["name"]))
    kept = words[: next((n for n, word in enumerate(words) if word.group().rstrip(".") in _NOT_A_NAME), len(words))]
    if not kept or len(kept[-1].group().rstrip(".")) < 2:
        return
    start, end = match.start("name") + kept[0].start(), match.start("name") + kept[-1].end()
    yield _named(start, match.string[start:end], rule, before)


def _named(start: int, name: str, rule: str, before: str = "") -> Finding:
    words = name.split()
    everyday = len(words) == 1 and is_everyday_word(name)
    return Finding(
        start=start,
        end=start + len(name),
        kind=Kind.PERSON,
        key="".join(words).casefold(),
        short=short_names(name),
        before=before if everyday else "",
        rule=rule,
    )


def _is_person(first: str, last: str) -> bool:
    if first in _NOT_A_NAME or last in _NOT_A_NAME:
        return False
    return first in _GIVEN or _is_chinese(first, last) or _is_chinese(last, first)


def _is_chinese(surname: str, given: str) -> bool:
    """Tell whether two words are a romanised surname and given name."""
    both_everyday = surname.casefold() in EVERYDAY_WORDS or given.casefold() in EVERYDAY_WORDS
    return (
        surname in _SURNAMES and not both_everyday and bool(_PINYIN_GIVEN.fullmatch(given)) and given not in _NOT_A_NAME
    )


def _looks_personal(name: str) -> bool:
    words = name.split()
    return any(word in _SURNAMES or word in _GIVEN for word in words)


def short_names(name: str) -> tuple[str, ...]:
    """Return by what a person with a full name in Latin letters may be called later: family name, given name."""
    words = name.split()
    if len(words) < 2 or not all(word.isalpha() and word[:1].isupper() for word in (words[0], words[-1])):
        return ()
    family, given = (words[0], words[-1]) if _is_chinese(words[0], words[-1]) else (words[-1], words[0])
    return (family,) if is_everyday_word(given) else (family, given)
