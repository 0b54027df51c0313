"""What was learned: the exemplars, the regression over them, and the thresholds, for any set of documents left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assistant.domain.codebook import Codebook
from assistant.domain.identifiers import DocumentId, FamilyId, SegmentId
from assistant.exemplar.lessons import TaughtDocument, codebook_exemplars, coded_exemplars
from assistant.exemplar.ridge import Ridge, Rows
from assistant.exemplar.settings import ExemplarSettings, Flags, Scores, TextEncoder
from assistant.exemplar.similarity import Features, Similarity
from assistant.exemplar.thresholds import HIGHEST, MIDDLE, best_thresholds, smoothed
from assistant.exemplar.wording import Labels
from assistant.reprints import Fingerprint, fingerprint, is_reprint


@dataclass(frozen=True, slots=True)
class Fit:
    """The model for one set of documents left out: weights of exemplars by code, thresholds by family."""

    coefficients: Scores
    thresholds: Mapping[FamilyId, float]


class Model:
    """Learns once; gives the fit that has not seen a document, its reprints included."""

    def __init__(
        self, book: Codebook, encoder: TextEncoder, documents: Sequence[TaughtDocument], settings: ExemplarSettings
    ) -> None:
        own = codebook_exemplars(book)
        self._book, self._settings, self._documents = book, settings, documents
        self.labels = Labels(book)
        self.exemplars = (*own, *coded_exemplars(documents, settings.rows))
        self._own = len(own)
        self._similarity = Similarity(encoder, self.labels, [each.text for each in own], settings)
        self._features = self._similarity.features([each.text for each in self.exemplars])
        self._cue_patterns = _cue_words(book)
        self._truth = self._label_matrix()
        weights = np.array([each.weight for each in self.exemplars])
        alike = self._similarity.between(self._features, self._features)
        self._ridge = Ridge(alike, self._truth, weights, settings.ridge)
        self._cues = self.cue_scores([each.text for each in self.exemplars])
        self._prints = [fingerprint(document.text) for document in documents]
        self._fits: dict[frozenset[int], Fit] = {}

    def features(self, texts: Sequence[str]) -> Features:
        """Return the features of passages."""
        return self._similarity.features(texts)

    def compare(self, passages: Features) -> Scores:
        """Return how alike each passage and each exemplar are."""
        return self._similarity.between(passages, self._features)

    def cue_scores(self, texts: Sequence[str]) -> Scores:
        """Return what the codes' cues add, labels apart: passages by codes."""
        bare = [self.labels.taken_out(text).lower() for text in texts]
        counts = [[sum(cue in text for cue in cues) for cues in self._cue_patterns] for text in bare]
        return self._settings.cue * np.minimum(
            np.array(counts, dtype=np.float64).reshape(len(texts), len(self._cue_patterns)), 2
        )

    def cues_in(self, text: str, column: int) -> tuple[str, ...]:
        """Return the cues of a code that stand in a passage."""
        bare = self.labels.taken_out(text).lower()
        return tuple(cue for cue in self._cue_patterns[column] if cue in bare)

    def fit_for(self, document_id: DocumentId, text: str) -> Fit:
        """Return the fit that has seen neither this document nor a reprint of it."""
        without = self._reprints_of(fingerprint(text)) | {
            number for number, taught in enumerate(self._documents) if taught.id == document_id
        }
        if without not in self._fits:
            rows = self._rows_of(without)
            self._fits[without] = Fit(self._ridge.coefficients(rows), self._thresholds(without))
        return self._fits[without]

    def _reprints_of(self, text: Fingerprint) -> frozenset[int]:
        return frozenset(n for n, known in enumerate(self._prints) if is_reprint(text, known))

    def _rows_of(self, documents: frozenset[int]) -> Rows:
        listed = [self._rows[document] for document in sorted(documents)]
        return np.concatenate([np.zeros(0, dtype=np.int64), *listed])

    @cached_property
    def _rows(self) -> list[Rows]:
        """The exemplars of each taught document."""
        places = np.array([-1 if each.document is None else each.document for each in self.exemplars])
        return [np.flatnonzero(places == number) for number in range(len(self._documents))]

    def _label_matrix(self) -> Scores:
        column = {code.id: place for place, code in enumerate(self._book.codes)}
        truth = np.zeros((len(self.exemplars), len(column)))
        for row, exemplar in enumerate(self.exemplars):
            for code, share in exemplar.codes:
                if code in column:
                    truth[row, column[code]] = share
        return truth

    def _thresholds(self, without: frozenset[int]) -> Mapping[FamilyId, float]:
        taught: Mapping[FamilyId, tuple[float, int]] = {}
        scores, truth = self._held_out_units(without)
        if len(scores):
            taught = best_thresholds(self._book, scores, truth, self._settings, MIDDLE)
        return smoothed(taught, self._own_thresholds, self._settings.patience)

    @cached_property
    def _own_thresholds(self) -> Mapping[FamilyId, tuple[float, int]]:
        """Thresholds from the codebook's examples, each scored without itself and without any coding."""
        own = slice(0, self._own)
        weights = np.array([each.weight for each in self.exemplars[own]])
        mine = self._features.block(0, self._own)
        bare = Ridge(self._similarity.between(mine, mine), self._truth[own], weights, self._settings.ridge)
        examples = [n for n in range(self._own) if self.exemplars[n].kind == "example"] or range(self._own)
        held = [bare.held_out(np.array([row]), self._twins_of(row)) for row in examples]
        rows = np.array(examples, dtype=np.int64)
        scores = np.concatenate([np.zeros((0, self._truth.shape[1])), *held]) + self._cues[rows]
        return best_thresholds(self._book, scores, self._truth[rows] > 0, self._settings, HIGHEST)

    def _twins_of(self, row: int) -> Rows:
        """Return the codebook's other passages with the same words."""
        text = self.exemplars[row].text
        return np.array([n for n in range(self._own) if n != row and self.exemplars[n].text == text], dtype=np.int64)

    @cached_property
    def _reprints(self) -> list[frozenset[int]]:
        """The taught documents that are the same text as each, itself included."""
        return [self._reprints_of(text) | {number} for number, text in enumerate(self._prints)]

    def _held_out_units(self, without: frozenset[int]) -> tuple[Scores, Flags]:
        """Return score and truth of every taught unit, scored without its document and the others named."""
        scores: list[Scores] = []
        truth: list[Flags] = []
        for number in range(len(self._documents)):
            if number not in without:
                rows = self._rows_of(frozenset({number}))
                others = (self._reprints[number] | without) - {number}
                held = self._ridge.held_out(rows, self._rows_of(others)) + self._cues[rows]
                for unit in self._units_among(rows):
                    scores.append(held[unit].max(axis=0))
                    truth.append(self._truth[rows[unit]].max(axis=0) >= 0.5)
        return np.array(scores), np.array(truth)

    def _units_among(self, rows: Rows) -> list[list[int]]:
        """Return the places in ``rows`` of the sentences of each unit; spans do not count."""
        units: dict[SegmentId | None, list[int]] = {}
        for place, row in enumerate(rows):
            if self.exemplars[row].kind == "coding":
                units.setdefault(self.exemplars[row].segment_id, []).append(place)
        return list(units.values())


def _cue_words(book: Codebook) -> list[tuple[str, ...]]:
    return [tuple(dict.fromkeys(cue.lower() for cue in code.cues)) for code in book.codes]
