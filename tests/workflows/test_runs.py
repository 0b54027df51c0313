"""What runs came to, over stops and goings-on; ordering one from a page; what has left, looked at."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.document import SourceType
from assistant.domain.identifiers import FamilyId
from assistant.errors import InstrumentError, StudyError
from assistant.models import EgressLog, Limits
from assistant.models.egress import newest_lines
from assistant.offering import StudyModels
from assistant.settings import ModelTable, read_study_settings
from assistant.workflows.desk import RunDesk, Stand, Standing
from assistant.workflows.offers import RunOrder
from assistant.workflows.ordering import begin_order, estimate_order, held_back
from assistant.workflows.run_report import RunReport
from assistant.workflows.runs import RunState, list_runs, recorded_runs
from tests.scripted_server import scripted_server
from tests.workflows.wired_study import NEWS, THREE, answering, choice, make_study, run

PRICES = {"price_in": 2.0, "price_out": 8.0}


def ended(desk: RunDesk) -> Standing:
    """How the run of a desk ended; it is waited for."""
    while desk.standing().stand in {Stand.RUNNING, Stand.STOPPING}:
        threading.Event().wait(0.02)
    return desk.standing()


def test_totals_of_a_run_are_those_of_all_its_times(tmp_path: Path):
    bench = make_study(tmp_path, *THREE)
    with scripted_server(answering()) as server:
        first = run(bench, choice(server, limits=Limits(max_calls=20), **PRICES))
        (line,) = list_runs(bench)
        assert (line.state, line.totals["calls"]) == (RunState.STOPPED, first.totals["calls"])
        assert "the limit of 20 calls is reached" in line.reason
        second = run(bench, choice(server, **PRICES))
        asked = len(server.asked)
    (line,) = list_runs(bench)
    assert (line.state, line.reason, line.recording) == (RunState.FINISHED, "", "")
    for name in ("calls", "tokens_in", "tokens_out", "cost", "seconds"):
        assert line.totals[name] == pytest.approx(first.totals[name] + second.totals[name], abs=1e-5)
    assert line.totals["calls"] == asked - 1, "every question was put once, beside the one for the model's name"
    finished = next(event for event in reversed(list(bench.ledger.events())) if event.kind == "run.finished")
    assert '"tokens_in"' in finished.payload
    assert line.answered == first.units + second.units
    assert line.proposals == len(bench.ledger.proposals())
    assert bench.ledger.verify().flaws == ()
    bench.close()


def test_a_run_read_from_a_recording_says_so_and_of_which_model(tmp_path: Path):
    recording = tmp_path / "demo.jsonl"
    bench = make_study(tmp_path / "one", NEWS)
    with scripted_server(answering()) as server:
        chosen = choice(server, record=recording)
        run(bench, chosen)
    assert recorded_runs(bench) == {}
    bench.close()
    other = make_study(tmp_path / "two", NEWS)
    run(other, replace(chosen, record=None, replay=recording))
    (line,) = list_runs(other)
    assert (line.recording, line.model) == ("demo.jsonl", "scripted")
    assert line.totals["calls"] == 0
    assert recorded_runs(other) == {line.run.id: "scripted"}
    assert other.ledger.runs()[0].parameters["recording"] == "demo.jsonl"
    other.close()


def test_an_order_is_estimated_then_done_and_watched(tmp_path: Path):
    with scripted_server(answering()) as server:
        model = ModelTable(spec="openai:scripted", base_url=server.url, **PRICES)
        bench = make_study(tmp_path, *THREE, model=model)
        order = RunOrder(instrument="model", families=frozenset({FamilyId("A")}))
        before = estimate_order(bench, order)
        assert (before.earlier, before.under_way) == (0, False)
        assert before.waiting == sum(source.units for source in bench.ledger.sources())
        assert before.estimate is not None
        assert before.estimate.cost is not None
        assert server.asked == []
        begin_order(bench, replace(order, max_calls=5), actor=bench.person)
        stopped = ended(bench.desk)
        assert stopped.stand is Stand.ENDED
        assert stopped.report is not None
        assert "5 calls" in stopped.report.reason
        again = estimate_order(bench, order)
        assert again.under_way, "the same configuration goes on with the same run"
        begin_order(bench, order, actor=bench.person)
        done = ended(bench.desk)
        assert done.report is not None
        assert (done.report.stopped, done.done, done.what) == (False, done.total, "openai:scripted")
        assert estimate_order(bench, order).waiting == 0
        assert len({each.raw for each in server.asked}) == len(server.asked)
    bench.close()


def test_the_embedded_instrument_is_ordered_in_the_same_way(tmp_path: Path):
    bench = make_study(tmp_path, NEWS)
    before = estimate_order(bench, RunOrder(instrument="exemplar"))
    assert before.estimate is None
    assert before.waiting > 0
    begin_order(bench, RunOrder(instrument="exemplar"), actor=bench.person)
    done = ended(bench.desk)
    assert done.report is not None
    assert done.report.units == before.waiting
    bench.close()


def test_nothing_goes_to_a_host_that_nobody_agreed_to(tmp_path: Path):
    model = ModelTable(spec="ollama:far", base_url="http://203.0.113.9:11434")
    bench = make_study(tmp_path, *THREE, model=model)
    with pytest.raises(StudyError, match=r"203\.0\.113\.9") as refused:
        begin_order(bench, RunOrder(instrument="model"), actor=bench.person)
    assert "203.0.113.9" in refused.value.zh
    assert bench.desk.standing().stand is Stand.IDLE
    paper = next(each.metadata.source_type for each in bench.ledger.sources() if each.file_name.endswith(".docx"))
    reasons = {each.source.file_name: each.why.en for each in held_back(bench, frozenset({paper}))}
    assert reasons == {
        NEWS: "the study does not allow this type to leave",
        "访谈-优秀员工甲.txt": "interviews stay unless each is allowed to leave",
    }
    bench.close()


def test_settings_are_kept_or_refused_as_a_whole(tmp_path: Path):
    bench = make_study(tmp_path, NEWS)
    models = bench.models()
    assert isinstance(models, StudyModels)
    assert models.kept().values == {}
    models.keep({"spec": "openai:gpt", "temperature": 0.2, "price_in": 1.5}, frozenset({SourceType.NEWS}))
    kept = models.kept()
    assert (kept.values["spec"], kept.values["temperature"]) == ("openai:gpt", 0.2)
    assert (kept.allowed, kept.destination, kept.key_variable) == (
        {SourceType.NEWS},
        "api.openai.com",
        "OPENAI_API_KEY",
    )
    assert replace(models, environment={}).kept().key_there is False
    assert replace(models, environment={"OPENAI_API_KEY": "k"}).kept().key_there is True
    for values, allowed in (
        ({"spec": "openai:gpt", "temperature": "warm"}, frozenset()),
        ({"spec": "openai:gpt", "api_key": "secret"}, frozenset()),
        ({"spec": "openai:gpt"}, frozenset({SourceType.INTERVIEW})),
    ):
        with pytest.raises(StudyError, match="nothing was saved"):
            models.keep(values, allowed)
    with pytest.raises(InstrumentError, match="temperature"):
        models.keep({"spec": "openai:gpt", "temperature": 9}, frozenset())
    with pytest.raises(InstrumentError, match="provider:model"):
        models.keep({"spec": "gpt"}, frozenset())
    settings = read_study_settings(bench.folder)
    assert settings.model is not None
    assert settings.model.temperature == 0.2
    assert "secret" not in (bench.folder / "project.toml").read_text("utf-8")
    bench.close()


def test_one_run_at_a_time_is_stopped_when_asked_and_a_mistake_ends_it():
    desk, go = RunDesk(), threading.Event()
    report = RunReport(run_id=None, coder_id="i", units=0, earlier=0, proposals=0, refusals=0, stopped=True)

    def waits(progress) -> RunReport:
        while progress(1, 3, "one"):
            go.wait(0.01)
        return report

    desk.begin(waits, "slow")
    with pytest.raises(StudyError, match="'slow' is at work"):
        desk.begin(waits, "second")
    desk.stop()
    assert ended(desk).report is report
    assert (desk.standing().done, desk.standing().total) == (1, 3)

    def refuses(_progress) -> RunReport:
        raise InstrumentError("no such model", "没有这个模型")

    desk.begin(refuses, "wrong")
    failed = ended(desk)
    assert failed.stand is Stand.FAILED
    assert failed.error is not None
    assert failed.error.zh == "没有这个模型"


def test_a_run_that_breaks_by_a_mistake_of_ours_is_told_as_such(monkeypatch: pytest.MonkeyPatch):
    desk = RunDesk()
    told: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda broken: told.append(broken.exc_type))

    def breaks(_progress) -> RunReport:
        raise ZeroDivisionError

    desk.begin(breaks, "broken")
    failed = ended(desk)
    assert failed.error is not None
    assert "mistake of the program" in str(failed.error)
    while not told:
        threading.Event().wait(0.01)
    assert told == [ZeroDivisionError], "the terminal says more"


def test_the_newest_departures_are_read_from_the_end_of_a_long_log(tmp_path: Path):
    path = tmp_path / "egress.jsonl"
    assert newest_lines(path, 5) == []
    log = EgressLog(path, iter(f"t{number}" for number in range(1000)).__next__)
    for number in range(40):
        log.write("h", "m", f"{number} 长 {'x' * 60_000}".encode(), "as_sent")
    found = newest_lines(path, 25)
    assert [entry["time"] for entry in found] == [f"t{number}" for number in range(39, 14, -1)]
    assert str(found[0]["body"]).startswith("39 长")
    assert len(newest_lines(path, 100)) == 40
    path.write_text("no json\n", "utf-8")
    with pytest.raises(InstrumentError, match="cannot be read"):
        newest_lines(path, 1)
