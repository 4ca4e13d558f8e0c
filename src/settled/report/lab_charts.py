"""Charts of a result of the lab: points with their intervals, a line each, under a heading each group."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from settled.report import palette
from settled.report.charts import Spec
from settled.report.interval_charts import points

Result = Mapping[str, Any]
_EXPONENT = re.compile(r"\bexponent (?:of (?:the )?)?")
_COLOURS = {"better": palette.SERIES[2].light, "worse": palette.SERIES[1].light}
"""Of a point by the finding."""


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
    return points(rows, rules=(-1.0, 1.0))


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
    return points(rows, rules=(0.0,))
