"""Impact figures: each stated beside measured, with a chart, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from settled.records import Figure, FigureSpec
from settled.report.charts import Spec, picture_of
from settled.report.documents.text import to_json
from settled.report.impact import (
    figure_interval,
    figure_of,
    figure_stated,
    impact_document,
    missing_by_reason,
    number,
)
from settled.report.interval_charts import points
from settled.report.rendering import File, Site

PATH = "impact.html"
DATA = "data/impact.json"
_AGREES = {True: "impact.yes", False: "impact.no", None: "impact.nothing"}


@dataclass(frozen=True, slots=True)
class _Section:
    """One figure as the template needs it.

    Attributes:
        picture: path of its chart; ``None``: nothing is measured.
        reading: one sentence on what is stated and measured.
    """

    spec: FigureSpec
    picture: str | None
    reading: str
    measured: list[Figure]
    missing: list[tuple[str, list[str]]]


def files(site: Site) -> Iterator[File]:
    """The page, its data, and a chart of each figure as a picture; nothing where no figure was handed in."""
    if not site.impact:
        return
    sections = []
    for spec, group in groupby(site.impact, key=lambda one: one.spec):
        figures = list(group)
        measured = [one for one in figures if one.estimate is not None]
        picture = f"charts/impact-{spec.id.replace('_', '-')}.svg" if measured else None
        if picture:
            yield File(picture, picture_of(_chart(measured)))
        sections.append(
            _Section(spec, picture, _reading(site, measured), measured, missing_by_reason(figures))
        )
    since = min(one.measured.start.year for one in site.impact if one.measured.start)
    yield File(DATA, to_json(impact_document(site.impact, site.board.as_of, since)))
    yield site.page(
        "impact.html",
        PATH,
        data_path=DATA,
        sections=sections,
        of=figure_of,
        interval=figure_interval,
        stated=figure_stated,
        number=number,
        agrees=_AGREES,
    )


def _chart(figures: Sequence[Figure]) -> Spec:
    rows = []
    for one in figures:
        assert one.estimate is not None
        told = {claim.value for claim in one.stated if claim.unit == one.spec.unit}
        rows.append(
            {
                "group": one.measured.market if one.measured.field else one.spec.name,
                "label": one.measured.field or one.measured.market,
                "value": one.estimate.median,
                "low": one.estimate.low,
                "high": one.estimate.high,
                "stated": min(told) if told else None,
            }
        )
    return points(rows)


def _reading(site: Site, figures: Sequence[Figure]) -> str:
    """How many agree with what is stated, and the first that does not."""
    compared = [one for one in figures if one.agrees is not None]
    if not compared:
        return site.say("impact.not_compared")
    apart = [one for one in compared if not one.agrees]
    if not apart:
        return site.say("impact.all_agree", count=len(compared))
    first = apart[0]
    return site.say(
        "impact.apart",
        apart=len(apart),
        count=len(compared),
        of=figure_of(first),
        stated=figure_stated(first),
        measured=figure_interval(first),
    )
