"""A foreign project merges into a study: everything is found that is there, nothing that is there is overwritten."""

from __future__ import annotations

import pytest

from assistant.domain import acts
from assistant.domain.codebook import Wording
from assistant.domain.coding import CodingMode
from assistant.domain.span import Span
from assistant.errors import LedgerError, StudyError
from assistant.interchange.matching import Match, code_guid
from assistant.reading.refi_qda import open_package, read_any, read_codebook_file
from assistant.workflows import ingest
from assistant.workflows.audit import AuditQuestion, by_code, open_grid
from assistant.workflows.exchanging import ImportChoice, SourceFate, carry_out, plan_import
from tests import nouns
from tests.exchange.projects import (
    Other,
    coding,
    empty_study,
    exported,
    guid,
    imported,
    one_source,
    read,
    selection,
    text_source,
    words_coded,
)
from tests.reading.making import docx_of

TEXT = "平台很好。我们信任它。\n他们也信任它。"
TRUST = selection(200, 5, 9, name="我们信任")


def code(number: int, name: str, *inside: str, codable: bool = True, description: str = "") -> str:
    about = f"<Description>{description}</Description>" if description else ""
    stated = f'guid="{guid(number)}" name="{name}" isCodable="{str(codable).lower()}"'
    return f"<Code {stated}>{about}{''.join(inside)}</Code>"


def matched(plan) -> dict[str, tuple[str, str | None]]:
    return {" / ".join(each.path): (each.how.value, each.code or each.family) for each in plan.codes}


def test_codes_are_found_by_guid_and_by_a_name_that_is_theirs_alone_and_the_rest_is_added(tmp_path):
    study = empty_study(tmp_path, nouns.codebook("A.1", "A.2"))
    ours = code_guid(study.codebook(), "A.1")
    codes = f'<Code guid="{ours}" name="anything" isCodable="true"/>' + code(2, "ａ.2") + code(3, "new one")
    plan = imported(study, one_source(tmp_path / "x.qdpx", TEXT.encode(), [TRUST], codes=codes + code(1, "A.1")))
    assert matched(plan) == {
        "anything": ("guid", "A.1"),
        "ａ.2": ("name", "A.2"),
        "new one": ("new", "new_one"),
        "A.1": ("new", "A.1_2"),
    }
    book = study.codebook()
    assert [each.id for each in book.codes] == ["A.1", "A.2", "new_one", "A.1_2"]
    assert book.codes[:2] == nouns.codebook("A.1", "A.2").codes
    assert book.codes[2].label == Wording(en="new one")


def test_a_name_that_two_codes_bear_matches_none_of_them_unless_the_folder_says_which(tmp_path):
    study = empty_study(tmp_path, nouns.codebook("trust", "other"))
    codes = (
        code(1, "trust")
        + code(2, "group", code(3, "trust"), codable=False)
        + code(4, "A", code(5, "trust"), codable=False)
    )
    plan = imported(study, one_source(tmp_path / "x.qdpx", TEXT.encode(), [TRUST], codes=codes))
    assert matched(plan) == {
        "trust": ("new", "trust_2"),
        "group": ("family", None),
        "group / trust": ("new", "trust_3"),
        "A": ("family", "A"),
        "A / trust": ("name", "trust"),
    }
    assert [(each.id, each.family) for each in study.codebook().codes[2:]] == [
        ("trust_2", "Other"),
        ("trust_3", "group"),
    ]


def test_a_definition_of_a_code_found_by_name_becomes_a_memo_and_ours_stays(tmp_path):
    study = empty_study(tmp_path, nouns.codebook("trust"))
    imported(study, one_source(tmp_path / "x.qdpx", TEXT.encode(), [TRUST], codes=code(1, "trust", description="信赖")))
    (memo,) = study.ledger.memos()
    assert (memo.target.value, memo.code, memo.text) == ("code", "trust", "Other: 信赖")
    assert study.codebook() == nouns.codebook("trust")


