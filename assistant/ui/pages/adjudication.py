"""Settling where coders differ; for the lead. Names may be hidden: sides are lettered then, unit by unit anew."""

from __future__ import annotations

from string import ascii_uppercase

import gradio as gr

from assistant.domain.coder import Role
from assistant.domain.coding import Coding
from assistant.domain.fieldwork import ErrorType
from assistant.domain.identifiers import CodeId, CoderId, DocumentId, FamilyId, SegmentId, content_hash
from assistant.domain.span import Span
from assistant.reporting.agreement_tables import adjudication_table
from assistant.reporting.tables import as_words
from assistant.ui import views
from assistant.ui.answering import Asked, answering
from assistant.ui.drawing import draw_pane
from assistant.ui.views import Json
from assistant.ui.wording import INTERFACE
from assistant.workflows import adjudicating, audit, disagreements
from assistant.workflows.disagreements import Disagreement, Side
from assistant.workflows.visibility import require_whole
from assistant.workflows.workbench import Workbench


def build(bench: Workbench) -> gr.HTML:
    """Return the page."""
    functions = (start_adjudication, queue, settle, before_and_after, revisions)
    return draw_pane("adjudication", [answering(bench, function, least=Role.LEAD) for function in functions])


def start_adjudication(bench: Workbench, _coder: CoderId, _asked: Asked) -> Json:
    """Return the rounds that can be settled, and the codebook."""
    return {
        "wording": INTERFACE,
        "rounds": disagreements.rounds_with_codings(bench),
        "codebook": views.codebook_view(bench.codebook()),
        "errors": [error.value for error in ErrorType],
    }


def queue(bench: Workbench, _coder: CoderId, asked: Asked) -> list[Json]:
    """Return the disagreements of a round."""
    desk = _Desk(bench, hidden=bool(asked["hidden"]))
    return [desk.view(each) for each in disagreements.find_disagreements(bench, str(asked["round"]))]


def settle(bench: Workbench, coder: CoderId, asked: Asked) -> Json:
    """Record a verdict; return the disagreement again."""
    ruling = adjudicating.Ruling(
        round=str(asked["round"]),
        document_id=DocumentId(str(asked["document"])),
        segment_id=SegmentId(str(asked["segment"])),
        family=FamilyId(str(asked["family"])),
        outcome=tuple(
            adjudicating.Given(CodeId(str(each["code"])), Span(int(each["start"]), int(each["end"])))
            for each in asked["outcome"]
        ),
        error=ErrorType(asked["error"]),
        reason=str(asked["reason"])[:2000],
    )
    adjudicating.adjudicate(bench, ruling, actor=coder)
    there = disagreements.disagreements_on(bench, ruling.round, ruling.document_id, ruling.segment_id)
    desk = _Desk(bench, hidden=bool(asked["hidden"]))
    return next(desk.view(each) for each in there if each.family == ruling.family)


def before_and_after(bench: Workbench, _coder: CoderId, asked: Asked) -> Json:
    """Return agreement among coders before, and each coder against the verdicts after: two figures, never one."""
    require_whole(bench)
    language = "en" if asked.get("language") == "en" else "zh"
    question = disagreements.question_about(bench, str(asked["round"]), FamilyId(str(asked["family"])))
    table = adjudication_table(audit.around_adjudication(audit.open_grid(bench, question)))
    return {
        "head": table.headings(language),
        "rows": [[as_words(cell, language) for cell in row] for row in table.rows],
        "note": table.note.in_language(language),
    }


def revisions(bench: Workbench, _coder: CoderId, _asked: Asked) -> list[Json]:
    """Return the entries that coders could not apply alike."""
    return [
        {"code": each.code, "cases": len(each.cases), "against": list(each.against), "pending": each.pending}
        for each in adjudicating.revision_list(bench)
    ]


class _Desk:
    """Disagreements as the browser gets them; offsets are code points of the whole text."""

    def __init__(self, bench: Workbench, *, hidden: bool) -> None:
        self._bench = bench
        self._hidden = hidden
        self._names = {coder.id: coder.name for coder in bench.ledger.coders()}
        self._texts: dict[DocumentId, str] = {}

    def view(self, dispute: Disagreement) -> Json:
        """Return one disagreement."""
        segment, text = dispute.segment, self._text(dispute.source.id)
        sides = list(dispute.sides)
        if self._hidden:
            sides.sort(key=lambda side: content_hash([segment.id, side.coder_id]))
        return {
            "document": dispute.source.id,
            "segment": segment.id,
            "family": dispute.family,
            "title": dispute.source.metadata.title,
            "type": dispute.source.metadata.source_type.value,
            "kind": dispute.kind.value,
            "overlap": dispute.overlap,
            "question": "" if segment.question is None else segment.question.read(text),
            "text": segment.body.read(text),
            "start": segment.body.start,
            "sides": [self._side(side, letter) for side, letter in zip(sides, ascii_uppercase, strict=False)],
            "memos": [memo.text for memo in adjudicating.memos_about(self._bench, dispute)],
            "settled": self._settled(dispute),
        }

    def _side(self, side: Side, letter: str) -> Json:
        name = letter if self._hidden else self._names.get(side.coder_id, side.coder_id)
        return {"name": name, "codings": [_coding(coding) for coding in side.codings]}

    def _settled(self, dispute: Disagreement) -> Json | None:
        settled = dispute.settled
        if settled is None:
            return None
        return {
            "error": settled.error.value,
            "reason": settled.reason,
            "outcome": [_coding(coding) for coding in settled.outcome],
        }

    def _text(self, document_id: DocumentId) -> str:
        if document_id not in self._texts:
            self._texts[document_id] = self._bench.ledger.document(document_id).text
        return self._texts[document_id]


def _coding(coding: Coding) -> Json:
    return {
        "code": coding.code,
        "start": coding.span.start,
        "end": coding.span.end,
        "memo": coding.memo,
        "attributes": [list(pair) for pair in coding.attributes],
    }
