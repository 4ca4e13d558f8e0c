"""What templates may say of a record: numbers in words, links, and positions of small marks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from settled.records import (
    LEVELS,
    Claim,
    Estimate,
    EvidenceItem,
    Field,
    IndicatorSpec,
    Technology,
    Trend,
    Verdict,
)
from settled.report import wording
from settled.report.rendering import Site, field_path, file_name, source_anchor, technology_path
from settled.report.sensitivity import in_one_line
from settled.report.tables import name_of

ARROWS = {"rising": "↗", "falling": "↘", "steady": "→"}
MINUS = "−"
NO_BREAK_SPACE = "\u00a0"
UNBROKEN_DASH = "\u2060–\u2060"


def phrases(site: Site) -> dict[str, Any]:
    """Functions for the templates, bound to the site's board and language."""
    return {
        "say": site.say,
        "share": wording.share,
        "percent": wording.percent,
        "per_cent": lambda value: f"{value * 100:.0f}",
        "starred": wording.stars,
        "claimed": wording.claimed,
        "direction": wording.direction,
        "arrow": lambda trend: ARROWS[wording.direction(trend)],
        "slope": slope,
        "place": place,
        "stacked": stacked,
        "safe_url": safe_url,
        "name_of": name_of,
        "borders": site.borders,
        "grouped": lambda number: f"{number:,}",
        "day": lambda text: text[:10],
        "month": lambda period: f"{period.year}-{period.month:02}",
        "anchor": file_name,
        "field_link": lambda field: field_path(field.id),
        "technology_link": lambda verdict: technology_path(verdict.field, verdict.technology),
        "born_year": born_year,
        "variant_name": variant_name,
        "measured_for": measured_for,
        **_bound(site),
    }


def _bound(site: Site) -> dict[str, Any]:
    return {
        "spoken": lambda estimate: spoken(site, estimate),
        "levels_spoken": lambda verdict: levels_spoken(site, verdict),
        "counts": lambda estimate: counts(site, estimate),
        "board_probability": board_probability,
        "was": was,
        "labelled": lambda verdict: labelled(site, verdict),
        "weighed": lambda verdict: weighed(site, verdict),
        "lacking": lambda verdict: lacking(site, verdict),
        "sentence": lambda verdict: sentence(site, verdict),
        "source_link": lambda name: source_link(site, name),
        "indicator_name": lambda indicator: indicator_name(site, indicator),
        "placed": lambda item: placed(site, item),
        "heading_of": lambda spec: direction_of(site, spec),
    }


def place(value: float) -> str:
    """A share as a position on a mark's width: ``93.00%``."""
    return f"{value * 100:.2f}%"


def slope(trend: Trend) -> str:
    """Change a year with a true minus: ``−0.02``."""
    return wording.slope(trend, MINUS).removesuffix("/yr")


def stacked(verdict: Verdict) -> Iterator[tuple[str, float, float]]:
    """Each level with where its part of a bar starts and how wide it is; empty without probabilities."""
    start, sizes = 0.0, verdict.level_probability or {}
    for level in LEVELS if sizes else ():
        size = sizes[level]
        yield level, start, size
        start += size


