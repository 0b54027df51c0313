"""Adapting the bundled embedder to a study: what is held out, what decides, what is kept and how it is undone."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from assistant.bootstrap import create_study, open_study, shipped
from assistant.cli.embedding import COMMANDS, codebook_pairs, judged_queries, set_embedder
from assistant.domain.codebook import Code, Codebook, Wording
from assistant.domain.coding import Coding, CodingMode
from assistant.domain.identifiers import CodebookId, CodeId, FamilyId
from assistant.errors import InstrumentError, StudyError
from assistant.ports import Records
from assistant.reading.codebook import load_codebook
from assistant.retrieval.adaptation_folder import forget_adapted, open_adapted
from assistant.retrieval.adaptation_measures import (
    Figure,
    JudgedQuery,
    TableEncoder,
    Trial,
    by_meaning,
    by_search,
    cloze_trial,
    judged_trial,
    pair_trial,
)
from assistant.retrieval.adaptation_pairs import cloze_pairs, cut_documents, cut_pairs, sentences
from assistant.retrieval.adapting import (
    CLOZE,
    JUDGED,
    AdaptationOptions,
    adapt_embedder,
    judge,
)
from assistant.retrieval.bundled_model import BUNDLED_MODEL, BundledEmbeddings
from assistant.retrieval.embedders import BundledEncoder
from assistant.retrieval.soft import WordReader
from assistant.settings import StudySettings, read_study_settings
from assistant.workflows.ingest import add_files

THINGS = ("焊机", "板材", "洗衣机", "刀具", "订单", "仓库", "房车", "面料", "轴承", "油漆")
PLACES = ("青州", "天津", "荣成", "青岛", "合肥", "佛山", "沈阳", "无锡", "成都", "西安")
FILLERS = ("工厂", "生产", "新", "购买", "工人", "师傅", "难", "寻找", "今年", "客户", "价格", "管理", "培训", "质量")
OPTIONS = AdaptationOptions(strengths=(0.5, 1.0))


def study(documents: int = 10) -> dict[str, list[str]]:
    """In this trade a thing and a town always go together: the first sentence names the one, the second the other."""
    chance = np.random.default_rng(11)

    def sentence(word: str) -> str:
        return "".join(map(str, chance.permutation([word, word, *chance.choice(FILLERS, 4, replace=False)]))) + "。"

    return {
        f"document {number}": [sentence(thing) + sentence(place) for thing, place in zip(THINGS, PLACES, strict=True)]
        for number in range(documents)
    }


def table_of(rows: dict[str, list[float]]) -> TableEncoder:
    tokenizer = BundledEmbeddings()._tokenizer
    table = np.zeros((tokenizer.get_vocab_size(), 2), dtype=np.float32)
    for token, vector in rows.items():
        table[tokenizer.token_to_id(token)] = vector
    return TableEncoder(tokenizer, table, np.ones(len(table), dtype=np.float32))


@given(
    st.dictionaries(st.text("abcdef", min_size=1), st.lists(st.text("abc 。", max_size=40)), max_size=8),
    st.integers(0, 9),
)
def test_every_document_lies_on_one_side_of_the_cut(texts: dict[str, list[str]], seed: int):
    cut = cut_documents(texts, (0.25, 0.15), seed)
    assert sorted([*cut.learned, *cut.chosen_by, *cut.held_out]) == sorted(texts)


def test_reprints_stay_on_one_side():
    story = "".join(f"平台把第{number}家供应商接了进来并开始每周结算。" for number in range(12))
    texts = {name: [f"{name}讲的是另一件完全不同的事情，{name * 9}。"] for name in THINGS}
    texts |= {"press": [story], "reprint": ["转载。" + story[:200]], "echo": [story[20:]]}
    for seed in range(8):
        cut = cut_documents(texts, (0.25, 0.15), seed)
        sides = [
            side for side in (cut.learned, cut.chosen_by, cut.held_out) if {"press", "reprint", "echo"} & set(side)
        ]
        assert len(sides) == 1


def test_a_sentence_is_paired_with_the_passage_without_it():
    texts = {
        "one": ["工厂把交货期缩短了。用户因此更加满意了。", "只有一句话的段落没有上下文。"],
        "two": ["不学这一份文件。绝对不学这一份文件。"],
    }
    assert cloze_pairs(texts, ["one"]) == [
        ("工厂把交货期缩短了。", " 用户因此更加满意了。"),
        ("用户因此更加满意了。", "工厂把交货期缩短了。 "),
    ]


def test_decimals_do_not_end_a_sentence():
    assert sentences("Cost fell by 7.3 per cent. Orders rose by 62 per cent.")[0] == "Cost fell by 7.3 per cent."


@given(st.lists(st.tuples(st.text("ab ", max_size=3), st.text("xy ", max_size=3))), st.integers(0, 9))
def test_no_pair_is_both_learned_and_held_out(pairs: list[tuple[str, str]], seed: int):
    learned, held_out = cut_pairs(pairs, 0.25, seed)
    assert not set(learned) & set(held_out)
    assert {*learned, *held_out} == {pair for pair in pairs if all(side.strip() for side in pair)}


def test_the_sentence_asked_with_is_not_left_in_its_passage():
    texts = study(3)
    trial = cloze_trial(texts, ["document 1"], 1)
    assert len(trial.queries) == 10
    assert len(trial.passages) == 30
    for query, answers in zip(trial.queries, trial.answers, strict=True):
        assert all(query not in trial.passages[row] for row in answers)


def test_judged_queries_seek_only_in_the_documents_held_out():
    texts = {"a": ["一", "二"], "b": ["三", "四"]}
    judged = [
        JudgedQuery(text="found", answers=frozenset([("b", 1), ("a", 0)])),
        JudgedQuery(text="answered elsewhere", answers=frozenset([("a", 0)])),
    ]
    trial = judged_trial(texts, ["b"], judged)
    assert trial == Trial(queries=("found",), passages=("三", "四"), answers=(frozenset([1]),))


def test_average_precision_by_meaning_counts_the_rank():
    encoder = table_of({"成本": [1, 0], "价格": [0.9, 0.1], "质量": [0.2, 1], "工人": [0, 1]})
    trial = Trial(queries=("成本", "成本"), passages=("价格", "质量", "工人"), answers=(frozenset([0]), frozenset([1])))
    assert by_meaning(trial, encoder) == [1.0, 0.5]
    assert by_search(trial, encoder)[0] == 1.0


def test_a_wording_does_not_find_itself():
    encoder = table_of({"成本": [1, 0], "cost": [1, 0.1], "质量": [0, 1], "quality": [0.1, 1]})
    assert by_meaning(pair_trial([("成本", "cost"), ("质量", "quality")]), encoder) == [1.0] * 4


@dataclass(frozen=True)
class Verdict:
    why: str
    figures: tuple[Figure, ...]
    kept: bool


def figure(name: str, gain: float, error: float = 0.001) -> Figure:
    return Figure(name=name, queries=50, before=0.5, after=0.5 + gain, error=error)


VERDICTS = [
    Verdict("a clear gain", (figure(f"{CLOZE}, search", 0.05),), True),
    Verdict("below the margin", (figure(f"{CLOZE}, search", 0.009),), False),
    Verdict("within chance", (figure(f"{CLOZE}, search", 0.05, 0.03),), False),
    Verdict("meaning alone", (figure(f"{CLOZE}, meaning", 0.2), figure(f"{CLOZE}, search", 0.0)), False),
    Verdict(
        "one search pays for the other", (figure(f"{CLOZE}, search", 0.1), figure(f"{JUDGED}, search", -0.02)), False
    ),
    Verdict("general loss", (figure(f"{CLOZE}, search", 0.1), figure("codebook, meaning", -0.02)), False),
    Verdict("nothing measured", (), False),
]


@pytest.mark.parametrize("case", VERDICTS, ids=lambda case: case.why)
def test_only_a_gain_in_searching_that_costs_nothing_is_kept(case: Verdict):
    kept, verdict = judge(case.figures, AdaptationOptions())
    assert kept is case.kept
    assert verdict.startswith("kept" if case.kept else "not kept")


def test_what_is_refused_leaves_no_trace(tmp_path: Path):
    report = adapt_embedder(study(), [], tmp_path / "adapted", replace(OPTIONS, margin=2.0))
    assert not report.kept
    assert (report.folder, report.spec, report.weights_sha256) == (None, "bundled", "")
    assert "2.000 is needed" in report.verdict
    assert not (tmp_path / "adapted").exists()


@pytest.fixture(scope="module")
def adapted(tmp_path_factory: pytest.TempPathFactory):
    index = tmp_path_factory.mktemp("index")
    made = [adapt_embedder(study(), [], index / name, OPTIONS) for name in ("adapted", "again")]
    return index, made


def test_an_adaptation_that_finds_more_in_documents_not_learned_from_is_kept(adapted):
    _, (report, _) = adapted
    assert report.kept, report.verdict
    search = next(figure for figure in report.figures if figure.name == f"{CLOZE}, search")
    assert search.gain > max(OPTIONS.margin, 2 * search.error)


def test_an_adaptation_repeats_itself(adapted):
    _, (first, second) = adapted
    assert first.weights_sha256 == second.weights_sha256
    assert first.figures == second.figures


def test_what_is_kept_is_recorded_beside_its_weights(adapted):
    index, (report, _) = adapted
    assert report.folder.parent == index / "adapted"
    record = json.loads((report.folder / "adaptation.json").read_text("utf-8"))
    assert record["weights_sha256"] == report.weights_sha256
    assert record["base_sha256"] == report.base_sha256
    assert record["options"]["seed"] == OPTIONS.seed
    assert {figure["name"] for figure in record["figures"]} == {figure.name for figure in report.figures}
    assert {path.name for path in (index / "adapted").iterdir()} == {report.folder.name}


def test_an_adapted_embedder_reads_words_and_has_a_name_of_its_own(adapted):
    index, (report, _) = adapted
    encoder = BundledEncoder(open_adapted(report.spec.removeprefix("adapted:"), index))
    assert isinstance(encoder, WordReader)
    assert encoder.embedder_id != BundledEmbeddings().embedder_id
    assert encoder.encode_documents(["青州的焊机"]).shape == (1, 256)


def test_words_the_study_does_not_hold_keep_their_meaning(adapted):
    index, (report, _) = adapted
    ours = open_adapted(report.folder.name, index).encode(["鲸鱼", "焊机"])
    bundled = BundledEmbeddings().encode(["鲸鱼", "焊机"])
    cosines = np.sum(ours * bundled, axis=1)
    assert cosines[0] > 0.999
    assert cosines[1] < 0.999


def test_learned_documents_and_deciding_documents_are_told_apart(adapted):
    _, (report, _) = adapted
    assert not set(report.cut.learned) & set(report.cut.held_out)
    assert report.cut.held_out
    assert report.inputs_sha256 == adapted[1][1].inputs_sha256


@pytest.mark.parametrize("name", ["", "0123456789ab", "../adapted", "/"])
def test_an_embedder_that_is_not_there_says_what_to_do(tmp_path: Path, name: str):
    with pytest.raises(InstrumentError, match="--revert"):
        open_adapted(name, tmp_path)


def test_weights_that_were_changed_are_refused(tmp_path: Path):
    folder = tmp_path / "adapted" / "0123456789ab"
    folder.mkdir(parents=True)
    for name in ("model.safetensors", "tokenizer.json"):
        (folder / name).write_bytes((BUNDLED_MODEL / name).read_bytes())
    with pytest.raises(InstrumentError, match="have changed"):
        open_adapted("0123456789ab", tmp_path)


def test_forgetting_deletes_all_and_may_be_repeated(tmp_path: Path):
    (tmp_path / "adapted" / "0123456789ab").mkdir(parents=True)
    assert [forget_adapted(tmp_path), forget_adapted(tmp_path)] == [1, 0]


@pytest.mark.parametrize("texts", [{}, {"one": ["很短。"]}, {"one": ["两句话的一段文字。还有第二句话在这里。"]}])
def test_a_study_that_is_too_small_says_so(tmp_path: Path, texts: dict[str, list[str]]):
    with pytest.raises(StudyError, match="too small"):
        adapt_embedder(texts, [], tmp_path, OPTIONS)


def test_documents_that_are_all_one_text_cannot_be_held_out(tmp_path: Path):
    passages = study(1)["document 0"] * 5
    with pytest.raises(StudyError, match="reprints"):
        adapt_embedder({"one": passages, "two": passages}, [], tmp_path, OPTIONS)


def test_replacing_the_embedder_leaves_the_rest_of_the_settings_alone(tmp_path: Path):
    path = tmp_path / "project.toml"
    path.write_text('# ours\nname = "Études, 研究"\n  embedder = "bundled:128" # narrow\nperson = "lead"\n', "utf-8")
    set_embedder(tmp_path, "adapted:0123456789ab")
    expected = '# ours\nname = "Études, 研究"\nembedder = "adapted:0123456789ab"\nperson = "lead"\n'
    assert path.read_text("utf-8") == expected
    assert {found.name for found in tmp_path.iterdir()} == {"project.toml"}


def test_an_embedder_that_was_never_named_is_added_outside_any_table(tmp_path: Path):
    (tmp_path / "project.toml").write_text('name = "study"\n[leaving]\nallow = []\n', "utf-8")
    set_embedder(tmp_path, "bundled:64")
    assert (tmp_path / "project.toml").read_text("utf-8") == (
        'embedder = "bundled:64"\nname = "study"\n[leaving]\nallow = []\n'
    )


UNCHANGEABLE = [
    'name = """\nembedder = 1\n"""\n',
    'name = "s"\n"embedder" = "bundled"\n',
    'name = "s"\nembedder = """\nx"""\n',
]


@pytest.mark.parametrize("settings", UNCHANGEABLE)
def test_settings_that_one_line_cannot_change_stay_as_they_are(tmp_path: Path, settings: str):
    path = tmp_path / "project.toml"
    path.write_text(settings, "utf-8")
    with pytest.raises(StudyError, match="yourself"):
        set_embedder(tmp_path, "adapted:0123456789ab")
    assert path.read_text("utf-8") == settings
    assert {found.name for found in tmp_path.iterdir()} == {"project.toml"}


def test_a_codebook_gives_its_wordings_in_both_languages_and_its_definitions():
    code = Code(
        id=CodeId("A.X"),
        family=FamilyId("A"),
        label=Wording("结构", "structure"),
        definition=Wording("连接上下游", ""),
        indicators=(Wording("接到一起", "tied together"), Wording("只有中文", "")),
    )
    book = Codebook(id=CodebookId("b"), name="b", version="1", title=Wording("书", "book"), families=(), codes=(code,))
    assert set(codebook_pairs(book)) >= {("结构", "structure"), ("接到一起", "tied together"), ("结构", "连接上下游")}
    assert not [pair for pair in codebook_pairs(book) if "只有中文" in pair]
    assert codebook_pairs(None) == []


def commands() -> typer.Typer:
    app = typer.Typer()
    for command in COMMANDS:
        app.command(name=command.__name__.replace("_", "-"))(command)
    return app


@pytest.fixture(scope="module")
def trade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of the trade in which a thing and a town go together."""
    desk = tmp_path_factory.mktemp("desk")
    for name, passages in study().items():
        (desk / f"{name}.txt").write_text("\n\n".join(passages), "utf-8")
    codebook = load_codebook(shipped("prompts", "codebooks", "industrial-internet.yaml"))
    with closing(create_study(desk / "trade", StudySettings(name="trade"), codebook)) as bench:
        assert len(list(add_files(bench, sorted(desk.glob("*.txt")), actor=bench.person))) == 10
    return desk / "trade"


