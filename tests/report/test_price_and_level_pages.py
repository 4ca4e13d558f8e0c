"""The pages of prices and of levels, from the evidence that ships."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from pages_of import faults
from pages_of import pages as pages_of
from report_boards import LEVEL_RULES, SPECS, board, evidence_of

import settled
from settled.pipeline.comparing import levels
from settled.pipeline.prices.evidence import shipped_histories
from settled.records.comparison import Comparison
from settled.records.prices import PriceHistory
from settled.report.pages import comparison, prices
from settled.report.rendering import Site
from settled.report.schemas import schema
from settled.report.site import write_site


@pytest.fixture(scope="module")
def histories() -> list[PriceHistory]:
    return shipped_histories()


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    return levels(settled.open(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def texts(histories: list[PriceHistory], found: Comparison) -> dict[str, str]:
    site = Site(board(), {}, LEVEL_RULES, SPECS, prices=tuple(histories), comparison=found)
    return {file.path: file.text for page in (prices, comparison) for file in page.files(site)}


def test_without_prices_and_levels_there_are_no_pages_and_no_links() -> None:
    site = Site(board(), {}, LEVEL_RULES, SPECS)
    assert [*prices.files(site), *comparison.files(site)] == []
    page = site.page("glossary.html", "glossary.html", terms=[]).text
    assert "prices.html" not in page
    assert "comparison.html" not in page


def test_prices_have_a_chart_a_table_and_their_data(
    texts: dict[str, str], histories: list[PriceHistory]
) -> None:
    page = texts["prices.html"]
    for number, one in enumerate(histories, start=1):
        assert f"charts/prices-{number}.svg" in page
        document = json.loads(texts[f"data/prices-{number}.json"])
        jsonschema.validate(document, schema("prices"))
        last = one.indices[0].points[-1]
        assert last.value is not None
        assert f"<td>{last.value:.1f}" in page
        for release in one.releases:
            assert f"{release.day.isoformat()}: {release.model}" in page
            assert release.model in texts[f"charts/prices-{number}.svg"]


def test_each_level_has_its_technologies_and_what_is_stated(texts: dict[str, str], found: Comparison) -> None:
    page = texts["comparison.html"]
    jsonschema.validate(json.loads(texts["data/comparison.json"]), schema("comparison"))
    for level in found.levels:
        assert f"<h2>{level.level}</h2>" in page
        for field, technology in level.technologies:
            assert f'technologies/{field}/{technology}.html">{technology}</a>' in page
    assert "No technology is judged here." in page
    assert "degree 0.85 (convergence-L4.zh.md:837)" in page
    assert "rank correlation" in page


def test_the_pages_are_accessible(histories: list[PriceHistory], found: Comparison, tmp_path: Path) -> None:
    made, folder = board(), tmp_path / "site"
    write_site(made, evidence_of(made), LEVEL_RULES, SPECS, folder, prices=histories, comparison=found)
    mine = [one for one in pages_of(folder) if one.path.name in ("prices.html", "comparison.html")]
    assert len(mine) == 2
    told = [fault for one in mine for fault in faults(one, folder)]
    # Of the technologies, this site has the few of a made board.
    assert [fault for fault in told if "technologies/" not in str(fault)] == []
