"""The instrument: units in, proposals with evidence or a reasoned abstention out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from assistant.domain.codebook import Codebook
from assistant.domain.coder import Coder, CoderKind
from assistant.domain.document import Document
from assistant.domain.identifiers import CoderId, ProposalId, RunId, content_hash
from assistant.domain.proposal import Evidence, Ground, MatchStatus, Proposal, Refusal
from assistant.domain.span import Span
from assistant.domain.unit import Answer, Unit
from assistant.exemplar.lessons import TaughtDocument
from assistant.exemplar.model import Fit, Model
from assistant.exemplar.rules import Pick, Rules, Seen
from assistant.exemplar.settings import VERSION, ExemplarSettings, Scores, TextEncoder
from assistant.exemplar.speaking import grounds_of, rationale_of, refusal_of
from assistant.exemplar.status import attributes_of, is_planned
from assistant.exemplar.wording import language_of

_AT_ONCE = 256
"""Sentences compared with all exemplars at a time."""
_DIGITS = 4
"""Scores are rounded, so that the order of sums on another machine does not show."""


@dataclass(frozen=True, slots=True)
class _Scored:
    """A unit with its sentences' scores and similarities to the exemplars."""

    unit: Unit
    seen: Seen
    alike: Scores


class ExemplarProposer:
    """Proposes what is near to the codebook's lines and to passages that people have coded."""

    def __init__(
        self,
        book: Codebook,
        encoder: TextEncoder,
        documents: Sequence[TaughtDocument] = (),
        never_planned: frozenset[str] = frozenset(),
        settings: ExemplarSettings | None = None,
    ) -> None:
        """Learn.

        Args:
            book: The codebook.
            encoder: Texts to vectors.
            documents: Coded documents to learn from.
            never_planned: Ids of families and codes that a planned passage never supports.
            settings: The instrument's numbers.
        """
        self._book = book
        self._settings = settings or ExemplarSettings()
        self._rules = Rules(book, never_planned, self._settings)
        self._model = Model(book, encoder, documents, self._settings)
        self._coder = _coder(book, encoder.embedder_id, documents, (never_planned, self._settings))

    @property
    def coder(self) -> Coder:
        """Return who this is; another configuration, codebook, embedder or set of codings is another coder."""
        return self._coder

    def propose(self, document: Document, units: Sequence[Unit], run_id: RunId) -> Iterator[Answer]:
        """Yield one answer per unit, in order; one refusal where all families are silent."""
        if not units:
            return
        fit = self._model.fit_for(document.id, document.text)
        for scored in self._scored(units, fit):
            yield self._answer(scored, fit, run_id)

    def _scored(self, units: Sequence[Unit], fit: Fit) -> Iterator[_Scored]:
        texts = [sentence for unit in units for sentence in unit.sentences]
        features = self._model.features(texts)
        done = 0
        for group in _groups(units):
            count = sum(len(unit.sentences) for unit in group)
            alike = self._model.compare(features.block(done, done + count))
            some = texts[done : done + count]
            scores = np.round(alike @ fit.coefficients + self._model.cue_scores(some), _DIGITS)
            planned = np.array([is_planned(text) for text in some], dtype=bool)
            labels = np.array([self._model.labels.only(text) for text in some], dtype=bool)
            at = 0
            for unit in group:
                rows = slice(at, at + len(unit.sentences))
                yield _Scored(unit, Seen(scores=scores[rows], planned=planned[rows], labels=labels[rows]), alike[rows])
                at = rows.stop
            done += count

    def _answer(self, scored: _Scored, fit: Fit, run_id: RunId) -> Answer:
        segment = scored.unit.segment
        if not len(scored.seen.scores):
            return Answer(
                segment_id=segment.id, proposals=(), refusals=(self._refusal(scored.unit, "no words", run_id),)
            )
        picks = self._rules.pick(scored.seen, fit.thresholds)
        proposals = tuple(self._proposal(pick, scored, fit, run_id) for pick in picks)
        refusals: tuple[Refusal, ...] = ()
        if not proposals:
            silence = self._rules.silence(scored.seen, fit.thresholds)
            reason = refusal_of(silence, self._book.codes[silence.column], language_of(scored.unit.text))
            refusals = (self._refusal(scored.unit, reason, run_id),)
        return Answer(segment_id=segment.id, proposals=proposals, refusals=refusals)

    def _refusal(self, unit: Unit, reason: str, run_id: RunId) -> Refusal:
        return Refusal(
            run_id=run_id,
            coder_id=self._coder.id,
            document_id=unit.segment.document_id,
            segment_id=unit.segment.id,
            family=None,
            reason=reason,
        )

    def _proposal(self, pick: Pick, scored: _Scored, fit: Fit, run_id: RunId) -> Proposal:
        unit, code = scored.unit, self._book.codes[pick.column]
        segment = unit.segment
        places = segment.sentences[pick.first : pick.last + 1]
        span = Span(places[0].start, places[-1].end)
        words = "".join(unit.sentences[pick.first : pick.last + 1])
        grounds = self._grounds(pick, scored, fit)
        return Proposal(
            id=ProposalId(content_hash([run_id, segment.id, code.id, [[span.start, span.end]]])),
            run_id=run_id,
            coder_id=self._coder.id,
            codebook_id=self._book.id,
            document_id=segment.document_id,
            segment_id=segment.id,
            family=code.family,
            code=code.id,
            rank=pick.rank,
            evidence=(Evidence(span, MatchStatus.EXACT),),
            rationale=rationale_of(pick, grounds, language_of(unit.text)),
            grounds=grounds,
            score=pick.score,
            attributes=attributes_of(words, unit, self._book),
        )

    def _grounds(self, pick: Pick, scored: _Scored, fit: Fit) -> tuple[Ground, ...]:
        alike = scored.alike[pick.sentence]
        shares = alike * fit.coefficients[:, pick.column]
        code = self._book.codes[pick.column]
        near = grounds_of(code, shares, self._model.exemplars, alike, language_of(scored.unit.text))
        cues = self._model.cues_in(scored.unit.sentences[pick.sentence], pick.column)
        return (*near, *(Ground("cue", cue, self._settings.cue) for cue in cues))


def _groups(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    group: list[Unit] = []
    held = 0
    for unit in units:
        if group and held + len(unit.sentences) > _AT_ONCE:
            yield group
            group, held = [], 0
        group.append(unit)
        held += len(unit.sentences)
    if group:
        yield group


def _coder(
    book: Codebook,
    embedder_id: str,
    documents: Sequence[TaughtDocument],
    numbers: tuple[frozenset[str], ExemplarSettings],
) -> Coder:
    never_planned, settings = numbers
    lessons = [[document.id, [asdict(lesson) for lesson in document.lessons]] for document in documents]
    configuration = (
        ("codebook", str(book.id)),
        ("embedder", embedder_id),
        ("instrument", f"exemplar {VERSION}"),
        ("never_planned", " ".join(sorted(never_planned))),
        ("taught", content_hash(lessons)),
        ("taught_documents", str(len(documents))),
        *((f"setting.{name}", value) for name, value in settings.as_pairs()),
    )
    return Coder(
        id=CoderId(content_hash([list(pair) for pair in configuration])),
        name="exemplar",
        kind=CoderKind.INSTRUMENT,
        configuration=configuration,
    )
