"""Reading a source, coding it, answering what is proposed for it: what the page reads."""

from __future__ import annotations

import gradio as gr

from assistant.domain.coder import Role
from assistant.domain.document import SourceType
from assistant.domain.identifiers import CoderId, DocumentId, SegmentId
from assistant.ports import SearchQuery, Selection
from assistant.ui import views
from assistant.ui.answering import Asked, answering
from assistant.ui.freshness import bring_up_to_date
from assistant.ui.pages import coding_acts
from assistant.ui.scripts import coding_script, coding_style, static
from assistant.ui.wording import INTERFACE
from assistant.ui.wording_coding import CODING
from assistant.workflows import indexing, locking, memos, review
from assistant.workflows.runs import recorded_runs
from assistant.workflows.surveying import survey_sources
from assistant.workflows.terms import tasks_in
from assistant.workflows.workbench import Workbench


def build(bench: Workbench) -> gr.HTML:
    """Return the pane; its script owns everything inside."""
    reading = (start, progress, open_source, changes, search, similar)
    return gr.HTML(
        value="",
        html_template=static("coding", "coding.html"),
        css_template=coding_style(),
        js_on_load=coding_script(),
        server_functions=[
            *(answering(bench, function, least=Role.VIEWER) for function in reading),
            *(answering(bench, act) for act in coding_acts.ACTS),
        ],
        elem_id="coding",
        apply_default_css=False,
    )


def start(bench: Workbench, coder: CoderId, _asked: Asked) -> views.Json:
    """Return what the page needs before a source is chosen."""
    name = next((each.name for each in bench.ledger.coders() if each.id == coder), coder)
    return {
        "study": bench.name,
        "coder": {"id": coder, "name": name},
        "language": bench.language,
        "wording": {language: words | CODING[language] for language, words in INTERFACE.items()},
        "types": [kind.value for kind in SourceType],
        "sources": [views.source_view(source) for source in bench.ledger.sources()],
        "codebook": views.codebook_view(bench.codebook()),
    }


def progress(bench: Workbench, coder: CoderId, _asked: Asked) -> dict[DocumentId, views.Json]:
    """Return how far this person is with each source: units coded and locked, proposals not decided on."""
    return {
        source: {"coded": each.coded, "locked": each.locked, "open": each.undecided}
        for source, each in survey_sources(bench, coder).items()
    }


def open_source(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Return a source with all that this person may see in it."""
    document_id = DocumentId(asked["source"])
    here = Selection(documents=frozenset({document_id}))
    mine = Selection(documents=frozenset({document_id}), coders=frozenset({coder}))
    seq = bench.ledger.head()
    decided = {decision.proposal_id: decision for decision in bench.ledger.decisions(mine)}
    steadiness = {(who, each.segment_id, each.code): each for who, each in bench.ledger.stability(here)}
    standing = review.standing_proposals(bench, here, coder)
    recorded = recorded_runs(bench)
    return {
        **views.document_view(bench.ledger.document(document_id), bench.ledger.segments(document_id)),
        "seq": seq,
        "people": {each.id: each.name for each in bench.ledger.coders()},
        "tasks": [[task.segment_id, task.mode.value, task.round] for task in tasks_in(bench, document_id, coder)],
        "proposals": [views.proposal_view(proposal, decided.get(proposal.id), steadiness) for proposal in standing],
        "recorded": {each.id: recorded[each.run_id] for each in standing if each.run_id in recorded},
        "codings": [views.coding_view(coding) for coding in bench.ledger.codings(here)],
        "memos": [views.memo_view(memo) for memo in memos.memos_beside(bench, document_id, coder=coder)],
        "locked": sorted(locking.locked_units(bench, document_id, coder)),
    }


def changes(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Return what has changed in a source since the page last heard."""
    return coding_acts.changed(bench, coder, asked)


def search(bench: Workbench, _coder: CoderId, asked: Asked) -> list[views.Json]:
    """Return passages for words in either language."""
    kind = str(asked.get("type") or "")
    types = frozenset({SourceType(kind)}) if kind else frozenset()
    bring_up_to_date(bench)
    query = SearchQuery(text=str(asked["words"])[:1000], limit=30, source_types=types)
    return [views.passage_view(passage) for passage in indexing.search_study(bench, query)]


def similar(bench: Workbench, _coder: CoderId, asked: Asked) -> list[views.Json]:
    """Return passages like one, from other kinds of source than its own where there are any."""
    bring_up_to_date(bench)
    found = indexing.passages_like(bench, DocumentId(asked["source"]), SegmentId(asked["segment"]))
    return [views.passage_view(passage) for passage in found]
