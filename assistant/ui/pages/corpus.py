"""The sources: adding files, correcting what is known of them, reading, searching, how far one has come."""

from __future__ import annotations

import gradio as gr

from assistant.domain.coder import CoderKind, Role
from assistant.domain.document import Language, SourceType
from assistant.domain.identifiers import CodeId, CoderId, DocumentId
from assistant.errors import StudyError
from assistant.ui import views
from assistant.ui.answering import Asked, answering
from assistant.ui.arrivals import under_its_own_name
from assistant.ui.corpus_views import described_view, findings_view, outcome_view, reading_view
from assistant.ui.freshness import bring_up_to_date
from assistant.ui.sheets import sheet
from assistant.ui.wording import INTERFACE
from assistant.workflows import indexing, ingest
from assistant.workflows.coders import find_coder
from assistant.workflows.describing import describe_sources
from assistant.workflows.searching import CorpusQuery, cases_of, search_corpus
from assistant.workflows.surveying import survey_sources
from assistant.workflows.workbench import Workbench

MOST_HITS = 60
MOST_EVENTS = 200
"""After so many a page looks at everything again."""


def build(bench: Workbench) -> gr.HTML:
    """Return the page; its script owns everything inside."""
    reading = (start, newest, counts, preview, search)
    acts = (describe, add_uploaded, index)
    return sheet(
        "corpus",
        ("table", "uploading", "reading", "searching", "corpus"),
        [
            *(answering(bench, function, least=Role.VIEWER) for function in reading),
            *(answering(bench, function) for function in acts),
        ],
    )


def start(bench: Workbench, coder: CoderId, _asked: Asked) -> views.Json:
    """Return what the page needs: words, sources, and what can be chosen."""
    person = find_coder(bench, coder)
    sources = bench.ledger.sources()
    return {
        "head": bench.ledger.head(),
        "wording": INTERFACE,
        "types": [kind.value for kind in SourceType],
        "languages": [language.value for language in Language],
        "role": person.role.value if person else Role.VIEWER.value,
        "sources": [described_view(source) for source in sources],
        "cases": cases_of(sources),
        "coders": [[each.id, each.name] for each in bench.ledger.coders() if each.kind is CoderKind.PERSON],
        "codebook": views.codebook_view(bench.codebook()),
    }


def newest(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Return the number of the newest event, and whether sources or this person's counts may have changed since."""
    after = int(asked.get("after") or 0)
    recent = list(bench.ledger.events(after=after, limit=MOST_EVENTS)) if after >= 0 else []
    much = len(recent) == MOST_EVENTS
    return {
        "head": bench.ledger.head(),
        "sources": much or any(event.kind.startswith("source.") for event in recent),
        "counts": much or any(event.actor == coder or event.kind == "segment.proposed" for event in recent),
    }


def counts(bench: Workbench, coder: CoderId, _asked: Asked) -> views.Json:
    """Return how far this person is with each source: units coded, not coded, proposals not decided."""
    standings = survey_sources(bench, coder)
    return {source: [each.coded, each.uncoded, each.undecided] for source, each in standings.items()}


def preview(bench: Workbench, _coder: CoderId, asked: Asked) -> views.Json:
    """Return a source to be read, with pages, time codes, and what reading did and left out."""
    document_id = DocumentId(asked["source"])
    document = bench.ledger.document(document_id)
    return reading_view(document, bench.ledger.segments(document_id))


def search(bench: Workbench, _coder: CoderId, asked: Asked) -> views.Json:
    """Return passages for words and filters."""
    query = CorpusQuery(
        text=str(asked.get("words") or "")[:1000],
        limit=MOST_HITS,
        types=frozenset({SourceType(asked["type"])}) if asked.get("type") else frozenset(),
        cases=frozenset({str(asked["case"])}) if asked.get("case") else frozenset(),
        coders=frozenset({CoderId(asked["coder"])}) if asked.get("coder") else frozenset(),
        codes=frozenset({CodeId(asked["code"])}) if asked.get("code") else frozenset(),
    )
    if query.text.strip():
        bring_up_to_date(bench)
    return findings_view(search_corpus(bench, query))


def index(bench: Workbench, _coder: CoderId, _asked: Asked) -> views.Json:
    """Bring the search index up to date."""
    report = indexing.refresh_index(bench)
    return {"units": report.total}


def describe(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Record corrected descriptions of some sources, all or none.

    Raises:
        StudyError: A value does not fit, or this person may not say whether a source may leave.
    """
    changes = {
        DocumentId(source): {str(name): str(words) for name, words in fields.items()}
        for source, fields in dict(asked["changes"]).items()
    }
    person = find_coder(bench, coder)
    if any("may_leave" in fields for fields in changes.values()) and (person is None or person.role is not Role.LEAD):
        raise StudyError(
            "whether a source may leave this machine is for the study's lead to say", "资料可否外传，由研究负责人决定"
        )
    changed = describe_sources(bench, changes, actor=coder)
    return {
        "changed": changed,
        "sources": [described_view(each) for each in bench.ledger.sources() if each.id in changes],
    }


def add_uploaded(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Read a file that the browser has sent; return what became of it."""
    with under_its_own_name(str(asked["path"]), str(asked["name"])) as path:
        (outcome,) = ingest.add_files(bench, [path], actor=coder)
    return outcome_view(outcome)
