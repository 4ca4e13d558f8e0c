"""A page for each field: its question, shares over time, and all rivals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from settled.records import FieldReport, SharePoint
from settled.report import palette, wording
from settled.report.charts import WIDEST_BAND, Chart, by_standing, drawable, picture_of, spec_of
from settled.report.documents import field_document, to_json
from settled.report.forecast import forecast_document
from settled.report.heading import Heading, heading_of
from settled.report.outlook import BANDED, outlook
from settled.report.phrases import indicator_name
from settled.report.rendering import File, Site, data_path, field_path, file_name, forecast_path
from settled.report.tables import name_of


@dataclass(frozen=True, slots=True)
class _Shown:
    """A chart as the template needs it, with all its figures.

    Attributes:
        rows: years, newest first, with a point a column or ``None``.
        grey: whether some lines have no colour; ``partial``: whether some points are in the table only.
    """

    anchor: str
    name: str
    question: str
    picture: str
    summary: str
    spec: dict[str, Any]
    columns: list[str]
    rows: list[tuple[int, list[SharePoint | None]]]
    source: str
    grey: bool
    partial: bool


@dataclass(frozen=True, slots=True)
class _Listed:
    """A table of values by year as the template needs it: years newest first, a text or ``None`` a column."""

    anchor: str
    measure: str
    source: str
    columns: list[str]
    rows: list[tuple[int, list[str | None]]]


def files(site: Site) -> Iterator[File]:
    """Each field's page, its charts as pictures, and its data as JSON."""
    for report in site.board.fields:
        charts = []
        for chart in charts_of(report):
            drawn = _drawn(report, chart)
            shown = _shown(site, report, chart, drawn)
            charts.append(shown)
            yield File(shown.picture, picture_of(shown.spec))
        heading = _heading(site, report)
        if heading:
            yield File(heading.picture, picture_of(heading.spec))
            yield File(heading.data, to_json(forecast_document(site.forecasts[report.field.id])) + "\n")
        path, data = field_path(report.field.id), data_path(report.field.id)
        yield site.page(
            "field.html",
            path,
            data_path=data,
            report=report,
            field=report.field,
            charts=charts,
            values=_listed(report),
            widest=WIDEST_BAND,
            heading=heading,
            banded=BANDED,
        )
        yield File(data, to_json(field_document(report)) + "\n")


def _heading(site: Site, report: FieldReport) -> Heading | None:
    """Where the field is heading; ``None`` without a forecast."""
    forecast = site.forecasts.get(report.field.id)
    if forecast is None:
        return None
    listed, drawn = _ranked(report)
    shown = outlook(forecast, listed, _known(report, drawn), site.say("heading.others"))
    return heading_of(
        shown,
        indicator_name(site, forecast.indicator),
        f"charts/{file_name(report.field.id)}-heading.svg",
        forecast_path(report.field.id),
        site.say,
        site.language,
    )


def _ranked(report: FieldReport) -> tuple[list[tuple[str, str]], list[SharePoint]]:
    """Ids and names in the order of all charts of the field, and the points that belong to them."""
    listed = [(v.technology, name_of(report.field, v.technology)) for v in report.verdicts]
    known = {identity for identity, _ in listed}
    shown = [point for point in report.shares if point.technology in known]
    return by_standing(listed, shown), shown


def _known(report: FieldReport, points: Sequence[SharePoint]) -> tuple[SharePoint, ...]:
    """Those of the points that say something."""
    born = {rival.id: rival.born.year for rival in report.field.technologies}
    return drawable(points, born) if points else ()


def charts_of(report: FieldReport) -> list[Chart]:
    """One chart for each indicator that has shares by year, in the order of the report."""
    ranked, shown = _ranked(report)
    names = tuple(ranked)
    return [
        Chart(indicator, names, tuple(point for point in shown if point.indicator == indicator))
        for indicator in dict.fromkeys(point.indicator for point in shown)
    ]


def _listed(report: FieldReport) -> list[_Listed]:
    """One table for each measure that is no share, in the order of the report."""
    tables = []
    for measure in dict.fromkeys(point.measure for point in report.values):
        points = [point for point in report.values if point.measure == measure]
        columns = list(dict.fromkeys(point.technology for point in points))
        words = {(point.technology, point.year): wording.magnitude(point.value) for point in points}
        years = sorted({point.year for point in points}, reverse=True)
        tables.append(
            _Listed(
                anchor=f"values-{file_name(measure)}",
                measure=measure.replace("_", " "),
                source=points[0].source,
                columns=[name_of(report.field, identity) for identity in columns],
                rows=[(year, [words.get((identity, year)) for identity in columns]) for year in years],
            )
        )
    return tables


def _drawn(report: FieldReport, chart: Chart) -> Chart:
    return replace(chart, points=_known(report, chart.points))


def _shown(site: Site, report: FieldReport, chart: Chart, drawn: Chart) -> _Shown:
    spec = site.spec_by_id.get(chart.indicator)
    present = {point.technology for point in chart.points}
    columns = [(identity, name) for identity, name in chart.names if identity in present]
    by_place = {(point.technology, point.year): point for point in chart.points}
    return _Shown(
        anchor=f"shares-{file_name(chart.indicator)}",
        name=indicator_name(site, chart.indicator),
        question=spec.question if spec else "",
        picture=f"charts/{file_name(report.field.id)}-{file_name(chart.indicator)}.svg",
        summary=_summary(site, report, chart, len(columns)),
        spec=spec_of(drawn, site.language),
        columns=[name for _, name in columns],
        rows=[
            (year, [by_place.get((identity, year)) for identity, _ in columns])
            for year in reversed(chart.years)
        ],
        source=chart.points[0].source,
        grey=len(columns) > len(palette.SERIES),
        partial=len(drawn.points) < len(chart.points),
    )


def _summary(site: Site, report: FieldReport, chart: Chart, count: int) -> str:
    """What the chart shows, for those who do not see it: its extent and each leader's newest share."""
    newest = {point.technology: point for point in sorted(chart.points, key=lambda point: point.year)}
    named = [
        site.say(
            "field.newest",
            name=name,
            share=wording.percent(newest[identity].median),
            year=newest[identity].year,
        )
        for identity, name in chart.names
        if identity in newest
    ]
    return site.say(
        "field.chart",
        indicator=indicator_name(site, chart.indicator),
        count=count,
        field=report.field.name,
        first=chart.years[0],
        last=chart.years[-1],
        newest=", ".join(named[:3]),
    )
