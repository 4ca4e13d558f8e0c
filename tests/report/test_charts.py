"""Charts show every point, keep their labels apart and in the picture, and are the same each time."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_boards import field_report, hostile_report, shares

from settled.records import SharePoint
from settled.report import palette
from settled.report.charts import Chart, _apart, drawable, picture_of, spec_of
from settled.report.pages.field import charts_of


def chart(rivals: int = 4) -> Chart:
    return charts_of(field_report(0, rivals))[0]


def test_one_chart_an_indicator() -> None:
    assert [made.indicator for made in charts_of(field_report(0))] == ["adoption", "research_share"]
    assert charts_of(field_report(0, evidence=False)) == []


def test_every_point_is_in_the_specification_with_its_band() -> None:
    made = chart()
    rows = spec_of(made)["datasets"]["points"]
    assert {(r["technology"], r["year"], r["median"], r["low"], r["high"]) for r in rows} == {
        (p.technology, p.year, p.median, p.low, p.high) for p in made.points
    }
    assert rows[0]["counted"].endswith(" of 300")


def test_incumbent_has_the_first_colour_and_the_others_follow_their_newest_share() -> None:
    scale = spec_of(chart(14))["layer"][1]["encoding"]["color"]["scale"]
    assert scale["domain"][:3] == ["widget-0", "widget-1", "widget-2"]
    assert scale["range"][0] == palette.SERIES[0].light
    assert scale["range"][6:] == [palette.OTHERS.light] * 8


def test_picture_draws_lines_bands_and_names() -> None:
    svg = picture_of(spec_of(chart()))
    assert svg.count('role="graphics-symbol" aria-roledescription="line mark"') == 4
    assert svg.count('role="graphics-symbol" aria-roledescription="area mark"') == 4
    for number, colour in enumerate(palette.SERIES[:4]):
        assert re.search(f'<text[^>]*fill="{colour.light}"[^>]*>Widget {number}</text>', svg)


def test_every_colour_of_a_picture_has_a_dark_one() -> None:
    svg = picture_of(spec_of(chart(14)))
    drawn = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{3,6}|[a-z]+)"', svg[svg.index("</style>") :]))
    assert drawn - {"none", "transparent"} <= {colour.light for colour in palette.CHART_COLOURS}


@pytest.mark.parametrize("years", [range(2020, 2021), range(2019, 2021), range(1990, 2025)])
def test_few_and_many_years(years: range) -> None:
    made = Chart("adoption", (("a", "A"), ("b", "B")), shares(["a", "b"], "adoption", years))
    spec = spec_of(made)
    ticks = spec["layer"][0]["encoding"]["x"]["axis"]["values"]
    assert ticks[-1] == years[-1]
    assert len(ticks) <= 9
    assert ">A</text>" in picture_of(spec)


def test_all_zero_shares_and_no_counts() -> None:
    point = SharePoint("a", "download_share", 2020, 0.0, 0.0, 0.0, None, None)
    spec = spec_of(Chart("download_share", (("a", "A"),), (point,)))
    assert spec["datasets"]["points"][0]["counted"] == ""
    assert "NaN" not in picture_of(spec)


def test_hostile_names_are_text_in_the_picture() -> None:
    made = charts_of(hostile_report())[0]
    svg = picture_of(spec_of(made))
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_points_of_unknown_technologies_are_left_out() -> None:
    report = field_report(0, 2)
    stray = replace(report.shares[0], technology="nobody")
    assert charts_of(replace(report, shares=(stray,))) == []


def test_the_same_chart_is_the_same_bytes() -> None:
    assert spec_of(chart()) == spec_of(chart())
    assert picture_of(spec_of(chart())) == picture_of(spec_of(chart()))


def test_only_points_that_say_something_are_drawn() -> None:
    known = SharePoint("a", "adoption", 2000, 0.5, 0.4, 0.6, 5, 10)
    vague = replace(known, low=0.1, high=0.9)
    unborn = replace(known, median=0.0, low=0.0, high=0.1, k=0)
    assert drawable([known, vague, unborn], {"a": 2010}) == (known,), "named before its birth: shown"
    assert drawable([unborn], {"a": 1990}) == (unborn,)
    assert drawable([vague, vague], {}) == (vague, vague), "never an empty chart"


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_labels_stay_apart_and_inside(heights: list[float]) -> None:
    step, top = 0.05, 1.0
    places = _apart(sorted(heights), step, top)
    assert all(b - a >= step - 1e-9 for a, b in pairwise(places))
    assert places[0] > 0
    assert places[-1] <= top + 1e-9
