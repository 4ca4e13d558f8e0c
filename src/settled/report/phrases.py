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
        "probability": probability,
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
    """``412 of 443``."""
    return site.say("say.counts", k=f"{estimate.k:,}", n=f"{estimate.n:,}")


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
