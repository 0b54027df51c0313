"""Every way of reading that the application has, tried as a coder who codes blind.

The list of ways is read from the application: routes, events of Gradio, functions that components may call. One that
nobody has classified here fails. Blindness is proved by two worlds that differ only in what Anna and the instrument
did: to Bo both answer the same, to the last character.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from starlette.routing import Mount

from tests.ui.worlds import ANNA, BO, BOOK, LEAD, ONE, TEXT, TWO, WATCHER, World, same_noise, span, unit, world

pytestmark = pytest.mark.xdist_group("worlds")

HERE = {"source": TEXT.id, "after": 0}
QUOTE = TEXT.text[span(0).start : span(0).end]
BOARD = {"rows": "codes", "columns": "types", "case": "", "family": ""}
MARKED = HERE | {"span": [span(0).start, span(0).end], "quote": QUOTE}


@dataclass(frozen=True)
class Reads:
    """A way of reading: Bo is told the same in both worlds; the lead is told what differs, where ``tells``."""

    asked: object = None
    tells: bool = True


@dataclass(frozen=True)
class Acts:
    """A way of acting: tried with what belongs to Anna or is hidden, it changes nothing of it and tells nothing."""

    asked: object = None


FUNCTIONS: dict[str, Reads | Acts] = {
    "adjudication.start_adjudication": Reads({}, tells=False),
    "adjudication.queue": Reads({"round": "r1", "hidden": False}, tells=False),
    "adjudication.before_and_after": Reads({"round": "r1", "family": "A", "language": "en"}, tells=False),
    "adjudication.revisions": Reads({}, tells=False),
    "adjudication.settle": Acts({
        "round": "r1", "document": TEXT.id, "segment": unit(0), "family": "A", "outcome": [], "error": "other",
        "reason": "x", "hidden": False,
    }),
    "assignments.start_assignments": Reads({}, tells=False),
    "assignments.preview": Reads({
        "round": "r2", "kind": "recoding", "mode": "assisted", "coders": [ANNA.id], "seed": 1, "share": 1.0,
        "number": None, "types": [], "sources": [], "families": [], "shown": 0, "note": "",
    }, tells=False),
    "assignments.assign": Acts({
        "round": "r2", "kind": "coding", "mode": "assisted", "coders": [BO.id], "seed": 1, "share": 1.0,
        "number": None, "types": [], "sources": [], "families": [], "shown": 0, "note": "",
    }),
    "assignments.locked": Reads({"id": f"{ANNA.id}-blind-r1"}, tells=False),
    "assignments.reopen": Acts({"id": f"{ANNA.id}-blind-r1", "units": [unit(0)], "reason": "x"}),
    "assignments.withdraw": Acts({"id": f"{ANNA.id}-blind-r1", "reason": "x"}),
    "codebook.start": Reads({}),
    "codebook.newest": Reads({}, tells=False),
    "codebook.version": Reads({"id": BOOK.id}, tells=False),
    "codebook.compare": Reads({"before": BOOK.id, "after": BOOK.id}, tells=False),
    "codebook.export": Reads({"id": BOOK.id, "form": "yaml"}, tells=False),
    "codebook.waiting": Reads({}, tells=False),
    "codebook.check": Acts({"draft": {"base": BOOK.id}}),
    "codebook.review": Acts({"draft": {"base": BOOK.id}}),
    "codebook.take_in": Acts({"path": "/nowhere", "name": "x.yaml"}),
    "codebook.publish": Acts({"draft": {"base": BOOK.id}, "said": {}, "number": "2", "reason": "x"}),
    "codebook.merge": Acts({"base": BOOK.id, "codes": [BOOK.codes[0].id], "into": BOOK.codes[1].id, "reason": "x"}),
    "codebook.split": Acts({"base": BOOK.id, "code": BOOK.codes[0].id, "parts": [], "reason": "x"}),
    "codebook.recode": Acts({"coding": "anna-1", "answer": "keep", "reason": "x"}),
    "coding.start": Reads({"coder": ANNA.id}, tells=False),
    "coding.progress": Reads({"coder": ANNA.id}),
    "coding.open_source": Reads(HERE | {"coder": ANNA.id}),
    "coding.changes": Reads({"source": TEXT.id, "after": 14}),  # just before Anna began
    "coding.search": Reads({"words": "平台", "type": ""}, tells=False),
    "coding.similar": Reads(HERE | {"segment": unit(0)}, tells=False),
    "coding.ask_for": Acts(HERE | {"segment": unit(0)}),
    "coding.code": Acts(MARKED | {"code": BOOK.codes[0].id, "coder": ANNA.id}),
    "coding.decide": Acts(HERE | {
        "proposal": "p0", "action": "accept", "confirmed": QUOTE, "reason": "x", "order": 0, "dwell_ms": 1,
    }),
    "coding.lock": Acts(HERE | {"segments": [], "dwell_ms": []}),
    "coding.reopen_units": Acts(HERE | {"segments": [unit(0)]}),
    "coding.revise_coding": Acts(HERE | {"coding": "anna-1", "code": BOOK.codes[1].id}),
    "coding.remove_coding": Acts(HERE | {"coding": "anna-1"}),
    "coding.write_memo": Acts(HERE | {"target": "project", "text": "x", "private": False, "memo": "m4"}),
    "coding.remove_memo": Acts(HERE | {"memo": "m4"}),
    "coding.undo": Acts(HERE | {"coder": ANNA.id}),
    "coding.redo": Acts(HERE | {"coder": ANNA.id}),
    "coding.shown": Acts({"showings": [["p0", 0, 10]]}),
    "corpus.start": Reads({}, tells=False),
    "corpus.newest": Reads({}, tells=False),
    "corpus.counts": Reads({}),
    "corpus.preview": Reads(HERE, tells=False),
    "corpus.search": Reads({"words": "", "coder": ANNA.id}),
    "corpus.describe": Acts({"changes": {}}),
    "corpus.add_uploaded": Acts({"path": "/nowhere", "name": "x.txt"}),
    "corpus.index": Acts({}),
    "instruments.start_instruments": Reads({}, tells=False),
    "instruments.standing": Reads({}, tells=False),
    "instruments.runs": Reads({}, tells=False),
    "instruments.departures": Reads({}, tells=False),
    "instruments.estimate": Acts({"instrument": "exemplar"}),
    "instruments.let_leave": Acts({"source": TEXT.id, "order": {"instrument": "exemplar"}}),
    "instruments.begin": Acts({"instrument": "exemplar"}),
    "instruments.stop": Acts({}),
    "people.list_people": Reads({}, tells=False),
    "people.add_person": Acts({"id": "chen", "name": "Chen", "role": "lead"}),
    "people.give_role": Acts({"id": BO.id, "role": "lead"}),
    "people.invite": Acts({"id": ANNA.id}),
    "people.end_access": Acts({"id": ANNA.id}),
    "triangulation.start_triangulation": Reads({}, tells=False),
    "triangulation.board": Reads(BOARD),
    "triangulation.open_row": Reads(BOARD | {"row": BOOK.codes[0].id, "column": "news"}),
    "triangulation.agreement": Reads({}, tells=False),
    "triangulation.figures": Reads({}, tells=False),
    "triangulation.open_figure": Reads({"figure": "nothing of the kind"}, tells=False),
    "triangulation.network": Reads({}, tells=False),
    "triangulation.words_in_common": Reads({"one": TEXT.id, "other": TEXT.id}, tells=False),
    "triangulation.timeline": Reads({}, tells=False),
    "triangulation.together": Reads({"down": "A", "across": "A"}, tells=False),
    "triangulation.queue": Reads({}),
    "triangulation.look": Reads({"code": BOOK.codes[0].id, "types": ["news"], "words": "平台"}, tells=False),
    "triangulation.give_verdict": Acts(BOARD | {
        "row": BOOK.codes[0].id, "column": "news", "verdict": "partial", "reason": "x",
    }),
    "triangulation.judge_names": Acts({
        "subject": "x", "direction": "up", "one": "a", "other": "b", "verdict": "same", "reason": "x",
    }),
    "triangulation.judge_claim": Acts({"claim": "none", "verdict": "rejected", "reason": "x"}),
    "triangulation.rule_on_source": Acts({"source": TEXT.id, "what": "apart", "reason": "x"}),
    "triangulation.record_search": Acts({"code": BOOK.codes[0].id, "findings": {}, "reason": "x"}),
}  # fmt: skip
"""What each server function is asked; named after its page."""

SELECTED = {"index": [0, 0], "value": BOOK.codes[0].id, "row_value": [BOOK.codes[0].id, BOOK.codes[1].id, "1", "1"]}
AS_THEY_STAND, CLICKED = (None, None), (None, SELECTED)
"""What the components of the page hold when it is opened."""
EVENTS: dict[str, Reads | Acts] = {
    "compute_shown": Reads(AS_THEY_STAND, tells=False),
    "confusion_clicked": Reads(CLICKED, tells=False),
    "unit_clicked": Reads(CLICKED, tells=False),
    "plan_shown": Reads(AS_THEY_STAND, tells=False),
    "show_tab": Reads(AS_THEY_STAND, tells=False),
    "show_all": Reads(([], None)),
    "show_picture": Reads((["framework"], None), tells=False),
    "show_table": Reads((["comparison"], None), tells=False),
    "write_files": Acts((["zh", ["csv"]], None)),
    "add_files": Acts(([None], None)),
    "update_index": Acts(([], None)),
    "run_proposals": Acts(([], None)),
    "run_batch": Acts(([], None)),
    "verify_ledger": Reads(([], None), tells=False),
    "stop_work": Acts(([], None)),
}
"""What each event of Gradio is given: its inputs, and what was clicked."""

PAGES = (
    "/",
    "/adjudication",
    "/assignments",
    "/audit",
    "/codebook",
    "/corpus",
    "/instruments",
    "/people",
    "/report",
    "/triangulation",
    "/work",
)
PLAIN_ROUTES = {
    *PAGES,
    *(f"{page}/" for page in PAGES if page != "/"),
    "/sign-in",
    "/password",
    "/openapi.json",
    "/config",
    "/config/",
    "/logout",
    "/favicon.ico",
    "/theme.css",
    "/robots.txt",
    "/pwa_icon",
    "/manifest.json",
    "/monitoring",
    "/monitoring/summary",
    "/gradio_api/deep_link",
    "/gradio_api/user",
    "/gradio_api/user/",
    "/gradio_api/login_check",
    "/gradio_api/login_check/",
    "/gradio_api/token",
    "/gradio_api/token/",
    "/gradio_api/app_id",
    "/gradio_api/app_id/",
    "/gradio_api/startup-events",
    "/gradio_api/info",
    "/gradio_api/info/",
    "/gradio_api/openapi.json",
    "/gradio_api/queue/status",
    "/gradio_api/runs",
    "/gradio_api/runs/",
}
"""Routes that are simply opened."""
TRIED_APART = {
    "/gradio_api/component_server",
    "/gradio_api/component_server/",
    "/gradio_api/queue/join",
    "/gradio_api/queue/data",
    "/gradio_api/run/{api_name}",
    "/gradio_api/run/{api_name}/",
    "/gradio_api/api/{api_name}",
    "/gradio_api/api/{api_name}/",
    "/gradio_api/call/{api_name}",
    "/gradio_api/call/{api_name}/",
    "/gradio_api/call/{api_name}/{event_id}",
    "/gradio_api/call/v2/{api_name}",
    "/gradio_api/call/v2/{api_name}/",
    "/gradio_api/call/v2/{api_name}/{event_id}",
}
"""Routes by which events and server functions are called."""
NOTHING_OF_THE_STUDY = (
    r"/(static|assets|svelte)/\{path:path\}",
    r"/pwa_icon/\{size\}",
    r"/monitoring/\{key\}",
    r"/gradio_api/(dev|file|stream|proxy|custom_component|cancel|reset|heartbeat|upload|upload_progress|vibe|startup)\b.*",
    r"/gradio_api/(file|proxy)=.*",
    r"/(login|sign-out)/?",
    r"/gradio_api/(undo-vibe-edit|theme\.css|process_recording|runs|workflow|deep_link|mcp|cache|svelte|static)\b.*",
)
"""Files of the program, uploads under names nobody can guess, signing in and out, stopping and resetting."""


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, World]]:
    with (
        world(tmp_path_factory.mktemp("one") / "study", ONE) as one,
        world(tmp_path_factory.mktemp("two") / "study", TWO) as two,
    ):
        yield one, two


def functions(served: World) -> dict[str, int]:
    """Every server function of every component, named after its page, with the component's number."""
    found = {}
    for number, block in served.blocks.blocks.items():
        for name, member in inspect.getmembers(block, inspect.isfunction):
            if getattr(member, "_is_server_fn", False):
                found[f"{block.elem_id}.{name}"] = number
    return found


