"""A file of ours keeps every rule that real imports break on, one by one."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

import assistant.exporting.refi_qda as writer
from assistant.domain import acts
from assistant.domain.exchange import ExchangedCode, ExchangedProject
from assistant.domain.fieldwork import Memo, MemoTarget
from assistant.domain.span import Span
from assistant.errors import StudyError
from tests import nouns
from tests.exchange.projects import empty_study, exported, guid

SCHEMAS = Path(writer.__file__).with_name("schemas")
DOC = nouns.document("平台😀为供应商打通了全产业链。", "𠮷田经理信任它。\tend", name="访谈 甲.txt")
PLAIN_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Q = "{urn:QDA-XML:project:1.0}"


@pytest.fixture
def study(tmp_path):
    made = empty_study(tmp_path / "study", nouns.codebook("A.1", "A.2"))
    first = nouns.coding(DOC, made.codebook(), Span(2, 5), name="one")
    same = nouns.coding(DOC, made.codebook(), Span(2, 5), name="two", coder="anna")
    over = nouns.coding(DOC, made.codebook(), Span(3, 9), name="three", coder="anna")
    memos = [
        Memo(id="m1", coder_id="anna", target=MemoTarget.CODING, text="像是\r\n承诺 <b>&", coding_id="two"),
        Memo(id="m2", coder_id="lead", target=MemoTarget.SPAN, text="连起来看", document_id=DOC.id, span=Span(2, 9)),
    ]
    made.ledger.append(
        [
            acts.CoderRegistered(coder=nouns.person("anna")),
            nouns.source_added(DOC),
            *(acts.CodingAdded(coding=each) for each in (first, same, over)),
            *(acts.MemoWritten(memo=memo) for memo in memos),
        ],
        actor=nouns.LEAD,
    )
    made.files.keep(DOC.id, DOC.text.encode())
    return made


@pytest.fixture
def archive(study, tmp_path):
    with zipfile.ZipFile(exported(study, tmp_path / "x.qdpx")) as opened:
        yield opened


@pytest.fixture
def root(archive):
    return etree.fromstring(archive.read("project.qde"))


def test_it_validates_against_the_standards_own_schema(root):
    etree.XMLSchema(etree.parse(SCHEMAS / "Project.xsd")).assertValid(root)


def test_the_project_file_and_the_folder_have_the_names_everybody_looks_for(archive):
    names = archive.namelist()
    assert names[0] == "project.qde"
    assert all(name.startswith("sources/") for name in names[1:-1])
    assert names[-1] == "tricoder.json"


def test_texts_have_no_byte_order_mark_and_line_ends_of_one_character(archive, root):
    (source,) = root.iter(f"{Q}TextSource")
    data = archive.read("sources/" + source.get("plainTextPath").removeprefix("internal://"))
    assert data == DOC.text.encode("utf-8")
    assert b"\r" not in data
    assert not data.startswith(b"\xef\xbb\xbf")


def test_positions_are_code_points_from_nought_with_the_end_exclusive(root):
    places = {
        (int(each.get("startPosition")), int(each.get("endPosition"))): each.get("name")
        for each in root.iter(f"{Q}PlainTextSelection")
    }
    assert {place: DOC.text[slice(*place)] for place in places} == places
    assert (2, 5) in places


def test_the_path_of_a_text_is_its_guid_and_no_richer_file_stands_beside_it(root):
    for source in root.iter(f"{Q}TextSource"):
        assert source.get("plainTextPath") == f"internal://{source.get('guid')}.txt"
        assert source.get("richTextPath") is None
        assert source.find(f"{Q}PlainTextContent") is None, "either the path or the words, never both"


def test_every_source_has_a_name(root):
    assert [source.get("name") for source in root.iter(f"{Q}TextSource")] == ["访谈 甲.txt"]


def test_sources_of_one_name_are_told_apart(study, tmp_path):
    twin = nouns.document("另一份。", name="访谈 甲.txt")
    study.ledger.append([nouns.source_added(twin)], actor=nouns.LEAD)
    with zipfile.ZipFile(exported(study, tmp_path / "y.qdpx")) as opened:
        names = [each.get("name") for each in etree.fromstring(opened.read("project.qde")).iter(f"{Q}TextSource")]
    assert names == ["访谈 甲.txt", "访谈 甲.txt (2)"]


def test_a_coding_has_one_code_and_its_coder_on_it(root):
    users = {each.get("guid"): each.get("id") for each in root.iter(f"{Q}User")}
    codings = list(root.iter(f"{Q}Coding"))
    assert [len(each.findall(f"{Q}CodeRef")) for each in codings] == [1, 1, 1]
    assert sorted(users[each.get("creatingUser")] for each in codings) == ["anna", "anna", "lead"]
    assert all(each.get("creationDateTime") for each in codings)


def test_two_coders_of_one_span_are_two_codings_of_one_selection(root):
    (shared,) = [
        each
        for each in root.iter(f"{Q}PlainTextSelection")
        if each.get("startPosition") == "2" and each.get("endPosition") == "5"
    ]
    assert len(shared.findall(f"{Q}Coding")) == 2


def test_every_guid_is_in_lower_case_without_braces_and_stands_once(root):
    stated = [each.get("guid") for each in root.iter() if each.get("guid")]
    assert all(PLAIN_GUID.fullmatch(each) for each in stated)
    assert len(set(stated)) == len(stated)


def test_guids_stay_the_same_from_one_export_to_the_next(study, tmp_path):
    first, second = (exported(study, tmp_path / name) for name in ("a.qdpx", "b.qdpx"))
    assert first.read_bytes() == second.read_bytes()


def test_no_section_is_empty_and_every_code_says_whether_it_codes(root, tmp_path):
    assert [each.tag for each in root if len(each) == 0 and not each.text] == []
    assert all(each.get("isCodable") in {"true", "false"} for each in root.iter(f"{Q}Code"))
    with zipfile.ZipFile(exported(empty_study(tmp_path / "bare"), tmp_path / "z.qdpx")) as opened:
        bare = etree.fromstring(opened.read("project.qde"))
    assert {each.tag.removeprefix(Q) for each in bare} == {"Users", "CodeBook"}


def test_memos_are_notes_with_writer_time_and_what_they_are_on(root):
    notes = {each.findtext(f"{Q}PlainTextContent"): each for each in root.iter(f"{Q}Note")}
    assert set(notes) == {"像是\r\n承诺 <b>&", "连起来看"}
    assert all(each.get("creatingUser") and each.get("creationDateTime") for each in notes.values())
    refs = {each.get("targetGUID"): each.getparent().tag.removeprefix(Q) for each in root.iter(f"{Q}NoteRef")}
    assert {text: refs[each.get("guid")] for text, each in notes.items()} == {
        "像是\r\n承诺 <b>&": "Coding", "连起来看": "PlainTextSelection",
    }  # fmt: skip


def test_cases_variables_and_types_of_sources_are_written(study, tmp_path):
    (source,) = study.ledger.sources()
    from dataclasses import replace

    described = replace(source.metadata, case="海尔; 康派斯", voice="owner", date="2023-05")
    study.ledger.append([acts.SourceDescribed(document_id=DOC.id, metadata=described)], actor=nouns.LEAD)
    with zipfile.ZipFile(exported(study, tmp_path / "c.qdpx")) as opened:
        root = etree.fromstring(opened.read("project.qde"))
    assert [each.get("name") for each in root.iter(f"{Q}Case")] == ["海尔", "康派斯"]
    names = {each.get("guid"): each.get("name") for each in root.iter(f"{Q}Variable")}
    values = {
        names[each.find(f"{Q}VariableRef").get("targetGUID")]: each.findtext(f"{Q}TextValue")
        for each in root.iter(f"{Q}VariableValue")
    }
    assert values["source_type"] == "news"
    assert (values["voice"], values["date"]) == ("owner", "2023-05")
    assert [each.get("name") for each in root.iter(f"{Q}Set")] == ["news"]


def test_characters_that_xml_cannot_hold_are_replaced_and_counted():
    code = ExchangedCode(guid=guid(1), name="a\x00b", description="c\x0bd\ud800")
    xml, replaced = writer.project_xml(ExchangedProject(name="p", codes=(code,)))
    assert replaced == 3
    assert "a\ufffdb" in xml.decode()


def test_a_codebook_file_validates_and_keeps_folders(study, tmp_path):
    from assistant.workflows.exchanging import prepare_export

    path = tmp_path / "x.qdc"
    writer.write_codebook(path, prepare_export(study, reader=nouns.LEAD).project)
    root = etree.parse(path).getroot()
    etree.XMLSchema(etree.parse(SCHEMAS / "Codebook.xsd")).assertValid(root)
    space = "{urn:QDA-XML:codebook:1.0}"
    (family,) = root.findall(f"{space}Codes/{space}Code")
    assert family.get("isCodable") == "false"
    assert [each.get("name") for each in family.findall(f"{space}Code")] == ["A.1 A.1", "A.2 A.2"]


def test_what_cannot_be_written_leaves_the_old_file_alone(study, tmp_path):
    path = tmp_path / "x.qdpx"
    path.write_text("before")
    outgoing = writer.write_project

    def broken():
        yield "a.docx", b"x"
        raise StudyError("the disk is full")

    from assistant.workflows.exchanging import prepare_export

    with pytest.raises(StudyError, match="disk is full"):
        outgoing(path, prepare_export(study, reader=nouns.LEAD).project, broken())
    assert path.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_the_schemas_keep_their_licence():
    assert "MIT license" in (SCHEMAS / "LICENSE.txt").read_text("utf-8")
