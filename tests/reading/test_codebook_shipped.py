"""The shipped codebook: complete in both languages, free of contradiction, every example proves itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.domain.codebook import Codebook, FamilyRule, Wording
from assistant.reading.codebook import check_examples, dump_codebook, load_codebook, parse_codebook

FILE = Path(__file__).parents[2] / "prompts" / "codebooks" / "industrial-internet.yaml"
HAN = re.compile(r"[一-鿿]")
CORE = ("A.STR", "A.FLD", "A.PSY", "A.RES", "B.VP", "B.VCD", "B.VC")
CODES = {
    "A": {"A.STR", "A.FLD", "A.PSY", "A.RES", "A.x0", "A.x1", "A.x2"},
    "B": {"B.VP", "B.VCD", "B.VC", "B.VC1", "B.VC2", "B.VC3"},
    "C": {"C.T1", "C.T1a", "C.T1b", "C.T2", "C.T3", "C.T3a", "C.T3b", "C.T4"}
    | {"C.O1", "C.O2", "C.O3", "C.O4", "C.E1", "C.E2", "C.E3"},
    "D": {"D.O1", "D.O2", "D.S1", "D.S2", "D.I1", "D.I2", "D.N1", "D.N2", "D.-P", "D.-H", "D.-M", "D.-C"},
    "E": {"E.1", "E.2", "E.3", "E.4"},
    "F": {"F.1", "F.1a", "F.1b", "F.2", "F.2a", "F.2b", "F.3", "F.3a", "F.3b"},
    "Z": {"Z.NONE", "Z.UNCLEAR", "Z.NAME", "Z.OTHER"},
}
LABEL_WORDS = {"赋能", "资源", "结构", "场景", "生态", "场域", "心理", "平台"}


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook(FILE)


def test_every_family_and_code_is_present(codebook: Codebook) -> None:
    assert {family.id: {code.id for code in codebook.in_family(family.id)} for family in codebook.families} == CODES


def test_only_types_stages_and_abstentions_are_primary(codebook: Codebook) -> None:
    assert {family.id for family in codebook.families if family.rule is FamilyRule.PRIMARY} == {"A", "B", "Z"}
    assert {code.id for code in codebook.codes if code.abstain} == CODES["Z"]


def test_sub_codes_roll_up_to_the_code_they_are_named_after(codebook: Codebook) -> None:
    named = {code.id: code.id[:-1] for code in codebook.codes if re.search(r"\d[ab]$|VC\d$", code.id)}
    assert {code.id: code.parent for code in codebook.codes if code.parent} == named
    assert len(named) == 13


def _wordings(codebook: Codebook) -> list[tuple[str, Wording]]:
    found = [("title", codebook.title)]
    for family in codebook.families:
        found += [(family.id, family.label), (family.id, family.question)]
    for attribute in codebook.attributes:
        found += [(attribute.id, attribute.label), *((attribute.id, value.label) for value in attribute.values)]
    for code in codebook.codes:
        parts = (
            code.label,
            code.definition,
            *code.inclusion,
            *code.indicators,
            *(near.rule for near in code.exclusions),
        )
        found += [(code.id, words) for words in (*parts, *(example.why for example in code.examples))]
    return found


def test_all_words_stand_in_both_languages(codebook: Codebook) -> None:
    wordings = _wordings(codebook)
    assert len(wordings) > 600
    assert [place for place, words in wordings if not HAN.search(words.zh)] == []
    assert [place for place, words in wordings if not words.en or HAN.search(words.en)] == []


def test_every_code_can_be_decided_from_its_entry(codebook: Codebook) -> None:
    for code in codebook.codes:
        signs = [example.positive for example in code.examples]
        assert code.inclusion, code.id
        assert code.exclusions, code.id
        assert code.support, code.id
        assert 2 <= len(code.indicators) <= 6, code.id
        assert any(signs), code.id
        assert not all(signs), code.id


@pytest.mark.parametrize("code_id", CORE)
def test_types_and_stages_have_four_examples_and_three_near_misses(code_id: str, codebook: Codebook) -> None:
    code = next(code for code in codebook.codes if code.id == code_id)
    assert sum(example.positive for example in code.examples) >= 4
    assert sum(not example.positive for example in code.examples) >= 3
    assert any(not HAN.search(example.text) for example in code.examples)


def test_every_quote_stands_verbatim_in_its_own_text_once(codebook: Codebook) -> None:
    assert check_examples(codebook, lambda text, quote: text.count(quote) == 1) == []


def test_no_passage_is_an_example_twice(codebook: Codebook) -> None:
    texts = [example.text for code in codebook.codes for example in code.examples]
    assert len(texts) == len(set(texts))


def test_every_neighbour_exists(codebook: Codebook) -> None:
    ids = {code.id for code in codebook.codes}
    assert {near.neighbour for code in codebook.codes for near in code.exclusions} - {None} <= ids


def test_cues_are_bilingual_and_never_label_words(codebook: Codebook) -> None:
    for code in codebook.codes:
        assert any(HAN.search(cue) for cue in code.cues), code.id
        assert any(not HAN.search(cue) for cue in code.cues), code.id
        assert len(set(code.cues)) == len(code.cues), code.id
        assert not [cue for cue in code.cues if cue in LABEL_WORDS or "赋能" in cue or "empower" in cue], code.id


def test_status_attributes_are_closed_lists(codebook: Codebook) -> None:
    values = {attribute.id: {value.id for value in attribute.values} for attribute in codebook.attributes}
    assert values["modality"] == {"realised", "ongoing", "planned", "promised"}
    assert values["quantified"] == {"yes", "no"}
    assert values["polarity"] == {"pro", "con", "neutral"}
    assert {"voice", "level", "ownership"} <= set(values)


def test_file_is_what_the_writer_would_write(codebook: Codebook) -> None:
    text = FILE.read_text(encoding="utf-8")
    body = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    assert body == dump_codebook(codebook)
    assert parse_codebook(body, FILE.name) == codebook
