"""What other programs write against the letter of the standard is read all the same; what cannot come is counted."""

from __future__ import annotations

import pytest

from assistant.errors import SourceError
from tests.exchange.projects import (
    NAMESPACE,
    Other,
    coding,
    empty_study,
    guid,
    imported,
    memos_of,
    note,
    one_source,
    packed,
    read,
    selection,
    text_source,
    words_coded,
)

TEXT = "平台很好。我们信任它。"
TRUST = selection(200, 5, 9, name="我们信任")


def remarks_of(path) -> dict[str, int]:
    return {remark.kind: remark.count for remark in read(path).remarks}


@pytest.mark.parametrize("namespace", [NAMESPACE, "urn:QDA-XML:project:0:10", "urn:QDA-XML:project.1.0"])
def test_older_namespaces_are_read(tmp_path, namespace):
    study = empty_study(tmp_path)
    imported(study, one_source(tmp_path / "x.qdpx", TEXT.encode(), [TRUST], namespace=namespace))
    assert words_coded(study) == ["我们信任"]


@pytest.mark.parametrize("shape", [str.upper, lambda text: "{" + text + "}", lambda text: "{" + text.upper() + "}"])
def test_guids_in_braces_and_capitals_are_the_same_guids(tmp_path, shape):
    code = f'<Code guid="{shape(guid(1))}" name="trust" isCodable="true"/>'
    study = empty_study(tmp_path)
    imported(study, one_source(tmp_path / "x.qdpx", TEXT.encode(), [TRUST], codes=code))
    assert words_coded(study) == ["我们信任"]


@pytest.mark.parametrize(
    ("project", "folder", "suffix"),
    [("Project.qde", "Sources/", ".TXT"), ("my study.qde", "sources/", ".txt"), ("project.qde", "SOURCES\\", ".txt")],
)
def test_odd_names_of_files_are_found(tmp_path, project, folder, suffix):
    xml = Other(sources=text_source(100, [TRUST])).xml().encode()
    path = tmp_path / "x.qdpx"
    path.write_bytes(packed({project: xml, f"{folder}{guid(100).upper()}{suffix}": TEXT.encode()}))
    study = empty_study(tmp_path)
    imported(study, path)
    assert words_coded(study) == ["我们信任"]


def test_a_bare_project_file_finds_its_sources_beside_it(tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / f"{guid(100)}.txt").write_text(TEXT, "utf-8")
    (tmp_path / "x.qde").write_text(Other(sources=text_source(100, [TRUST])).xml(), "utf-8")
    study = empty_study(tmp_path)
    imported(study, tmp_path / "x.qde")
    assert words_coded(study) == ["我们信任"]


