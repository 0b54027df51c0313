from __future__ import annotations

import numpy as np
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings

from assistant.errors import InstrumentError
from assistant.retrieval.bundled_model import BUNDLED_MODEL
from assistant.retrieval.embedders import LangChainEncoder, open_encoder
from assistant.retrieval.soft import words_of
from assistant.retrieval.transformer import Prompts, customary_prompts
from assistant.retrieval.weights import fingerprint

bundled = pytest.mark.skipif(not (BUNDLED_MODEL / "model.safetensors").exists(), reason="no bundled weights")


class Failing(Embeddings):
    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise ConnectionError("refused\nsecond line")

    def embed_query(self, text: str) -> list[float]:
        return [float("nan")]


class Listening(Embeddings):
    def __init__(self, factor: int = 1) -> None:
        self.heard: list[str] = []
        self.factor = factor

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.heard += texts
        return [[3.0 * self.factor, 4.0] for _ in texts]

    def embed_query(self, text: str) -> list[float]:
        self.heard.append(text)
        return [0.0, 2.0]


@bundled
def test_the_default_knows_both_languages_and_can_be_read_out():
    encoder = open_encoder("bundled", cache=None)
    zh, en, other = encoder.encode_documents(["供应链的韧性", "supply chain resilience", "我喜欢吃苹果"])
    assert float(zh @ en) > float(zh @ other) + 0.2
    assert words_of(encoder) is not None


@bundled
def test_a_narrower_bundled_encoder_is_another_embedder():
    wide, narrow = open_encoder("bundled", cache=None), open_encoder("bundled:128", cache=None)
    assert wide.embedder_id != narrow.embedder_id
    assert narrow.encode_queries(["数据"]).shape == (1, 128)


def test_hashing_is_stable_and_of_length_one():
    one, other = open_encoder("hashing:64", cache=None), open_encoder("hashing:64", cache=None)
    rows = one.encode_documents(["供应链", "", "supply"])
    assert np.array_equal(rows, other.encode_documents(["供应链", "", "supply"]))
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 1])


def test_any_langchain_class_is_opened_by_name_with_its_options():
    encoder = open_encoder("langchain:langchain_core.embeddings:DeterministicFakeEmbedding?size=12", cache=None)
    assert encoder.encode_documents(["a", "b"]).shape == (2, 12)
    assert "size" in encoder.embedder_id


def test_other_settings_are_another_embedder():
    spec = "langchain:tests.retrieval.test_embedders:Listening"
    names = {open_encoder(spec + tail, cache=None).embedder_id for tail in ("", "?factor=2", "?query=q: ", "?batch=3")}
    assert len(names) == 3


def test_prompts_are_written_before_queries_and_passages():
    listening = Listening()
    encoder = LangChainEncoder(listening, "l", prompts=Prompts("query: ", "passage: "))
    encoder.encode_documents(["x"])
    assert encoder.encode_queries(["y"]).tolist() == [[0, 1]]
    assert listening.heard == ["passage: x", "query: y"]


def test_the_space_after_a_prompt_is_part_of_it():
    encoder = open_encoder("langchain:tests.retrieval.test_embedders:Listening?query=q: &document=p: ", cache=None)
    encoder.encode_documents(["x"])
    encoder.encode_queries(["y"])
    assert isinstance(encoder, LangChainEncoder)
    assert encoder._embeddings.heard == ["p: x", "q: y"]


def test_rows_are_brought_to_length_one():
    assert LangChainEncoder(Listening(), "l").encode_documents(["x"])[0] == pytest.approx([0.6, 0.8])
    assert LangChainEncoder(DeterministicFakeEmbedding(size=4), "f").encode_documents([]).shape[0] == 0


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("", "write one of"),
        ("nonsense", "write one of"),
        ("bundled:7", "width"),
        ("hashing:x", "width"),
        ("path:/no/such/folder", "no model folder"),
        ("st:", "no model is named"),
        ("nosuchprovider:model", "cannot be used"),
        ("langchain:no.such.module:Class", "no class"),
        ("langchain:pathlib:Path", "no LangChain Embeddings"),
        ("langchain:tests.retrieval.test_embedders:Listening?nosuch=1", "cannot be used"),
        ("langchain:tests.retrieval.test_embedders:Listening?api_key=x", "secret"),
        ("langchain:tests.retrieval.test_embedders:Listening?batch=0", "positive whole number"),
    ],
)
def test_what_cannot_be_opened_is_said_in_a_sentence(spec: str, says: str):
    with pytest.raises(InstrumentError, match=says):
        open_encoder(spec, cache=None)


def test_a_named_model_that_is_not_here_is_said_without_the_network(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(InstrumentError, match="HF_HUB_OFFLINE"):
        open_encoder("st:nobody/no-such-model", cache=None)


def test_a_failing_embedder_is_said_in_one_line():
    encoder = LangChainEncoder(Failing(), "failing")
    with pytest.raises(InstrumentError, match=r"'failing' cannot be used: refused;"):
        encoder.encode_documents(["x"])
    with pytest.raises(InstrumentError, match="not finite"):
        encoder.encode_queries(["x"])


@pytest.mark.parametrize(
    ("model", "query"),
    [
        ("models--intfloat--multilingual-e5-small", "query: "),
        ("bge-small-zh-v1.5", "为这个句子"),
        ("bge-base-en-v1.5", "Represent"),
        ("bge-m3", None),
        ("Qwen3-Embedding-0.6B", "Instruct"),
        ("paraphrase-multilingual-MiniLM-L12-v2", None),
    ],
)
def test_families_get_the_prompts_they_were_trained_with(model: str, query: str | None):
    found = customary_prompts(model).query
    assert found is None if query is None else found is not None and found.startswith(query)


def test_a_models_name_follows_its_bytes_and_is_remembered(tmp_path):
    model = tmp_path / "model"
    model.mkdir()
    weights = model / "model.safetensors"
    weights.write_bytes(b"one")
    before = fingerprint(model, tmp_path / "cache")
    assert fingerprint(model, tmp_path / "cache") == before == fingerprint(model, None)
    weights.write_bytes(b"another")
    assert fingerprint(model, tmp_path / "cache") != before
    with pytest.raises(InstrumentError, match="no model weights"):
        fingerprint(tmp_path / "cache", None)
