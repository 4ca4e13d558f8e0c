"""A page for each technology: verdict, indicators with their reasons and evidence, stated beside measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from settled.records import Estimate, EvidenceItem, Field, IndicatorSpec, Technology, Verdict
from settled.report.phrases import indicator_name, newest_first
from settled.report.rendering import File, Site, data_path, file_name, technology_path


@dataclass(frozen=True, slots=True)
class _Asked:
    """An indicator as the template needs it.

    Attributes:
        heading: how many of the evidence are listed; ``command``: what lists them all, if they are not.
    """

    anchor: str
    name: str
    weight: str
    spec: IndicatorSpec | None
    estimate: Estimate | None
    items: list[EvidenceItem]
    heading: str
    command: str


def files(site: Site) -> Iterator[File]:
    """Each technology's page."""
    for field, verdict in site.technologies():
        technology = _technology(field, verdict.technology)
        if technology is None:
            continue
        yield site.page(
            "technology.html",
            technology_path(field.id, technology.id),
            data_path=data_path(field.id),
            field=field,
            technology=technology,
            verdict=verdict,
            incumbent=technology is field.incumbent,
            indicators=[_asked(site, verdict, name) for name in verdict.indicators],
        )


def _technology(field: Field, identity: str) -> Technology | None:
    return next((rival for rival in field.technologies if rival.id == identity), None)


def _asked(site: Site, verdict: Verdict, indicator: str) -> _Asked:
    key = (verdict.technology, indicator)
    estimate = verdict.indicators[indicator]
    # What is seen may not be enough to count; then the page says "no evidence" and must not list any.
    given = newest_first(list(site.evidence.get(key, ()))) if estimate else []
    items, total = given[: site.evidence_limit], site.totals.get(key)
    return _Asked(
        anchor=f"indicator-{file_name(indicator)}",
        name=indicator_name(site, indicator),
        weight=_weight(site, indicator),
        spec=site.spec_by_id.get(indicator),
        estimate=estimate,
        items=items,
        heading=_heading(site, len(items), len(given), total),
        command=""
        if len(items) == total
        else f"settled evidence {verdict.technology} --indicator {indicator}",
    )


def _heading(site: Site, shown: int, given: int, total: int | None) -> str:
    """How many are listed, of how many: without a ``total`` nothing is said of those not given."""
    count = max(given, total or 0)
    if shown < count:
        return site.say("technology.evidence_part", shown=f"{shown:,}", count=f"{count:,}")
    key = "technology.evidence_newest" if total is None else "technology.evidence_count"
    return site.say(key, count=f"{shown:,}")


def _weight(site: Site, indicator: str) -> str:
    for weight in site.board.profile.weights:
        if weight.indicator == indicator:
            key = "technology.weight_inverted" if weight.inverted else "technology.weight"
            return site.say(key, weight=f"{weight.weight:g}")
    return site.say("technology.shown")
