"""Charts of a result of the lab: points with their intervals, a line each, under a heading each group."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from settled.report.charts import Spec, look

Result = Mapping[str, Any]
_EXPONENT = re.compile(r"\bexponent (?:of (?:the )?)?")
_LABEL_PX = 280
_ROW_PX = 20


def contests(result: Result) -> Spec:
    """Each comparison by workload, in smallest differences of interest, so that all have one scale."""
    rows = [
        {
            "group": f"{one['workload']}, {one['metric']}",
            "label": one["technology"],
            "value": one["difference"] / one["smallest"],
            "low": one["low"] / one["smallest"],
            "high": one["high"] / one["smallest"],
        }
        for one in result["comparisons"]
    ]
    return _points(rows, rules=(-1.0, 1.0))


def measured_exponents(result: Result) -> list[Result]:
    """The figures that are exponents and have an interval: one scale fits them all."""
    return [one for one in result["results"] if _EXPONENT.search(one["metric"]) and one["low"] is not None]


def exponents(result: Result) -> Spec:
    """Each exponent that was measured, by what it was measured on; 0 is what does not grow."""
    rows = [
        {
            "group": f"{one['workload']}, {one['technology']}",
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
        "axis": {"labelExpr": "substring(datum.label, 4)", "labelLimit": _LABEL_PX, "ticks": False},
    }
    across = {"type": "quantitative", "title": None}
    lines = [
        {"mark": {"type": "rule", "strokeDash": [3, 3]}, "encoding": {"x": {"datum": at}}} for at in rules
    ]
    interval = {"y": place, "x": {"field": "low", **across}, "x2": {"field": "high"}}
    point = {"y": place, "x": {"field": "value", **across}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": [one for one in numbered if one["value"] is not None]},
        "layer": [
            *lines,
            {"mark": "rule", "encoding": interval},
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
        headed: list[Mapping[str, Any]] = [{"label": f"▸ {group}"}, *members]
        for one in headed:
            yield {"row": f"{number:03} {one['label']}", **{k: one.get(k) for k in ("value", "low", "high")}}
            number += 1