def test_codings_that_stood_before_stay_comparable_when_codes_are_added(tmp_path):
    study = empty_study(tmp_path, nouns.codebook("A.1"))
    doc = nouns.document("平台很好。", "我们信任它。")
    both = [nouns.coding(doc, study.codebook(), Span(0, 2), name=name, coder=name) for name in ("lead", "ben")]
    opening = [acts.CoderRegistered(coder=nouns.person("ben")), nouns.source_added(doc)]
    study.ledger.append([*opening, *(acts.CodingAdded(coding=each) for each in both)], actor=nouns.LEAD)
    imported(study, one_source(tmp_path / "x.qdpx", TEXT.encode(), [TRUST]))
    assert {each.codebook_id for each in study.ledger.codings()} == {study.codebook().id}
    figures = {row.code: row.figures for row in by_code(open_grid(study, AuditQuestion()))}
    assert figures["A.1"].prevalence, "the old codings are still counted"
    assert study.ledger.verify().flaws == ()


def test_a_source_the_study_has_is_found_by_its_file_and_by_its_words(tmp_path):
    study = empty_study(tmp_path / "study")
    (tmp_path / "一.docx").write_bytes(
        docx_of("<w:p><w:r><w:t>平台很好。</w:t></w:r></w:p><w:p><w:r><w:t>我们信任它。</w:t></w:r></w:p>")
    )
    (tmp_path / "二.txt").write_text("另一份。\r\n我们信任它。\r\n", "utf-8")
    assert {
        each.outcome.value
        for each in ingest.add_files(study, [tmp_path / "一.docx", tmp_path / "二.txt"], actor="lead")
    } == {"added"}
    words = selection(200, 8, 12, name="我们信任")
    rich = text_source(100, [words], name="Interview").replace(
        "plainTextPath", f'richTextPath="internal://{guid(101)}.docx" plainTextPath'
    )
    other = text_source(102, [selection(201, 6, 10, name="我们信任")], name="zwei")
    texts = {
        f"{guid(100)}.txt": "平台很好。\r\n\r\n \r\n我们信任它。".encode(),
        f"{guid(101)}.docx": (tmp_path / "一.docx").read_bytes(),
        f"{guid(102)}.txt": "另一份。\n\n我们信任它。".encode(),
    }
    plan = imported(study, Other(sources=rich + other).write(tmp_path / "x.qdpx", texts))
    assert [each.fate for each in plan.sources] == [SourceFate.SAME_FILE, SourceFate.SAME_WORDS]
    assert len(study.ledger.sources()) == 2
    assert words_coded(study) == ["我们信任", "我们信任"]


def test_a_docx_that_reads_as_the_words_do_is_kept_as_the_source_and_one_that_does_not_is_told(tmp_path):
    good = docx_of("<w:p><w:r><w:t>平台很好。</w:t></w:r></w:p><w:p><w:r><w:t>我们信任它。</w:t></w:r></w:p>")
    bad = docx_of("<w:p><w:r><w:t>完全不同的内容。</w:t></w:r></w:p>")
    sources = "".join(
        text_source(n, [selection(n + 500, start, start + 4, name="我们信任")], name=name).replace(
            "plainTextPath", f'richTextPath="internal://{guid(n + 50)}.docx" plainTextPath'
        )
        for n, name, start in ((100, "good.docx", 6), (101, "bad.docx", 7))
    )
    texts = {
        f"{guid(100)}.txt": "平台很好。\n我们信任它。".encode(), f"{guid(150)}.docx": good,
        f"{guid(101)}.txt": "平台很好。\n\n我们信任它。！".encode(), f"{guid(151)}.docx": bad,
    }  # fmt: skip
    study = empty_study(tmp_path)
    plan = imported(study, Other(sources=sources).write(tmp_path / "x.qdpx", texts))
    assert {each.name: each.fate for each in plan.sources} == {
        "good.docx": SourceFate.NEW_FILE, "bad.docx": SourceFate.NEW_TEXT,
    }  # fmt: skip
    assert words_coded(study) == ["我们信任", "我们信任"]
    assert {r.kind: r.what for r in plan.remarks}["original_reads_otherwise"] == "bad.docx"