def call(served: World, who: str, name: str) -> str:
    return served.call(who, functions(served)[name], name.split(".")[1], FUNCTIONS[name].asked)


def hear(served: World, who: str, name: str) -> str:
    event = served.blocks.fns[events(served)[name]]
    inputs, about = EVENTS[name].asked
    given = [each.value for each in event.inputs] if inputs is None else inputs
    return served.hear(who, events(served)[name], given, about)


def events(served: World) -> dict[str, int]:
    return {event.name: number for number, event in served.blocks.fns.items()}


def routes(of: object, prefix: str = "") -> Iterator[str]:
    for route in of:
        inner = getattr(getattr(route, "original_router", None), "routes", None)
        if isinstance(route, Mount):
            inner = route.app.routes
        path = prefix + getattr(route, "path", "")
        if inner is None:
            yield path
        else:
            yield from routes(inner, path + getattr(getattr(route, "include_context", None), "prefix", ""))


# ---- nothing is forgotten ------------------------------------------------------------------------------------


def test_every_way_is_classified(worlds):
    one, _ = worlds
    unknown = set(functions(one)) - set(FUNCTIONS)
    assert not unknown, "say in FUNCTIONS what these are asked, and whether they read or act"
    unknown = set(events(one)) - set(EVENTS)
    assert not unknown, "say in EVENTS what these are given, and whether they read or act"
    loose = {path for path in routes(one.app.routes) if path not in PLAIN_ROUTES | TRIED_APART}
    unknown = {path for path in loose if not any(re.fullmatch(each, path) for each in NOTHING_OF_THE_STUDY)}
    assert not unknown, "say in PLAIN_ROUTES, TRIED_APART or NOTHING_OF_THE_STUDY what these routes are"