def safe_url(url: str | None) -> str | None:
    """The address if it is one of the web's, else ``None``: a link must never run anything."""
    if not url or any(character <= " " for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def born_year(field: Field, technology: str) -> str:
    """Year in which a technology first stood in public; empty where the field does not list it."""
    years = [str(rival.born.year) for rival in field.technologies if rival.id == technology]
    return years[0] if years else ""


def variant_name(technology: Technology, variant: str | None) -> str:
    """Name of a variant; empty for none."""
    names = {known.id: known.name for known in technology.variants}
    return names.get(variant, variant) if variant else ""


def measured_for(verdict: Verdict, claim: Claim) -> Estimate | None:
    """What is measured of that which a document states."""
    return verdict.degree if claim.attribute == "degree" else verdict.indicators.get(claim.attribute)


def probability(verdict: Verdict) -> str:
    """Probability of the level shown; empty without one."""
    if verdict.level is None or verdict.level_probability is None:
        return ""
    return wording.percent(verdict.level_probability[verdict.level])


def spoken(site: Site, estimate: Estimate) -> str:
    """An estimate as a screen reader says it."""
    median, low, high = (wording.share(x) for x in (estimate.median, estimate.low, estimate.high))
    return site.say("say.interval_spoken", median=median, low=low, high=high)


def levels_spoken(site: Site, verdict: Verdict) -> str:
    """The levels' probabilities as a screen reader says them."""
    found = verdict.level_probability or {}
    words = ", ".join(
        f"{level} {wording.percent(found[level])}" for level in reversed(LEVELS) if level in found
    )
    return site.say("say.level_spoken", levels=words)


def counts(site: Site, estimate: Estimate) -> str:
    """``412 of 443, worth 87 independent ones``; without the last part where that is not known."""
    counted = site.say("say.counts", k=f"{estimate.k:,}", n=f"{estimate.n:,}")
    if estimate.n_effective is None:
        return counted
    return site.say("technology.worth", counts=counted, worth=f"{estimate.n_effective:,.0f}")


def labelled(site: Site, verdict: Verdict) -> str:
    """What the board says of a level that has just changed, or has not yet; empty where it is the level."""
    if verdict.label is None or verdict.label == verdict.level == (verdict.label_before or verdict.label):
        return ""
    if verdict.label_before not in (None, verdict.label):
        return site.say("technology.label_was", label=verdict.label, before=verdict.label_before)
    return site.say("technology.label_kept", label=verdict.label, level=verdict.level)


def board_probability(verdict: Verdict) -> str:
    """Probability of the level that the board shows; empty without one."""
    shown = verdict.label or verdict.level
    if shown is None or verdict.level_probability is None:
        return ""
    return wording.percent(verdict.level_probability[shown])


def was(verdict: Verdict) -> str | None:
    """The level at the last quarter's end, where the board shows another now."""
    return None if verdict.label is None or verdict.label_before == verdict.label else verdict.label_before


def weighed(site: Site, verdict: Verdict) -> str:
    """How much of the degree is the choice of weights, in one sentence; empty where it is not known."""
    found = site.sensitivities.get((verdict.field, verdict.technology))
    return in_one_line(found) if found else ""


def indicator_name(site: Site, indicator: str) -> str:
    """Name of an indicator, or of what else a document states."""
    spec = site.spec_by_id.get(indicator)
    return spec.name if spec else indicator.replace("_", " ").capitalize()


def lacking(site: Site, verdict: Verdict) -> str:
    """Names of the weighted indicators without evidence."""
    weighted = [weight.indicator for weight in site.board.profile.weights]
    absent = [name for name in weighted if verdict.indicators.get(name) is None]
    return ", ".join(indicator_name(site, name) for name in absent) or site.say("say.none")


def sentence(site: Site, verdict: Verdict) -> str:
    """The verdict in one sentence."""
    fields = {report.field.id: report.field for report in site.board.fields}
    name = name_of(fields.get(verdict.field), verdict.technology)
    if verdict.level is None or verdict.degree is None:
        return site.say("field.no_verdict", name=name)
    meaning = {rule.level: rule.name for rule in site.levels}.get(verdict.level, verdict.level)
    return site.say(
        "field.verdict",
        name=name,
        level=verdict.level,
        meaning=meaning,
        probability=probability(verdict),
        interval=wording.interval(verdict.degree, UNBROKEN_DASH).replace(" ", NO_BREAK_SPACE),
    )


def source_link(site: Site, name: str) -> str | None:
    """Place of a source on the page of sources: its own, or that of its first part."""
    sources = [snapshot.source for snapshot in site.board.snapshots]
    for source in sources:
        if source == name:
            return f"sources.html#{source_anchor(source)}"
    for source in sources:
        if source.startswith(f"{name}/") or name.startswith(f"{source}/"):
            return f"sources.html#{source_anchor(source)}"
    return None


def placed(site: Site, item: EvidenceItem) -> str:
    """Where in a unit it was seen: a line of a file, or characters of a text."""
    start, dash, end = item.place.partition("-")
    if dash and start.isdigit() and end.isdigit():
        return site.say("technology.code_points", place=f"{start}–{end}")
    return item.place


def direction_of(site: Site, spec: IndicatorSpec) -> str:
    """Whether higher is more settled, in words."""
    keys = {True: "method.higher", False: "method.lower", None: "method.neither"}
    return site.say(keys[spec.higher_is_more_settled])


def newest_first(items: list[EvidenceItem]) -> list[EvidenceItem]:
    """Items by period, the newest first, then by unit and place: the same order whatever came in."""
    return sorted(items, key=lambda item: (_age(item.period), item.unit, item.place, item.text))


def _age(period: date) -> int:
    return -period.toordinal()
