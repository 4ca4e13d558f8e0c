"""A page for each technology: verdict, indicators with their reasons and evidence, stated beside measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from settled.records import Estimate, EvidenceItem, Field, IndicatorSpec, Technology, Verdict
from settled.report.phrases import indicator_name, newest_first
from settled.report.rendering import File, Site, data_path, file_name, technology_path


@dataclass(frozen=True, slots=True)
class _Asked:
    """An indicator as the template needs it: ``items`` of ``total`` are listed."""

    anchor: str
    name: str
    weight: str
    spec: IndicatorSpec | None
    estimate: Estimate | None
    items: list[EvidenceItem]
    total: int


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
    items = newest_first(list(site.evidence.get((verdict.technology, indicator), ())))
    return _Asked(
        anchor=f"indicator-{file_name(indicator)}",
        name=indicator_name(site, indicator),
        weight=_weight(site, indicator),
        spec=site.spec_by_id.get(indicator),
        estimate=verdict.indicators[indicator],
        items=items[: site.evidence_limit],
        total=len(items),
    )


def _weight(site: Site, indicator: str) -> str:
    for weight in site.board.profile.weights:
        if weight.indicator == indicator:
            key = "technology.weight_inverted" if weight.inverted else "technology.weight"
            return site.say(key, weight=f"{weight.weight:g}")
    return site.say("technology.shown")
