"""The standard's own examples and vendors' files, where they are at hand: each comes in, or says why not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.exchange.projects import empty_study, imported, read

SAMPLES = Path(os.environ.get("TRICODER_REFI_SAMPLES") or Path(__file__).parents[2].parent / "shared" / "refi")
FILES = {
    "annexA1_spec_codebook.qdc": (6, 0, 0),
    "annexA3_spec_transana_recovered.qde": (19, 0, 16),
    "atlasti_23.4_codebook.qdc": (1, 0, 0),
    "nvivo_project.qdpx": (262, 0, 2),
    "skyloom_TestProject.qdpx": (14, 2, 13),
    "taguette_1.4.1_codebook.qdc": (3, 0, 0),
}
"""Codes, notes that have words, and sources that the sample itself lacks the words of."""

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not at hand")


@pytest.mark.parametrize("name", FILES)
def test_every_sample_comes_in_and_what_it_lacks_is_said(tmp_path, name):
    codes, notes, lost = FILES[name]
    project = read(SAMPLES / name)
    assert (len(project.project.codes), len(project.project.notes)) == (codes, notes)
    told = {remark.kind: remark for remark in project.remarks}
    assert (told["source_left_out"].count if lost else 0) == lost
    assert "source_left_out" not in told or told["source_left_out"].what.count(": ") >= lost
    study = empty_study(tmp_path)
    assert imported(study, SAMPLES / name).changes
    assert not imported(study, SAMPLES / name).changes
    assert study.ledger.verify().flaws == ()


def test_every_file_of_the_folder_is_tried():
    found = {path.name for path in SAMPLES.iterdir() if path.suffix in {".qdc", ".qde", ".qdpx"}}
    assert found == set(FILES)