def test_no_function_is_on_two_components_under_one_name(worlds):
    one, _ = worlds
    named = [block.elem_id for block in one.blocks.blocks.values() if block.elem_id]
    assert len(named) == len(set(named))


# ---- reading -------------------------------------------------------------------------------------------------


def test_server_functions_tell_a_blind_coder_the_same_in_both_worlds(worlds):
    one, _ = worlds
    for name in functions(one):
        way = FUNCTIONS[name]
        if isinstance(way, Reads):
            first, second = (call(each, BO.id, name) for each in worlds)
            assert "SECRET" not in first + second, name
            assert same_noise(first) == same_noise(second), name
            assert "malformed" not in first, name


def test_a_lead_is_told_what_the_worlds_differ_in(worlds):
    one, _ = worlds
    for name in functions(one):
        way = FUNCTIONS[name]
        if isinstance(way, Reads):
            first, second = (call(each, LEAD.id, name) for each in worlds)
            assert "malformed" not in first, name
            assert not way.tells or same_noise(first) != same_noise(second), f"{name} was not really tried"


def test_events_tell_a_blind_coder_the_same_in_both_worlds(worlds):
    one, _ = worlds
    for name in events(one):
        way = EVENTS[name]
        if isinstance(way, Reads):
            first, second = (hear(each, BO.id, name) for each in worlds)
            assert first != "[]", name
            assert "needed:" not in first, name
            assert "SECRET" not in first + second, name
            if name != "verify_ledger":  # a proof that names the end of the chain, which is a hash
                assert same_noise(first) == same_noise(second), name


