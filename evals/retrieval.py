"""How well passages are found: by meaning, by words, by both; in one language and across two.

Run ``python -m evals.retrieval --data DIR [--paper FILE] [--corpus FOLDER]``. DIR holds ``dev.json.gz``. The queries
are our own and lie in ``evals/queries``; each names the passages that answer it by words that stand in them.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.domain.codebook import Code, Codebook
from assistant.domain.identifiers import SegmentId
from assistant.errors import SourceError
from assistant.reading import read_source
from assistant.reading.codebook import load_codebook
from assistant.retrieval.training.evaluating import DevSets, read_dev_sets
from assistant.segmenting import segment_document
from evals.exemplar import Corpus, read_corpus
from evals.retrieval_systems import Rows, Scores, System, systems

HERE = Path(__file__).resolve().parent
QUERIES = HERE / "queries"
CODEBOOK = HERE.parent / "prompts" / "codebooks" / "industrial-internet.yaml"
DEPTHS = (5, 10, 20)
LANGUAGES = ("zh", "en")
_GRADED = ("stsb_dev",)

Cell = float | None
"""A percentage; None where a system has no answer by nature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Queries over passages.

    Attributes:
        answers: For each query, the rows that answer it.
        depths: R@k is the share of queries with an answer among the first k.
    """

    name: str
    queries: Sequence[str]
    passages: Sequence[str]
    answers: Sequence[frozenset[int]]
    depths: tuple[int, ...] = (1,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Sentence pairs with how alike they are: graded, or yes and no."""

    name: str
    first: Sequence[str]
    second: Sequence[str]
    truth: Scores
    graded: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One of our queries, in both languages, and words that stand in the passages that answer it."""

    zh: str
    en: str
    quotes: tuple[str, ...]

    def asked(self, language: str) -> str:
        """Return the query in a language."""
        return self.zh if language == "zh" else self.en


def read_questions(path: Path) -> tuple[Question, ...]:
    """Return the queries of a file, one JSON object a line.

    Raises:
        SourceError: The file cannot be read.
    """
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        return tuple(Question(row["zh"], row["en"], tuple(row["quotes"])) for row in rows)
    except (OSError, ValueError, KeyError) as error:
        raise SourceError(f"queries {str(path)!r} cannot be read ({error}); mend the line") from error


def searches_of(dev: DevSets) -> Iterator[Search]:
    """Yield the development sets in which something is to be found."""
    for name, bitext in dev.bitext.items():
        sides = [[pair[side] for pair in bitext] for side in (0, 1)]
        answers = [frozenset([row]) for row in range(len(bitext))]
        for words, one, other in (("zh->en", *sides), ("en->zh", *reversed(sides))):
            yield Search(name=f"{name} {words}", queries=one, passages=other, answers=answers)
    yield Search(
        name="cmrc_trial zh->zh",
        queries=[question for question, _ in dev.questions],
        passages=list(dev.passages),
        answers=[frozenset([row]) for _, row in dev.questions],
        depths=(1, 5),
    )


def pairs_of(dev: DevSets) -> Iterator[Pairs]:
    """Yield the development sets in which sentences are compared."""
    for name, rows in dev.pairs.items():
        truth = np.array([value for _, _, value in rows], dtype=np.float32)
        first, second = [a for a, _, _ in rows], [b for _, b, _ in rows]
        yield Pairs(name=name, first=first, second=second, truth=truth, graded=name in _GRADED)


def own_searches(name: str, passages: Sequence[str], questions: Sequence[Question], into: str) -> Iterator[Search]:
    """Yield our queries over passages of one language, asked in both.

    Raises:
        SourceError: Words that should stand in a passage stand in none.
    """
    answers = [
        frozenset(row for row, text in enumerate(passages) if any(quote in text for quote in question.quotes))
        for question in questions
    ]
    missing = [question.quotes for question, rows in zip(questions, answers, strict=True) if not rows]
    if missing:
        raise SourceError(f"no passage of {name} holds {missing[0]!r}; give the text that the queries were written for")
    for language in LANGUAGES:
        yield Search(
            name=f"{name} {language}->{into}",
            queries=[question.asked(language) for question in questions],
            passages=passages,
            answers=answers,
            depths=(1, 5),
        )


def paper_searches(paper: Path) -> Iterator[Search]:
    """Yield the searches in the founding paper."""
    document = read_source(paper).document
    segments = [segment for segment in segment_document(document) if segment.is_unit]
    texts = [segment.body.read(document.text) for segment in segments]
    yield from own_searches("paper", texts, read_questions(QUERIES / "paper.jsonl"), "zh")


def corpus_searches(corpus: Corpus) -> Iterator[Search]:
    """Yield the searches in the English units of the demonstration corpus."""
    texts = [unit.text for text in corpus.texts.values() for unit in text.units() if unit.text.isascii()]
    yield from own_searches("corpus", texts, read_questions(QUERIES / "corpus_en.jsonl"), "en")


def recall(found: Sequence[Rows], answers: Sequence[frozenset[int]], depth: int) -> float:
    """Return the percentage of queries with an answer among the first ``depth`` rows."""
    hits = [not wanted.isdisjoint(rows[:depth].tolist()) for rows, wanted in zip(found, answers, strict=True)]
    return 100 * sum(hits) / len(hits)


def search_rows(search: Search, compared: Sequence[System]) -> Iterator[tuple[str, list[Cell]]]:
    """Yield one row of the table per depth."""
    found = [system.open(search.passages).find(search.queries, max(search.depths)) for system in compared]
    for depth in search.depths:
        label = f"{search.name}, R@{depth} (n={len(search.queries)} in {len(search.passages)})"
        yield label, [recall(rows, search.answers, depth) for rows in found]


def pair_row(pairs: Pairs, compared: Sequence[System]) -> tuple[str, list[Cell]]:
    """Return the row of one set of sentence pairs: Spearman's rho, or the area under the ROC curve."""
    from scipy.stats import spearmanr  # noqa: PLC0415 - a second to import
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - as above

    measure = "Spearman" if pairs.graded else "AUC"
    cells: list[Cell] = []
    for system in compared:
        scores = system.likeness(pairs.first, pairs.second) if system.likeness else None
        if scores is None:
            cells.append(None)
        elif pairs.graded:
            cells.append(100 * float(spearmanr(scores, pairs.truth).statistic))
        else:
            cells.append(100 * float(roc_auc_score(pairs.truth > 0.5, scores)))
    return f"{pairs.name} zh, {measure} (n={len(pairs.first)})", cells