def test_a_study_is_adapted_and_reverted_from_the_command_line(trade: Path):
    ran = CliRunner().invoke(commands(), ["adapt", "--study", str(trade)])
    assert ran.exit_code == 0, ran.output
    settings = read_study_settings(trade)
    assert "not kept" not in ran.output
    assert settings.embedder.startswith("adapted:")
    assert open_adapted(settings.embedder.removeprefix("adapted:"), trade / "index").embedder_id
    undone = CliRunner().invoke(commands(), ["adapt", "--revert", "--study", str(trade)])
    assert undone.exit_code == 0, undone.output
    assert read_study_settings(trade).embedder == "bundled"
    assert not (trade / "index" / "adapted").exists()


def test_reverting_leaves_an_embedder_of_the_users_own_choice(trade: Path):
    set_embedder(trade, "st:some/model")
    try:
        assert CliRunner().invoke(commands(), ["adapt", "--revert", "--study", str(trade)]).exit_code == 0
        assert read_study_settings(trade).embedder == "st:some/model"
        refused = CliRunner().invoke(commands(), ["adapt", "--study", str(trade)])
        assert isinstance(refused.exception, StudyError)
    finally:
        set_embedder(trade, "bundled")


def test_indicators_are_judged_by_what_people_coded(trade: Path):
    with closing(open_study(trade)) as bench:
        source = bench.ledger.sources()[0]
        unit = [segment for segment in bench.ledger.segments(source.id) if segment.is_unit][2]
        book = bench.codebook()
        coding = Coding(
            id=bench.new_coding_id(),
            coder_id=bench.person,
            codebook_id=book.id,
            document_id=source.id,
            segment_id=unit.id,
            span=unit.body,
            code=CodeId("A.STR"),
            mode=CodingMode.BLIND,
        )
        records = CodedRecords(bench.ledger, coding)
        judged = judged_queries(records, book)
    structural = book.code(CodeId("A.STR"))
    assert structural is not None
    assert len(judged) == 2 * len(structural.indicators)
    assert {query.answers for query in judged} == {frozenset([(source.id, 2)])}


class CodedRecords:
    """A ledger in which one more thing was coded."""

    def __init__(self, ledger: Records, coding: Coding) -> None:
        self._coding = coding
        self.sources = ledger.sources
        self.segments = ledger.segments

    def codings(self) -> tuple[Coding, ...]:
        return (self._coding,)
