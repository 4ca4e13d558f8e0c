"""Where a field is heading: the page says what the forecast holds, in chart, table, sentence and document."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import altair
import pytest
from made_forecasts import LAST, ORIGIN, forecast_of, forecasts_of, sensitivities_of
from pages_of import Page, faults, pages
from report_boards import LEVEL_RULES, SPECS, board, evidence_of, field_report, hostile_report

from settled.records import OUTSIDE, Board
from settled.report.charts import picture_of
from settled.report.forecast import forecast_document
from settled.report.heading import chances, newcomers, passing
from settled.report.messages import speaker
from settled.report.outlook import Outlook, outlook, outlook_spec
from settled.report.site import write_site

SAY = speaker("en")


def named(rivals: int) -> list[tuple[str, str]]:
    return [(f"widget-{number}", f"Widget {number}") for number in range(rivals)]


def shown(rivals: int = 4) -> Outlook:
    report = field_report(0, rivals)
    return outlook(forecast_of(report), named(rivals), report.shares, "others")


@pytest.fixture(scope="module")
def made() -> Board:
    return board(*board().fields, hostile_report())


@pytest.fixture(scope="module")
def folder(made: Board, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "site"
    write_site(
        made,
        evidence_of(made),
        LEVEL_RULES,
        SPECS,
        out,
        forecasts=forecasts_of(made),
        sensitivities=sensitivities_of(made),
    )
    return out


def page(folder: Path, path: str) -> Page:
    return Page(folder / path, (folder / path).read_text("utf-8"))


def test_every_page_is_sound(folder: Path) -> None:
    assert {p.path.name: found for p in pages(folder) if (found := list(faults(p, folder)))} == {}


def test_the_table_holds_every_figure_of_the_forecast(made: Board, folder: Path) -> None:
    report = made.fields[0]
    found = page(folder, "fields/gadget-0.html")
    [table] = [t for t in found.all("table") if "forecast in per cent" in "".join(t.itertext())]
    rows = [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")]
    by_name = {one.technology: one.years for one in forecast_of(report).technologies}
    names = [*(rival.id for rival in report.field.technologies), OUTSIDE]
    assert [row[0] for row in rows[1:]] == [str(year) for year in range(ORIGIN, LAST + 1)]
    assert rows[0][-1] == "others"
    for place, row in enumerate(rows[1:]):
        for name, cell in zip(names, row[1:], strict=True):
            year = by_name[name][place]
            figures = (year.median, year.inner_low, year.inner_high, year.low, year.high)
            assert cell == "{}{}–{}{}–{}".format(*(f"{figure * 100:.0f}" for figure in figures))


def test_the_document_is_that_of_the_command(made: Board, folder: Path) -> None:
    link = [
        a.get("href", "")
        for a in page(folder, "fields/gadget-0.html").all("a")
        if "forecasts" in str(a.attrib)
    ]
    assert link == ["../data/forecasts/gadget-0.json"]
    document = json.loads((folder / "data/forecasts/gadget-0.json").read_text())
    assert document == json.loads(json.dumps(forecast_document(forecast_of(made.fields[0]))))


def test_a_per_cent_sign_stays_with_its_number(folder: Path) -> None:
    assert "have more than 20\u00a0% together" in page(folder, "fields/gadget-0.html").text


def test_a_field_without_forecast_says_so(folder: Path) -> None:
    words = page(folder, "fields/gadget-4.html").words()
    assert "Where it is heading Nothing was counted of this field by year" in words
    assert not (folder / "data/forecasts/gadget-4.json").exists()


def test_sentences_of_the_page(folder: Path) -> None:
    words = page(folder, "fields/gadget-0.html").words()
    assert "P(L4) of Widget 0 passes 0.5 in 2028." in words
    assert (
        "With probability 12 %, rivals that nothing had named by 2024 have more than 20 % together" in words
    )
    assert "standardization, controversy stay as they are drawn today" in words


@pytest.mark.parametrize(
    ("rises", "degree", "said"),
    [
        (0.1, True, "P(L4) of Widget 0 passes 0.5 in 2028."),
        (0.05, True, "P(L4) passes 0.5 for no technology by 2028; Widget 0 comes nearest, with 40 %."),
        (-0.05, True, "P(L4) passes 0.5 for no technology by 2028, and is below 1 % for all."),
        (0.1, False, "There is no forecast of the degree: research share is no part of it."),
    ],
)
def test_when_it_settles(rises: float, degree: bool, said: str) -> None:
    assert passing(forecast_of(field_report(0), rises, degree=degree), SAY) == [said]


def test_what_is_settled_already_is_not_said_to_pass() -> None:
    forecast = forecast_of(field_report(0))
    first = replace(forecast.technologies[0], settled_in=ORIGIN)
    forecast = replace(forecast, technologies=(first, *forecast.technologies[1:]))
    assert passing(forecast, SAY) == ["P(L4) of Widget 0 is above 0.5 in 2024 already."]


def test_an_unknown_degree_is_not_a_low_one() -> None:
    forecast = forecast_of(field_report(0), degree=False)
    assert passing(replace(forecast, held=("controversy",)), SAY) == [
        "There is no forecast of the degree: it is not known today."
    ]


def test_probabilities_that_stay_below_one_per_cent_are_left_out() -> None:
    assert [name for name, _ in chances(forecast_of(field_report(0)))] == ["Widget 0"]
    assert chances(forecast_of(field_report(0)))[0][1] == ["20 %", "30 %", "40 %", "50 %", "60 %"]


def test_newcomers_are_those_of_the_last_year() -> None:
    assert newcomers(forecast_of(field_report(0)), SAY).startswith("With probability 12 %")


def test_the_chart_is_what_vega_lite_allows() -> None:
    spec = outlook_spec(shown())
    altair.Chart.from_dict(spec, validate=True)


def test_lines_go_on_dashed_in_the_colours_of_the_other_charts() -> None:
    svg = picture_of(outlook_spec(shown()))
    lines = re.findall(r"<path[^>]*aria-roledescription=\"line mark\"[^>]*>", svg)
    assert sum('stroke-dasharray="5,5"' in line for line in lines) == 4 + 1  # and the others
    assert sum('stroke-dasharray="1,0"' in line for line in lines) == 4
    assert "NaN" not in svg


def test_every_figure_is_in_the_specification() -> None:
    made = shown()
    rows = [row for row in outlook_spec(made)["datasets"]["points"] if row["ahead"]]
    found = {
        (r["technology"], r["year"]): (r["median"], r["low"], r["high"], r["low_50"], r["high_50"])
        for r in rows
    }
    assert found == {
        (one.technology, year.year): (year.median, year.low, year.high, year.inner_low, year.inner_high)
        for one in made.forecast.technologies
        for year in one.years
    }


def test_the_past_is_of_the_series_that_is_forecast() -> None:
    made = shown()
    assert {point.indicator for point in made.past} == {"adoption"}
    other = outlook(replace(made.forecast, source="elsewhere"), named(4), field_report(0).shares, "others")
    assert other.past == ()
    assert outlook_spec(other)["datasets"]["points"]


def test_technology_shows_label_worth_prediction_and_weights(tmp_path: Path) -> None:
    report = field_report(0, 2)
    first = report.verdicts[0]
    adoption = first.indicators["adoption"]
    assert adoption is not None
    told = replace(adoption, n_effective=87.4, prediction=(0.42, 0.99), tau2=0.3)
    first = replace(first, indicators={**first.indicators, "adoption": told}, label="L3", label_before="L2")
    second = replace(report.verdicts[1], label="L3", label_before="L3")
    made = board(replace(report, verdicts=(first, second)))
    write_site(made, {}, LEVEL_RULES, SPECS, tmp_path / "s", sensitivities=sensitivities_of(made))
    words = page(tmp_path / "s", "technologies/gadget-0/widget-0.html").words()
    for said in (
        "388 of 400, worth 87 independent ones",
        "One further source would say [0.42–0.99]",
        "On the board L3 (was L2 at the last quarter’s end)",
        "7 % of the variance is the choice of weights",
    ):
        assert said in words, said
    kept = page(tmp_path / "s", "technologies/gadget-0/widget-1.html").words()
    assert f"On the board L3, as at the last quarter’s end, until {second.level} has lasted" in kept
    assert re.search(r"L3 \S+ % was L2", page(tmp_path / "s", "index.html").words())


def test_a_label_that_is_the_level_is_not_told_twice(tmp_path: Path) -> None:
    report = field_report(0, 1)
    first = replace(report.verdicts[0], label=report.verdicts[0].level, label_before=report.verdicts[0].level)
    write_site(board(replace(report, verdicts=(first,))), {}, LEVEL_RULES, SPECS, tmp_path / "s")
    words = page(tmp_path / "s", "technologies/gadget-0/widget-0.html").words()
    assert "On the board" not in words
    assert "Choice of weights" not in words
