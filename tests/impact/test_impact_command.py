"""``settled impact`` on the evidence that ships."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from settled.cli import settled
from settled.errors import InputError
from settled.indicators.figures import all_figures
from settled.pipeline.impact import impact
from settled.pipeline.tool import Settled
from settled.report.schemas import schema

FIGURES = {
    "standardization",
    "maturity",
    "cost_reduction",
    "knowledge_diffusion",
    "innovation_turn",
    "cr4",
    "hhi",
    "ecosystem_unity",
    "cost_per_token",
    "innovation_space",
    "barrier_index",
}
CHAPTER_SIX = "firm,value,unit\nOpenAI,40,percent\nGoogle,25,percent\nAnthropic,10,percent\nMeta,8,percent\n"


def document(*arguments: str) -> dict[str, Any]:
    found = CliRunner().invoke(settled, ["impact", "--json", *arguments], catch_exceptions=False)
    assert found.exit_code == 0
    shown: dict[str, Any] = json.loads(found.stdout)
    jsonschema.Draft202012Validator(schema("impact"), format_checker=jsonschema.FormatChecker()).validate(
        shown
    )
    return shown


def text(*arguments: str) -> str:
    found = CliRunner().invoke(settled, ["impact", *arguments], catch_exceptions=False)
    assert found.exit_code == 0
    return found.stdout


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SETTLED_HOME", str(tmp_path_factory.mktemp("home")))
        return document()


def test_every_figure_is_measured_or_says_why_not(whole: dict[str, Any]) -> None:
    assert {one["figure"] for one in whole["figures"]} == FIGURES
    assert {one["figure"] for one in whole["specs"]} == FIGURES
    for one in whole["figures"]:
        assert (one["measured"] is None) == bool(one["why_missing"])
    measured = {one["figure"] for one in whole["figures"] if one["measured"]}
    assert measured == FIGURES


def test_intervals_hold_the_median_in_the_range(whole: dict[str, Any]) -> None:
    ranges = {one["figure"]: one["range"] for one in whole["specs"]}
    for one in whole["figures"]:
        if (told := one["measured"]) is None:
            continue
        assert told["low"] <= told["median"] <= told["high"], one["market"]
        least, most = ranges[one["figure"]]
        assert least is None or told["low"] >= least - 1e-9
        assert most is None or told["high"] <= most + 1e-9
        assert told["sources"]
        assert 1 <= told["stars"] <= 5
        assert one["period"]["start"] <= one["period"]["end"] <= whole["as_of"]


def test_it_is_the_same_each_time(home: Path, whole: dict[str, Any]) -> None:
    assert document() == whole


def test_of_one_field_only_its_own_and_what_is_of_none(home: Path) -> None:
    shown = document("optimizer")
    assert {one["field"] for one in shown["figures"]} == {"optimizer", None}


def test_one_figure_explained(home: Path) -> None:
    shown = text("--figure", "cr4", "--explain")
    assert "CR4 = sum of the four largest market shares" in shown
    assert "when not to trust it" in shown
    assert "HHI" not in shown


def test_an_earlier_date_sees_no_later_evidence(home: Path) -> None:
    shown = document("--as-of", "2023-06-30", "--figure", "innovation_space")
    ends = [one["period"]["end"] for one in shown["figures"] if one["period"]["end"]]
    assert ends
    assert max(ends) <= "2023-06-30"


def test_a_market_of_ones_own(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "my.csv"
    path.write_text(CHAPTER_SIX, encoding="utf-8")
    shown = document("--shares", str(path), "--market", "market")
    own = {one["figure"]: one["measured"] for one in shown["figures"] if one["market"] == "market"}
    assert (own["cr4"]["low"], own["cr4"]["high"]) == pytest.approx((0.83, 0.92))  # 17 % unknown
    assert (own["hhi"]["low"], own["hhi"]["high"]) == pytest.approx((0.2389, 0.2678))
    assert own["cr4"]["sources"] == ["the user's own file"]


def test_a_fault_in_a_market_of_ones_own_is_one_line(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "my.csv"
    path.write_text(CHAPTER_SIX + "Mistral,18,percent\n", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"my\.csv:6: brings market in \d{4} to 101 percent, above the whole"
    ):
        CliRunner().invoke(settled, ["impact", "--shares", str(path)], catch_exceptions=False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("optimiser",), "no such field; hint: did you mean 'optimizer'"),
        (("--figure", "cr5"), "no figure 'cr5'; hint: did you mean 'cr4'"),
        (("--since", "2050"), "2050 is not between 1990 and"),
        (("--market", "no such market"), "no market 'no such market'"),
        (("--shares", "no-such.csv"), "no-such.csv"),
    ],
)
def test_what_cannot_be_answered_is_told_in_one_line(
    home: Path, arguments: tuple[str, ...], said: str
) -> None:
    with pytest.raises(InputError) as caught:
        CliRunner().invoke(settled, ["impact", *arguments], catch_exceptions=False)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_on_ones_own_evidence_alone_nothing_of_ours_is_in_it(home: Path) -> None:
    """Prices, releases and people ship with the package, and are nobody's own evidence."""
    found = impact(Settled.open(only_mine=True))
    fields = {one.measured.field for one in found if one.estimate is not None}
    assert fields <= {""}


def test_every_figure_has_a_file() -> None:
    assert {one.SPEC.id for one in all_figures()} == FIGURES
