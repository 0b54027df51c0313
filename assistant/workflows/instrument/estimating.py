"""A dry run: how many questions, how many tokens, what it may cost, and which words would leave the machine."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.domain.document import Document
from assistant.domain.identifiers import DocumentId, RunId
from assistant.domain.unit import Unit
from assistant.prompting.budgeting import estimate_tokens
from assistant.workflows.instrument.chatting import ChatRequest
from assistant.workflows.instrument.passages import Piece, pieces_of
from assistant.workflows.instrument.proposer import LanguageModelProposer
from assistant.workflows.instrument.screening import screen_question
from assistant.workflows.instrument.settings import InstrumentParts
from assistant.workflows.instrument.states import Find, Work
from assistant.workflows.instrument.verifying import verification_request

FINDS_PER_UNIT = 1.5
"""Finds that screening leads to in a unit, all families together; a guess, shown as such."""
_ANSWER_PER_PASSAGE = 60
_ANSWER_OF_CHECK = 260
_REPAIRED = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Of a million tokens, in any currency."""

    tokens_in: float
    tokens_out: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What of one document would be sent to another machine, each passage once per family and once per find.

    Attributes:
        characters: Characters of its passages and questions.
    """

    document_id: DocumentId
    title: str
    passages: int
    characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEstimate:
    """What a run is expected to take; nothing was asked for it.

    Attributes:
        screening_calls: Exact, unless the server refuses a window as too long.
        verifying_calls: From ``FINDS_PER_UNIT``.
        most_calls: If every unit had every code, and every answer needed a repair.
        cost: None where no prices were given.
        destination: Host, empty for this machine; then ``leaving`` is empty.
        kept: Titles of sources that must stay here and would stop a run with this model.
    """

    units: int
    screening_calls: int
    verifying_calls: int
    most_calls: int
    tokens_in: int
    tokens_out: int
    cost: float | None
    destination: str
    leaving: tuple[Leaving, ...]
    kept: tuple[str, ...]

    @property
    def calls(self) -> int:
        """Calls expected in all, repairs included."""
        return math.ceil((self.screening_calls + self.verifying_calls) * (1 + _REPAIRED))


def estimate_run(
    parts: InstrumentParts,
    documents: Sequence[tuple[Document, Sequence[Unit]]],
    prices: Prices | None = None,
    finds_per_unit: float = FINDS_PER_UNIT,
) -> RunEstimate:
    """Return what a run over units of documents would take.

    Args:
        parts: The instrument; its model is not asked.
        documents: Documents with the units to be answered.
        prices: What tokens cost.
        finds_per_unit: Finds to verify in a unit, all families together.

    Raises:
        InstrumentError: The model's window is too small for the codebook.
    """
    asked = [(document, units) for document, units in documents if units]
    kept = tuple(units[0].metadata.title for document, units in asked if _stays(parts, document))
    sent = list(_measured(parts, [each for each in asked if not _stays(parts, each[0])]))
    units = sum(each.units for each in sent)
    checks = math.ceil(units * finds_per_unit)
    screening = sum(each.calls for each in sent)
    codes = sum(len(parts.codes_of(family.id)) for family in parts.families())
    tokens_in = sum(each.tokens for each in sent) + checks * max((each.check_tokens for each in sent), default=0)
    tokens_out = sum(each.answer_tokens for each in sent) + checks * _ANSWER_OF_CHECK
    remote = bool(parts.chat.identity.destination)
    return RunEstimate(
        units=units,
        screening_calls=screening,
        verifying_calls=checks,
        most_calls=2 * (screening + codes * sum(each.pieces for each in sent)),
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        cost=None if prices is None else _cost(prices, tokens_in, tokens_out),
        destination=parts.chat.identity.destination,
        leaving=tuple(each.leaving for each in sent) if remote else (),
        kept=kept,
    )


def _stays(parts: InstrumentParts, document: Document) -> bool:
    return bool(parts.chat.identity.destination) and document.id in parts.kept_local


def _cost(prices: Prices, tokens_in: int, tokens_out: int) -> float:
    return (tokens_in * prices.tokens_in + tokens_out * prices.tokens_out) / 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    units: int
    pieces: int
    calls: int
    tokens: int
    answer_tokens: int
    check_tokens: int
    leaving: Leaving

    @classmethod
    def of(cls, work: Work, units: Sequence[Unit], check_tokens: int) -> _Measured:
        windows = work.plan.windows(work.parts, list(units))
        pieces = [piece for window in windows for piece in window]
        questions = [screen_question(work, block, window).request for window in windows for block in work.plan.blocks]
        leaving = Leaving(
            document_id=work.document.id,
            title=units[0].metadata.title,
            passages=len(pieces),
            characters=sum(len(piece.passage.text) + len(piece.passage.question) for piece in pieces),
        )
        return cls(
            units=len(units),
            pieces=len(pieces),
            calls=len(questions),
            tokens=sum(map(tokens_of, questions)),
            answer_tokens=len(pieces) * len(work.plan.blocks) * _ANSWER_PER_PASSAGE,
            check_tokens=check_tokens,
            leaving=leaving,
        )


def _measured(parts: InstrumentParts, documents: Sequence[tuple[Document, Sequence[Unit]]]) -> Iterator[_Measured]:
    """Yield each document measured; how long a verification is, is measured on the first of each language."""
    proposer = LanguageModelProposer(parts)
    check_tokens: dict[str, int] = {}
    for document, units in documents:
        work = proposer.work_on(document, units, RunId(""))
        language = work.plan.language
        if language not in check_tokens:
            check_tokens[language] = _check_tokens(work, next(pieces_of(units[0], parts.veil, work.plan.budget)))
        yield _Measured.of(work, units, check_tokens[language])


def _check_tokens(work: Work, piece: Piece) -> int:
    finds = [Find(piece, block.family, code.id) for block in work.plan.blocks for code in block.codes]
    sizes = [tokens_of(verification_request(work, find)) for find in finds]
    return sum(sizes) // max(1, len(sizes))


def tokens_of(request: ChatRequest) -> int:
    """Return about how many tokens a question sends."""
    return sum(estimate_tokens(message.content) for message in request.messages)
