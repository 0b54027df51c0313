"""The parts of the coding page's script that compute: held against Python, in the browser that runs them."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import Browser, Page

from assistant.evidence import cuts_character
from assistant.ui.scripts import SCRIPTS, STATIC, STYLES, coding_script
from assistant.ui.wording import INTERFACE
from assistant.ui.wording_coding import CODING

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
HARD = ("😀", "👨‍👩‍👧", "🇨🇳", "🇫🇷", "𠮷", "q\u0303", "é", "👍🏽", "が", "\u202eRTL\u202c", "${1}", "{{x}}")
CLUSTERS = [*"平台打通了a. 7%\n", *HARD]


@pytest.fixture(scope="module")
def bare(browser: Browser) -> Page:
    """A page with nothing on it but the script's own arithmetic."""
    page = browser.new_page()
    page.evaluate(
        "script => { window.made = new Function(script + '; return { Text, countPoints, wholeCharacters, nextBorder,"
        " byCharacter, Shelf, cutPieces, giveLanes };')(); }",
        coding_script("text", "marks"),
    )
    yield page
    page.close()


def texts() -> list[tuple[str, int, int]]:
    """Texts full of what is hard to count, each with a range of code points."""
    chance = random.Random(7)
    made = []
    for _ in range(400):
        text = "".join(chance.choices(CLUSTERS, k=chance.randint(1, 40)))
        start, end = sorted(chance.sample(range(len(text) + 1), 2)) if len(text) > 1 else (0, 1)
        made.append((text, start, end))
    return made


def test_every_slice_of_the_browser_is_a_slice_of_python(bare: Page):
    cases = texts()
    got = bare.evaluate(
        "cases => cases.map(([text, a, b]) => { const t = new made.Text(text);"
        " return [t.length, t.slice(a, b), made.countPoints(text)]; })",
        cases,
    )
    assert got == [[len(text), text[start:end], len(text)] for text, start, end in cases]


def test_a_range_is_widened_to_whole_characters_and_never_to_more_than_it_touches(bare: Page):
    cases = texts()
    got = bare.evaluate("cases => cases.map(([t, a, b]) => made.wholeCharacters(new made.Text(t), a, b))", cases)
    for (text, start, end), (first, last) in zip(cases, got, strict=True):
        if first >= last:
            assert text[start:end].strip() == ""
            continue
        assert not cuts_character(text, first), (text, first)
        assert not cuts_character(text, last), (text, last)
        assert text[first:last] == text[first:last].strip()
        assert set(text[start:end].strip()) <= set(text[first:last])
        assert start - first <= 12
        assert last - end <= 12


def test_stepping_word_by_word_goes_on_to_both_ends(bare: Page):
    walk = """text => {
      const t = new made.Text(text), ahead = [0], back = [t.length];
      while (ahead.at(-1) < t.length) ahead.push(made.nextBorder(t, ahead.at(-1), 1));
      while (back.at(-1) > 0) back.push(made.nextBorder(t, back.at(-1), -1));
      return [ahead, back];
    }"""
    for text in ("交货期从35天缩短到20天，𠮷田👨‍👩‍👧说。", "Delivery time fell  by 7.3 % 🇨🇳.", "\n"):
        ahead, back = bare.evaluate(walk, text)
        assert ahead == sorted(set(ahead))
        assert back == sorted(set(back), reverse=True)


def test_pieces_cover_a_passage_and_each_knows_the_marks_over_it(bare: Page):
    chance = random.Random(11)
    for _ in range(60):
        marks = []
        for number in range(chance.randint(0, 9)):
            start = chance.randint(0, 28)
            marks.append({"id": number, "start": start, "end": start + chance.randint(1, 12)})
        pieces = bare.evaluate("marks => made.cutPieces(5, 30, marks)", marks)
        assert [piece["start"] for piece in pieces] == [5, *(piece["end"] for piece in pieces[:-1])]
        assert pieces[-1]["end"] == 30
        for piece in pieces:
            covering = [each["id"] for each in marks if each["start"] <= piece["start"] and each["end"] >= piece["end"]]
            assert [mark["id"] for mark in piece["marks"]] == covering


def test_marks_that_overlap_never_share_a_lane(bare: Page):
    chance = random.Random(13)
    marks = sorted(
        (
            {"start": start, "end": start + chance.randint(1, 20)}
            for start in (chance.randint(0, 80) for _ in range(60))
        ),
        key=lambda mark: (mark["start"], -mark["end"]),
    )
    given = bare.evaluate("marks => { made.giveLanes(marks); return marks; }", marks)
    for number, one in enumerate(given):
        for other in given[number + 1 :]:
            assert one["lane"] != other["lane"] or other["start"] >= one["end"]


def test_a_shelf_finds_what_touches_a_passage_and_forgets_what_is_dropped(bare: Page):
    told = bare.evaluate(
        """() => {
          const passages = [[0, 10], [11, 20], [21, 30]].map(([start, end]) => ({ start, end }));
          const shelf = new made.Shelf(passages), ids = (n) => shelf.at(n).map((item) => item.id), said = [];
          said.push([...shelf.put({ id: 'a', ranges: [[5, 15]] })]);
          said.push([...shelf.put({ id: 'b', ranges: [[2, 4], [22, 23]] })]);
          said.push(ids(0), ids(1), ids(2), [...shelf.put({ id: 'a', ranges: [[25, 26]] })], ids(0), ids(2));
          said.push([...shelf.drop('b')], ids(0), [...shelf.drop('lost')], shelf.passageAt(10), shelf.passageAt(29));
          return said;
        }"""
    )
    assert told == [
        [0, 1], [0, 2], ["b", "a"], ["a"], ["b"], [0, 1, 2], ["b"], ["b", "a"], [0, 2], [], [], 0, 2
    ]  # fmt: skip


def test_every_file_of_the_page_is_in_it_and_every_word_it_says_is_in_both_languages():
    import re

    folder = STATIC / "coding"
    assert {path.stem for path in folder.glob("*.js")} == set(SCRIPTS)
    assert {path.stem for path in folder.glob("*.css")} == set(STYLES)
    keys = set(re.findall(r"word\('([a-z_0-9]+)'[,)]", coding_script()))
    assert set(CODING["zh"]) == set(CODING["en"])
    for language in ("zh", "en"):
        assert sorted(keys - set(CODING[language]) - set(INTERFACE[language])) == []


def test_no_file_of_the_page_writes_markup():
    for name in SCRIPTS:
        script = coding_script(name)
        assert not [
            bad for bad in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write") if bad in script
        ], name
