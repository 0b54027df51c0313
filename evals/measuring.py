"""One function per kind of case: from the case to its findings."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from assistant.bootstrap import open_study
from assistant.demonstration import demonstration_study
from assistant.domain.codebook import Codebook
from assistant.errors import StudyError
from assistant.exemplar import ExemplarProposer, TaughtDocument, planned_never_supports
from assistant.reading.codebook import load_codebook
from assistant.retrieval.embedders import open_encoder
from assistant.scoring import Labels, Ranking, Score, retrieval_scores, set_scores
from assistant.workflows.evaluating import evaluate_study
from assistant.workflows.teaching import taught_documents
from evals.casefile import Case, CodingCase, FindingCase, LearningCase
from evals.exemplar import RUN, Corpus, GoldRecords, read_corpus
from evals.records import Finding, folder_hash
from evals.retrieval import QUERIES, own_searches, read_questions
from evals.retrieval_systems import System, systems
from evals.scorers import chosen

ROOT = Path(__file__).resolve().parents[1]
CODEBOOK = ROOT / "prompts" / "codebooks" / "industrial-internet.yaml"
LANGUAGES = ("zh", "en")


def hashes_of(case: Case) -> dict[str, str]:
    """Return what a result rests on."""
    corpus = ROOT / "corpora" / case.corpus
    return {
        "case": folder_hash([ROOT / "evals" / "cases" / f"{case.name}.yaml"]),
        "sources": folder_hash((corpus / "sources").iterdir()),
        "gold": folder_hash((corpus / "gold").glob("*.jsonl")),
        "codebook": load_codebook(CODEBOOK).id,
        "embedder": open_encoder("bundled", cache=None).embedder_id,
    }


def measure(case: Case) -> Iterator[Finding]:
    """Yield the findings of a case."""
    if isinstance(case, CodingCase):
        yield from _coding(case)
    elif isinstance(case, LearningCase):
        yield from _learning(case)
    else:
        yield from _finding(case)


def _coding(case: CodingCase) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory(prefix="tricoder-eval-") as scratch:
        bench = open_study(demonstration_study(_silent, home=Path(scratch)))
        try:
            found = evaluate_study(bench)
        finally:
            bench.close()
    for each in found.comparisons:
        who = found.names.get(each.who, each.who)
        in_full = each.kind != "baseline" and (each.kind == "ceiling") != (each.against == found.truth)
        for score in chosen(each.scores, case.scorers):
            if in_full or ".code@" not in score.scorer:
                yield Finding.of(each.kind, who, each.against, score)


def _silent(_words: str) -> None:
    return None


def _learning(case: LearningCase) -> Iterator[Finding]:
    book = load_codebook(CODEBOOK)
    corpus = read_corpus(ROOT / "corpora" / case.corpus)
    encoder = open_encoder("bundled", cache=None)
    lessons = taught_documents(GoldRecords(corpus, book, "adjudicated"))
    truth: Labels = corpus.coded("adjudicated")
    for number in case.taught:
        draws = []
        for seed in case.seeds if number else case.seeds[:1]:
            taught = drawn_lessons(lessons, number, Random(seed))
            proposer = ExemplarProposer(book, encoder, taught, planned_never_supports(book))
            draws.append(_said(corpus, proposer))
        for score in _mean_scores(draws, truth, book):
            if score.scorer in case.scorers:
                yield Finding.of("instrument", f"{number} units", "adjudicated", score)


def drawn_lessons(lessons: Sequence[TaughtDocument], number: int, chance: Random) -> list[TaughtDocument]:
    """Return the lessons of so many units drawn at random, document by document; the documents stay known."""
    units = sorted({lesson.segment_id for document in lessons for lesson in document.lessons})
    kept = set(chance.sample(units, min(number, len(units))))
    return [
        replace(document, lessons=tuple(lesson for lesson in document.lessons if lesson.segment_id in kept))
        for document in lessons
        if any(lesson.segment_id in kept for lesson in document.lessons)
    ]


def _said(corpus: Corpus, proposer: ExemplarProposer) -> Labels:
    return {
        answer.segment_id: frozenset(proposal.code for proposal in answer.proposals)
        for text in corpus.texts.values()
        for answer in proposer.propose(text.document, text.units(), RUN)
    }


def _mean_scores(draws: Sequence[Labels], truth: Labels, book: Codebook) -> Iterator[Score]:
    """Yield scores averaged over draws, by family and over all."""
    scopes = {family.id: [code.id for code in book.in_family(family.id)] for family in book.families}
    scopes["all"] = [code.id for code in book.codes]  # type: ignore[index]  # beside the families
    for scope, codes in scopes.items():
        each = [list(set_scores(said, truth, codes, scope)) for said in draws]
        for score in each[0]:
            same = [one.value for scores in each for one in scores if (one.scorer, one.scope) == (score.scorer, scope)]
            values = [value for value in same if value is not None]
            if score.scope == scope and values:
                yield replace(score, value=sum(values) / len(values))


def _finding(case: FindingCase) -> Iterator[Finding]:
    corpus = read_corpus(ROOT / "corpora" / case.corpus)
    known = {system.name: system for system in systems()}
    strangers = [name for name in case.systems if name not in known]
    if strangers:
        raise StudyError(f"there is no way of finding called {strangers[0]!r}; known are {', '.join(known)}")
    compared = [known[name] for name in case.systems]
    units = [(unit.text, text.source.metadata.source_type) for text in corpus.texts.values() for unit in text.units()]
    texts = [words for words, _type in units]
    questions = read_questions(QUERIES / "corpus_en.jsonl")
    english = [words for words in texts if words.isascii()]
    for system in compared:
        for search in own_searches("corpus", english, questions, "en"):
            found = system.open(english).find(search.queries, max(case.depths))
            rankings = [Ranking(rows.tolist(), wanted) for rows, wanted in zip(found, search.answers, strict=True)]
            yield from _found(case, system, f"queries {search.name.split()[-1]}", rankings)
        yield from _surfaced(case, system, corpus, texts, [kind.value for _words, kind in units])


def _found(case: FindingCase, system: System, scope: str, rankings: Sequence[Ranking]) -> Iterator[Finding]:
    for score in chosen(retrieval_scores(rankings, scope, case.depths), case.scorers):
        yield Finding.of("system", system.name, "written queries", score)


def _surfaced(
    case: FindingCase, system: System, corpus: Corpus, texts: Sequence[str], kinds: Sequence[str]
) -> Iterator[Finding]:
    """Yield the share of coded units that the indicator lines of their code bring up, by language and source type."""
    book = load_codebook(CODEBOOK)
    coded = corpus.coded("adjudicated")
    units = [unit.segment.id for text in corpus.texts.values() for unit in text.units()]
    finder = system.open(texts)
    for language in LANGUAGES:
        hits: dict[tuple[str, int], int] = {}
        totals: dict[str, int] = {}
        for code in (code for code in book.codes if not code.abstain and code.indicators):
            rows = [row for row, unit in enumerate(units) if code.id in coded[unit]]
            lines = finder.find([line.in_language(language) for line in code.indicators], max(case.depths))
            for row in rows:
                for scope in ("all", kinds[row]):
                    totals[scope] = totals.get(scope, 0) + 1
                    for depth in case.depths:
                        seen = any(row in found[:depth] for found in lines)
                        hits[scope, depth] = hits.get((scope, depth), 0) + seen
        for (scope, depth), count in sorted(hits.items()):
            score = Score(
                scorer=f"recall@{depth}@1",
                scope=f"coded units, {language} indicators, {scope}",
                value=count / totals[scope],
                n=totals[scope],
            )
            yield Finding.of("system", system.name, "indicator lines", score)
