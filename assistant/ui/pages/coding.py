"""Reading a source, seeing what is proposed for it, deciding."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from assistant.domain.coder import Role
from assistant.domain.coding import Action, Decision, Exposure
from assistant.domain.document import SourceType
from assistant.domain.identifiers import CodeId, CoderId, DocumentId, ProposalId
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.ports import SearchQuery, Selection
from assistant.ui import views
from assistant.ui.answering import Asked, answering
from assistant.ui.wording import INTERFACE
from assistant.workflows import indexing, review
from assistant.workflows.workbench import Workbench

STATIC = Path(__file__).resolve().parents[1] / "static"


def build(bench: Workbench) -> gr.HTML:
    """Return the pane; its script owns everything inside."""
    reading = (start, open_source, open_counts, search)
    return gr.HTML(
        value="",
        html_template=(STATIC / "coding.html").read_text("utf-8"),
        css_template=(STATIC / "coding.css").read_text("utf-8"),
        js_on_load=(STATIC / "coding.js").read_text("utf-8"),
        server_functions=[
            *(answering(bench, function, least=Role.VIEWER) for function in reading),
            answering(bench, decide),
        ],
        elem_id="coding",
        apply_default_css=False,
    )


def start(bench: Workbench, coder: CoderId, _asked: Asked) -> views.Json:
    """Return what the page needs before a source is chosen."""
    return {
        "study": bench.name,
        "coder": coder,
        "language": bench.language,
        "wording": INTERFACE,
        "types": [kind.value for kind in SourceType],
        "sources": [views.source_view(source) for source in bench.ledger.sources()],
        "codebook": views.codebook_view(bench.codebook()),
    }


def open_counts(bench: Workbench, coder: CoderId, _asked: Asked) -> dict[DocumentId, int]:
    """Return how many proposals of each source this person has not decided on."""
    return dict(review.undecided_by_source(bench, coder))


def open_source(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Return a source with the proposals for it and this person's own codings."""
    document_id = DocumentId(asked["source"])
    here = Selection(documents=frozenset({document_id}))
    mine = Selection(documents=frozenset({document_id}), coders=frozenset({coder}))
    decided = {decision.proposal_id: decision for decision in bench.ledger.decisions(mine)}
    return {
        **views.document_view(bench.ledger.document(document_id), bench.ledger.segments(document_id)),
        "proposals": [
            views.proposal_view(proposal, decided.get(proposal.id))
            for proposal in review.standing_proposals(bench, here, coder)
        ],
        "codings": [views.coding_view(coding) for coding in bench.ledger.codings(mine)],
    }


def search(bench: Workbench, _coder: CoderId, asked: Asked) -> list[views.Json]:
    """Return passages for words in either language."""
    kind = str(asked.get("type") or "")
    types = frozenset({SourceType(kind)}) if kind else frozenset()
    _bring_up_to_date(bench)
    query = SearchQuery(text=str(asked["words"])[:1000], limit=30, source_types=types)
    return [views.passage_view(passage) for passage in indexing.search_study(bench, query)]


_searched: dict[str, frozenset[DocumentId]] = {}


def _bring_up_to_date(bench: Workbench) -> None:
    """Index what was added elsewhere (by the command line, by a colleague) since the last search."""
    there = frozenset(source.id for source in bench.ledger.sources())
    if _searched.get(str(bench.folder)) != there:
        indexing.refresh_index(bench)
        _searched[str(bench.folder)] = there


def decide(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Record a decision; return the card again and what is coded in the source now."""
    verdict = review.Verdict(
        proposal_id=ProposalId(asked["proposal"]),
        action=Action(asked["action"]),
        reason=str(asked["reason"])[:2000],
        code=CodeId(asked["code"]) if asked.get("code") else None,
        span=_checked_span(bench, asked),
        exposure=Exposure("page", order=int(asked["order"]), dwell_ms=int(asked["dwell_ms"])),
    )
    decision = review.decide(bench, verdict, coder=coder)
    return _after(bench, coder, decision)


def _checked_span(bench: Workbench, asked: Asked) -> Span | None:
    """Return the span that was marked, if the words the browser saw are the words that stand there.

    Raises:
        StudyError: They are not.
    """
    if not asked.get("span"):
        return None
    first, last = (int(value) for value in asked["span"])
    text = bench.ledger.document(DocumentId(asked["source"])).text
    if not 0 <= first < last <= len(text) or text[first:last] != asked["quote"]:
        raise StudyError("the words marked do not stand at that place; mark them again")
    return Span(first, last)


def _after(bench: Workbench, coder: CoderId, decision: Decision) -> views.Json:
    found = bench.ledger.proposals(Selection(proposals=frozenset({decision.proposal_id})))[0]
    mine = Selection(documents=frozenset({found.document_id}), coders=frozenset({coder}))
    return {
        "proposal": views.proposal_view(found, decision),
        "codings": [views.coding_view(coding) for coding in bench.ledger.codings(mine)],
    }
