"""Files from outside, where a folder with them lies beside the checkout; each test skips where it is absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain.document import BlockKind, SourceType
from assistant.errors import SourceError, UnreadableSource
from assistant.reading import read_source
from tests.reading.making import notes, turns

REAL = Path(__file__).parents[2].parent / "shared" / "realdata"
FILES = sorted(path for path in REAL.rglob("*") if path.is_file() and path.suffix != ".pdf") if REAL.is_dir() else []

pytestmark = pytest.mark.skipif(not FILES, reason="no folder of real files beside the checkout")


def real(name: str) -> Path:
    path = REAL / name
    if not path.is_file():
        pytest.skip(f"{name} is absent")
    return path


def test_every_file_is_a_document_or_a_sentence():
    for path in FILES:
        try:
            document = read_source(path).document
        except SourceError as error:
            assert path.name in str(error)  # noqa: PT017 - the message is what is tested
        else:
            assert document.blocks
            assert all(block.span.covers(block.body) for block in document.blocks)


def test_gbk_and_utf8_give_the_same_turns():
    gbk = read_source(real("formats/任正非接受福布斯中文网采访_gbk.txt"))
    utf8 = read_source(real("zh_talks/任正非接受福布斯中文网采访.md"))
    assert gbk.document.provenance.encoding == "gb18030"
    assert turns(gbk) == turns(utf8)
    assert len(turns(gbk)) == 54


def test_gbk_text_is_right_to_the_character():
    path = real("formats/任正非接受福布斯中文网采访_gbk.txt")
    assert read_source(path).document.text == path.read_bytes().decode("gb18030").replace("\r\n", "\n")


@pytest.mark.parametrize("name", ["bill-carr", "bob-moesta"])
def test_podcasts_have_two_speakers_and_rising_times(name):
    reading = read_source(real(f"en_interviews/{name}.md"))
    found = turns(reading)
    assert len({turn[0] for turn in found}) == 2
    assert [turn[1] for turn in found] == sorted(turn[1] for turn in found)
    assert reading.metadata.source_type is SourceType.INTERVIEW


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("任正非与Fellow座谈会上的讲话", 61),
        ("在诺亚方舟实验室座谈会上的讲话", 34),
        ("巴塞罗那通信展小型恳谈会纪要", 61),
        ("英国媒体会谈纪要", 43),
    ],
)
def test_questions_and_answers_in_talks(name, count):
    assert len(turns(read_source(real(f"zh_talks/{name}.md")))) == count


def test_reports_and_news_have_no_turns():
    for path in [*(REAL / "zh_reports").glob("*.txt"), *(REAL / "zh_news").glob("*.xml")]:
        reading = read_source(path)
        assert not turns(reading)
        assert reading.metadata.date
        wanted = SourceType.NEWS if path.suffix == ".xml" else SourceType.OFFICIAL_REPORT
        assert reading.metadata.source_type is wanted


def test_paper_is_mended_and_no_transcript():
    path = REAL.parent / "paper.txt"
    if not path.is_file():
        pytest.skip("paper.txt is absent")
    reading = read_source(path)
    assert not turns(reading)
    assert reading.metadata.source_type is SourceType.LITERATURE
    assert notes(reading)["mended_places"] > 500


def test_locked_files_say_so():
    for name, word in {"password_protected.xlsx": "password", "fake-encrypted.msg": "encrypted"}.items():
        with pytest.raises(UnreadableSource, match=word):
            read_source(real(f"formats/{name}"))


def test_bilingual_subtitles_keep_both_languages():
    for path in (REAL / "subtitles").glob("*.srt"):
        document = read_source(path).document
        assert all(block.kind is BlockKind.PARAGRAPH and block.start_ms is not None for block in document.blocks)
        assert "的" in document.text
        assert " the " in document.text
