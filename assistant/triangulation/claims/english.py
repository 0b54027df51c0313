"""Figures in English: fell from 35 to 20 days, rose by 62 per cent, a 45 % increase in output, links 900,000 firms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from assistant.domain.claims import Bound, Direction, Quantity
from assistant.domain.span import Span
from assistant.triangulation.claims.lexicon import Lexicon
from assistant.triangulation.claims.naming import Name, tidy
from assistant.triangulation.claims.quantities import Found, english_quantities
from assistant.triangulation.claims.readings import Reading, way
from assistant.triangulation.claims.sentences import Sentence

_WORD = re.compile(r"[A-Za-z][\w'’-]*")
_MOST = 6
"""Words of a name."""
_TIMES = frozenset({"minute", "hour", "day", "week", "month", "year"})


@dataclass(frozen=True, slots=True)
class _Lists:
    """The English lists as patterns and sets."""

    up: frozenset[str]
    down: frozenset[str]
    verb: str
    noun: str
    holding: str
    taking: str
    skipped: frozenset[str]
    borders: frozenset[str]
    articles: frozenset[str]
    discourse: frozenset[str]


@lru_cache(maxsize=8)
def _lists(lexicon: Lexicon) -> _Lists:
    names = {name: lexicon.words("en", name) for name in ("up", "down", "up_nouns", "down_nouns", "holding", "taking")}
    return _Lists(
        up=frozenset((*names["up"], *names["up_nouns"])),
        down=frozenset((*names["down"], *names["down_nouns"])),
        verb=_any(names["up"], names["down"]),
        noun=_any(names["up_nouns"], names["down_nouns"]),
        holding=_any(names["holding"]),
        taking=_any(names["taking"]),
        skipped=frozenset(lexicon.words("en", "auxiliaries")),
        borders=frozenset(lexicon.words("en", "borders")),
        articles=frozenset(lexicon.words("en", "articles")),
        discourse=frozenset(lexicon.words("en", "discourse")),
    )


def _any(*lists: Sequence[str]) -> str:
    return "|".join(sorted({re.escape(word) for words in lists for word in words}, key=len, reverse=True))


def english_figures(sentence: Sentence, lexicon: Lexicon, cases: Sequence[Span]) -> Iterator[Reading]:
    """Yield the figures of one English sentence, in order."""
    yield from _Scene(sentence, lexicon, cases).read()


class _Scene:
    """One sentence; what went before in it decides where words are left out: product cost by 7.3 per cent."""

    def __init__(self, sentence: Sentence, lexicon: Lexicon, cases: Sequence[Span]) -> None:
        self._text = sentence.text
        self._lexicon = lexicon
        self._lists = _lists(lexicon)
        self._cases = tuple(cases)
        self._figures = english_quantities(self._text, lexicon)
        self._last: Reading | None = None
        self._taking: tuple[str, str] | None = None

    def read(self) -> Iterator[Reading]:
        yield from self._doubled()
        done: set[Span] = set()
        following = dict(pairwise(self._figures))
        for figure in self._figures:
            if figure.span in done:
                continue
            other = following.get(figure)
            reading = self._from_to(figure, other) if other else None
            if reading is not None and other is not None:
                done.add(other.span)
            reading = reading or self._single(figure)
            if reading is not None:
                self._last = reading
                yield reading

    def _single(self, figure: Found) -> Reading | None:
        for read in (self._moved, self._moved_by, self._as_noun, self._left_out, self._held, self._took):
            reading = read(figure)
            if reading is not None:
                return reading
        return None

    def _doubled(self) -> Iterator[Reading]:
        for table, direction in (("doubled", Direction.UP), ("halved", Direction.DOWN)):
            words = self._lexicon.table["en"][table]
            for match in re.finditer(rf"\b(?:{_any(tuple(words))})\b", self._text, re.IGNORECASE):
                name = self._before(match.start())
                if name is not None:
                    value = Decimal(words[match.group().lower()])
                    span = Span(*match.span())
                    change = Quantity(low=value, high=value, unit="%", bound=Bound.EXACT, span=span)
                    yield Reading(name=name, direction=direction, change=change, first=name.start, last=match.end())

    def _from_to(self, one: Found, other: Found) -> Reading | None:
        cue = re.search(
            rf"(?:\b(?P<verb>{self._lists.verb})\s+)?(?:\w+ly\s+)?\bfrom\s+$", self._text[: one.span.start], re.I
        )
        between = self._text[one.span.end : other.span.start]
        units = {one.quantity.unit, other.quantity.unit} - {""}
        if cue is None or between.strip().lower() != "to" or len(units) > 1:
            return None
        name = self._before(cue.start())
        if name is None:
            return None
        start = replace(one.quantity, unit=other.quantity.unit)
        direction = way(start, other.quantity)
        return Reading(
            name=name, direction=direction, start=start, end=other.quantity, first=name.start, last=other.span.end
        )

    def _moved(self, figure: Found) -> Reading | None:
        """Orders rose by 62 per cent; defects down 26 per cent; uptime rose to 90 per cent."""
        match = re.search(
            rf"\b(?P<verb>{self._lists.verb})(?:\s+(?P<to>by|to))?\s+$", self._text[: figure.span.start], re.IGNORECASE
        )
        name = self._before(match.start()) if match else None
        if match is None or name is None or not figure.quantity.unit:
            return None
        return self._reading(name, self._way(match["verb"]), figure, reached=(match["to"] or "").lower() == "to")

    def _moved_by(self, figure: Found) -> Reading | None:
        """Cut the delivery time by 15 days."""
        match = re.search(
            rf"\b(?P<verb>{self._lists.verb})\s+(?P<what>(?:[\w'’-]+\s+){{1,6}})(?:by|to)\s+$",
            self._text[: figure.span.start],
            re.IGNORECASE,
        )
        name = self._before(match.end("what"), match.start("what")) if match else None
        if match is None or name is None or not figure.quantity.unit:
            return None
        reached = self._text[: figure.span.start].rstrip().lower().endswith(" to")
        return self._reading(name, self._way(match["verb"]), figure, reached=reached)

    def _as_noun(self, figure: Found) -> Reading | None:
        """A 7.3 per cent reduction in product cost."""
        match = re.match(
            rf"\s+(?P<noun>{self._lists.noun})\s+(?:in|of)\s+", self._text[figure.span.end :], re.IGNORECASE
        )
        name = self._after(figure.span.end + match.end()) if match else None
        return self._reading(name, self._way(match["noun"]), figure) if match and name else None

    def _left_out(self, figure: Found) -> Reading | None:
        """… , product cost by 7.3 per cent: the movement of the figure before goes on."""
        match = re.search(r"(?:^|,|;|\band\b)\s*(?P<what>(?:[\w'’-]+\s+){1,5})by\s+$", self._text[: figure.span.start])
        name = self._before(match.end("what")) if match else None
        if name is None or self._last is None or self._last.direction not in {Direction.UP, Direction.DOWN}:
            return None
        return self._reading(name, self._last.direction, figure)

    def _held(self, figure: Found) -> Reading | None:
        """The platform spans 29 industries."""
        match = re.search(rf"\b(?P<verb>{self._lists.holding})\s+$", self._text[: figure.span.start], re.IGNORECASE)
        noun = self._after(figure.span.end) if match and not figure.quantity.unit else None
        if match is None or noun is None or noun.text.split()[-1] in self._lists.discourse:
            return None
        name = Name(f"{match['verb'].lower()} {noun.text}", match.start("verb"), noun.end)
        agent = self._before(match.start())
        quantity = replace(figure.quantity, unit="个")
        return Reading(
            name=name, direction=Direction.LEVEL, end=quantity, first=name.start, last=noun.end,
            agent=agent.text if agent else (self._last.agent if self._last else ""),
        )  # fmt: skip

    def _took(self, figure: Found) -> Reading | None:
        """Light panels arrive in three days and sandwich panels in one."""
        before = self._text[: figure.span.start]
        match = re.search(rf"\b(?P<verb>{self._lists.taking})\s+(?:in|within)?\s*$", before, re.IGNORECASE)
        if match and figure.quantity.unit in _TIMES:
            name = self._before(match.start())
            self._taking = (match["verb"].lower(), figure.quantity.unit)
        elif self._taking and re.search(r"\b(?:in|within)\s+$", before) and figure.quantity.unit in {"", *_TIMES}:
            name = self._before(before.rstrip().rfind(" "))
            figure = replace(figure, quantity=replace(figure.quantity, unit=figure.quantity.unit or self._taking[1]))
        else:
            return None
        if name is None:
            return None
        quantity = figure.quantity
        return Reading(name=name, direction=Direction.LEVEL, end=quantity, first=name.start, last=figure.span.end)

    def _way(self, word: str) -> Direction:
        return Direction.UP if word.lower() in self._lists.up else Direction.DOWN

    def _reading(self, name: Name, direction: Direction, figure: Found, *, reached: bool = False) -> Reading:
        quantity = figure.quantity
        if quantity.unit == "times":
            quantity = replace(quantity, low=100 * quantity.low, high=100 * quantity.high, unit="%")
        first, last = min(name.start, figure.span.start), max(name.end, figure.span.end)
        if reached:
            return Reading(name=name, direction=direction, end=quantity, first=first, last=last)
        return Reading(name=name, direction=direction, change=quantity, first=first, last=last)

    def _before(self, at: int, floor: int = 0) -> Name | None:
        """Return the noun phrase that ends at a place, auxiliaries between skipped."""
        words = [match for match in _WORD.finditer(self._text, floor, at) if match.end() <= at]
        while words and self._near(words[-1].end(), at) and self._is_skipped(words[-1].group()):
            at = words.pop().start()
        kept: list[re.Match[str]] = []
        while words and self._near(words[-1].end(), at) and len(kept) < _MOST and self._belongs(words[-1]):
            kept.insert(0, words.pop())
            at = kept[0].start()
        return self._named(kept)

    def _after(self, at: int) -> Name | None:
        """Return the noun phrase that begins at a place."""
        kept: list[re.Match[str]] = []
        for match in _WORD.finditer(self._text, at):
            joins = match.group().lower() == "and" and re.match(r"\s+[a-z]+-[a-z]+", self._text[match.end() :])
            if not self._near(at, match.start()) or len(kept) >= _MOST or not (self._belongs(match) or joins):
                break
            kept.append(match)
            at = match.end()
        return self._named(kept)

    def _near(self, one: int, other: int) -> bool:
        return not self._text[one:other].strip()

    def _is_skipped(self, word: str) -> bool:
        return word.lower() in self._lists.skipped or (word.endswith("ly") and len(word) > 4)

    def _belongs(self, word: re.Match[str]) -> bool:
        place = Span(*word.span())
        return word.group().lower() not in self._lists.borders and not any(each.overlaps(place) for each in self._cases)

    def _named(self, words: list[re.Match[str]]) -> Name | None:
        while words and words[0].group().lower() in self._lists.articles | {"of"}:
            words.pop(0)
        while words and words[-1].group().lower() in {"of", "now"}:
            words.pop()
        if not words or (len(words) == 1 and len(words[0].group()) < 3):
            return None
        return Name(tidy(self._text[words[0].start() : words[-1].end()]), words[0].start(), words[-1].end())
