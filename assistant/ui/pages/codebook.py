"""The codebook: reading and editing entries, publishing versions, comparing them, coding again what changed meaning."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.domain.acts import EntryChange
from assistant.domain.codebook import Codebook
from assistant.domain.coder import Role
from assistant.domain.identifiers import CodebookId, CodeId, CoderId, CodingId
from assistant.errors import ChangedMeanwhile, CodebookError
from assistant.revising import ChangeKind, merge_codes, next_version, split_code
from assistant.ui import codebook_views as shown
from assistant.ui.answering import Asked, Handler, answering
from assistant.ui.arrivals import under_its_own_name
from assistant.ui.sheets import sheet
from assistant.ui.views import Json
from assistant.ui.wording import INTERFACE
from assistant.workflows import codebooks, drafting, recoding
from assistant.workflows.adjudicating import revision_list
from assistant.workflows.coders import find_coder
from assistant.workflows.drafting import Draft
from assistant.workflows.workbench import Workbench

SCRIPTS = ("state", "entries", "form", "lists", "reshaping", "publishing", "versions", "recoding", "codebook")


def build(bench: Workbench) -> gr.HTML:
    """Return the page; its script owns everything inside."""
    reading = (start, newest, version, compare, export, waiting)
    editing = (check, review, take_in, on_whole(bench, publish), on_whole(bench, merge), on_whole(bench, split))
    return sheet(
        "codebook",
        SCRIPTS,
        [
            *(answering(bench, function, least=Role.VIEWER) for function in reading),
            *(answering(bench, function, least=Role.LEAD) for function in editing),
            answering(bench, on_whole(bench, recode)),
        ],
    )


def on_whole(whole: Workbench, handler: Handler) -> Handler:
    """Let a handler work on the whole study.

    A merger takes everybody's codings along, also those that the lead may not see yet; and what a coder is done with is
    coded again when a definition changes. Each of these handlers touches nothing else, and shows nothing of it.
    """

    def handle(_seen: Workbench, coder: CoderId, asked: Asked) -> object:
        return handler(whole, coder, asked)

    handle.__name__ = handler.__name__
    return handle


def start(bench: Workbench, coder: CoderId, _asked: Asked) -> Json:
    """Return what the page needs: words, the version in force, its history, how much waits."""
    people = {each.id: each for each in bench.ledger.coders()}
    person = find_coder(bench, coder)
    return {
        "head": bench.ledger.head(),
        "wording": INTERFACE,
        "study": bench.name,
        "coder": coder,
        "role": person.role.value if person else Role.VIEWER.value,
        "book": shown.book_view(bench.codebook()),
        "versions": [shown.version_view(each, people) for each in codebooks.codebook_history(bench)],
        "counts": shown.coding_count(bench.ledger.codings()),
        "revisions": {each.code: shown.revision_view(each) for each in revision_list(bench)},
        "waiting": recoding.count_questioned(bench, coder),
    }


def newest(bench: Workbench, _coder: CoderId, _asked: Asked) -> Json:
    """Return the number of the newest event, and which version is in force."""
    return {"head": bench.ledger.head(), "book": bench.ledger.codebooks()[-1].id}


def version(bench: Workbench, _coder: CoderId, asked: Asked) -> Json:
    """Return a published version, whole."""
    return shown.book_view(codebooks.version_of(bench, CodebookId(asked["id"])))


def compare(bench: Workbench, _coder: CoderId, asked: Asked) -> list[Json]:
    """Return what differs between two published versions."""
    found = codebooks.compare_versions(bench, CodebookId(asked["before"]), CodebookId(asked["after"]))
    return [shown.difference_view(entry) for entry in found]


def export(bench: Workbench, _coder: CoderId, asked: Asked) -> Json:
    """Return a version as a file, for the browser to save."""
    book = codebooks.version_of(bench, CodebookId(asked["id"]))
    ending = {"yaml": ".yaml", "xlsx": ".xlsx"}[asked["form"]]
    with tempfile.TemporaryDirectory() as desk:
        path = Path(desk, f"codebook{ending}")
        bench.codebook_files.write(book, path)
        data = base64.b64encode(path.read_bytes()).decode("ascii")
    return {"name": f"{book.name}-{book.version}{ending}", "data": data}


def check(bench: Workbench, _coder: CoderId, asked: Asked) -> Json:
    """Tell what is wrong with a draft; which examples misquote their text."""
    try:
        reviewed = drafting.review_draft(bench, _draft(asked))
    except CodebookError as error:
        return {"problems": _lines(error), "misquoted": []}
    return {"problems": [], "misquoted": [list(place) for place in reviewed.misquoted]}


def review(bench: Workbench, _coder: CoderId, asked: Asked) -> Json:
    """Return what publishing a draft would do, or what stands in the way."""
    try:
        return shown.reviewed_view(drafting.review_draft(bench, _draft(asked))) | {"problems": []}
    except CodebookError as error:
        return {"problems": _lines(error)}


def _lines(error: CodebookError) -> list[str]:
    return [line.removeprefix("- ") for line in str(error).splitlines()]


def _draft(asked: Asked) -> Draft:
    given: dict[str, Any] = dict(asked["draft"])
    return Draft(
        base=CodebookId(given["base"]),
        codes=dict(given.get("codes") or {}),
        families=dict(given.get("families") or {}),
        whole=given.get("whole"),
    )


def publish(bench: Workbench, coder: CoderId, asked: Asked) -> Json:
    """Bring a draft into force, unless another version came into force meanwhile."""
    draft = _draft(asked)
    said = {str(name): ChangeKind(kind) for name, kind in dict(asked["said"]).items()}
    codebook = codebooks.numbered(drafting.drafted_codebook(bench, draft), str(asked["number"]))
    revision = codebooks.Revision(codebook=codebook, reason=str(asked["reason"])[:4000], previous=draft.base, said=said)
    return _publish(bench, revision, coder)


def merge(bench: Workbench, coder: CoderId, asked: Asked) -> Json:
    """Merge codes into another one; every coding goes with them."""
    base = codebooks.version_of(bench, CodebookId(asked["base"]))
    merged = merge_codes(base, [CodeId(code) for code in asked["codes"]], CodeId(asked["into"]))
    return _publish(bench, _reshaped(base, merged.codebook, merged.changes, str(asked["reason"])), coder)


def split(bench: Workbench, coder: CoderId, asked: Asked) -> Json:
    """Replace a code by several; whoever coded with it is asked again."""
    base = codebooks.version_of(bench, CodebookId(asked["base"]))
    code = CodeId(asked["code"])
    parts = {str(entry["id"]): entry for entry in asked["parts"]}
    wider = drafting.drafted_codebook(bench, Draft(base=base.id, codes=parts, families={}))
    entries = [entry for entry in wider.codes if entry.id in parts]
    after = split_code(base, code, entries)
    return _publish(bench, _reshaped(base, after.codebook, after.changes, str(asked["reason"])), coder)


def _reshaped(base: Codebook, after: Codebook, changes: Sequence[EntryChange], reason: str) -> codebooks.Revision:
    numbered = codebooks.numbered(after, next_version(base.version, semantic=True))
    return codebooks.Revision(codebook=numbered, reason=reason[:4000], previous=base.id, reshaped=tuple(changes))


def _publish(bench: Workbench, revision: codebooks.Revision, coder: CoderId) -> Json:
    try:
        done = codebooks.publish_revision(bench, revision, actor=coder)
    except ChangedMeanwhile as error:
        return {"overtaken": {"en": str(error), "zh": error.in_language("zh")}}
    return {"number": done.codebook.version, "restamped": done.restamped, "doubled": done.doubled}


def take_in(bench: Workbench, _coder: CoderId, asked: Asked) -> Json:
    """Read a codebook file that the browser has sent; it becomes a draft and nothing more."""
    with under_its_own_name(str(asked["path"]), str(asked["name"])) as path:
        return shown.book_view(bench.codebook_files.read(path))


def waiting(bench: Workbench, coder: CoderId, _asked: Asked) -> list[Json]:
    """Return this person's codings that a change of meaning calls into question."""
    return [shown.questioned_view(each) for each in recoding.questioned_codings(bench, coder)]


def recode(bench: Workbench, coder: CoderId, asked: Asked) -> Json:
    """Record what this person says of one of their codings under the version in force."""
    answer = recoding.Recoding(
        coding_id=CodingId(asked["coding"]),
        answer=recoding.Answer(asked["answer"]),
        reason=str(asked["reason"])[:2000],
        code=CodeId(asked["code"]) if asked.get("code") else None,
    )
    return {"left": recoding.recode(bench, [answer], coder=coder)}
