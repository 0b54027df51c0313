"""The reviewer's pack: what goes in, what is withheld, and a verifier that needs Python alone."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.bootstrap import create_study, open_study, shipped
from assistant.domain.acts import CoderRegistered, CodingAdded, MemoWritten
from assistant.domain.coder import Coder, CoderKind
from assistant.domain.coding import Action, Coding, CodingMode
from assistant.domain.fieldwork import Memo, MemoTarget
from assistant.reading.codebook import load_codebook
from assistant.settings import StudySettings
from assistant.workflows import ingest, review
from assistant.workflows.packing import PackWishes, make_pack
from assistant.workflows.propose import propose_codes

BOOK = load_codebook(shipped("prompts", "codebooks", "industrial-internet.yaml"))
NEWS = "平台为上下游供应商打通了全产业链😀。\n\n康派斯房车的交货期从35天缩短到20天，成本下降7.3%。"
TALK = "访谈者：请谈谈平台。\n\n受访者：我们𠮷田经理说，平台给了车间轻量化软件，员工更愿意参与。"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with a news report, an interview, two coders, proposals with decisions, and a memo that quotes."""
    home = tmp_path_factory.mktemp("pack")
    (home / "新闻报道.txt").write_text(NEWS, "utf-8")
    (home / "访谈.txt").write_text(TALK, "utf-8")
    bench = create_study(home / "study", StudySettings(name="研究"), BOOK)
    list(ingest.add_files(bench, [home / "新闻报道.txt", home / "访谈.txt"], actor=bench.person))
    bench.ledger.append([CoderRegistered(coder=Coder(id="二号", name="二号", kind=CoderKind.PERSON))], actor="lead")
    for source in bench.ledger.sources():
        for segment in bench.ledger.segments(source.id):
            for coder in ("lead", "二号") if segment.is_unit else ():
                ids = {"id": f"{coder}{segment.id[:20]}", "coder_id": coder, "codebook_id": BOOK.id}
                place = {"document_id": source.id, "segment_id": segment.id, "span": segment.body}
                coding = Coding(**ids, **place, code="A.STR", mode=CodingMode.BLIND)
                bench.ledger.append([CodingAdded(coding=coding)], actor=coder)
    propose_codes(bench, "exemplar", actor=bench.person)
    proposals = [each for each in bench.ledger.proposals() if each.evidence]
    for action in (Action.ACCEPT, Action.REJECT, Action.ACCEPT):
        verdict = review.Verdict(proposal_id=proposals[0].id, action=action, reason="原文如此")
        review.decide(bench, verdict, coder=bench.person)
    talk = next(each for each in bench.ledger.sources() if each.metadata.source_type.value == "interview")
    memo = Memo(id="m", coder_id="lead", target=MemoTarget.SOURCE, text="他说员工更愿意参与", document_id=talk.id)
    private = replace(memo, id="p", text="私下所想", private=True)
    bench.ledger.append([MemoWritten(memo=memo), MemoWritten(memo=private)], actor="lead")
    bench.close()
    return home / "study"


def packed(folder: Path, target: Path, *, every: bool) -> Path:
    bench = open_study(folder)
    wanted = frozenset(
        each.id for each in bench.ledger.sources() if every or each.metadata.source_type.value != "interview"
    )
    report = make_pack(bench, target / "pack.zip", PackWishes(sources=wanted, version="0", command="tricoder audit"))
    bench.close()
    assert report.certificates
    with zipfile.ZipFile(report.path) as archive:
        archive.extractall(target / "pack")
    return target / "pack"


