"""The whole path on the demonstration corpus, and what it leaves behind: requests, cache, recording, settings."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from assistant.bootstrap import ground_of, open_study
from assistant.domain.document import SourceType
from assistant.domain.identifiers import FamilyId
from assistant.errors import InstrumentError, StudyError
from assistant.models import Limits, Patience
from assistant.models import transport as transport_module
from assistant.settings import LeavingTable, ModelTable, StudySettings, read_study_settings, write_study_settings
from assistant.wiring import OLLAMA_WINDOW, chosen_settings, open_unasked
from assistant.workflows import describing
from assistant.workflows.instrument import estimate_run
from assistant.workflows.propose import waiting_units
from tests.scripted_server import ScriptedServer, Step, scripted_server
from tests.workflows.wired_study import (
    CORPUS,
    NEWS,
    THREE,
    WHO,
    after,
    answering,
    asked_of,
    choice,
    lines,
    make_study,
    opened,
    reopened,
    run,
)

INTERVIEW = "访谈-优秀员工甲.txt"


def test_the_whole_demonstration_corpus_over_http(tmp_path: Path):
    bench = make_study(tmp_path, *sorted(CORPUS.iterdir()))
    units = sum(source.units for source in bench.ledger.sources())
    with scripted_server(answering()) as server:
        report = run(bench, choice(server, max_concurrency=8))
        asked = list(server.asked)
        again = run(bench, choice(server, max_concurrency=8))
        assert len(server.asked) == len(asked), "nothing is asked when all is answered, not even the model's name"
    assert (report.units, report.stopped, again.units, again.earlier) == (units, False, 0, units)
    assert asked[0].question == WHO
    assert len({each.raw for each in asked}) == len(asked)
    kinds = [asked_of(each).kind for each in asked[1:]]
    assert kinds.count("verify") >= report.proposals > 100
    tags = {asked_of(each).tag for each in asked[1:]}
    assert tags == {f"D{source.id[:8]}" for source in bench.ledger.sources() if source.units}
    for each in asked[1:]:
        assert each.body["temperature"] == 0
        assert each.form == "json_schema"
    texts = {source.id: bench.ledger.document(source.id).text for source in bench.ledger.sources()}
    for proposal in bench.ledger.proposals():
        for evidence in proposal.evidence:
            assert evidence.span.read(texts[proposal.document_id])
    assert bench.ledger.verify().flaws == ()
    bench.close()


def test_a_recording_answers_in_the_place_of_the_model(tmp_path: Path):
    recording = tmp_path / "run.jsonl"
    bench = make_study(tmp_path / "one", *THREE)
    with scripted_server(answering()) as server:
        chosen = choice(server, record=recording)
        run(bench, chosen)
        asked = len(server.asked)
    other = make_study(tmp_path / "two", *THREE)
    report = run(other, replace(chosen, record=None, replay=recording))
    assert len(lines(recording)) == asked
    assert not report.stopped
    said = [[(p.segment_id, p.code, p.evidence) for p in each.ledger.proposals()] for each in (bench, other)]
    assert said[0] == said[1]
    assert bench.ledger.coders()[-1] == other.ledger.coders()[-1], "the same configuration is the same coder"
    for each in (bench, other):
        each.close()


def test_a_limit_of_calls_stops_cleanly_and_the_next_command_goes_on(tmp_path: Path):
    bench = make_study(tmp_path, *THREE)
    with scripted_server(answering()) as server:
        first = run(bench, choice(server, limits=Limits(max_calls=20)))
        assert first.stopped
        assert "the limit of 20 calls is reached" in first.reason
        assert len(server.asked) == 20
        bench = reopened(bench)
        second = run(bench, choice(server))
        assert not second.stopped
        assert len({each.raw for each in server.asked}) == len(server.asked)
    assert len(bench.ledger.runs()) == 1, "the run that had stopped was finished"
    assert second.earlier == first.units
    bench.close()


def test_a_person_can_stop_while_the_server_keeps_everybody_waiting(tmp_path: Path):
    bench = make_study(tmp_path, *THREE)
    waiting = Step(status=429, error=("slow down", "rate_limit_exceeded"), headers=(("retry-after", "50"),))
    told: list[tuple[int, int]] = []

    def stop_when_it_waits(done: int, total: int, _what: str) -> bool:
        told.append((done, total))
        return False

    with scripted_server(after(12, waiting)) as server:
        stopped = run(bench, choice(server, max_retries=5, patience=Patience()), stop_when_it_waits)
        asked = len(server.asked)
    assert (stopped.stopped, stopped.reason) == (True, ""), "the person knows why"
    assert told
    assert asked < 30
    with scripted_server(answering()) as server:
        report = run(bench, choice(server))
    assert not report.stopped
    assert report.earlier == stopped.units
    bench.close()


def test_the_model_of_the_settings_is_an_instrument_of_the_workbench(tmp_path: Path):
    from assistant.workflows.propose import propose_codes

    with scripted_server(answering()) as server:
        model = ModelTable(spec="openai:scripted", base_url=server.url)
        bench = make_study(tmp_path, NEWS, model=model)
        assert read_study_settings(bench.folder).model == model
        report = propose_codes(bench, "model", actor=bench.person)
        assert report.units > 0
        assert not report.stopped
        bench.close()
        bench = open_study(bench.folder)
        assert propose_codes(bench, "model", actor=bench.person).units == 0
    bench.close()


def test_settings_are_written_as_they_are_read(tmp_path: Path):
    model = ModelTable(spec='openai:a"b\\c', base_url="http://h/v1", seed=7, timeout_s=1.5, temperature=None)
    leaving = LeavingTable(allow=(SourceType.NEWS, SourceType.BOOK))
    whole = StudySettings(
        name="名\n字", model=model, leaving=leaving, cases={'衣"联网': ("Internet of Clothing", "衣联")}
    )
    write_study_settings(tmp_path, whole)
    read = read_study_settings(tmp_path)
    assert read.leaving == whole.leaving
    assert read.cases == whole.cases
    assert read.model is not None
    assert read.model.spec == model.spec
    plain = StudySettings(name="plain")
    write_study_settings(tmp_path, plain)
    assert read_study_settings(tmp_path) == plain
    assert "[" not in (tmp_path / "project.toml").read_text("utf-8")


def test_interviews_cannot_be_allowed_to_leave_as_a_type(tmp_path: Path):
    (tmp_path / "project.toml").write_text('name = "a"\n[leaving]\nallow = ["interview"]\n', "utf-8")
    with pytest.raises(StudyError, match="one by one"):
        read_study_settings(tmp_path)


def test_options_change_the_model_of_the_settings_and_another_model_begins_anew():
    study = StudySettings(name="a", model=ModelTable(spec="openai:one", base_url="http://h/v1", seed=3))
    assert chosen_settings(study, seed=4, temperature=None).base_url == "http://h/v1"
    assert chosen_settings(study, seed=4).seed == 4
    assert chosen_settings(study, "openai:two").base_url is None
    assert chosen_settings(study, "ollama:qwen3:8b").context_window == OLLAMA_WINDOW
    with pytest.raises(StudyError, match="name a model"):
        chosen_settings(StudySettings(name="a"))


FAR = "http://203.0.113.9:9/v1"


class Elsewhere(httpx.BaseTransport):
    """Stands where the sockets to another machine would be, and answers from the scripted server instead."""

    def __init__(self, server: ScriptedServer) -> None:
        self._server = server
        self.sent: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        self.sent.append(json.dumps(json.loads(body), ensure_ascii=False))
        answer = httpx.post(f"{self._server.url}/chat/completions", content=body)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch):
    with scripted_server(answering()) as server:
        wire = Elsewhere(server)
        monkeypatch.setattr(transport_module.httpx, "HTTPTransport", lambda **_: wire)
        yield wire, choice(server, base_url=FAR, environment={"OPENAI_API_KEY": "k"})


def words_of(bench, source) -> list[str]:
    text = bench.ledger.document(source.id).text
    return [segment.body.read(text) for segment in bench.ledger.segments(source.id)]


def test_by_default_nothing_leaves(tmp_path: Path, far):
    wire, chosen = far
    bench = make_study(tmp_path, *THREE)
    report = run(bench, chosen)
    assert sorted(report.kept) == sorted(source.metadata.title for source in bench.ledger.sources())
    assert report.units == 0
    assert [WHO in body for body in wire.sent] == [True], "its name was asked, nothing else was sent"
    bench.close()


def test_no_word_of_a_source_that_stays_reaches_another_machine(tmp_path: Path, far):
    wire, chosen = far
    bench = make_study(tmp_path, *THREE, leaving=LeavingTable(allow=("news", "white_paper")))
    stays = next(source for source in bench.ledger.sources() if source.file_name == INTERVIEW)
    assert stays.metadata.source_type is SourceType.INTERVIEW
    report = run(bench, chosen)
    kept = [source for source in bench.ledger.sources() if source.metadata.title in report.kept]
    assert stays in kept
    assert 0 < report.units < sum(source.units for source in bench.ledger.sources())
    sent = "\n".join(wire.sent)
    for words in [words for source in kept for words in words_of(bench, source)]:
        if len(words) > 12:
            assert words[:12] not in sent
    assert len(lines(bench.folder / "egress.jsonl")) == len(wire.sent)
    assert {line["host"] for line in lines(bench.folder / "egress.jsonl")} == {"203.0.113.9"}
    bench.close()


def test_an_interview_that_was_allowed_leaves_with_pseudonyms_and_comes_back_with_names(tmp_path: Path, far):
    wire, chosen = far
    path = tmp_path / "访谈.txt"
    path.write_text(
        "访谈者：平台给了你们什么？\n\n"
        + "\n\n".join(
            f"张建国：我们和海纳机械有限公司用了平台的数据，电话13812345678，第{number}天见效。" for number in range(6)
        ),
        "utf-8",
    )
    bench = make_study(tmp_path, path)
    names = "- {text: 张建国, kind: person}\n- {text: 海纳机械有限公司, kind: firm, aliases: [海纳机械]}\n"
    (bench.folder / "names.yaml").write_text(names, "utf-8")
    source = bench.ledger.sources()[0]
    allowed = replace(source.metadata, source_type=SourceType.INTERVIEW, may_leave=True)
    describing.describe_source(bench, source, allowed, actor=bench.person)
    report = run(bench, chosen)
    assert (report.kept, report.stopped) == ((), False)
    assert report.units >= 6
    sent = "\n".join(wire.sent)
    for secret in ("张建国", "海纳机械", "13812345678"):
        assert secret not in sent
    assert "〔企业" in sent
    located = [proposal for proposal in bench.ledger.proposals() if proposal.evidence]
    assert located, "words with pseudonyms are found again in the source"
    private = bench.folder / "private"
    assert stat.S_IMODE((private / "pseudonyms.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((private / "pseudonyms.json").stat().st_mode) == 0o600
    bench = reopened(bench)
    assert run(bench, chosen).units == 0, "the same pseudonyms, so the same coder, which has answered"
    bench.close()


def test_a_known_name_in_the_codebook_stops_everything_before_it_is_sent(tmp_path: Path, far):
    wire, chosen = far
    bench = make_study(tmp_path, NEWS, leaving=LeavingTable(allow=("news",)))
    (bench.folder / "names.yaml").write_text("- {text: 供应商, kind: firm}\n", "utf-8")
    report = run(bench, chosen)
    assert report.stopped
    assert "nothing was sent" in report.reason
    assert len(wire.sent) == 1
    bench.close()


def test_a_local_model_gets_the_plain_text_of_every_source(tmp_path: Path):
    bench = make_study(tmp_path, NEWS, INTERVIEW)
    with scripted_server(answering()) as server:
        report = run(bench, choice(server))
        sent = "\n".join(json.dumps(asked.body, ensure_ascii=False) for asked in server.asked)
    assert report.kept == ()
    for source in bench.ledger.sources():
        assert max(words_of(bench, source), key=len)[:12] in sent
    assert not (bench.folder / "private").exists()
    assert lines(bench.folder / "egress.jsonl") == []
    bench.close()


def test_an_estimate_sends_nothing_and_says_what_would_leave(tmp_path: Path, far):
    wire, chosen = far
    bench = make_study(tmp_path, *THREE, leaving=LeavingTable(allow=("news",)))
    instrument = open_unasked(ground_of(bench), chosen)
    estimate = estimate_run(instrument.parts, waiting_units(bench, instrument))
    instrument.close()
    assert wire.sent == []
    assert estimate.destination == "203.0.113.9"
    assert len(estimate.leaving) == 1
    assert len(estimate.kept) == 2
    assert estimate.calls > 0
    bench.close()


def test_two_runs_with_pseudonyms_do_not_stand_in_each_others_way(tmp_path: Path, far):
    _wire, chosen = far
    bench = make_study(tmp_path, NEWS, leaving=LeavingTable(allow=("news",)))
    with opened(bench, chosen), pytest.raises(InstrumentError, match="another run with pseudonyms"):
        run(bench, chosen)
    bench.close()


def test_a_family_that_the_codebook_does_not_have_is_named(tmp_path: Path):
    bench = make_study(tmp_path, NEWS)
    with scripted_server(answering()) as server, pytest.raises(StudyError, match="no family 'Q'"):
        run(bench, choice(server, families=frozenset({FamilyId("Q")})))
    bench.close()
