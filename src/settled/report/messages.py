"""Every word that the site shows, by key: one place to translate from.

A text may hold ``{names}`` for what is filled in. Formulas stand in ``templates/formulas.html``.
"""

from __future__ import annotations

from collections.abc import Callable

from settled.report.founding_words import ENGLISH as FOUNDING
from settled.report.impact_words import IMPACT
from settled.report.lab_words import LAB
from settled.report.prose import METHOD
from settled.report.terms import GLOSSARY

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
    "say.was": "was {level}",
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
    "column.inner": "50 % interval",
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
    # Where a field is heading
    "heading.title": "Where it is heading",
    "heading.lead": (
        "{indicator} to {last}, forecast from the years up to {origin} of {source}. How such forecasts fared "
        "on the past:"
    ),
    "heading.chart": (
        "{indicator} in {field}: as counted up to {origin}, and forecast to {last}: {shares} in {last}. All "
        "figures of the forecast are in the table that follows."
    ),
    "heading.at_end": "{name} {share} (90 % interval {low} to {high})",
    "heading.others": "others",
    "heading.help": (
        "Solid: shares as counted, as above. Dashed: medians of the forecast, from the model’s own view of "
        "{origin} on; its bands hold 50 and 90 % of the draws, and are shown of the first {banded}. Point at "
        "a line for its figures. Grey: further rivals, and those on no list."
    ),
    "heading.data": "Forecast as JSON",
    "heading.figures": "The forecast as a table",
    "heading.caption": (
        "{indicator} forecast in per cent: median, and below it the intervals that hold 50 and 90 %. Others: "
        "rivals on no list, or named by nothing yet"
    ),
    "heading.chances": (
        "Probability that the degree is at L4, profile “{profile}”. Adoption moves as forecast; {held} stay "
        "as they are drawn today. Technologies that stay below 1 % are left out"
    ),
    "heading.settled": "P(L4) of {name} is above 0.5 in {year} already.",
    "heading.settles": "P(L4) of {name} passes 0.5 in {year}.",
    "heading.not_settled": (
        "P(L4) passes 0.5 for no technology by {year}; {name} comes nearest, with {chance}."
    ),
    "heading.far": "P(L4) passes 0.5 for no technology by {year}, and is below {least} for all.",
    "heading.no_degree": "There is no forecast of the degree: {indicator} is no part of it.",
    "heading.unknown_degree": "There is no forecast of the degree: it is not known today.",
    "heading.newcomers": (
        "With probability {chance}, rivals that nothing had named by {origin} have more than {share} % "
        "together in {year}."
    ),
    "heading.unnamed": "Not named yet, and so among the others: {names}.",
    "heading.none": "Nothing was counted of this field by year, so there is no forecast.",
    "field.rivals": "All rivals",
    "field.rivals_caption": "Verdicts on all technologies of {field}, incumbent first",
    "field.unmeasured": "What cannot be measured yet",
    "field.history": "A contest of the past: it is kept to prove forecasts on, and stands on no board.",
    # Technology
    "technology.label": "On the board",
    "technology.label_was": "{label} (was {before} at the last quarter’s end)",
    "technology.label_kept": "{label}, as at the last quarter’s end, until {level} has lasted",
    "technology.worth": "{counts}, worth {worth} independent ones",
    "technology.prediction": "One further source would say",
    "technology.weights": "Choice of weights",
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
    # Contests of the past
    "nav.past": "The past",
    "past.title": "Contests of the past",
    "past.lead": (
        "Contests whose end is known, or that nobody won: what the forecasts are proved on. They stand on no "
        "board, for papers alone speak of them: what was studied, not what was used."
    ),
    "past.levels": (
        "There is no degree here. A share level is the bounds of the levels put to a rival’s share of the "
        "papers that name any rival: L4 above 95 %, L3 above 80 %, L2 above 60 %, L1 from 30 %. Whether they "
        "held:"
    ),
    "past.none": "The catalog has no contest of the past.",
    "past.chart": "{indicator} of {count} rivals of {field}, {first} to {last}",
    "past.no_shares": "No evidence yet.",
    "past.no_papers": "No papers name its rivals, so there are no share levels.",
    "past.caption": (
        "{field}: share of the papers of two years with its 90 % interval, and the share level with its "
        "probability"
    ),
    "past.day": "As of {day}",
    "past.level": "share level {level}",
    # Backtest
    "nav.backtest": "Proof",
    "backtest.title": "How well does it predict?",
    "backtest.lead": (
        "What would have been said of the past on what was known then, against what came. The figures count, "
        "whether an aim was met or not."
    ),
    "backtest.evidence": "Computed on the evidence that ships, by `settled backtest`: digest {digest}.",
    "backtest.summary": (
        "Contests: {contests}; forecast and judged from the end of each year {first} to {last} on what was "
        "known by then, scored on what was counted up to {reached}. The model’s prior was fitted to origins "
        "up to {fitted}: only later origins prove anything. All levels here are share levels: the levels’ "
        "bounds on a share alone, never a degree."
    ),
    "backtest.aims": "Aims, and what was found",
    "backtest.aims_note": "Fixed before the first run; of later origins, three years ahead.",
    "backtest.aim": "aim",
    "backtest.wanted": "wanted",
    "backtest.found": "found",
    "backtest.result": "result",
    "backtest.met": "met",
    "backtest.failed": "failed",
    "backtest.unknown": "not judged",
    "backtest.at_least": "at least {bound}",
    "backtest.at_most": "at most {bound}",
    "backtest.aim_verdicts": "share verdicts that a later year was compared with",
    "backtest.aim_crps_ratio": "CRPS of the model over that of persistence",
    "backtest.aim_coverage_90": "outcomes inside the 90 % interval",
    "backtest.aim_sure_held": "verdicts with P(L4) ≥ 0.9 still L4, or within their interval",
    "backtest.scores": "Forecasts of shares",
    "backtest.scores_note": (
        "Mean CRPS in share, lower is better, and the ratio of the two with its 90 % interval over contests. "
        "In 50 and in 90 %: per cent of outcomes inside these intervals; in brackets what the forecasts "
        "expected, since counts move in steps. All later: the prior was fitted to no such origin; none seen: "
        "nor to what came of any; up to the fit: it proves nothing. Share from 5 %: at the origin."
    ),
    "backtest.group": "origins",
    "backtest.later": "all later",
    "backtest.later_past": "past contests",
    "backtest.later_papers": "papers today",
    "backtest.later_adoption": "adoption today",
    "backtest.later_contenders": "share from 5 %",
    "backtest.unseen": "none seen",
    "backtest.fitted": "up to the fit",
    "backtest.ahead": "years",
    "backtest.forecasts": "forecasts",
    "backtest.contests": "contests",
    "backtest.model": "model",
    "backtest.persistence": "persistence",
    "backtest.ratio": "ratio",
    "backtest.in_50": "in 50 %",
    "backtest.in_90": "in 90 %",
    "backtest.methods": "Against other methods",
    "backtest.methods_note": (
        "Later origins. CRPS in share, lower is better; log score, higher is better. A point has no log "
        "score; where a series is too short for a trend, the trends persist. Odds of the fit: nothing is "
        "learned since from how fast other fields move."
    ),
    "backtest.method": "method",
    "backtest.crps": "CRPS",
    "backtest.log_score": "log score",
    "backtest.frozen": "model, odds of the fit",
    "backtest.point": "last share as a point",
    "backtest.trend": "linear trend",
    "backtest.holt": "Holt’s method",
    "backtest.levels": "Did share levels hold?",
    "backtest.levels_note": (
        "Later origins: of the verdicts of a level, how many had it still after three and five years; or had "
        "a median within the 90 % interval that the verdict gave."
    ),
    "backtest.share_level": "share level",
    "backtest.sure": "P(L4) ≥ 0.9",
    "backtest.sure_verdicts": "What became of the sure ones",
    "backtest.sure_note": (
        "Later origins: every verdict that gave the share level L4 a probability of 0.9 or more, and what "
        "was judged three years later. Shares in per cent."
    ),
    "backtest.year": "year",
    "backtest.probability": "P(L4)",
    "backtest.after_3": "+3",
    "backtest.level_3": "level +3",
    "backtest.judged": "judged",
    "backtest.held_3": "held +3",
    "backtest.held_5": "held +5",
    "backtest.within": "or within",
    "backtest.all_levels": "all levels",
    "backtest.reliability": "Reliability of P(share level)",
    "backtest.reliability_note": "Later origins: how often a level came that had a probability forecast.",
    "backtest.said": "P forecast",
    "backtest.mean_said": "on average",
    "backtest.came": "came",
    "backtest.chart": (
        "Reliability diagram: of share levels forecast with a probability, the part that came, {ahead}. "
        "All figures are in the table that follows."
    ),
    "backtest.years_ahead": "{years} years ahead",
    "backtest.misses": "The worst misses",
    "backtest.misses_note": (
        "Later origins, three years ahead, by CRPS; the worst origin of each technology. Shares in per cent; "
        "the forecast with its 90 % interval."
    ),
    "backtest.contest": "contest",
    "backtest.technology": "technology",
    "backtest.measure": "share of",
    "backtest.papers": "papers",
    "backtest.adoption": "adopters",
    "backtest.origin": "origin",
    "backtest.before": "then",
    "backtest.forecast": "forecast +3",
    "backtest.happened": "came",
    # Glossary
    "glossary.title": "Glossary",
    "glossary.lead": "One word per thing, on every page.",
    **IMPACT,
    **LAB,
    **METHOD,
    **FOUNDING,
}

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
