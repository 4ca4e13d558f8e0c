"""The lab: one page an experiment, from the results that ship, and one that lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from settled.report.charts import look, picture_of
from settled.report.rendering import File, Site, file_name

PATH = "lab.html"
JUDGED = ("holds", "fails", "holds_only_if")
VERDICTS = {
    "holds": "lab.holds",
    "fails": "lab.fails",
    "holds_only_if": "lab.holds_only_if",
    "undecided": "lab.undecided",
    "not_tested": "lab.not_tested",
}
Result = Mapping[str, Any]


def files(site: Site) -> Iterator[File]:
    """The list of experiments, a page for each, and a chart of its contests as a picture."""
    yield site.page("lab.html", PATH, results=[(_path(one), one, _counted(one)) for one in site.lab])
    for one in site.lab:
        picture = f"charts/lab-{file_name(one['experiment'])}.svg" if one["comparisons"] else None
        if picture:
            yield File(picture, picture_of(_chart(one)))
        yield site.page(
            "experiment.html",
            _path(one),
            one=one,
            picture=picture,
            number=_number,
            interval=_interval,
            verdicts=VERDICTS,
        )


def _path(result: Result) -> str:
    return f"lab/{file_name(result['experiment'])}.html"


def _counted(result: Result) -> dict[str, int]:
    """How many claims were judged, and how many of them hold as stated."""
    verdicts = [claim["verdict"] for claim in result["claims"]]
    judged = [verdict for verdict in verdicts if verdict in JUDGED]
    return {"holds": judged.count("holds"), "judged": len(judged)}


def _number(value: float) -> str:
    return f"{value:.4g}"


def _interval(one: Result) -> str:
    return "" if one["low"] is None else f"{one['low']:.3g} – {one['high']:.3g}"


def _chart(result: Result) -> dict[str, Any]:
    """Each contest as a point with its interval, in smallest differences of interest: they have one scale."""
    rows = [
        {
            "contest": f"{one['technology']}, {one['workload']}, {one['metric']}",
            **{name: one[name] / one["smallest"] for name in ("difference", "low", "high")},
        }
        for one in result["comparisons"]
    ]
    place = {"field": "contest", "type": "nominal", "title": None, "axis": {"labelLimit": 360}}
    across = {"type": "quantitative", "title": None}
    bounds = [
        {"mark": {"type": "rule", "strokeDash": [3, 3]}, "encoding": {"x": {"datum": at}}} for at in (-1, 1)
    ]
    interval = {"y": place, "x": {"field": "low", **across}, "x2": {"field": "high"}}
    point = {"y": place, "x": {"field": "difference", **across}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": rows},
        "layer": [
            *bounds,
            {"mark": "rule", "encoding": interval},
            {"mark": {"type": "point", "filled": True, "size": 70}, "encoding": point},
        ],
        "height": {"step": 28},
        "padding": {"left": 24, "right": 24, "top": 6, "bottom": 6},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": look(),
    }
