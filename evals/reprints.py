"""How well reprints are told from other articles of one subject: every text against edited copies of itself.

Run ``python -m evals.reprints [FOLDER ...]``; the demonstration corpus if no folder is named. Each text is edited in
five ways and seven strengths; an edited copy belongs to its original and to nothing else. What is put into it comes
from every fourth text, which is not itself compared. Texts that are reprints as they come are listed and count as one.
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from assistant.errors import SourceError
from assistant.reading import read_source
from assistant.reprints import find_kin, fingerprint

CORPUS = Path(__file__).resolve().parents[1] / "corpora" / "cosmoplat" / "sources"
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
BANDS = ((0.0, 0.1), (0.1, 0.2), (0.2, 0.3), (0.3, 0.4), (0.4, 0.5), (0.5, 0.6), (0.6, 1.01))
LONGEST = 8000
"""Characters of a text that are used: comparing by blocks takes the square of it."""
_SENTENCE = re.compile(r"[^。！？!?.\n]+[。！？!?.\n]*")
_CLAUSE = re.compile(r"[^，。；！？,.;!?\n]+[，。；！？,.;!?\n]*")

Edit = Callable[[Random, str, float, Sequence[str]], str]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, with what ends them."""
    return _SENTENCE.findall(text)


def changed(one: str, other: str) -> float:
    """Return one minus the similarity of matching blocks, white space aside (Ratcliff & Metzener, 1988)."""
    bare = ["".join(text.split()) for text in (one, other)]
    return 1 - difflib.SequenceMatcher(None, *bare, autojunk=False).ratio()


def shortened(rng: Random, text: str, share: float, _others: Sequence[str]) -> str:
    """Return the text with sentences left out."""
    return "".join(each for each in sentences(text) if rng.random() > share) or text[:80]


def sentences_replaced(rng: Random, text: str, share: float, others: Sequence[str]) -> str:
    """Return the text with sentences of others in place of its own."""
    return "".join(rng.choice(others) if rng.random() < share else each for each in sentences(text))


def clauses_replaced(rng: Random, text: str, share: float, others: Sequence[str]) -> str:
    """Return the text with sentences of others in place of clauses."""
    return "".join(rng.choice(others) if rng.random() < share else each for each in _CLAUSE.findall(text))


def phrases_replaced(rng: Random, text: str, share: float, others: Sequence[str]) -> str:
    """Return the text with two to six characters replaced all over: the hardest, for no sentence stays whole."""
    pieces, at = [], 0
    while at < len(text):
        length = rng.randint(2, 6)
        pieces.append(rng.choice(others)[: rng.randint(2, 6)] if rng.random() < share else text[at : at + length])
        at += length
    return "".join(pieces)


def reordered(rng: Random, text: str, share: float, _others: Sequence[str]) -> str:
    """Return the text's sentences in another order, some left out."""
    kept = [sentence for sentence in sentences(text) if rng.random() > share / 2]
    rng.shuffle(kept)
    return "".join(kept) or text[:80]


EDITS: Mapping[str, Edit] = {
    "shortened": shortened,
    "sentences replaced": sentences_replaced,
    "clauses replaced": clauses_replaced,
    "phrases replaced": phrases_replaced,
    "reordered": reordered,
}


@dataclass(frozen=True, slots=True)
class Copy:
    """An edited copy: of which text, how it was edited, how much of it is no longer there."""

    original: str
    edit: str
    change: float


def read_texts(folders: Sequence[Path]) -> dict[str, str]:
    """Return the text of every file that can be read, cut to the length that is used."""
    texts = {}
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        try:
            texts[path.name] = read_source(path).document.text[:LONGEST]
        except SourceError:
            print(f"left out: {path.name}")
    return texts


def apart(texts: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the texts to be compared, and the sentences of every fourth text, which is not."""
    compared = {name: text for at, (name, text) in enumerate(texts.items()) if at % 4 != 3}
    return compared, [
        each for name in texts.keys() - compared.keys() for each in sentences(texts[name]) if len(each) > 12
    ]


def planted(texts: Mapping[str, str], others: Sequence[str], seed: int = 0) -> tuple[dict[str, Copy], dict[str, str]]:
    """Return edited copies of every text and their words, by name."""
    rng = Random(seed)
    copies, words = {}, {}
    for name, text in texts.items():
        for edit, make in EDITS.items():
            for share in SHARES:
                copy = f"{name} / {edit} {share}"
                words[copy] = make(rng, text, share, others)
                copies[copy] = Copy(name, edit, changed(text, words[copy]))
    return copies, words


def main(arguments: Sequence[str] | None = None) -> int:
    """Print recall by how much was changed and how, and precision over all pairs."""
    parser = argparse.ArgumentParser(prog="evals.reprints", description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[CORPUS])
    texts, others = apart(read_texts(parser.parse_args(arguments).folders))
    copies, words = planted(texts, sorted(others))
    prints = {name: fingerprint(text) for name, text in {**texts, **words}.items()}
    linked = {pair for pair, kin in find_kin(prints).items() if kin.is_reprint}
    family = _families(texts, linked)
    _print_recall(copies, linked)
    _print_precision(texts, copies, linked, family)
    return 0


def _families(texts: Mapping[str, str], linked: set[tuple[str, str]]) -> dict[str, str]:
    """Return for each text the first one it is a reprint of as it came."""
    family = {name: name for name in texts}
    for one, other in sorted(linked):
        if one in texts and other in texts:
            print(f"reprints as they come: {one} / {other}")
            family = {name: family[one] if first == family[other] else first for name, first in family.items()}
    return family


def _print_recall(copies: Mapping[str, Copy], linked: set[tuple[str, str]]) -> None:
    found: dict[tuple[str, tuple[float, float]], list[bool]] = defaultdict(list)
    for name, copy in copies.items():
        band = next(band for band in BANDS if copy.change < band[1])
        hit = (copy.original, name) in linked or (name, copy.original) in linked
        found[copy.edit, band].append(hit)
        found["all", band].append(hit)
    print(f"\n{'recall, by change':20}" + "".join(f"{f'{low:.0%}-{min(high, 1):.0%}':>14}" for low, high in BANDS))
    for edit in (*EDITS, "all"):
        cells = [found.get((edit, band), []) for band in BANDS]
        print(f"{edit:20}" + "".join(f"{f'{sum(hits)}/{len(hits)}':>14}" for hits in cells))


def _print_precision(
    texts: Mapping[str, str], copies: Mapping[str, Copy], linked: set[tuple[str, str]], family: Mapping[str, str]
) -> None:
    """Count links between an original and a copy; copies of two texts may share what was put into both."""
    wrong = []
    right = 0
    for one, other in linked:
        if (one in texts) == (other in texts):
            continue
        original, copy = (one, other) if one in texts else (other, one)
        if family[copies[copy].original] == family[original]:
            right += 1
        else:
            wrong.append((original, copy))
    print(f"\nlinks between an original and a copy: {right} right, {len(wrong)} wrong")
    print(f"precision {right / max(1, right + len(wrong)):.3f}")
    for original, copy in sorted(wrong)[:10]:
        print(f"  wrong: {original} <- {copy}")


if __name__ == "__main__":
    sys.exit(main())
