"""The words of the page of the method, by key: its texts are long."""

from __future__ import annotations

METHOD: dict[str, str] = {
    "method.title": "Method",
    "method.lead": "How a count becomes an estimate, estimates a degree, and a degree a level.",
    "method.count": "From counts to a share",
    "method.count_text": (
        "A source that shows k of n units gives a Jeffreys posterior, so that few units give a wide "
        "interval and none gives no estimate at all."
    ),
    "method.pool": "From sources to an estimate",
    "method.pool_text": (
        "Sources are pooled on the logit scale as random effects: what they share is μ, what each adds of"
        " its own has the variance τ², estimated after Paule and Mandel and moderated by what sources of"
        " other fields disagree by. The mean has the interval of Hartung and Knapp."
        " I² says how much of the variation is disagreement rather than chance. The parts of one source"
        " (venues, frameworks) are compared within themselves and averaged under a fixed mix."
    ),
    "method.degree": "From estimates to a degree",
    "method.degree_text": (
        "The degree of a technology T is the weighted sum of its indicators. Controversy enters as 1 − x."
        " Research share, download share, open weights and sizes of models are shown, never weighted."
    ),
    "method.weights_caption": "Weights of the profile “{profile}”",
    "method.missing": "What is missing stays missing",
    "method.missing_text": (
        "A weighted indicator without evidence is not left out of the sum. For the median and for the "
        "levels’ probabilities it is drawn evenly from 0 to 1; the interval’s low end takes it as 0 and "
        "its high end as 1. So missing evidence widens the interval, and it is named."
    ),
    "method.level": "From a degree to a level",
    "method.level_text": (
        "Each posterior draw of the degree falls into one level; the share of draws in a level is its "
        "probability. The most probable one is the verdict, ties to the lower. A technology whose trend "
        "falls for certain is L0 in the draws in which none of its field is above one half: the field comes "
        "apart. The board changes a label only for a level that is probable by a margin, or that has lasted "
        "since the last quarter’s end."
    ),
    "method.levels_caption": "Levels and their degrees",
    "method.above": "above {above}",
    "method.lowest": "all that is lower",
    "method.trend": "Trend",
    "method.trend_text": (
        "The change of adoption, or of research share where there is no adoption, in share per year. It "
        "has a direction only where its 90 % interval excludes zero."
    ),
    "method.heading": "Forecast",
    "method.heading_text": (
        "Shares grow as rivals’ log-odds do, along damped trends that may turn; what all fields tell of how "
        "fast fields move, and of rivals that came from outside, is part of it. A forecast is a set of "
        "draws: its bands hold 50 and 90 % of them. In the degree adoption moves as forecast, and all else "
        "stays."
    ),
    "method.weights": "Choice of weights",
    "method.weights_text": (
        "How much of the degree’s variance is the choice of weights, with weights scattered around the "
        "profile as the profiles that ship differ, and indicators as their draws: Sobol’ indices, in closed "
        "form."
    ),
    "method.stars": "Confidence",
    "method.stars_text": (
        "Five stars less one for each named shortcoming, in the spirit of GRADE: few units, sources that "
        "depend on one another, old evidence, evidence that speaks only indirectly, sources that "
        "disagree. The stars say how far to trust an estimate; they do not change it."
    ),
    "method.indicators": "Indicators",
    "method.higher": "Higher is more settled.",
    "method.lower": "Lower is more settled.",
    "method.neither": "Says nothing of settling by itself.",
    "method.reference": "Reference",
    "method.profile_sum": "The weights sum to 1.",
}
