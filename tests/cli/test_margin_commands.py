"""Word and Excel from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest
import typer
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from assistant.bootstrap import create_study, open_study
from assistant.cli import auditing, coding, exchanging
from assistant.domain.identifiers import CodeId, CoderId
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.reading.codebook import load_codebook
from assistant.settings import StudySettings
from assistant.workflows.importing import ForeignCoding, import_codings
from assistant.workflows.ingest import add_files

ROOT = Path(__file__).resolve().parents[2]
TEXT = (
    "访谈者：请谈谈。\n\n受访者：平台打通了全产业链😀。=1+1 就是例子。\n\n访谈者：还有吗？\n\n受访者：交货期缩短了。\n"
)
app = typer.Typer()
app.command(name="export")(coding.export)
app.command(name="import")(exchanging.import_command)
app.command(name="audit")(auditing.audit)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    book = load_codebook(ROOT / "prompts" / "codebooks" / "industrial-internet.yaml")
    create_study(tmp_path / "s", StudySettings(name="s", language="zh", person="lead"), book).close()
    (tmp_path / "访谈.txt").write_text(TEXT, "utf-8")
    bench = open_study(tmp_path / "s")
    list(add_files(bench, [tmp_path / "访谈.txt"], actor=bench.person))
    (source,) = bench.ledger.sources()
    text = bench.ledger.document(source.id).text
    for words, code, who in (("打通了全产业链", "A.STR", "ann"), ("=1+1 就是例子", "Z.NAME", "ben")):
        span = Span(text.index(words), text.index(words) + len(words))
        import_codings(bench, [ForeignCoding(coder=CoderId(who), source=source.id, span=span, code=CodeId(code))],
                       actor=bench.person)  # fmt: skip
    bench.close()
    return tmp_path / "s"


def codings(folder: Path) -> set[tuple[str, str, str]]:
    bench = open_study(folder)
    try:
        return {
            (each.coder_id, each.code, each.span.read(bench.ledger.document(each.document_id).text))
            for each in bench.ledger.codings()
        }
    finally:
        bench.close()


def test_a_transcript_goes_out_with_comments_and_comes_back(folder: Path, tmp_path: Path):
    file = tmp_path / "访谈.docx"
    done = call("export", file, "--comments", "--study", folder)
    assert "访谈.txt, 2 comments" in done.stderr, done.output
    document = docx.Document(str(file))
    assert {each.text for each in document.comments} == {"A.STR 结构赋能", "Z.NAME 只有标签"}
    answer = next(each for each in document.paragraphs if each.text.endswith("交货期缩短了。"))
    document.add_comment(answer.runs, text="B.VC: 已经实现", author="新同事")
    question = next(each for each in document.paragraphs if "还有吗" in each.text)
    document.add_comment(question.runs, text="B.VC", author="ann")
    document.save(str(file))
    preview = call("import", file, "--preview", "--json", "--study", folder)
    fates = [json.loads(line)["fate"] for line in preview.stdout.splitlines()]
    assert sorted(fates) == ["coding", "known", "known", "refused"]
    before = codings(folder)
    done = call("import", file, "--study", folder)
    assert "interviewer's words are context" in " ".join(done.stdout.split())
    assert codings(folder) - before == {("新同事", "B.VC", "受访者：交货期缩短了。")}
    assert "nothing in it is new" in call("import", file, "--study", folder).stderr


def test_a_blank_copy_has_no_comments_and_one_persons_has_only_theirs(folder: Path, tmp_path: Path):
    for options, count in (([], 0), (["--coder", "ann"], 1)):
        call("export", tmp_path / "x.docx", "--source", "访谈.txt", *options, "--study", folder)
        assert len(list(docx.Document(str(tmp_path / "x.docx")).comments)) == count


def test_a_source_or_a_person_that_is_not_there_is_refused(folder: Path, tmp_path: Path):
    for options in (["--source", "nothing"], ["--source", "访谈", "--coder", "nobody"]):
        done = call("export", tmp_path / "x.docx", *options, "--study", folder)
        assert isinstance(done.exception, StudyError), done.output


def test_the_workbook_has_codings_long_and_wide_and_no_cell_can_run(folder: Path, tmp_path: Path):
    file = tmp_path / "all.xlsx"
    assert call("export", file, "--study", folder).exit_code == 0
    book = load_workbook(file)
    assert book.sheetnames == ["编码（长表）", "编码（宽表）", "编码手册 0.2.0", "引文表", "资料文件"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert not any(str(cell.value).startswith(("=", "+", "@")) for cell in cells if cell.value is not None)
    assert "'=1+1 就是例子" in [cell.value for cell in cells]
    wide = list(book["编码（宽表）"].iter_rows(values_only=True))
    assert wide[0][-2:] == ("ann", "ben")
    assert {row[-2:] for row in wide[1:]} == {("A.STR", "Z.NAME"), ("∅", "∅")}
