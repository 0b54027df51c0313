"""What the page of instruments asks of the workflows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.domain.document import SourceType
from assistant.errors import StudyError
from assistant.settings import LeavingTable, ModelTable, read_study_settings
from assistant.ui.pages import coding
from assistant.ui.pages import instruments as page
from assistant.workflows.workbench import Workbench
from tests.scripted_server import ScriptedServer, refuses_key, scripted_server
from tests.workflows.wired_study import NEWS, after, answering, choice, make_study, run

INTERVIEW = "访谈-优秀员工甲.txt"


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Workbench]:
    bench = make_study(tmp_path, NEWS, INTERVIEW)
    yield bench
    bench.close()


def order(server: ScriptedServer | None = None, **more: object) -> dict[str, object]:
    """What the form sends."""
    model = {"spec": "openai:scripted", "base_url": server.url if server else "http://127.0.0.1:9/v1", "timeout_s": 5}
    given = {
        "instrument": "model", "model": model, "allowed": [], "families": ["A"], "sources": [], "recording": "",
        "max_calls": None, "max_cost": None,
    }  # fmt: skip
    return given | more


def waited(bench: Workbench) -> dict[str, object]:
    """How the run stands once it has ended."""
    while (told := page.standing(bench, bench.person, {}))["stand"] in {"running", "stopping"}:
        threading.Event().wait(0.02)
    return told


def test_a_model_is_chosen_estimated_run_and_listed(study: Workbench):
    with scripted_server(answering()) as server:
        told = page.start_instruments(study, study.person, {})
        assert (told["kept"]["values"], told["runs"], told["standing"]["stand"]) == ({}, [], "idle")
        assert "interview" not in told["types"]
        found = page.estimate(study, study.person, order(server))
        assert found["kept"]["values"]["spec"] == "openai:scripted"
        estimate = found["estimate"]
        assert (estimate["destination"], estimate["leaving"], estimate["held"], estimate["cost"]) == ("", [], [], None)
        assert estimate["calls"] > 0
        assert server.asked == []
        page.begin(study, study.person, order(server))
        done = waited(study)
        assert done["report"]["units"] == estimate["waiting"] == done["total"]
        asked = len(server.asked)
    again = page.estimate(study, study.person, order())["estimate"]
    assert (again["waiting"], again["earlier"]) == (0, estimate["waiting"])
    (line,) = page.runs(study, study.person, {})
    assert (line["state"], line["recording"], line["totals"]["calls"]) == ("finished", "", asked - 1)


def test_a_run_that_cannot_go_on_says_why_in_both_languages_and_is_gone_on_with(study: Workbench):
    with scripted_server(after(6, refuses_key())) as server:
        page.estimate(study, study.person, order(server))
        page.begin(study, study.person, order(server))
        report = waited(study)["report"]
        assert report["stopped"]
        assert "key" in report["reason"]["en"]
        assert "密钥不被接受" in report["reason"]["zh"]
        (line,) = page.runs(study, study.person, {})
        assert (line["state"], line["reason"]) == ("stopped", report["reason"])
    with scripted_server(answering()) as server:
        assert page.estimate(study, study.person, order(server))["estimate"]["under_way"]
        page.begin(study, study.person, order(server))
        assert not waited(study)["report"]["stopped"]
    (line,) = page.runs(study, study.person, {})
    assert line["state"] == "finished"


def test_a_server_that_is_not_there_fails_with_a_sentence(study: Workbench):
    quick = order()
    quick["model"] = {**quick["model"], "max_retries": 0}
    page.estimate(study, study.person, quick)
    page.begin(study, study.person, quick)
    failed = waited(study)
    assert failed["stand"] == "failed"
    assert "连不上模型服务" in failed["error"]["zh"]
    assert page.runs(study, study.person, {}) == []


def test_what_would_leave_is_shown_with_what_stays_and_why_and_needs_consent(study: Workbench):
    far = order(model={"spec": "ollama:far", "base_url": "http://203.0.113.9:11434"}, allowed=["news"])
    told = page.estimate(study, study.person, far)["estimate"]
    assert told["destination"] == "203.0.113.9"
    assert [each["title"] for each in told["leaving"]] == [title_of(study, NEWS)]
    (held,) = told["held"]
    assert (held["title"], held["type"]) == (title_of(study, INTERVIEW), "interview")
    assert "逐份允许" in held["why"]["zh"]
    assert read_study_settings(study.folder).leaving == LeavingTable(allow=(SourceType.NEWS,))
    with pytest.raises(StudyError, match=r"203\.0\.113\.9"):
        page.begin(study, study.person, far)
    more = page.let_leave(study, study.person, {"source": held["id"], "order": far})
    assert len(more["leaving"]) == 2
    assert more["held"] == []
    assert page.departures(study, study.person, {}) == []


def title_of(bench: Workbench, file_name: str) -> str:
    return next(source.metadata.title for source in bench.ledger.sources() if source.file_name == file_name)


def test_settings_that_do_not_fit_are_refused_and_keep_what_was_there(study: Workbench):
    page.estimate(study, study.person, order())
    wrong = order(model={"spec": "openai:scripted", "temperature": "warm"})
    with pytest.raises(StudyError, match="temperature") as refused:
        page.estimate(study, study.person, wrong)
    assert "未保存" in refused.value.zh
    assert read_study_settings(study.folder).model == ModelTable(
        spec="openai:scripted", base_url="http://127.0.0.1:9/v1", timeout_s=5
    )


def test_proposals_from_a_recording_are_shown_as_such(study: Workbench, tmp_path: Path):
    other = make_study(tmp_path / "other", NEWS, INTERVIEW)
    with scripted_server(answering()) as server:
        recording = study.folder / "recordings" / "demo.jsonl"
        run(other, choice(server, record=recording, families=frozenset({"A"})))
        url = server.url
    other.close()
    told = page.start_instruments(study, study.person, {})
    assert told["recordings"] == ["demo.jsonl"]
    replayed = order(recording="demo.jsonl")
    replayed["model"] = {"spec": "openai:scripted", "base_url": url}
    page.estimate(study, study.person, replayed)
    page.begin(study, study.person, replayed)
    done = waited(study)
    assert (done["recording"], done["report"]["stopped"]) == ("openai:scripted", False)
    (line,) = page.runs(study, study.person, {})
    assert (line["recording"], line["model"], line["totals"]["calls"]) == ("demo.jsonl", "scripted", 0)
    proposals = study.ledger.proposals()
    assert proposals
    opened = coding.open_source(study, study.person, {"source": proposals[0].document_id})
    assert set(opened["recorded"].values()) == {"scripted"}
    assert set(opened["recorded"]) == {each["id"] for each in opened["proposals"]}
    with pytest.raises(StudyError, match="no recording"):
        page.estimate(study, study.person, order(recording="../ledger.db"))


def test_the_embedded_instrument_needs_no_settings(study: Workbench):
    embedded = {"instrument": "exemplar"}
    told = page.estimate(study, study.person, embedded)["estimate"]
    assert (told["calls"], told["destination"]) == (None, "")
    page.begin(study, study.person, embedded)
    assert waited(study)["report"]["units"] == told["waiting"]
    assert not (study.folder / "answers.db").exists()
