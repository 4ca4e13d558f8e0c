"""The words of the impact page."""

from __future__ import annotations

IMPACT: dict[str, str] = {
    "nav.impact": "Impact",
    "impact.title": "What convergence does",
    "impact.lead": (
        "What the convergence model says that full convergence does to a technology and its industry, stated "
        "beside measured. None of these figures is part of any degree."
    ),
    "impact.again": "To reckon them again, with every step:",
    "impact.figure": (
        "Measured, with 90 % intervals; a mark across the line is what is stated, the least of several"
    ),
    "impact.table": "{figure}: stated beside measured",
    "impact.of": "Of",
    "impact.stated": "Stated",
    "impact.lines": "line",
    "impact.measured": "Measured",
    "impact.period": "Period",
    "impact.sources": "Sources",
    "impact.agrees": "Agrees",
    "impact.yes": "yes",
    "impact.no": "no",
    "impact.nothing": "·",
    "impact.missing": "Not measured",
    "impact.formula": "Formula",
    "impact.inputs": "Measured from",
    "impact.distrust": "When not to trust it",
    "impact.from": "Sources",
    "impact.not_compared": "Nothing is stated that could be compared.",
    "impact.all_agree": "What is stated lies within the interval of all {count} that are compared.",
    "impact.apart": (
        "Of {count} that are compared, {apart} are apart from what is stated: {of}, stated {stated}, "
        "measured {measured}."
    ),
}
