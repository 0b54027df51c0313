"""Comments of Word files: read beside the words that went out; hostile files refused with a sentence."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from assistant.domain.span import Span
from assistant.errors import SourceError
from assistant.reading.word_margins import read_margins

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BEGIN, END = '<w:commentRangeStart w:id="{0}"/>', '<w:commentRangeEnd w:id="{0}"/>'


def run(words: str, tag: str = "t") -> str:
    return f'<w:r><w:{tag} xml:space="preserve">{words}</w:{tag}></w:r>'


def comment(number: int, words: str, author: str = "ann") -> str:
    return f'<w:comment w:id="{number}" w:author="{author}"><w:p>{run(words)}</w:p></w:comment>'


def written(folder: Path, body: str, *comments: str, head: str = "", more: dict[str, bytes] | None = None) -> Path:
    parts = {
        "word/document.xml": f"{head}<w:document {W}><w:body>{body}</w:body></w:document>".encode(),
        "word/comments.xml": f"{head}<w:comments {W}>{''.join(comments)}</w:comments>".encode(),
    } | (more or {})
    path = folder / "x.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            if data:
                archive.writestr(name, data)
    return path


def test_a_comment_stands_beside_its_words_whatever_runs_word_makes(tmp_path: Path):
    first = f"<w:p>{run('平台')}{BEGIN.format(7)}{run('把')}{run('它们')}</w:p>"
    body = f"{first}<w:p>{run('接成')}{END.format(7)}{run('一条链')}</w:p>"
    marked = read_margins(written(tmp_path, body, comment(7, "A.1")))
    assert marked.text == "平台把它们\n接成一条链"
    assert [(each.span, each.text, each.author) for each in marked.remarks] == [(Span(2, 8), "A.1", "ann")]
    assert marked.source is None
    assert marked.shown is None


def test_tracked_changes_are_seen_through(tmp_path: Path):
    gone = f"<w:del>{run('旧词', 'delText')}</w:del>"
    came = f"<w:ins>{run('新词')}</w:ins>"
    body = f"<w:p>{run('前')}{gone}{came}{BEGIN.format(0)}{run('后')}{END.format(0)}</w:p>"
    marked = read_margins(written(tmp_path, body, comment(0, "A.1")))
    assert marked.text == "前旧词后"
    assert marked.remarks[0].span == Span(3, 4)
    assert marked.changed == 2


def test_ranges_between_paragraphs_and_comments_without_any_are_told(tmp_path: Path):
    body = f"{BEGIN.format(1)}<w:p>{run('一')}</w:p>{END.format(1)}<w:p>{run('二')}</w:p>"
    spans = [each.span for each in read_margins(written(tmp_path, body, comment(1, "x"), comment(2, "y"))).remarks]
    assert spans == [Span(0, 1), None]


def test_tabs_breaks_and_special_hyphens_take_one_place_each(tmp_path: Path):
    body = f"<w:p>{run('a')}<w:r><w:tab/><w:br/><w:noBreakHyphen/><w:softHyphen/></w:r>{run('b')}</w:p>"
    assert read_margins(written(tmp_path, body)).text == "a\t\n\u2011\u00adb"


def bomb() -> dict[str, bytes]:
    return {"word/media/a.bin": b"\0" * 40_000_000}


XXE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefghi", "bcdefghij", strict=True)
) + "]>"  # fmt: skip


def test_entities_fetch_nothing_and_expand_to_nothing(tmp_path: Path):
    for head, name in ((XXE, "a"), (LAUGHS, "j")):
        try:
            text = read_margins(written(tmp_path, f"<w:p>{run(f'x&{name};y')}</w:p>", head=head)).text
        except SourceError:
            continue
        assert "root" not in text
        assert len(text) < 10


@pytest.mark.parametrize(
    ("body", "more", "told"),
    [
        ("<w:p>" * 100_000, {}, "cannot be read"),
        (f"<w:p>{run('x')}</w:p>", {"word/document.xml": b""}, "lacks its part"),
        (f"<w:p>{run('x')}</w:p>", {"word/document.xml": b"<w:p"}, "cannot be read"),
        (f"<w:p>{run('x')}</w:p>", bomb(), "would unpack"),
        (f"<w:p>{run('x')}</w:p>", {"word/comments.xml": b"\xff\xfe nothing"}, "cannot be read"),
    ],
    ids=["nested", "no document", "broken document", "bomb", "broken comments"],
)
def test_hostile_files_are_refused_with_a_sentence(tmp_path: Path, body: str, more: dict[str, bytes], told: str):
    with pytest.raises(SourceError, match=told):
        read_margins(written(tmp_path, body, more=more))


def test_what_is_no_archive_or_not_there_is_refused(tmp_path: Path):
    (tmp_path / "a.docx").write_bytes(b"no archive")
    for name in ("a.docx", "b.docx"):
        with pytest.raises(SourceError, match=name):
            read_margins(tmp_path / name)


def test_a_name_that_leads_out_of_the_archive_is_refused_and_nothing_is_written(tmp_path: Path):
    (tmp_path / "in").mkdir()
    path = written(tmp_path / "in", f"<w:p>{run('x')}</w:p>", more={"../../outside.txt": b"x"})
    with pytest.raises(SourceError, match="would leave the folder"):
        read_margins(path)
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["in", "x.docx"]
