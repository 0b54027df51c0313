"""Codebooks, their versions and what waits for re-coding, as the page of the codebook gets them: plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.domain.codebook import Codebook
from assistant.domain.coder import Coder
from assistant.domain.coding import Coding
from assistant.domain.identifiers import CoderId
from assistant.revising import EntryDifference, codebook_content, word_pieces
from assistant.ui.views import Json
from assistant.workflows.adjudicating import Revision
from assistant.workflows.codebooks import Version
from assistant.workflows.drafting import Reviewed
from assistant.workflows.indexing import place_words
from assistant.workflows.recoding import Questioned


def book_view(codebook: Codebook) -> Json:
    """Return a whole version in the shape of the codebook file, with its id."""
    return codebook_content(codebook) | {"id": codebook.id}


def version_view(version: Version, people: Mapping[CoderId, Coder]) -> Json:
    """Return one line of the history."""
    person = people.get(version.actor)
    return {
        "id": version.codebook.id,
        "number": version.codebook.version,
        "name": version.codebook.name,
        "codes": len(version.codebook.codes),
        "at": version.at,
        "by": person.name if person else version.actor,
        "reason": version.reason,
        "changes": [[change.code, change.kind, list(change.into)] for change in version.changes],
    }


def difference_view(entry: EntryDifference) -> Json:
    """Return what differs in one entry, each field as pieces kept, taken out and put in."""
    return {
        "what": entry.what,
        "id": entry.id,
        "kind": entry.kind.value,
        "label": {"zh": entry.label.in_language("zh"), "en": entry.label.in_language("en")},
        "fields": [
            {
                "name": field.name,
                "semantic": field.semantic,
                "pieces": [[piece.kind, piece.words] for piece in word_pieces(field.before, field.after)],
            }
            for field in entry.fields
        ],
    }


def reviewed_view(reviewed: Reviewed) -> Json:
    """Return what publishing a draft would do."""
    return {
        "differences": [difference_view(entry) for entry in reviewed.differences],
        "affected": dict(reviewed.affected),
        "misquoted": [list(place) for place in reviewed.misquoted],
        "minor": reviewed.minor,
        "semantic": reviewed.semantic,
        "content": book_view(reviewed.codebook),
    }


def questioned_view(each: Questioned) -> Json:
    """Return a coding to be looked at again, its words in their passage, with what changed in its entry since."""
    end = each.at + len(each.quotation)
    return {
        "id": each.coding.id,
        "source": each.source.id,
        "place": place_words(each.source.metadata, each.page, each.time_ms),
        "start": each.coding.span.start,
        "code": each.coding.code,
        "kind": each.kind.value,
        "reasons": list(each.reasons),
        "offered": list(each.offered),
        "gone": each.now is None,
        "before": each.context[: max(0, each.at)],
        "quotation": each.quotation,
        "after": each.context[end:],
        "difference": None if each.difference is None else difference_view(each.difference),
    }


def revision_view(revision: Revision) -> Json:
    """Return why adjudication wants an entry made clearer."""
    return {
        "against": list(revision.against),
        "pending": revision.pending,
        "cases": [
            {"title": case.title, "words": case.words, "reason": case.reason, "outcome": list(case.outcome)}
            for case in revision.cases
        ],
    }


def coding_count(codings: Sequence[Coding]) -> Json:
    """Return how many codings there are by code."""
    counts: dict[str, int] = {}
    for coding in codings:
        counts[coding.code] = counts.get(coding.code, 0) + 1
    return dict(counts)