def test_coders_are_found_by_name_or_as_the_importer_says_and_others_join(tmp_path):
    study = empty_study(tmp_path)
    study.ledger.append([acts.CoderRegistered(coder=nouns.person("ben"))], actor=nouns.LEAD)
    users = "".join(f'<User guid="{guid(n)}" name="{name}"/>' for n, name in ((7, "BEN"), (8, "Anna K."), (9, "Zoë")))
    selections = [selection(n, 0, 2 + n - 200, user=user) for n, user in ((200, 7), (201, 8), (202, 9))]
    path = one_source(tmp_path / "x.qdpx", TEXT.encode(), selections, users=users)
    plan = imported(study, path, ImportChoice(coders={"Anna K.": "lead"}))
    assert {each.name: (each.coder_id, each.new) for each in plan.coders} == {
        "BEN": ("ben", False), "Anna K.": ("lead", False), "Zoë": ("Zoë", True),
    }  # fmt: skip
    again = imported(study, path)
    assert not again.changes, "who Anna K. is has been remembered"
    with pytest.raises(StudyError, match="no person 'nobody'"):
        imported(study, path, ImportChoice(coders={"Zoë": "nobody"}))


def test_mode_and_round_are_what_the_importer_says(tmp_path):
    study = empty_study(tmp_path)
    path = one_source(tmp_path / "x.qdpx", TEXT.encode(), [TRUST])
    imported(study, path, ImportChoice(mode=CodingMode.ASSISTED, round="旧项目"))
    (made,) = study.ledger.codings()
    assert (made.mode, made.round) == (CodingMode.ASSISTED, "旧项目")
    assert not imported(study, path).changes, "a second import under other choices changes nothing either"


def test_what_was_taken_back_here_does_not_come_back(tmp_path):
    study = empty_study(tmp_path)
    path = one_source(tmp_path / "x.qdpx", TEXT.encode(), [TRUST, selection(201, 0, 2)])
    imported(study, path)
    gone = study.ledger.codings()[0]
    study.ledger.append([acts.CodingRemoved(coding_id=gone.id, reason="no")], actor=nouns.LEAD)
    plan = imported(study, path)
    assert not plan.changes
    assert (plan.counts["codings_gone"], plan.counts["codings_known"]) == (1, 1)


def test_a_coding_that_was_moved_there_since_stays_as_it_is_here_and_that_is_told(tmp_path):
    study = empty_study(tmp_path)
    imported(study, one_source(tmp_path / "x.qdpx", TEXT.encode(), [TRUST]))
    moved = TRUST.replace('startPosition="5"', 'startPosition="7"').replace("我们信任", "信任")
    plan = imported(study, one_source(tmp_path / "y.qdpx", TEXT.encode(), [moved]))
    assert words_coded(study) == ["我们信任"]
    assert ("coding_differs", 1) in {(each.kind, each.count) for each in plan.remarks}


def test_codings_on_questions_are_kept_and_never_enter_agreement(tmp_path):
    text = "访谈者：平台怎么样？\n受访者：很好。\n访谈者：为什么信任？\n受访者：因为快。\n"
    at = text.index("为什么信任")
    study = empty_study(tmp_path)
    plan = imported(
        study, one_source(tmp_path / "x.qdpx", text.encode(), [selection(200, at, at + 5, name="为什么信任")])
    )
    assert words_coded(study) == ["为什么信任"]
    assert ("coding_on_context", 1) in {(each.kind, each.count) for each in plan.remarks}


def test_a_study_that_changed_since_the_preview_is_not_written_to(tmp_path):
    study = empty_study(tmp_path)
    with open_package(one_source(tmp_path / "x.qdpx", TEXT.encode(), [TRUST])) as package:
        plan = plan_import(study, read_any(package), package.part, ImportChoice(), actor="lead")
        study.ledger.append([acts.CoderRegistered(coder=nouns.person("ben"))], actor=nouns.LEAD)
        with pytest.raises(StudyError, match="has changed since"):
            carry_out(study, plan, actor="lead")
    assert study.ledger.sources() == ()


