"""The words of the impact page."""

from __future__ import annotations

IMPACT: dict[str, str] = {
    "nav.impact": "Impact",
    "nav.prices": "Prices",
    "nav.comparison": "Levels",
    "prices.title": "What a token costs",
    "prices.lead": (
        "List prices of language models over time, by several indices side by side, for they differ: what a "
        "model on sale costs hardly moves; what a new one of the same size, context and training compute "
        "costs does."
    ),
    "prices.methods": (
        "Jevons and Fisher are chained from models on sale in two neighbouring months; the hedonic indices "
        "hold size, context and training compute still, the second also how old a model is."
    ),
    "prices.all": "Chat models",
    "prices.long": "Chat models with a context of {tokens} tokens or more",
    "prices.basis": "{prices} prices of {models} models, to {day}.",
    "prices.figure": (
        "Indices of the price of a token with their 90 % intervals, the first month 100, on a log axis; "
        "dashed lines are models that were trained with more compute than any priced one before them"
    ),
    "prices.table": "Indices in each January, the first month and the last; the first month is 100",
    "prices.month": "Month",
    "prices.releases": "Releases that set a record",
    "prices.compute": "{flop} FLOP",
    "comparison.title": "What levels look like",
    "comparison.lead": (
        "The mean of the technologies that are judged at each level, with its 90 % interval, beside what is "
        "stated of the level. A level that nobody is judged at stays empty."
    ),
    "comparison.figure": (
        "Means of each quantity by level, with 90 % intervals and the number of technologies; a mark across "
        "the line is what is stated"
    ),
    "comparison.table": "Levels by what the technologies judged there look like",
    "comparison.level": "Level",
    "comparison.judged": "Judged",
    "comparison.nobody": "No technology is judged here.",
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
