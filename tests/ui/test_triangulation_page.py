"""What the triangulation page asks of the workflows and what it gets to draw."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from assistant.errors import StudyError
from assistant.ui.pages import triangulation as page
from assistant.workflows.workbench import Workbench
from tests.triangulation.worked_study import ANNA, BO, LEAD, acting, make_study

CAMPER, ENGINE = "康派斯房车", "青州德威动力"
MATRIX = {"rows": "codes", "columns": "types", "case": "", "family": ""}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    bench = make_study(tmp_path_factory.mktemp("page"))
    yield bench
    bench.close()


def test_the_page_begins_with_what_can_be_chosen(study):
    given = page.start_triangulation(study, LEAD.id, {})
    assert CAMPER in given["cases"]
    assert given["codes"]["A.PSY"]["zh"] == "心理赋能"
    assert {"zh", "en", "values"} <= set(given["attributes"]["modality"])
    assert given["whole"] is True


def test_a_cell_is_opened_with_places_in_the_sources_and_judged_with_a_reason(study):
    anna = acting(study, ANNA)
    drawn = page.board(anna, ANNA.id, MATRIX)
    cell = next(each for row in drawn["rows"] if row["id"] == "A.PSY" for each in row["cells"] if each["places"])
    asked = MATRIX | {"row": "A.PSY", "column": cell["column"]}
    columns = dict(page.open_row(anna, ANNA.id, asked)["columns"])
    first = columns[cell["column"]][0]
    text = study.ledger.document(first["source"]).text
    assert text[first["start"] :].startswith(first["words"][:10])
    judged = page.give_verdict(anna, ANNA.id, asked | {"verdict": "partial", "reason": "two voices"})
    cells = {(row["id"], each["column"]): each for row in judged["rows"] for each in row["cells"]}
    assert cells["A.PSY", cell["column"]]["mine"][-1]["value"] == "partial"
    bo = page.board(acting(study, BO), BO.id, MATRIX)
    seen = {(row["id"], each["column"]): each for row in bo["rows"] for each in row["cells"]}["A.PSY", cell["column"]]
    assert (seen["mine"], seen["others"], seen["waiting"]) == ([], [], 1), "blind until one has judged"
    with pytest.raises(StudyError, match="few words"):
        page.give_verdict(anna, ANNA.id, asked | {"verdict": "partial", "reason": " "})


def test_a_conflict_lays_its_sides_beside_each_other(study):
    listed = page.figures(study, LEAD.id, {"case": CAMPER})["figures"]
    (conflict,) = [each for each in listed if "conflict" in each["marks"]]
    opened = page.open_figure(study, LEAD.id, {"figure": conflict["id"]})
    assert len(opened["sides"]) == 2
    assert all(side[0]["words"] for side in opened["sides"])
    with pytest.raises(StudyError, match="gone"):
        page.open_figure(study, LEAD.id, {"figure": "never"})


def test_a_person_takes_a_source_out_of_its_voice(study):
    lead = acting(study, LEAD)
    before = page.network(lead, LEAD.id, {})
    tied = next(tie for tie in before["ties"] if tie["kind"] == "reprint")
    assert page.words_in_common(lead, LEAD.id, {"one": tied["one"], "other": tied["other"]})["passages"]
    after = page.rule_on_source(lead, LEAD.id, {"source": tied["one"], "what": "apart", "reason": "own reporting"})
    assert after["voices"] == before["voices"] + 1
    back = page.rule_on_source(lead, LEAD.id, {"source": tied["one"], "what": "as_derived", "reason": "no, it is not"})
    assert back["voices"] == before["voices"]


def test_everything_that_is_drawn_is_plain_json(study):
    for found in (
        page.timeline(study, LEAD.id, {"case": ENGINE}),
        page.together(study, LEAD.id, {"down": "A", "across": "B", "case": ""}),
        page.queue(study, LEAD.id, {"case": ENGINE}),
    ):
        assert "NaN" not in json.dumps(found)