def test_pages_and_interfaces_hold_nothing_of_anybody(worlds):
    one, _ = worlds
    for path in sorted(set(routes(one.app.routes)) & PLAIN_ROUTES):
        for headers in ({"accept": "text/html"}, {"accept": "application/json"}):
            answer = one.browsers[BO.id].get(path, headers=headers)
            assert "SECRET" not in answer.text, path
            assert answer.status_code < 500, path


# ---- acting --------------------------------------------------------------------------------------------------


def test_acting_on_what_is_hidden_tells_nothing_and_changes_nothing_of_others(worlds):
    one, _ = worlds
    whole = one.bench.ledger
    before = _of_others(whole)
    for name in functions(one):
        way = FUNCTIONS[name]
        if isinstance(way, Acts):
            told = call(one, BO.id, name)
            assert "SECRET" not in told, name
            assert _of_others(whole) == before, name
    for name in events(one):
        way = EVENTS[name]
        if isinstance(way, Acts):
            assert "SECRET" not in hear(one, BO.id, name), name
            assert _of_others(whole) == before, name


def test_a_viewer_changes_nothing_at_all(worlds):
    one, _ = worlds
    head = one.bench.ledger.head()
    for name in functions(one):
        way = FUNCTIONS[name]
        if isinstance(way, Acts):
            call(one, WATCHER.id, name)
            assert one.bench.ledger.head() == head, name


def test_strangers_get_nothing_by_any_route(worlds):
    one, _ = worlds
    stranger = one.browsers[BO.id].__class__(one.app, base_url="http://127.0.0.1:7860", follow_redirects=False)
    for path in sorted(set(routes(one.app.routes)) - {"/sign-in", "/password"}):
        tried = re.sub(r"\{[^}]*\}", "x", path) or "/"
        for method in ("GET", "POST"):
            answer = stranger.request(method, tried, headers={"accept": "application/json"})
            assert answer.status_code in {401, 303, 307, 404, 405}, (method, tried, answer.status_code)
            assert answer.status_code != 303 or answer.headers["location"].startswith("/sign-in"), tried


def _of_others(ledger: object) -> object:
    """Everything that is not Bo's own: what Bo may not change."""
    return (
        [each for each in ledger.codings() if each.coder_id != BO.id],
        [each for each in ledger.decisions() if each.coder_id != BO.id],
        [each for each in ledger.memos() if each.coder_id != BO.id],
        ledger.adjudications(),
        ledger.assignments(),
        [each for each in ledger.locks() if each.coder_id != BO.id],
        [each for each in ledger.seen() if each.coder_id == BO.id],
        ledger.codebook(),
        ledger.coders(),
    )
