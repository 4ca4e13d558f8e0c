"""Contests of the past: each one's shares of papers by year, and its share levels by decade."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from settled.records import Verdict
from settled.records.past import PastContest
from settled.report import wording
from settled.report.charts import Chart, by_standing, drawable, picture_of, spec_of
from settled.report.phrases import indicator_name
from settled.report.rendering import File, Site, file_name
from settled.report.tables import name_of

PATH = "past.html"
SHOWN = ("research_share", "download_share")  # the first that has shares by year


@dataclass(frozen=True, slots=True)
class _Contest:
    """A contest as the template needs it.

    Attributes:
        picture: path of its chart; ``None``: it has no shares by year.
        rows: name and year of birth of a technology, and a verdict for each day, ``None`` where it was not
            born by then.
    """

    anchor: str
    name: str
    question: str
    picture: str | None
    summary: str
    indicator: str
    days: list[date]
    rows: list[tuple[str, int, list[Verdict | None]]]


def files(site: Site) -> Iterator[File]:
    """The page, and a chart of each contest as a picture."""
    contests = []
    for contest in site.past:
        chart = _chart(contest)
        shown = _shown(site, contest, chart)
        contests.append(shown)
        if chart and shown.picture:
            yield File(shown.picture, picture_of(spec_of(chart, site.language)))
    yield site.page("past.html", PATH, contests=contests, share_level=wording.share_level)


def _chart(contest: PastContest) -> Chart | None:
    """The shares of papers by year; of downloads where no paper names a rival."""
    names = [(rival.id, rival.name) for rival in contest.field.technologies]
    born = {rival.id: rival.born.year for rival in contest.field.technologies}
    for indicator in SHOWN:
        points = [point for point in contest.shares if point.indicator == indicator]
        if points:
            return Chart(indicator, tuple(by_standing(names, points)), drawable(points, born))
    return None


def _shown(site: Site, contest: PastContest, chart: Chart | None) -> _Contest:
    field = contest.field
    by_rival = zip(*contest.judged, strict=True)
    return _Contest(
        anchor=f"contest-{file_name(field.id)}",
        name=field.name,
        question=field.question,
        picture=f"charts/past-{file_name(field.id)}.svg" if chart else None,
        summary=_summary(site, contest, chart) if chart else "",
        indicator=indicator_name(site, chart.indicator) if chart else "",
        days=[verdicts[0].as_of for verdicts in contest.judged],
        rows=[
            (
                name_of(field, rival.id),
                rival.born.year,
                [one if one.as_of.year >= rival.born.year else None for one in verdicts],
            )
            for rival, verdicts in zip(field.technologies, by_rival, strict=False)
        ],
    )


def _summary(site: Site, contest: PastContest, chart: Chart) -> str:
    """What the chart shows, for those who do not see it."""
    return site.say(
        "past.chart",
        indicator=indicator_name(site, chart.indicator),
        count=len({point.technology for point in chart.points}),
        field=contest.field.name,
        first=chart.years[0],
        last=chart.years[-1],
    )