@dataclass(frozen=True, slots=True)
class Reach:
    """What indicator lines found of the units that were coded.

    Attributes:
        found: Coded units found, over all codes.
        coded: Coded units, over all codes.
        looked_at: Units named by any line of a code, over all codes.
        units: Codes times units: what there was to look at.
    """

    found: int
    coded: int
    looked_at: int
    units: int

    def __add__(self, other: Reach) -> Reach:
        return Reach(
            self.found + other.found,
            self.coded + other.coded,
            self.looked_at + other.looked_at,
            self.units + other.units,
        )

    def told(self) -> str:
        """Return found share and looked-at share, in percent."""
        return f"{100 * self.found / max(1, self.coded):.0f} ({100 * self.looked_at / max(1, self.units):.0f})"


@dataclass(frozen=True, slots=True)
class Gold:
    """Units in order, and the rows that carry each code."""

    texts: list[str]
    rows: Mapping[str, frozenset[int]]

    @classmethod
    def of(cls, corpus: Corpus, book: Codebook) -> Gold:
        """Return the adjudicated codings of a corpus."""
        units = [unit for text in corpus.texts.values() for unit in text.units()]
        coded: Mapping[SegmentId, frozenset[str]] = corpus.coded("adjudicated")
        rows = {
            code.id: frozenset(row for row, unit in enumerate(units) if code.id in coded[unit.segment.id])
            for code in book.codes
        }
        return cls([unit.text for unit in units], rows)


def reach(code: Code, gold: Gold, lines: Sequence[Rows], depth: int) -> Reach:
    """Return what the first ``depth`` rows of every line, together, hold of a code's units."""
    looked = {row for rows in lines for row in rows[:depth].tolist()}
    return Reach(len(looked & gold.rows[code.id]), len(gold.rows[code.id]), len(looked), len(gold.texts))


def indicator_rows(corpus: Corpus, book: Codebook, compared: Sequence[System]) -> Iterator[list[str]]:
    """Yield, per system, language and depth, the reach per family and over all."""
    gold = Gold.of(corpus, book)
    codes = [code for code in book.codes if not code.abstain and gold.rows[code.id] and code.indicators]
    families = [family.id for family in book.families if any(code.family == family.id for code in codes)]
    yield ["indicator lines", "language", "k", *families, "all"]
    for system in compared:
        finder = system.open(gold.texts)
        for language in LANGUAGES:
            lines = {
                code.id: finder.find([line.in_language(language) for line in code.indicators], max(DEPTHS))
                for code in codes
            }
            for depth in DEPTHS:
                each = {code.id: reach(code, gold, lines[code.id], depth) for code in codes}
                sums = [_sum(each[code.id] for code in codes if code.family == family) for family in families]
                yield [system.name, language, str(depth), *(one.told() for one in (*sums, _sum(sums)))]


def _sum(reaches: Iterator[Reach] | Sequence[Reach]) -> Reach:
    return sum(reaches, Reach(0, 0, 0, 0))


def evaluate(arguments: argparse.Namespace, tell: Callable[[str], None] = print) -> None:
    """Print the tables."""
    compared = systems()
    dev = read_dev_sets(arguments.data / "dev.json.gz")
    corpus = read_corpus(arguments.corpus)
    tell(" | ".join(["percent", *(system.name for system in compared)]))
    searches = [*searches_of(dev), *(paper_searches(arguments.paper) if arguments.paper else ())]
    for search in (*searches, *corpus_searches(corpus)):
        for label, cells in search_rows(search, compared):
            tell(_line(label, cells))
    for pairs in pairs_of(dev):
        tell(_line(*pair_row(pairs, compared)))
    tell("")
    tell("Coded units found by a code's indicator lines, percent of all coded (percent of all units looked at)")
    chosen = [system for system in compared if system.name in {"BM25", "dense 256", "gated fusion", "soft+cosine"}]
    for row in indicator_rows(corpus, load_codebook(CODEBOOK), chosen):
        tell(" | ".join(row))


def _line(label: str, cells: Sequence[Cell]) -> str:
    return " | ".join([label, *("-" if cell is None else f"{cell:.1f}" for cell in cells)])


def main(arguments: Sequence[str]) -> int:
    """Evaluate."""
    parser = argparse.ArgumentParser(description="How well passages are found.")
    parser.add_argument("--data", type=Path, required=True, help="folder with dev.json.gz")
    parser.add_argument("--paper", type=Path, help="the founding paper as a text file")
    parser.add_argument("--corpus", type=Path, default=HERE.parent / "corpora" / "cosmoplat")
    began = time.perf_counter()
    try:
        evaluate(parser.parse_args(arguments))
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{time.perf_counter() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
