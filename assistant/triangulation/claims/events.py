"""What is said to have happened in a year: 2017年生态联盟成立, 德国2013年提出工业4.0, founded in 2017."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.domain.claims import Direction
from assistant.triangulation.claims.lexicon import Lexicon
from assistant.triangulation.claims.naming import Name, tidy
from assistant.triangulation.claims.numerals import HAN_DIGITS
from assistant.triangulation.claims.readings import Reading
from assistant.triangulation.claims.scene import Scene, any_of
from assistant.triangulation.claims.sentences import Sentence

YEAR = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2}|[一二][〇零一二三四五六七八九]{3})\s?年(?:\s?(?P<month>[0-9]{1,2})\s?月)?(?:初|底|末|起)?"
)
ENGLISH_YEAR = re.compile(r"\b(?:in|since)\s+(?P<year>(?:19|20)[0-9]{2})\b", re.IGNORECASE)
_NOTHING = re.compile(r"^(?:的|完毕|结束|完成|工作|后|以后|以来|之后|时|当时|于|$|[,，。；;、])")
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Dated:
    """An event with its date, ISO 8601."""

    reading: Reading
    date: str


def iso_date(match: re.Match[str]) -> str:
    """Return the date that a year (and month) in the text names."""
    year = "".join(str(HAN_DIGITS.get(char, char)) for char in match["year"])
    month = match["month"] if "month" in match.re.groupindex else None
    return f"{year}-{int(month):02d}" if month else year


def is_in_title(text: str, at: int) -> bool:
    """Tell whether a place lies in the title of a work: 《数字中国发展报告(2023年)》."""
    return text.rfind("《", 0, at) > text.rfind("》", 0, at)


def chinese_events(scene: Scene) -> Iterator[Dated]:
    """Yield what happened in which year; who did it goes on from one clause to the next."""
    text, agent = scene.text, ""
    for year in YEAR.finditer(text):
        if is_in_title(text, year.start()):
            continue
        found = _event_after(scene, year) or _event_before(scene, year)
        if found is None:
            continue
        agent = _doer(scene, year, found) or agent
        reading = Reading(
            name=found,
            direction=Direction.EVENT,
            first=min(year.start(), found.start),
            last=max(year.end(), found.end),
            agent=agent,
        )
        yield Dated(reading, iso_date(year))


def _event_after(scene: Scene, year: re.Match[str]) -> Name | None:
    """Return what happened, told after its year: in the same clause, or in the next if that holds nothing else."""
    text = scene.text
    end = _clause_end(text, year.end())
    if not text[year.end() : end].strip():
        end = _clause_end(text, end + 1)
    verbs = rf"(?:{any_of(scene.lexicon, 'happening')})"
    match = re.search(rf"(?:{verbs})+", text[year.end() : end])
    if match is None:
        return None
    verb = re.search(rf"({verbs})$", match.group())
    at, done = year.end() + match.start(), year.end() + match.end()
    what = re.sub(r"^(?:了|出)\s?", "", text[done:end].strip())
    if verb is None:
        return None
    if not _NOTHING.search(what):
        return _of(verb.group(), _object(what), at, done + len(text[done:end].rstrip()))
    subject = scene.namer.before(at) or scene.namer.before(year.start())
    return _of(verb.group(), subject.text, subject.start, done) if subject else None


def _event_before(scene: Scene, year: re.Match[str]) -> Name | None:
    """Return what happened, told before its year: 衣联网的念头起于2016年."""
    match = re.search(rf"(?P<verb>{any_of(scene.lexicon, 'happening')})(?:于|在|自)?\s?$", scene.text[: year.start()])
    subject = scene.namer.before(match.start()) if match else None
    return _of(match["verb"], subject.text, subject.start, year.end()) if match and subject else None


def _doer(scene: Scene, year: re.Match[str], found: Name) -> str:
    """Return who is named before the year, or between it and the verb; empty if that is what it happened to."""
    verb, _, what = found.text.partition(" ")
    at = scene.text.find(verb, year.end())
    for who in (scene.namer.before(year.start()), scene.namer.before(at) if at > 0 else None):
        happens = who and re.search(any_of(scene.lexicon, "happening"), who.text)
        near = who and who.start >= scene.sentence.clause_start(year.start())
        if (
            who
            and near
            and not happens
            and what not in who.text
            and who.text.endswith(scene.lexicon.words("zh", "agents"))
        ):
            return who.text
    return ""


def _object(words: str) -> str:
    """Return what was done something to: the first title, else the phrase, not longer than a name may be."""
    title = re.match(r"《[^》]+》", words)
    return title.group() if title else tidy(words)[:_LONGEST]


def _of(verb: str, what: str, start: int, end: int) -> Name | None:
    bare = tidy(what)
    return Name(f"{verb} {bare}", start, end) if len(bare) >= 2 else None


def _clause_end(text: str, at: int) -> int:
    found = re.compile(r"[，,。；;：:!！?？]").search(text, at)
    return found.start() if found else len(text)


def english_events(sentence: Sentence, lexicon: Lexicon) -> Iterator[Dated]:
    """Yield what began, was founded or launched in a year."""
    verbs = "|".join(lexicon.words("en", "happening"))
    for year in ENGLISH_YEAR.finditer(sentence.text):
        before = sentence.text[: year.start()]
        match = re.search(rf"(?P<what>(?:[\w'’-]+ ){{1,6}}?)(?:(?:was|were|has been) )?(?P<verb>{verbs})\s+$", before)
        if match is None:
            continue
        what = re.sub(r"^.*\b(?:and|but|the|a|an|when|after)\s", "", match["what"].strip(), flags=re.IGNORECASE)
        if len(what) >= 3:
            start = before.rfind(what)
            name = Name(f"{match['verb'].lower()} {tidy(what)}", start, match.end("verb"))
            reading = Reading(name=name, direction=Direction.EVENT, first=start, last=year.end())
            yield Dated(reading, iso_date(year))
