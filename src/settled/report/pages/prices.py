"""What a token costs: each index over time with its band, and the releases that set a record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from settled.records.prices import PriceHistory, PriceIndex, PricePoint
from settled.report import palette
from settled.report.charts import Spec, look, picture_of
from settled.report.documents.text import to_json
from settled.report.prices import NAMES, prices_document
from settled.report.rendering import File, Site

PATH = "prices.html"
_HEIGHT_PX = 320


@dataclass(frozen=True, slots=True)
class _Choice:
    """The prices of one choice of models as the template needs them.

    Attributes:
        years: for each January and the last month, the point of each index.
    """

    anchor: str
    history: PriceHistory
    picture: str
    data: str
    years: list[tuple[str, list[PricePoint]]]


def files(site: Site) -> Iterator[File]:
    """The page, and of each choice of models a chart and its data; nothing where there are no prices."""
    if not site.prices:
        return
    choices = []
    for number, one in enumerate(site.prices, start=1):
        picture, data = f"charts/prices-{number}.svg", f"data/prices-{number}.json"
        yield File(picture, picture_of(_chart(one)))
        yield File(data, to_json(prices_document(one)))
        choices.append(_Choice(f"choice-{number}", one, picture, data, _years(one.indices)))
    yield site.page("prices.html", PATH, choices=choices, names=NAMES)


def _years(indices: tuple[PriceIndex, ...]) -> list[tuple[str, list[PricePoint]]]:
    months = [point.month for point in indices[0].points]
    shown = [place for place, month in enumerate(months) if month.month == 1 or place in (0, len(months) - 1)]
    return [(f"{months[place]:%Y-%m}", [one.points[place] for one in indices]) for place in shown]


def _chart(history: PriceHistory) -> Spec:
    """A line and a band for each index, on a log axis; a dashed rule at each release."""
    colours = dict(zip(NAMES, (colour.light for colour in palette.SERIES), strict=False))
    rows = [
        {
            "month": point.month.isoformat(),
            "method": NAMES[one.method],
            "value": point.value,
            "low": point.low,
            "high": point.high,
        }
        for one in history.indices
        for point in one.points
        if point.value is not None
    ]
    scale = {"domain": list(NAMES.values()), "range": [colours[name] for name in NAMES]}
    colour = {
        "field": "method",
        "type": "nominal",
        "scale": scale,
        "legend": {"title": None, "orient": "top", "symbolOpacity": 1},
    }
    x = {"field": "month", "type": "temporal", "title": None}
    y = {"field": "value", "type": "quantitative", "scale": {"type": "log", "nice": False}, "title": None}
    band = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": colour}
    events = [{"month": one.day.isoformat(), "model": one.model} for one in history.releases]
    ink = palette.CHART_INK.light
    named = {"type": "text", "angle": 270, "align": "left", "dx": 4, "dy": -5, "color": ink}
    at_foot = {"x": x, "y": {"value": _HEIGHT_PX}, "text": {"field": "model"}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "layer": [
            {
                "data": {"values": events},
                "mark": {"type": "rule", "strokeDash": [3, 3], "color": ink},
                "encoding": {"x": x},
            },
            {"data": {"values": events}, "mark": named, "encoding": at_foot},
            {
                "data": {"values": [row for row in rows if row["low"] is not None]},
                "mark": {"type": "area", "opacity": 0.15},
                "encoding": band,
            },
            {"data": {"values": rows}, "mark": "line", "encoding": {"x": x, "y": y, "color": colour}},
        ],
        "height": _HEIGHT_PX,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": look(),
    }
