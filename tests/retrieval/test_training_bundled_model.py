"""The model that comes with the package: complete, small, quick, and the same to every reader."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import InstrumentError
from assistant.retrieval.bundled_model import BUNDLED_MODEL, BundledEmbeddings

TEXTS = [
    "公司去年的营业收入增长了百分之十二。",
    "The company's revenue grew by twelve percent last year.",
    "受访者说老员工不愿意学习新系统。",
    "Ｆｕｌｌ　ｗｉｄｔｈ，café，𠮷野家，😀",
    "2023年第3季度 Q3",
    "一段很长的话" * 300,
]


@pytest.fixture(scope="module")
def bundled() -> BundledEmbeddings:
    return BundledEmbeddings()


def test_vectors_have_length_one_and_nothing_known_gives_zero(bundled: BundledEmbeddings) -> None:
    vectors = bundled.encode([*TEXTS, "", "  \n", "！？"])
    lengths = np.linalg.norm(vectors, axis=1)
    assert vectors.dtype == np.float32
    assert lengths == pytest.approx([1.0] * len(TEXTS) + [0.0] * 3, abs=1e-5)


def test_documents_and_queries_are_embedded_alike(bundled: BundledEmbeddings) -> None:
    assert bundled.embed_query(TEXTS[0]) == pytest.approx(bundled.embed_documents(TEXTS)[0], abs=1e-6)
    assert bundled.embed_documents([]) == []


def test_a_translation_is_nearer_than_another_sentence(bundled: BundledEmbeddings) -> None:
    chinese, english, other = bundled.encode(TEXTS[:3])
    assert chinese @ english > 0.5 > chinese @ other


def test_a_narrower_model_is_the_front_of_the_wide_one_and_has_its_own_id(bundled: BundledEmbeddings) -> None:
    narrow = BundledEmbeddings(width=64)
    front = bundled.encode(TEXTS)[:, :64]
    assert np.allclose(narrow.encode(TEXTS), front / np.linalg.norm(front, axis=1, keepdims=True), atol=1e-5)
    assert narrow.dimensions == 64
    assert narrow.embedder_id != bundled.embedder_id
    assert bundled.embedder_id.startswith("bundled-zh-en-256:")


def test_threads_share_one_model(bundled: BundledEmbeddings) -> None:
    with ThreadPoolExecutor(8) as threads:
        rounds = list(threads.map(lambda _: bundled.encode(TEXTS), range(32)))
    assert all(np.array_equal(rounds[0], again) for again in rounds)


def test_the_token_table_answers_for_every_token(bundled: BundledEmbeddings) -> None:
    table = bundled.token_table()
    ids = bundled.token_ids(["访谈"])[0]
    assert "".join(table.tokens[token] for token in ids) == "访谈"
    assert len(table.tokens) == len(table.vectors) == len(table.norms) == len(table.idf)
    assert not table.vectors[0].any()
    common, rare = (bundled.token_ids([word])[0][0] for word in ("的", "数字化"))
    assert table.idf[common] < table.idf[rare]


def test_token_places_count_code_points_of_the_text_as_given(bundled: BundledEmbeddings) -> None:
    text = "😀Ｄáta，公司"
    places = bundled.token_places(text)
    assert [text[start:end] for token, start, end in places if token] == ["Ｄáta", "公司"]


def test_the_folder_keeps_to_its_size_and_has_a_card() -> None:
    assert sum(path.stat().st_size for path in BUNDLED_MODEL.rglob("*") if path.is_file()) <= 16_000_000
    assert BundledEmbeddings().embedder_id.split(":")[1] in (BUNDLED_MODEL / "MODEL_CARD.md").read_text(
        encoding="utf-8"
    )


def test_a_folder_without_a_model_is_named_in_the_refusal(tmp_path: Path) -> None:
    with pytest.raises(InstrumentError, match="tokenizer"):
        BundledEmbeddings(tmp_path)
    (tmp_path / "tokenizer.json").write_bytes((BUNDLED_MODEL / "tokenizer.json").read_bytes())
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(InstrumentError, match="embedding weights"):
        BundledEmbeddings(tmp_path)


def test_embedding_does_not_import_torch() -> None:
    program = (
        "import sys; from assistant.retrieval.bundled_model import BundledEmbeddings; "
        "BundledEmbeddings().embed_query('访谈'); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.slow
def test_sentence_transformers_reads_the_same_vectors(bundled: BundledEmbeddings) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(BUNDLED_MODEL), device="cpu")
    assert np.abs(model.encode([*TEXTS, ""]) - bundled.encode([*TEXTS, ""])).max() < 1e-3
