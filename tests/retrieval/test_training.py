"""Training on a toy parallel corpus: what it learns, what it refuses, and that it repeats itself exactly."""

import gzip
import json
import random
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InstrumentError, SourceError
from assistant.retrieval.bundled_model import BundledEmbeddings
from assistant.retrieval.training import TrainingOptions, train_embedder
from assistant.retrieval.training.evaluating import DevSets, evaluate, first_hits
from assistant.retrieval.training.model import compose
from assistant.retrieval.training.options import Source
from assistant.retrieval.training.reading_pairs import PairSet, read_source, sentence_passage_pairs
from assistant.retrieval.training.saving import quantise
from assistant.retrieval.training.training import encoder, fit, prepare
from assistant.retrieval.training.vocabulary import build_tokenizer, count_tokens, fold

WHO = [
    ("老师", "the teacher"),
    ("医生", "the doctor"),
    ("农民", "the farmer"),
    ("经理", "the manager"),
    ("学生", "the student"),
]
WHAT = [("喜欢", "likes"), ("购买", "buys"), ("销售", "sells"), ("讨厌", "hates"), ("研究", "studies")]
WHICH = [
    ("机器", "machines"),
    ("苹果", "apples"),
    ("书籍", "books"),
    ("汽车", "cars"),
    ("房屋", "houses"),
    ("音乐", "music"),
]
WHEN = [("今天", "today"), ("去年", "last year")]

TOY = Source(file="pairs.toy.tsv.gz", passes=1.0, licence="made by the test")
WORDS = Source(file="words.json.gz", passes=0.5, licence="made by the test")


def toy_pairs() -> list[tuple[str, str]]:
    rows = [
        (f"{when[0]}{who[0]}{what[0]}{which[0]}。", f"{who[1].capitalize()} {what[1]} {which[1]} {when[1]}.")
        for who, what, which, when in product(WHO, WHAT, WHICH, WHEN)
    ]
    random.Random(7).shuffle(rows)
    return rows


TRAINED, HELD_OUT = toy_pairs()[:200], toy_pairs()[200:]
OPTIONS = TrainingOptions(
    vocabulary_size=600,
    dimensions=32,
    widths=(32, 16),
    epochs=8,
    batch_size=50,
    threads=1,
    sources=(TOY, WORDS),
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    lines = [f"{zh}\t{en}" for zh, en in TRAINED] + ["a line without a second text", "\tan empty first text"]
    (folder / TOY.file).write_bytes(gzip.compress("\n".join(lines).encode()))
    entries = [(zh, [en.removeprefix("the ")]) for zh, en in (*WHO, *WHAT, *WHICH, *WHEN)]
    (folder / WORDS.file).write_bytes(gzip.compress(json.dumps([*entries, ("空", [])]).encode()))
    return folder


@pytest.fixture(scope="module")
def trained(data: Path, tmp_path_factory: pytest.TempPathFactory) -> BundledEmbeddings:
    out = tmp_path_factory.mktemp("model")
    train_embedder(data, out, OPTIONS)
    return BundledEmbeddings(out, width=None)


def found_in_translation(encode) -> float:
    chinese, english = (encode([pair[side] for pair in HELD_OUT]) for side in (0, 1))
    return first_hits(chinese, english, np.arange(len(HELD_OUT)))


def test_training_finds_translations_that_an_untrained_table_does_not(data: Path, trained: BundledEmbeddings) -> None:
    prepared = prepare(tuple(read_source(data, source) for source in OPTIONS.sources), OPTIONS)
    untrained = encoder(prepared.tokenizer, fit(prepared, replace(OPTIONS, epochs=0)))
    assert found_in_translation(untrained) < 10
    assert found_in_translation(trained.encode) > 90


def test_the_leading_numbers_suffice_alone(trained: BundledEmbeddings) -> None:
    def narrow(texts):
        vectors = trained.encode(texts)[:, :16]
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    assert found_in_translation(narrow) > 80


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(data: Path, tmp_path: Path) -> None:
    short = replace(OPTIONS, epochs=1, token_dropout=0.2)
    runs = {name: replace(short, seed=seed) for name, seed in {"a": 1, "b": 1, "c": 2}.items()}
    shas = {name: train_embedder(data, tmp_path / name, run).saved.weights_sha256 for name, run in runs.items()}
    assert shas["a"] == shas["b"] != shas["c"]


def test_what_could_not_be_used_is_counted(data: Path, tmp_path: Path) -> None:
    report = train_embedder(data, tmp_path, replace(OPTIONS, epochs=0))
    assert report.rejected == {TOY.file: 2, WORDS.file: 1}
    assert report.pairs == {TOY.file: 200, WORDS.file: len(WHO) + len(WHAT) + len(WHICH) + len(WHEN)}
    assert report.dev is None


def test_a_development_file_beside_the_data_is_scored(data: Path, tmp_path: Path) -> None:
    here = tmp_path / "train"
    here.mkdir()
    (tmp_path / "dev").mkdir()
    for source in (TOY, WORDS):
        (here / source.file).write_bytes((data / source.file).read_bytes())
    graded = [[zh, en, 5.0] for zh, en in HELD_OUT] + [[HELD_OUT[0][0], en, 0.0] for _, en in HELD_OUT[1:]]
    dev = {
        "bitext": {"toy_dev": HELD_OUT},
        "pairs": {"stsb_dev": graded},
        "cmrc_trial": [[["苹果", 0]], ["apples", "cars"]],
    }
    (tmp_path / "dev" / "dev.json.gz").write_bytes(gzip.compress(json.dumps(dev).encode()))
    report = train_embedder(here, tmp_path / "out", OPTIONS)
    assert report.dev is not None
    assert report.dev.scores["toy_dev"] > 90
    assert report.dev.scores["cmrc_trial"] == 100
    assert report.dev.scores["stsb_dev"] > 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    name: str
    content: bytes | None
    file: str = "pairs.bad.tsv.gz"


REFUSALS = [
    Refusal(name="absent", content=None),
    Refusal(name="not gzip", content=b"a\tb"),
    Refusal(name="not UTF-8", content=gzip.compress(b"\xff\xfe\xfa")),
    Refusal(name="not JSON", content=gzip.compress(b"{"), file="words.bad.json.gz"),
    Refusal(name="another shape", content=gzip.compress(b"[1, 2]"), file="words.bad.json.gz"),
]


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: case.name)
def test_a_damaged_source_is_named_in_the_refusal(case: Refusal, tmp_path: Path) -> None:
    if case.content is not None:
        (tmp_path / case.file).write_bytes(case.content)
    with pytest.raises(SourceError, match=case.file):
        read_source(tmp_path, Source(file=case.file, passes=1, licence=""))


