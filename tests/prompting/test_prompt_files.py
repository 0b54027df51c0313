from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import InstrumentError
from assistant.prompting import read_prompts
from assistant.prompting.library import PromptLibrary, changes_since_release, parse_prompt
from assistant.prompting.rendering import names_used, render

PROMPTS = Path(__file__).resolve().parents[2] / "prompts"
LIBRARY = read_prompts(PROMPTS / "propose")
GOOD = (
    b"---\npurpose: p\ninputs: [x]\nanswer: screen\nsince: 0.1\nwhy: w\n---\n=== system ===\n{{ x }}\n=== user ===\nu\n"
)


def test_no_released_prompt_has_changed():
    assert changes_since_release(PROMPTS) == ()


def test_a_changed_a_new_and_a_lost_prompt_stand_against_the_lock(tmp_path: Path):
    (tmp_path / "propose").mkdir()
    (tmp_path / "propose" / "a.zh.v1.jinja").write_bytes(b"changed")
    (tmp_path / "propose" / "b.zh.v1.jinja").write_bytes(b"new")
    (tmp_path / "RELEASED.toml").write_text('[sha256]\n"propose/a.zh.v1.jinja" = "0"\n"propose/c.zh.v1.jinja" = "0"\n')
    assert [change.split(" ")[0] for change in changes_since_release(tmp_path)] == [
        "propose/a.zh.v1.jinja",
        "propose/b.zh.v1.jinja",
        "propose/c.zh.v1.jinja",
    ]


@pytest.mark.parametrize("prompt", [pytest.param(each, id=each.file_name) for each in LIBRARY.all()])
def test_a_prompt_uses_what_its_front_matter_names_and_nothing_else(prompt):
    assert names_used(prompt) == prompt.inputs
    assert all((prompt.purpose, prompt.answer, prompt.since, prompt.why))


def test_every_prompt_is_there_in_both_languages():
    names = {(each.name, each.version): set() for each in LIBRARY.all()}
    for each in LIBRARY.all():
        names[each.name, each.version].add(each.language)
    assert set(map(frozenset, names.values())) == {frozenset({"zh", "en"})}


def test_the_newest_version_is_taken_unless_one_is_named():
    library = PromptLibrary(parse_prompt(f"screen.zh.v{n}.jinja", GOOD) for n in (1, 2, 10))
    assert library.prompt("screen", "zh").version == 10
    assert library.prompt("screen", "zh", 2).version == 2


def test_one_changed_byte_is_another_hash():
    assert parse_prompt("a.zh.v1.jinja", GOOD).sha256 != parse_prompt("a.zh.v1.jinja", GOOD + b"\n").sha256


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("screen.jinja", GOOD, "name it"),
        ("screen.fr.v1.jinja", GOOD, "name it"),
        ("screen.zh.v0.jinja", GOOD, "name it"),
        ("screen.zh.v1.jinja", b"\xff\xfe", "UTF-8"),
        ("screen.zh.v1.jinja", b"no front matter", "front matter"),
        ("screen.zh.v1.jinja", GOOD.replace(b"why: w\n", b""), "exactly"),
        ("screen.zh.v1.jinja", GOOD.replace(b"[x]", b"x"), "list"),
        ("screen.zh.v1.jinja", GOOD.replace(b"why: w", b"why: ["), "YAML"),
    ],
)
def test_a_file_that_is_no_prompt_is_refused(name: str, data: bytes, message: str):
    with pytest.raises(InstrumentError, match=message):
        parse_prompt(name, data)


def test_an_unknown_prompt_is_refused_with_those_that_are_known():
    with pytest.raises(InstrumentError, match=r"screen\.zh\.v1\.jinja"):
        LIBRARY.prompt("sing", "zh")


def test_an_empty_folder_is_refused(tmp_path: Path):
    with pytest.raises(InstrumentError, match="no prompts"):
        read_prompts(tmp_path)


def test_missing_and_surplus_inputs_are_refused():
    prompt = parse_prompt("screen.zh.v1.jinja", GOOD)
    for inputs in ({}, {"x": "1", "y": "2"}):
        with pytest.raises(InstrumentError, match="differ in"):
            render(prompt, inputs)


@pytest.mark.parametrize("template", [b"{{ x.missing }}", b"{{ x.__class__.__mro__ }}", b"{{ x.append }}{{ nothing }}"])
def test_a_template_reaches_data_only(template: bytes):
    prompt = parse_prompt("screen.zh.v1.jinja", GOOD.replace(b"{{ x }}", template))
    with pytest.raises(InstrumentError, match="cannot be filled"):
        render(prompt, {"x": "words"})