def test_words_inside_the_project_file_are_read(tmp_path):
    source = f'<TextSource guid="{guid(100)}"><PlainTextContent>{TEXT}</PlainTextContent>{TRUST}</TextSource>'
    study = empty_study(tmp_path)
    imported(study, Other(sources=source).write(tmp_path / "x.qdpx"))
    assert words_coded(study) == ["我们信任"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_texts_in_other_encodings_are_read(tmp_path, encoding):
    study = empty_study(tmp_path)
    imported(study, one_source(tmp_path / "x.qdpx", (TEXT * 9).encode(encoding), [TRUST]))
    assert words_coded(study) == ["我们信任"]


def test_crlf_sources_keep_every_word(tmp_path):
    text = "甲：你好？\r\n乙：我们信任它。\r\n\r\n丙😀：是的。\r\n"
    lines = text.replace("\r\n", "\n")
    at = lines.index("是的")
    study = empty_study(tmp_path)
    plan = imported(study, one_source(tmp_path / "x.qdpx", text.encode(), [selection(200, at, at + 2, name="是的")]))
    assert words_coded(study) == ["是的"]
    assert study.ledger.document(study.ledger.sources()[0].id).text == lines
    assert plan.remarks[0].kind == "counting_standard"


def test_a_coding_without_a_coder_is_the_selections_then_the_projects_then_the_importers(tmp_path):
    anonymous = selection(200, 0, 2, user=None)
    study = empty_study(tmp_path)
    imported(study, one_source(tmp_path / "x.qdpx", TEXT.encode(), [anonymous], users=""))
    signed = f'creatingUserGUID="{guid(9)}"'
    named = one_source(tmp_path / "y.qdpx", b"x" + TEXT.encode(), [selection(201, 0, 2, user=None)], attributes=signed)
    imported(study, named)
    assert sorted(coding.coder_id for coding in study.ledger.codings()) == ["Anna", "lead"]


def test_one_selection_with_two_coders_and_two_selections_with_one_each_are_the_same(tmp_path):
    users = f'<User guid="{guid(9)}" name="Anna"/><User guid="{guid(8)}" name="Ben"/>'
    together = TRUST.replace("</PlainTextSelection>", f"{coding(700, user=8)}</PlainTextSelection>")
    apart = [TRUST, selection(201, 5, 9, name="我们信任", user=8)]
    for number, made in enumerate(([together], apart)):
        study = empty_study(tmp_path / str(number))
        imported(study, one_source(tmp_path / f"{number}.qdpx", TEXT.encode(), made, users=users))
        assert [(each.coder_id, each.span.start) for each in study.ledger.codings()] == [("Anna", 5), ("Ben", 5)]


def test_comments_notes_links_variables_and_codings_of_whole_sources_become_memos(tmp_path):
    commented = TRUST.replace("<Coding", "<Description>为什么信任？</Description><Coding", 1)
    commented = commented.replace("</Coding>", f'<NoteRef targetGUID="{guid(301)}"/></Coding>')
    place = f'guid="{guid(210)}" startPosition="0" endPosition="2"'
    bare = f"<PlainTextSelection {place}><Description>没有编码的评论</Description></PlainTextSelection>"
    age = f'<VariableRef targetGUID="{guid(400)}"/><IntegerValue>42</IntegerValue>'
    on_source = [coding(800), f'<NoteRef targetGUID="{guid(302)}"/>', f"<VariableValue>{age}</VariableValue>"]
    notes = note(301, "编码备注", "像是承诺") + note(302, "来源备注", "录音不清")
    notes += note(303, "链接", "连到选段") + note(304, "研究计划", "先访谈")
    link = f'<Link guid="{guid(500)}" originGUID="{guid(303)}" targetGUID="{guid(200)}"/>'
    rest = f"<Notes>{notes}</Notes><Links>{link}</Links>"
    other = Other(sources=text_source(100, [commented, bare, *on_source]), rest=rest)
    variable = f'<Variables><Variable guid="{guid(400)}" name="age" typeOfVariable="Integer"/></Variables>'
    xml = other.xml().replace("<Sources>", f"{variable}<Sources>")
    path = tmp_path / "x.qdpx"
    path.write_bytes(packed({"project.qde": xml.encode(), f"sources/{guid(100)}.txt": TEXT.encode()}))
    study = empty_study(tmp_path)
    imported(study, path)
    found = {(target.value, text.replace("\n", " ")): where for _, target, text, _, where, *_ in memos_of(study)}
    assert set(found) == {
        ("span", "为什么信任？"),
        ("span", "没有编码的评论"),
        ("span", "链接 连到选段"),
        ("coding", "编码备注 像是承诺"),
        ("source", "来源备注 录音不清"),
        ("project", "研究计划 先访谈"),
        ("source", "age: 42"),
        ("source", "整份资料编码 / coded as a whole: trust"),
    }
    assert found["span", "没有编码的评论"].end == 2


def test_transcripts_of_sound_and_pdf_representations_are_sources_and_areas_are_found_by_their_words(tmp_path):
    points = f'<SyncPoint guid="{guid(60)}" position="5"/><SyncPoint guid="{guid(61)}" position="9"/>'
    ends = f'fromSyncPoint="{guid(60)}" toSyncPoint="{guid(61)}"'
    clip = f'<TranscriptSelection guid="{guid(200)}" name="Clip 1" {ends}>{coding(700)}</TranscriptSelection>'
    words = f'guid="{guid(100)}" name="逐字稿" plainTextPath="internal://{guid(100)}.txt"'
    sound = f'<AudioSelection guid="{guid(201)}" begin="1" end="2">{coding(701)}</AudioSelection>'
    audio = (
        f'<AudioSource guid="{guid(101)}" name="a.mp3" path="relative:///a.mp3">'
        f"<Transcript {words}>{points}{clip}</Transcript>{sound}</AudioSource>"
    )
    marked = f'<Representation guid="{guid(62)}"><PlainTextContent>信 任它</PlainTextContent></Representation>'
    corners = 'page="0" firstX="1" firstY="1" secondX="2" secondY="2"'
    pdf = (
        f'<PDFSource guid="{guid(102)}" name="b.pdf" path="internal://{guid(102)}.pdf">'
        f'<PDFSelection guid="{guid(202)}" {corners}>{marked}{coding(702)}</PDFSelection>'
        f'<Representation guid="{guid(103)}" plainTextPath="internal://{guid(103)}.txt"/></PDFSource>'
    )
    picture = f'<PictureSource guid="{guid(104)}" name="c.jpg" path="internal://{guid(104)}.jpg"/>'
    texts = {f"{guid(100)}.txt": TEXT.encode(), f"{guid(103)}.txt": b"pdf: " + TEXT.encode()}
    study = empty_study(tmp_path)
    plan = imported(study, Other(sources=audio + pdf + picture).write(tmp_path / "x.qdpx", texts))
    assert sorted(words_coded(study)) == ["信任它", "我们信任"]
    kinds = {remark.kind: remark.count for remark in plan.remarks}
    assert {name: kinds[name] for name in ("areas", "area_by_words", "source_left_out", "codings_without_words")} == {
        "areas": 1, "area_by_words": 1, "source_left_out": 1, "codings_without_words": 1,
    }  # fmt: skip
    assert "original_missing" in kinds, "the pdf itself is not in the file"


def test_empty_sections_missing_names_and_unknown_codes_stop_nothing(tmp_path):
    lost = selection(201, 0, 2, code=77)
    nameless = text_source(100, [TRUST, lost], name="")
    path = Other(sources=nameless, rest="<Sets/><Notes/><Links/>").write(
        tmp_path / "x.qdpx", {f"{guid(100)}.txt": TEXT.encode()}
    )
    study = empty_study(tmp_path)
    imported(study, path)
    assert words_coded(study) == ["我们信任"]
    assert remarks_of(path)["coding_unknown_code"] == 1


def test_doubled_and_missing_guids_lose_no_coding(tmp_path):
    twice = [TRUST, TRUST.replace('"5"', '"0"').replace('name="我们信任"', "")]
    path = one_source(tmp_path / "x.qdpx", TEXT.encode(), twice)
    study = empty_study(tmp_path)
    imported(study, path)
    assert sorted(words_coded(study)) == ["平台很好。我们信任", "我们信任"]
    assert remarks_of(path)["guid_made"] == 2


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"readme.txt": b"x"}, "no project file"),
        ({"a.qde": b"<Project/>", "b.qde": b"<Project/>"}, "2 project files"),
        ({"project.qde": b"<html/>"}, "no REFI-QDA"),
        ({"project.qde": b"<Project xmlns='urn:other'/>"}, "no REFI-QDA"),
        ({"project.qde": b"<Project"}, "cannot be read"),
    ],
)
def test_what_is_no_project_is_refused_with_the_reason(tmp_path, parts, reason):
    path = tmp_path / "x.qdpx"
    path.write_bytes(packed(parts))
    with pytest.raises(SourceError, match=reason):
        read(path)


def test_a_missing_text_leaves_its_source_out_with_the_reason_and_the_rest_comes(tmp_path):
    sources = text_source(100, [TRUST]) + text_source(101, [selection(201, 0, 2)], name="lost")
    path = Other(sources=sources).write(tmp_path / "x.qdpx", {f"{guid(100)}.txt": TEXT.encode()})
    study = empty_study(tmp_path)
    plan = imported(study, path)
    assert words_coded(study) == ["我们信任"]
    told = {remark.kind: remark for remark in plan.remarks}
    assert told["source_left_out"].what == f"lost: the project file has no part '{guid(101)}.txt'"
    assert told["codings_without_words"].count == 1
