"""The document that started the project, read against itself by hand, and by the audit.

``labels/founding_slips.csv`` lists the lines, each with the check that must speak, and why.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from audit_reading import FAILS

from settled.audit import audit
from settled.catalog import load
from settled.scan.claims.formats import blocks_of
from settled.scan.claims.statements import find_statements

SLIPS = Path(__file__).parents[1] / "labels/founding_slips.csv"

RECALL, WRONGLY_ACCUSED = 0.95, 0.05


@pytest.fixture(scope="module")
def document(request):
    folder = request.getfixturevalue("data_folder")
    path = Path(folder).parent / "seed" / "convergence-L4.zh.md"
    fields = [field for field in load().fields.values() if field.status == "current"]
    return find_statements(blocks_of("seed.md", path.read_bytes()), "seed.md", fields)


def slips() -> dict[int, str]:
    """The check that must speak, by line."""
    with SLIPS.open(encoding="utf-8", newline="") as file:
        return {int(row["line"]): row["check"] for row in csv.DictReader(file)}


@pytest.mark.data
def test_slips_are_found_by_the_check_that_must_speak(document):
    found = {(one.line, one.check) for one in audit(document) if one.verdict in FAILS}
    known = slips()
    missed = [(line, check) for line, check in known.items() if (line, check) not in found]
    assert len(missed) <= (1 - RECALL) * len(known), missed


@pytest.mark.data
def test_hardly_any_correct_line_is_accused(document):
    accused = {one.line for one in audit(document) if one.verdict in FAILS}
    stated = {statement.line for statement in document.statements}
    correct = stated - set(slips())
    assert len(correct) > 80
    wrongly = accused - set(slips())
    assert len(wrongly) <= WRONGLY_ACCUSED * len(correct), wrongly


@pytest.mark.data
def test_a_contradiction_is_one_finding_at_each_of_its_places_each_naming_the_others(document):
    said = [one for one in audit(document) if one.check == "contradiction" and one.attribute != "degree"]
    by_line = {one.line: one.others for one in said}
    assert by_line[716] == (788, 813)
    assert 716 in by_line[788]
    assert 716 in by_line[813]


@pytest.mark.data
def test_an_audit_is_the_same_each_time(document):
    assert audit(document) == audit(document)
