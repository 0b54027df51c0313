"""What a study can teach its embedder: pairs of texts that belong together, and which documents are kept out of it.

Documents that are one text printed again stay on one side of every cut, so that nothing held out was learned from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.domain.identifiers import content_hash
from assistant.reprints import fingerprint, is_reprint

SHORTEST = 8
"""Characters below which a sentence asks for nothing."""
_SENTENCE = re.compile(r"(?:[^。!?！？.]|\.(?=\w))+[。!?！？.]*")

Texts = Mapping[str, Sequence[str]]
"""The passages of each document, by the document's name."""
TextPair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A study cut in three by whole documents.

    Attributes:
        learned: Documents learned from.
        chosen_by: Documents by which the strength of the adaptation is chosen.
        held_out: Documents that decide whether it is kept.
    """

    learned: tuple[str, ...]
    chosen_by: tuple[str, ...]
    held_out: tuple[str, ...]


def cut_documents(texts: Texts, shares: tuple[float, float], seed: int) -> Cut:
    """Return the cut: groups of reprints in a seeded order, dealt out until each side has its share of the words.

    Args:
        texts: The study.
        shares: Share of the characters that is held out, and that the strength is chosen by.
        seed: Decides the order.
    """
    groups = _reprint_groups(texts)
    order = [groups[at] for at in np.random.default_rng(seed).permutation(len(groups))]
    sizes = {name: sum(map(len, passages)) for name, passages in texts.items()}
    total = sum(sizes.values())
    sides: tuple[list[str], list[str], list[str]] = ([], [], [])
    for group in order:
        wanting = [side for side, share in zip(sides, shares, strict=False) if _size(side, sizes) < share * total]
        (wanting[0] if wanting else sides[2]).extend(group)
    held_out, chosen_by, learned = (tuple(sorted(side)) for side in sides)
    return Cut(learned=learned, chosen_by=chosen_by, held_out=held_out)


def _size(names: Sequence[str], sizes: Mapping[str, int]) -> int:
    return sum(sizes[name] for name in names)


def _reprint_groups(texts: Texts) -> list[list[str]]:
    """Return reprints together, in the order of their names."""
    marks = {name: fingerprint("\n".join(texts[name])) for name in sorted(texts)}
    groups: list[list[str]] = []
    for name, mine in marks.items():
        near = [group for group in groups if any(is_reprint(mine, marks[other]) for other in group)]
        groups = [group for group in groups if group not in near] + [[*(n for group in near for n in group), name]]
    return groups


def sentences(passage: str) -> list[str]:
    """Return the sentences of a passage that say enough to ask with, none where there is only one."""
    found = [sentence for sentence in _SENTENCE.findall(passage) if len(sentence.strip()) >= SHORTEST]
    return found if len(found) > 1 else []


def cloze_pairs(texts: Texts, documents: Sequence[str]) -> list[TextPair]:
    """Return each sentence with the rest of its passage (the inverse cloze task; Lee and others, 2019)."""
    passages = dict.fromkeys(passage for name in documents for passage in texts[name])
    return [(one, passage.replace(one, " ", 1)) for passage in passages for one in sentences(passage)]


def cut_pairs(pairs: Sequence[TextPair], share: float, seed: int) -> tuple[list[TextPair], list[TextPair]]:
    """Return the pairs learned from and those held out; empty and repeated ones are left out of both."""
    usable = [pair for pair in dict.fromkeys(pairs) if all(side.strip() for side in pair) and pair[0] != pair[1]]
    order = np.random.default_rng(seed).permutation(len(usable))
    border = round(share * len(usable))
    return [usable[at] for at in sorted(order[border:])], [usable[at] for at in sorted(order[:border])]


def inputs_hash(texts: Texts, pairs: Sequence[TextPair]) -> str:
    """Return the sha256 of all that is learned from and measured by."""
    return content_hash([{name: list(passages) for name, passages in texts.items()}, [list(pair) for pair in pairs]])
