"""Every word that the site shows, by key: one place to translate from.

A text may hold ``{names}`` for what is filled in. Formulas stand in ``templates/formulas.html``.
"""

from __future__ import annotations

from collections.abc import Callable

ENGLISH: dict[str, str] = {
    # Frame of every page
    "site.name": "settled",
    "site.skip": "Skip to the content",
    "site.navigation": "Pages",
    "site.path": "You are here",
    "site.as_of": "As of {date}, under the weight profile “{profile}”. Intervals are 90 % intervals.",
    "site.digest": "Evidence",
    "site.digest_help": "the same digest gives the same site",
    "site.data": "Data of this page (JSON)",
    "site.licence": "Counts and figures are our own; sources keep their licences.",
    "nav.board": "Board",
    "nav.sources": "Sources",
    "nav.method": "Method",
    "nav.glossary": "Glossary",
    # Words for numbers
    "say.no_evidence": "No evidence",
    "say.not_measured": "Not measured",
    "say.missing": "What is missing",
    "say.lacks": "Missing",
    "say.interval_spoken": "{median}, 90 % interval {low} to {high}",
    "say.level_spoken": "probability of each level: {levels}",
    "say.stars": "confidence {count} of 5",
    "say.counts": "{k} of {n}",
    "say.rising": "rising",
    "say.falling": "falling",
    "say.steady": "steady",
    "say.slope": "{slope} a year",
    "say.trend_of": "({indicator})",
    "say.no_trend": "too few years",
    "say.none": "none",
    # Columns
    "column.technology": "Technology",
    "column.degree": "Degree of convergence",
    "column.level": "Level",
    "column.trend": "Trend",
    "column.confidence": "Confidence",
    "column.year": "Year",
    "column.share": "Share",
    "column.interval": "90 % interval",
    "column.estimate": "Estimate",
    "column.counts": "Counted",
    "column.sources": "Sources",
    "column.stated": "Stated",
    "column.measured": "Measured",
    "column.quantity": "Quantity",
    "column.where": "Where",
    "column.unit": "Paper, package or model",
    "column.period": "Period",
    "column.role": "Role",
    "column.variant": "Variant",
    "column.words": "Words matched",
    "column.place": "Place",
    "column.probability": "Probability",
    "column.meaning": "Meaning",
    "column.above": "Degree",
    "column.indicator": "Indicator",
    "column.weight": "Weight",
    "column.reason": "Reason",
    "column.licence": "Licence",
    "column.read": "Read",
    "column.snapshot": "Snapshot",
    "column.units": "Units",
    "column.skipped": "Not read",
    "column.digest": "SHA-256 of the content",
    "column.scanner": "Scanner",
    # Board
    "board.title": "Board",
    "board.heading": "Is it settled?",
    "board.lead": (
        "How far {count} contests have converged, from many schools (L1) to an undisputed standard (L4). "
        "Everything is counted from evidence, and every number leads back to its paper, package or file."
    ),
    "board.summary": "Incumbents by level",
    "board.summary_none": "no verdict",
    "board.caption": "Every field: the incumbent first, then its strongest rival",
    "board.rivals": "all {count} rivals",
    "board.scale": (
        "Bars: the point is the median, the bar its 90 % interval; lines mark the levels’ borders."
    ),
    "board.empty": "The catalog has no field.",
    # Field
    "field.verdict": (
        "{name} is most probably at {level}, {meaning}, with probability {probability}; "
        "its degree is {interval}."
    ),
    "field.no_verdict": "There is no evidence yet for a verdict on {name}.",
    "field.shares": "Shares over time",
    "field.no_shares": "No source counts this field by year yet.",
    "field.chart": (
        "{indicator}: shares of {count} technologies in {field}, {first} to {last}, with 90 % bands. "
        "{newest}. All figures are in the table that follows."
    ),
    "field.newest": "{name} {share} in {year}",
    "field.chart_help": "Lines are medians, bands 90 % intervals. Point at a line for its figures.",
    "field.chart_source": "Counted from {source}.",
    "field.chart_grey": "Grey: further rivals.",
    "field.chart_partial": (
        "In the table only: shares whose interval is wider than {width}, and those of technologies "
        "not yet published that nothing names."
    ),
    "field.figures": "The figures as a table",
    "field.figures_caption": "{indicator} by year in per cent: median, and below it the 90 % interval",
    "field.download": "Chart as SVG",
    "field.values": "Median {measure} of new models",
    "field.values_caption": "Median {measure} of the new models of a year that state it, from {source}",
    "field.values_help": "Shown beside the verdicts; it enters none of them.",
    "field.rivals": "All rivals",
    "field.rivals_caption": "Verdicts on all technologies of {field}, incumbent first",
    "field.unmeasured": "What cannot be measured yet",
    "field.history": "A contest of the past: it is kept to prove forecasts on, and stands on no board.",
    # Technology
    "technology.in": "A technology in the field {field}:",
    "technology.incumbent": "the incumbent",
    "technology.born": "First published",
    "technology.variants": "Variants, counted with it",
    "technology.verdict": "Verdict",
    "technology.levels": "How probable each level is",
    "technology.trend": "Trend",
    "technology.indicators": "Indicators",
    "technology.weight": "weight {weight}",
    "technology.weight_inverted": "weight {weight}, as 1 − x",
    "technology.shown": "shown, not weighted",
    "technology.reasons": "What lowers the confidence",
    "technology.no_reasons": "Nothing lowers the confidence.",
    "technology.i2": "Disagreement of the sources (I²)",
    "technology.latest": "Evidence up to",
    "technology.distrust": "When not to trust it",
    "technology.needs": "Can be counted from",
    "technology.stated": "Stated beside measured",
    "technology.stated_lead": "What a document states is shown, and never mixed into what is measured.",
    "technology.stated_caption": "Figures that documents state about {name}, and what is measured",
    "technology.evidence_count": "The evidence: all {count} items",
    "technology.evidence_newest": "The evidence: its newest {count} items",
    "technology.evidence_part": "The evidence: {shown} of {count} items, newest first",
    "technology.evidence_more": "All of it:",
    "technology.evidence_caption": "Evidence of {indicator} for {name}",
    "technology.code_points": "characters {place}",
    # Sources
    "sources.title": "Sources",
    "sources.lead": "What was read: who made it, under which licence, when, and which bytes exactly.",
    "sources.none": "Nothing was read.",
    "sources.producer": "Producer",
    "sources.published": "Published",
    "sources.accessed": "Accessed",
    "sources.citation": "Citation",
    "sources.redistributable": "Text may be republished",
    "sources.counts_only": "Text is not republished: counts, ids and places only",
    "sources.no_origin": "The reader’s own data; no origin was given.",
    "sources.caption": "Snapshots of {source}",
    "sources.scanner": "{scanner} {version}",
    # Method
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
        " its own has the variance τ², estimated after Paule and Mandel, and the mean a normal interval."
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
        "probability. The level shown is the most probable one, ties to the lower. A falling trend whose "
        "interval excludes zero, while no rival is above one half, is L0: the field comes apart."
    ),
    "method.levels_caption": "Levels and their degrees",
    "method.above": "above {above}",
    "method.lowest": "all that is lower",
    "method.trend": "Trend",
    "method.trend_text": (
        "The change of adoption, or of research share where there is no adoption, in share per year. It "
        "has a direction only where its 90 % interval excludes zero."
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
    # Glossary
    "glossary.title": "Glossary",
    "glossary.lead": "One word per thing, on every page.",
}