def test_an_import_is_one_transaction(tmp_path):
    study = empty_study(tmp_path)
    with open_package(one_source(tmp_path / "x.qdpx", TEXT.encode(), [TRUST])) as package:
        plan = plan_import(study, read_any(package), package.part, ImportChoice(), actor="lead")
        broken = [*plan.acts, acts.CodingRemoved(coding_id="nothing", reason="breaks it")]
        head = study.ledger.head()
        with pytest.raises(LedgerError):
            study.ledger.append(broken, actor="lead")
    assert (study.ledger.head(), study.ledger.sources(), study.ledger.codings()) == (head, (), ())


def test_what_came_in_goes_out_under_the_guids_and_times_it_came_with(tmp_path):
    dated = TRUST.replace("<Coding ", '<Coding creationDateTime="2019-03-27T19:29:27Z" ')
    users = f'<User guid="{guid(9)}" name="Anna"/>'
    study = empty_study(tmp_path, nouns.codebook("trust"))
    imported(study, one_source(tmp_path / "x.qdpx", TEXT.encode(), [dated], users=users))
    back = read(exported(study, tmp_path / "y.qdpx", bare=True)).project
    (source,) = back.sources
    (made,) = source.selections[0].codings
    assert (source.guid, made.guid, made.code, made.user) == (guid(100), guid(5200), guid(1), guid(9))
    assert made.at == "2019-03-27T19:29:27+00:00"


def test_a_project_of_ours_brings_its_whole_codebook_into_a_study_with_another(tmp_path):
    book = read_codebook_file(exported_book(tmp_path))
    ours = empty_study(tmp_path / "a", book)
    other = empty_study(tmp_path / "b", nouns.codebook("A.1"))
    plan = imported(other, exported(ours, tmp_path / "x.qdpx"))
    assert all(each.how in {Match.NEW, Match.FAMILY} for each in plan.codes)
    theirs = {each.id: each for each in book.codes}
    added = [each for each in other.codebook().codes if each.id != "A.1"]
    assert [each.definition for each in added] == [each.definition for each in theirs.values()]
    assert [each.inclusion for each in added] == [each.inclusion for each in theirs.values()]
    assert not imported(other, tmp_path / "x.qdpx").changes


def exported_book(folder):
    path = folder / "book.yaml"
    path.write_text(
        "name: b\nversion: '1'\ntitle: t\nfamilies:\n- {id: F, label: 家}\n- {id: G, label: 组}\ncodes:\n"
        "- {id: F.1, family: F, label: 甲, definition: 甲的定义, inclusion: [包含甲],"
        " exclusions: [{neighbour: F.2, rule: 是乙}]}\n"
        "- {id: F.2, family: F, label: 乙, definition: 乙的定义, parent: F.1}\n"
        "- {id: G.1, family: G, label: 丙, definition: 丙的定义}\n",
        "utf-8",
    )
    return path


def test_a_study_can_begin_with_the_codes_of_another_programs_file(tmp_path):
    codes = code(1, "信任", code(2, "信任 平台", description="对平台"), codable=False) + code(3, "risk")
    path = Other(codes=codes).write(tmp_path / "theirs.qdpx")
    book = read_codebook_file(path)
    assert [(each.id, each.family, each.label) for each in book.codes] == [
        ("信任_平台", "信任", Wording(zh="信任 平台")), ("risk", "Other", Wording(en="risk")),
    ]  # fmt: skip
    assert book.codes[0].definition == Wording(zh="对平台")


def test_whole_sources_and_selections_of_the_same_guid_do_not_meet(tmp_path):
    both = text_source(100, [TRUST, coding(5200)])
    study = empty_study(tmp_path)
    imported(study, Other(sources=both).write(tmp_path / "x.qdpx", {f"{guid(100)}.txt": TEXT.encode()}))
    assert len(study.ledger.codings()) == len(study.ledger.memos()) == 1
