"""The impact page, from the evidence that ships."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from pages_of import faults
from pages_of import pages as pages_of
from report_boards import LEVEL_RULES, SPECS, board, evidence_of

import settled
from settled.pipeline.impact import impact
from settled.records import Claim, Figure
from settled.report.pages import impact as page
from settled.report.rendering import Site
from settled.report.schemas import schema
from settled.report.site import write_site


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> list[Figure]:
    return impact(settled.open(tmp_path_factory.mktemp("home")))


def files(figures: Sequence[Figure]) -> dict[str, str]:
    site = Site(board(), {}, LEVEL_RULES, SPECS, impact=tuple(figures))
    return {file.path: file.text for file in page.files(site)}


def test_without_figures_there_is_no_page_and_no_link_to_one() -> None:
    assert files([]) == {}
    site = Site(board(), {}, LEVEL_RULES, SPECS)
    assert "impact.html" not in site.page("glossary.html", "glossary.html", terms=[]).text


def test_each_figure_is_on_the_page_measured_or_with_its_reason(figures: list[Figure]) -> None:
    text = files(figures)["impact.html"]
    for one in figures:
        assert one.spec.name in text
        if one.estimate is None:
            assert one.measured.why_missing.split(",")[0] in text
    measured = [one for one in figures if one.estimate is not None]
    assert text.count('<tr><th scope="row">') == len(measured)


def test_every_measured_figure_has_a_chart(figures: list[Figure]) -> None:
    found = files(figures)
    measured = {one.spec.id for one in figures if one.estimate is not None}
    assert {path for path in found if path.endswith(".svg")} == {
        f"charts/impact-{name.replace('_', '-')}.svg" for name in measured
    }


def test_what_is_stated_stands_beside_with_its_line(figures: list[Figure]) -> None:
    claim = Claim("doc.md", 12, "figure", "", "cr4", 0.99, "share", ">", "document/doc.md")
    one = next(one for one in figures if one.estimate is not None and one.spec.unit == "share")
    text = files([replace(one, stated=(claim,), agrees=False)])["impact.html"]
    assert "&gt; 0.99" in text
    assert "line 12" in text
    assert "1 are apart from what is stated" in text


def test_the_data_of_the_page_are_as_published(figures: list[Figure]) -> None:
    jsonschema.validate(json.loads(files(figures)["data/impact.json"]), schema("impact"))


def test_the_page_is_accessible_and_links_lead_somewhere(figures: list[Figure], tmp_path: Path) -> None:
    made = board()
    folder = tmp_path / "site"
    write_site(made, evidence_of(made), LEVEL_RULES, SPECS, folder, impact=figures)
    (found,) = (one for one in pages_of(folder) if one.path.name == "impact.html")
    assert list(faults(found, folder)) == []