GLOSSARY: tuple[tuple[str, str], ...] = (
    ("Field", "A contest: a function that rivals serve, put as a question."),
    ("Technology", "A rival in a field. Its variants are counted with it."),
    ("Incumbent", "The technology whose standing is judged first; lists put it first."),
    ("Variant", "A form or implementation of a technology that is no rival of it."),
    ("Signature", "How a technology shows in a kind of source: words, a code name, a setting, a package."),
    ("Source", "Where evidence comes from: papers, model zoos, packages, models, documents."),
    ("Unit", "One dated thing that may use a technology: a paper, a model, a package, a repository."),
    ("Sighting", "A technology seen in a unit, with its role and its place."),
    (
        "Role",
        "What a unit does with a technology: uses, selects, defines, mentions, proposes, contests, compares.",
    ),
    ("Observation", "What was counted: k of n in a period, with the snapshot that it was counted from."),
    ("Snapshot", "One reading of one source’s content, known by the digest of its bytes."),
    ("Indicator", "A question put to the evidence, answered by an estimate between 0 and 1."),
    ("Estimate", "A median with its 90 % interval, its counts, its sources and its stars."),
    ("90 % interval", "The true value lies below it with probability 5 %, and above it with 5 %."),
    ("Adoption", "New units that use the technology, of those that use any technology of the field."),
    ("Standardization", "How far its users share one implementation, and frameworks support it natively."),
    ("Research share", "Papers about the technology, of the field’s papers. Shown, not weighted."),
    ("Controversy", "Papers that contest the technology, of those that take a stance on it."),
    ("Degree", "The weighted sum of the indicators under a weight profile, between 0 and 1."),
    ("Weight profile", "Which indicators count how much in the degree, each with its reason."),
    ("Level", "L0 diverging to L4 fully converged; always given with its probability."),
    ("Confidence", "One to five stars: how far to trust an estimate, with the reasons named."),
    ("Stated", "A figure that a document gives; shown beside what is measured, never mixed into it."),
)

LANGUAGES: dict[str, tuple[dict[str, str], tuple[tuple[str, str], ...]]] = {"en": (ENGLISH, GLOSSARY)}

Say = Callable[..., str]


def speaker(language: str) -> Say:
    """A function from key and fillings to text in ``language``.

    >>> speaker("en")("say.counts", k=3, n=4)
    '3 of 4'
    """
    texts = LANGUAGES[language][0]

    def say(key: str, **fillings: object) -> str:
        return texts[key].format(**fillings)

    return say


def glossary(language: str) -> tuple[tuple[str, str], ...]:
    """Terms and their meanings, in reading order."""
    return LANGUAGES[language][1]
