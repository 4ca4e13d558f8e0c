"""Technologies side by side, and levels by what they look like, from the evidence that ships."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from scipy.stats import spearmanr

import settled
from settled.errors import InputError
from settled.pipeline import comparing
from settled.pipeline.tool import Settled
from settled.records import Claim, Verdict
from settled.report.compare import compare_document, compare_text
from settled.report.schemas import schema

STATED = (
    Claim("doc.md", 3, "figure", "L3", "level_adoption", 0.9, "share", ">", "document/doc.md"),
    Claim("doc.md", 4, "figure", "L3", "level_degree", 0.85, "share", "=", "document/doc.md"),
)


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Settled:
    opened = settled.open(tmp_path_factory.mktemp("home"))
    opened.__dict__["stated_claims"] = STATED
    return opened


@pytest.fixture(scope="module")
def verdicts(tool: Settled) -> list[Verdict]:
    current = [field for field in tool.catalog.fields.values() if field.status == "current"]
    return [one for field in current for one in tool.verdicts_of_today(field)]


def test_side_by_side_are_the_verdicts_in_the_order_asked(tool: Settled) -> None:
    found = comparing.side_by_side(tool, ("muon", "adamw"))
    assert [one.technology for one in found.verdicts] == ["muon", "adamw"]
    text = compare_text(found)
    assert text.index("muon") < text.index("adamw")
    for one in found.verdicts:
        assert one.degree is not None
        assert f"{one.degree.median:.2f} [" in text
    assert "stated of L3: adoption > 0.9 (doc.md:3), degree 0.85 (doc.md:4)" in text


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("adamw",), "two technologies or more"),
        (("adamw", "adamw"), "twice"),
        (("adamw", "nobody"), "nobody"),
    ],
)
def test_what_cannot_be_compared_is_one_line(tool: Settled, names: tuple[str, ...], said: str) -> None:
    with pytest.raises(InputError, match=said):
        comparing.side_by_side(tool, names)


def test_every_technology_of_today_is_in_one_level(tool: Settled, verdicts: list[Verdict]) -> None:
    found = comparing.levels(tool)
    assert [one.level for one in found.levels] == ["L4", "L3", "L2", "L1", "L0"]
    placed = [pair for one in found.levels for pair in one.technologies]
    assert len(placed) == len(set(placed))
    assert set(placed) == {(one.field, one.technology) for one in verdicts if one.level}


def test_the_mean_of_a_level_is_that_of_its_medians(tool: Settled, verdicts: list[Verdict]) -> None:
    for one in comparing.levels(tool).levels:
        medians = [v.degree.median for v in verdicts if v.level == one.level and v.degree]
        looks = {looks.quantity: looks for looks in one.looks}
        if medians:
            assert looks["degree"].mean == pytest.approx(np.mean(medians), abs=1e-12)
            assert looks["degree"].n == len(medians)
        for told in looks.values():
            if told.low is not None and told.high is not None:
                assert told.low <= told.mean <= told.high


def test_adoption_and_degree_go_together_as_scipy_says(tool: Settled, verdicts: list[Verdict]) -> None:
    found = comparing.levels(tool)
    assert found.together is not None
    told = [comparing.values_of(one) for one in verdicts]
    both = [one for one in told if {"adoption", "degree"} <= one.keys()]
    expected = spearmanr([one["adoption"] for one in both], [one["degree"] for one in both]).statistic
    assert found.together.rho == pytest.approx(expected)
    assert found.together.low < found.together.rho < found.together.high
    assert found.together.of == sum(one["adoption"] >= 0.9 for one in both)
    assert "rank correlation of" in " ".join(compare_text(found).split())


def test_without_stated_bounds_there_is_no_together(tool: Settled) -> None:
    bare = replace(tool)
    bare.__dict__["stated_claims"] = ()
    found = comparing.levels(bare)
    assert found.together is None
    assert "rank correlation" not in compare_text(found)


@pytest.mark.parametrize("by_level", [True, False])
def test_documents_are_as_published(tool: Settled, by_level: bool) -> None:
    found = comparing.levels(tool) if by_level else comparing.side_by_side(tool, ("adamw", "lora"))
    document: dict[str, Any] = json.loads(json.dumps(compare_document(found)))
    jsonschema.validate(document, schema("comparison"))
    assert bool(document["levels"]) == by_level
    published = Path(__file__).parents[2] / "docs" / "schemas" / "comparison.json"
    assert json.loads(published.read_text(encoding="utf-8")) == schema("comparison")


def test_levels_take_no_names(shell: Callable[..., Any]) -> None:
    ran = shell("compare", "adamw", "--levels")
    assert ran.code == 2
    assert "leave their names out" in ran.err
