"""One Chinese sentence laid out for the patterns: its words, its figures, what each pattern may still use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.domain.span import Span
from assistant.triangulation.claims.lexicon import Lexicon
from assistant.triangulation.claims.naming import Namer
from assistant.triangulation.claims.quantities import Found, chinese_quantities
from assistant.triangulation.claims.sentences import Sentence


class Scene:
    """The sentence with what has been read from it so far."""

    def __init__(self, sentence: Sentence, lexicon: Lexicon, cases: Iterable[Span]) -> None:
        """Lay out a sentence; ``cases`` are where it names cases."""
        self.sentence = sentence
        self.text = sentence.text
        self.lexicon = lexicon
        self.figures = [each for each in chinese_quantities(self.text, lexicon) if not _is_reference(self.text, each)]
        self.cases = tuple(cases)
        self.namer = Namer(sentence, lexicon, (*self.cases, *(each.span for each in self.figures if not each.article)))
        self._used: set[Span] = set()

    def open_figures(self) -> list[Found]:
        """Return the figures that no pattern has read yet."""
        return [each for each in self.figures if each.span not in self._used]

    def use(self, *figures: Found) -> None:
        """Mark figures as read."""
        self._used.update(each.span for each in figures)


def _is_reference(text: str, found: Found) -> bool:
    """Tell whether a number is a reference mark or a part of one: [12], [3-5]."""
    before = text.rfind("[", 0, found.span.start)
    return before >= 0 and bool(re.fullmatch(r"\[[0-9,，\- ]*", text[before : found.span.start]))


@lru_cache(maxsize=64)
def any_of(lexicon: Lexicon, *names: str) -> str:
    """Return a pattern of the words of some Chinese lists, longest first."""
    words = sorted({word for name in names for word in lexicon.words("zh", name)}, key=len, reverse=True)
    return "|".join(map(re.escape, words))
