"""What surrounds a figure: whose it is, when it holds, what it is compared with, who passes it on, whether planned."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.domain.claims import Direction, Modality
from assistant.domain.document import Document, SourceMetadata
from assistant.domain.span import Span
from assistant.exemplar.status import is_planned
from assistant.segmenting.cases import CaseGuide, Names
from assistant.triangulation.claims.events import ENGLISH_YEAR, YEAR, is_in_title, iso_date
from assistant.triangulation.claims.lexicon import Lexicon
from assistant.triangulation.claims.readings import Reading
from assistant.triangulation.claims.sentences import Sentence

_ENDS_RANGE = re.compile(r"[0-9]{4}\s?年?\s?[—–~至到-]\s?$")
_LEAST = {True: 5, False: 3}
"""Characters two names must begin with alike to be one firm: letters, Han characters."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a study knows before it reads a document.

    Attributes:
        guide: Which case each passage speaks of.
        names: What each case is called.
        firms: Organisations that are no case, by name, for figures that belong to no case.
    """

    metadata: SourceMetadata
    guide: CaseGuide
    names: Names
    lexicon: Lexicon
    firms: tuple[str, ...] = ()


def case_places(text: str, names: Names) -> tuple[Span, ...]:
    """Return where a text names a case, the longest name first, none inside another."""
    found = _pattern(tuple(sorted({name for called in names.values() for name in called}))).finditer(text)
    return tuple(Span(*match.span()) for match in found)


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted((re.escape(name) for name in names if name), key=len, reverse=True)
    return re.compile("|".join(longest) or "(?!)", re.IGNORECASE)


def subject_of(around: Surroundings, document: Document, sentence: Sentence, reading: Reading) -> tuple[str, bool]:
    """Return whose figure it is and whether that is a case.

    In this order: the case named last before it in its sentence, the firm or country that is named as having it, the
    case named last before it in its unit, the case that its section speaks of. What somebody else did and a mere count
    need one of the first three, unless the source speaks of one case alone.
    """
    case = _last_case(sentence.text[: reading.last], around.names)
    if case:
        return case, True
    agent = _firm(reading.agent, around) or _country(sentence, reading, around.lexicon)
    if agent:
        return agent, False
    unit = sentence.segment.body
    case = _last_case(document.text[unit.start : max(unit.start, sentence.offsets[0])], around.names)
    if case is None and (len(around.guide.cases) == 1 or not _needs_name(reading, around.lexicon)):
        case = around.guide.case_of(sentence.segment.id, sentence.span(reading.first, reading.last))
    return (case, True) if case else ("" if _is_common(reading.agent, around.lexicon) else reading.agent, False)


def _needs_name(reading: Reading, lexicon: Lexicon) -> bool:
    if reading.direction is Direction.EVENT:
        return bool(reading.agent)
    counted = reading.end is not None and reading.end.unit in lexicon.counted
    return reading.direction is Direction.LEVEL and counted and not _is_common(reading.agent, lexicon)


def _is_common(agent: str, lexicon: Lexicon) -> bool:
    """Tell whether somebody is only called by a common noun: the plant, 企业."""
    return bool(agent) and (agent in lexicon.words("zh", "organisations") or agent in lexicon.words("en", "firms"))


def _last_case(text: str, names: Names) -> str | None:
    places = case_places(text, names)
    if not places:
        return None
    words = text[places[-1].start : places[-1].end].casefold()
    return next(case for case, called in names.items() if words in {name.casefold() for name in called})


def _firm(agent: str, around: Surroundings) -> str:
    """Return the organisation meant: of the same beginning, the only one whose name ends so, or the source's own."""
    if not agent:
        return ""
    for firm in around.firms:
        least = _LEAST[firm.isascii()]
        if len(agent) >= least and agent.casefold()[:least] == firm.casefold()[:least]:
            return firm
    ending = [firm for firm in around.firms if firm.casefold().endswith(agent.casefold())]
    if len(ending) == 1:
        return ending[0]
    own = around.metadata.organisation
    return own if own in around.firms and _is_common(agent, around.lexicon) else ""


def _country(sentence: Sentence, reading: Reading, lexicon: Lexicon) -> str:
    """Return the country that a figure is given for, empty if none is named before it."""
    named = [
        word
        for word in lexicon.words("zh", "nations")
        if word in sentence.text[: max(reading.first, reading.name.start)]
    ]
    return named[0] if named and not reading.agent else ""


def date_of(sentence: Sentence, reading: Reading) -> str:
    """Return the year (and month) that the sentence gives for a figure, empty if it gives none."""
    pattern = YEAR if sentence.is_chinese else ENGLISH_YEAR
    before = [
        each
        for each in pattern.finditer(sentence.text)
        if each.start() < reading.last
        and not is_in_title(sentence.text, each.start())
        and not _ENDS_RANGE.search(sentence.text[: each.start()])
    ]
    return iso_date(before[-1]) if before else ""


def has_baseline(sentence: Sentence, reading: Reading, lexicon: Lexicon) -> bool:
    """Tell whether it is told what a figure is compared with, in the clause that tells it or right before."""
    if reading.start is not None:
        return True
    language = "zh" if sentence.is_chinese else "en"
    start = sentence.clause_start(reading.first)
    words = sentence.text[start : sentence.clause_end(reading.last)].lower()
    return any(word in words for word in lexicon.words(language, "compared"))


def passed_on(sentence: Sentence, lexicon: Lexicon, before: int) -> Span | None:
    """Return the words by which a figure is passed on from somebody else, None if the source speaks for itself."""
    patterns: Mapping[str, Sequence[str]] = lexicon.table["zh" if sentence.is_chinese else "en"]["passing"]
    for pattern in patterns["patterns"]:
        match = re.search(pattern, sentence.text[:before], re.IGNORECASE)
        if match is not None:
            return sentence.span(*match.span())
    return None


def modality_of(sentence: Sentence, reading: Reading, lexicon: Lexicon) -> Modality:
    """Return whether the clause tells a plan; names of works and what an event is called do not."""
    start = sentence.clause_start(reading.first)
    end = reading.name.start if reading.direction is Direction.EVENT else sentence.clause_end(reading.last)
    words = re.sub(r"《[^》]*》", "", sentence.text[start:end])
    aims = lexicon.words("zh" if sentence.is_chinese else "en", "aims")
    planned = is_planned(words) or any(word in words.lower() for word in aims)
    return Modality.PLANNED if planned else Modality.REALISED
