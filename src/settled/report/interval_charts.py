"""Points with their intervals, a line each, under a heading each group; a stated value may stand beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from settled.report import palette
from settled.report.charts import Spec, look

_LABEL_PX = 400
_ROW_PX = 20
_HEADING = "▸ "
_PLAIN = palette.SERIES[0].light
_STATED = palette.SERIES[1].light


def points(rows: Iterable[Mapping[str, Any]], rules: Sequence[float] = ()) -> Spec:
    """A line a row, in order.

    Args:
        rows: each with ``group``, ``label``, ``value``, ``low`` and ``high``; if wanted ``colour``, and
            ``stated``: a value that stands beside what was measured, drawn as a mark across the line.
        rules: where dashed lines stand from top to bottom.
    """
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
    stated = {"y": place, "x": {"field": "stated", **across}}
    marks = [one for one in numbered if one["stated"] is not None]
    mark = {"type": "tick", "thickness": 3, "size": 15, "color": _STATED}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": [one for one in numbered if one["value"] is not None]},
        "layer": [
            *lines,
            {"mark": {"type": "rule", "color": ink}, "encoding": interval},
            {"mark": {"type": "point", "filled": True, "size": 50}, "encoding": point},
            *([{"data": {"values": marks}, "mark": mark, "encoding": stated}] if marks else []),
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
            figures = {key: one.get(key) for key in ("value", "low", "high", "stated")}
            yield {"row": f"{number:03} {one['label']}", "colour": one.get("colour", _PLAIN), **figures}
            number += 1