def test_a_source_without_one_usable_pair_is_refused(tmp_path: Path) -> None:
    (tmp_path / TOY.file).write_bytes(gzip.compress(b"!!!\t???"))
    with pytest.raises(SourceError, match="no usable pair"):
        train_embedder(tmp_path, tmp_path / "out", replace(OPTIONS, sources=(TOY,)))


def test_options_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(InstrumentError, match="widest"):
        TrainingOptions(dimensions=128)
    with pytest.raises(InstrumentError, match="token_dropout"):
        TrainingOptions(token_dropout=1.0)
    with pytest.raises(InstrumentError, match="no training sources"):
        TrainingOptions(sources=())


def toy_tokenizer():
    left, right = zip(*TRAINED, strict=True)
    return build_tokenizer((PairSet(source=TOY, left=left, right=right, rejected=0),), 600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    text: str
    tokens: list[str]


CUTS = [
    Cut(text="去年老师购买苹果", tokens=["去年", "老师", "购买", "苹果"]),
    Cut(text="The DOCTOR sells,books!", tokens=["the", "doctor", "sells", "books"]),
    Cut(text="老师sells苹果", tokens=["老师", "sells", "苹果"]),
    Cut(text="ＤＯＣＴＯＲ　döctor", tokens=["doctor", "doctor"]),
    Cut(text="“……”", tokens=[]),
    Cut(text="", tokens=[]),
]


@pytest.mark.parametrize("case", CUTS, ids=lambda case: case.text)
def test_words_of_both_languages_are_cut_where_readers_cut_them(case: Cut) -> None:
    assert toy_tokenizer().encode(case.text).tokens == case.tokens


def test_a_headword_of_several_meanings_outranks_one_of_a_single_meaning() -> None:
    words = ("蜉蝣", "问卷")
    pairs = PairSet(source=WORDS, left=words, right=("mayfly", "form; survey"), rejected=0, words=words)
    counts = count_tokens([pairs]).han_words
    assert counts["问卷"] > counts["蜉蝣"] > 0


def test_unknown_writing_is_one_token_that_weighs_nothing(trained: BundledEmbeddings) -> None:
    assert trained.token_ids(["😀"]) == [[0]]
    assert not trained.encode(["😀"]).any()
    assert np.allclose(trained.encode(["苹果😀"]), trained.encode(["苹果"]))


def test_the_written_gradient_is_the_gradient_of_the_loss() -> None:
    torch = pytest.importorskip("torch")
    from assistant.retrieval.training.contrastive import contrastive_gradient

    options = TrainingOptions(dimensions=8, widths=(8, 4))
    means = torch.randn(12, 8, dtype=torch.float64, generator=torch.Generator().manual_seed(5)).requires_grad_()
    excluded = torch.zeros(6, 6, dtype=torch.bool)
    excluded[0, 3] = excluded[3, 0] = True
    losses = []
    for width in options.widths:
        left, right = (torch.nn.functional.normalize(side[:, :width]) for side in means.split(6))
        scores = (left @ right.T / options.temperature).masked_fill(excluded, float("-inf"))
        losses += [torch.nn.functional.cross_entropy(table, torch.arange(6)) for table in (scores, scores.T)]
    torch.stack(losses).mean().backward()
    written = contrastive_gradient(means.detach().split(6), excluded, options)
    assert torch.allclose(written, means.grad, atol=1e-9)


def test_leaving_tokens_out_never_empties_a_text() -> None:
    from assistant.retrieval.training.contrastive import TokenLists

    texts = TokenLists(ids=np.arange(1, 301), starts=np.array([0, 1, 2, 100, 300]))
    thinned = texts.thinned(0.9, np.random.default_rng(1))
    assert (np.diff(thinned.starts) >= 1).all()
    assert len(thinned.ids) < 100
    assert set(thinned.ids[thinned.starts[3] :]) <= set(range(101, 301))


def test_a_vocabulary_keeps_to_its_size() -> None:
    assert toy_tokenizer().get_vocab_size() <= 600


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_word_receives_its_characters_and_its_prefixes() -> None:
    composition = compose(["<unk>", "苹", "果", "苹果", "machines", "machine", "cat"], TrainingOptions())
    parameters = np.arange(composition.parameter_rows, dtype=np.float32)[:, None]
    baked = composition.bake(parameters)[:, 0]
    assert composition.parameter_rows == 7 + 2
    assert baked.tolist() == pytest.approx([0, 1, 2, 3 + 0.25 * (1 + 2), 4 + 0.35 * (7 + 8), 5 + 0.35 * (7 + 8), 6])


def test_rounding_to_eight_bits_stays_within_half_a_step() -> None:
    table = np.random.default_rng(3).standard_normal((50, 32)).astype(np.float32)
    table[0] = 0
    whole, scales = quantise(table)
    assert whole.dtype == np.int8
    assert np.all(np.abs(whole * scales[:, None] - table) <= scales[:, None] / 2 + 1e-7)


def test_a_perfect_and_a_blind_encoder_score_as_they_must() -> None:
    dev = DevSets(
        bitext={"b": [("0", "0"), ("1", "1"), ("2", "2"), ("3", "3")]},
        pairs={"stsb_dev": [("0", "0", 5.0), ("0", "1", 1.0)], "lcqmc_dev": [("1", "1", 1.0), ("1", "2", 0.0)]},
        questions=[("3", 3)],
        passages=["0", "1", "2", "3"],
    )
    perfect = evaluate(lambda texts: np.eye(4, dtype=np.float32)[[int(text) for text in texts]], dev)
    blind = evaluate(lambda texts: np.ones((len(texts), 1), dtype=np.float32), replace_graded(dev))
    assert perfect.average == pytest.approx(100)
    assert blind.scores["b"] == 25
    assert blind.scores["lcqmc_dev"] == 50


def replace_graded(dev: DevSets) -> DevSets:
    return replace(dev, pairs={"lcqmc_dev": dev.pairs["lcqmc_dev"]})


def test_every_sentence_of_a_passage_is_paired_with_the_rest_of_it_once() -> None:
    passage = "第一句话在这里说完了。Version 4.6 is the second sentence. 第三句话也足够长了!"
    pairs = PairSet(
        source=replace(TOY, cloze_passes=2.0),
        left=("甲", "乙", "丙"),
        right=(passage, passage, "只有一句话的段落。"),
        rejected=0,
    )
    made = sentence_passage_pairs(pairs)
    assert [sentence.strip() for sentence in made.left] == [
        "第一句话在这里说完了。",
        "Version 4.6 is the second sentence.",
        "第三句话也足够长了!",
    ]
    assert all(sentence not in rest for sentence, rest in zip(made.left, made.right, strict=True))
    assert made.source.passes == 2.0