def words_in(path: Path) -> str:
    """All that a file says; a workbook is unpacked for it."""
    if path.suffix not in {".xlsx", ".docx"}:
        return path.read_text("utf-8", errors="replace")
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def verified(pack: Path, *more: str) -> tuple[int, str]:
    command = [sys.executable, "-I", "-S", str(pack / "verify.py"), str(pack), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    return done.returncode, done.stdout + done.stderr


def test_a_whole_pack_is_found_right_and_every_quotation_read_again(folder: Path, tmp_path: Path):
    code, said = verified(packed(folder, tmp_path, every=True))
    assert code == 0, said
    assert "0 events are withheld" not in said, "a private memo never goes along"
    assert "1 events are withheld" in said
    assert " 0 not" in said
    whole = b"".join(path.read_bytes() for path in (tmp_path / "pack").rglob("*.jsonl"))
    assert "私下所想" not in whole.decode("utf-8")


def test_nothing_of_a_withheld_source_is_in_the_pack(folder: Path, tmp_path: Path):
    pack = packed(folder, tmp_path, every=False)
    words = "".join(map(words_in, (path for path in pack.rglob("*") if path.is_file())))
    for piece in ("轻量化软件，员工", "更愿意参与", "𠮷田经理说"):
        assert piece not in words
    code, said = verified(pack)
    assert code == 0, said
    assert "打通了全产业链" in words


def test_a_withheld_text_that_the_reviewer_was_given_is_checked_as_well(folder: Path, tmp_path: Path):
    pack = packed(folder, tmp_path, every=False)
    bench = open_study(folder)
    (tmp_path / "given").mkdir()
    for source in bench.ledger.sources():
        (tmp_path / "given" / f"{source.id[:8]}.txt").write_bytes(bench.ledger.document(source.id).text.encode())
    bench.close()
    code, said = verified(pack, "--texts", str(tmp_path / "given"))
    assert (code, " 0 not" in said) == (0, True), said


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def content_with(pack: Path, words: str) -> Path:
    return next(path for path in (pack / "ledger" / "contents").iterdir() if words in path.read_text("utf-8"))


def test_a_changed_character_in_a_source_is_found(folder: Path, tmp_path: Path):
    pack = packed(folder, tmp_path, every=True)
    rewrite(content_with(pack, "缩短到20天"), "缩短到20天", "缩短到25天")
    code, said = verified(pack)
    assert code == 1
    assert "was changed after it was recorded" in said
    assert "other words stand at" in said or "is not the text that was coded" in said


@pytest.mark.parametrize("name", ["ledger/events.jsonl", "certificates.jsonl"])
def test_a_changed_coding_is_found_wherever_it_was_changed(folder: Path, tmp_path: Path, name: str):
    pack = packed(folder, tmp_path, every=True)
    lines = (pack / name).read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if "A.STR" in line and "二号" in line)
    lines[at] = lines[at].replace("A.STR", "A.FLD", 1)
    (pack / name).write_text("\n".join(lines) + "\n", "utf-8")
    code, said = verified(pack)
    assert code == 1
    assert "is not what the events say" in said


@pytest.mark.parametrize("at", [0, 7, -1], ids=["first", "in between", "last"])
def test_a_removed_event_is_found(folder: Path, tmp_path: Path, at: int):
    pack = packed(folder, tmp_path, every=True)
    lines = (pack / "ledger" / "events.jsonl").read_text("utf-8").splitlines()
    del lines[at]
    (pack / "ledger" / "events.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    code, said = verified(pack)
    assert code == 1
    assert "missing" in said


def test_gaps_are_marked_and_machines_named(folder: Path, tmp_path: Path):
    pack = packed(folder, tmp_path, every=True)
    assert "[to be filled in by the authors]" in (pack / "checklists.en.md").read_text("utf-8")
    assert "exemplar" in (pack / "ai-use.zh.md").read_text("utf-8")
    assert json.loads((pack / "manifest.json").read_text("utf-8"))["study"] == "研究"


def test_what_is_no_pack_is_told_in_a_sentence(folder: Path, tmp_path: Path):
    pack = packed(folder, tmp_path, every=True)
    (pack / "manifest.json").unlink()
    assert verified(pack)[0] == 2
