"""Charts of a result of the lab: points with their intervals, a line each, under a heading each group."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from settled.report import palette
from settled.report.charts import Spec, look

Result = Mapping[str, Any]
_EXPONENT = re.compile(r"\bexponent (?:of (?:the )?)?")
_LABEL_PX = 400
_ROW_PX = 20
_HEADING = "▸ "
_COLOURS = {"better": palette.SERIES[2].light, "worse": palette.SERIES[1].light}
"""Of a point by the finding; of all others ``_PLAIN``."""
_PLAIN = palette.SERIES[0].light


def contests(result: Result) -> Spec:
    """Each comparison by workload, in smallest differences of interest, so that all have one scale."""
    rows = [
        {
            "group": f"{one['workload']}, {one['metric']}",
            "label": one["technology"],
            "value": one["difference"] / one["smallest"],
            "low": one["low"] / one["smallest"],
            "high": one["high"] / one["smallest"],
            "colour": _COLOURS.get(one["word"], palette.OTHERS.light),
        }
        for one in result["comparisons"]
    ]
    return _points(rows, rules=(-1.0, 1.0))


def measured_exponents(result: Result) -> list[Result]:
    """The figures that are exponents and have an interval: one scale fits them all."""
    return [one for one in result["results"] if _EXPONENT.search(one["metric"]) and one["low"] is not None]


def exponents(result: Result) -> Spec:
    """Each exponent that was measured, by the claim or workload it speaks of; 0 is what does not grow."""
    verdicts = {claim["id"]: f": {claim['verdict'].replace('_', ' ')}" for claim in result["claims"]}
    rows = [
        {
            "group": f"{one['workload']}, {one['technology']}{verdicts.get(one['workload'], '')}",
            "label": _EXPONENT.sub("", one["metric"]),
            "value": one["mean"],
            "low": one["low"],
            "high": one["high"],
        }
        for one in measured_exponents(result)
    ]
    return _points(rows, rules=(0.0,))


def _points(rows: Iterable[Mapping[str, Any]], rules: Sequence[float]) -> Spec:
    numbered = list(_numbered(rows))
    place = {
        "field": "row",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [one["row"] for one in numbered]},  # with the headings, which have no point
        # A row is told by its number, for two may have one label.
        "axis": {
            "labelExpr": "substring(datum.label, 4)",
            "labelLimit": _LABEL_PX,
            "labelFontWeight": {
                "condition": {"test": f"indexof(datum.label, '{_HEADING}') > 0", "value": "bold"},
                "value": "normal",
            },
            "ticks": False,
        },
    }
    across = {"type": "quantitative", "title": None, "axis": {"tickCount": 6}}
    ink = palette.CHART_INK.light
    dashes = {"type": "rule", "strokeDash": [3, 3], "color": ink}
    # Each with data of its own, or it is drawn once for every row.
    lines = [{"data": {"values": [{}]}, "mark": dashes, "encoding": {"x": {"datum": at}}} for at in rules]
    colour = {"field": "colour", "type": "nominal", "scale": None}
    interval = {"y": place, "x": {"field": "low", **across}, "x2": {"field": "high"}}
    point = {"y": place, "x": {"field": "value", **across}, "color": colour}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": [one for one in numbered if one["value"] is not None]},
        "layer": [
            *lines,
            {"mark": {"type": "rule", "color": ink}, "encoding": interval},
            {"mark": {"type": "point", "filled": True, "size": 50}, "encoding": point},
        ],
        "height": {"step": _ROW_PX},
        "padding": {"left": 48, "right": 24, "top": 6, "bottom": 6},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": look(),
    }


def _numbered(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows as the axis has them, a heading without a point before each group."""
    number = 0
    for group, members in groupby(rows, key=itemgetter("group")):
        headed: list[Mapping[str, Any]] = [{"label": f"{_HEADING}{group}"}, *members]
        for one in headed:
            figures = {key: one.get(key) for key in ("value", "low", "high")}
            yield {"row": f"{number:03} {one['label']}", "colour": one.get("colour", _PLAIN), **figures}
            number += 1
