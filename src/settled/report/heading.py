"""Where a field is heading, in words and tables: all figures of the forecast, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from settled.records import OUTSIDE, OUTSIDE_SHARE, FieldForecast, ForecastYear
from settled.report import wording
from settled.report.charts import Spec
from settled.report.messages import Say
from settled.report.outlook import Outlook, outlook_spec
from settled.report.tables import name_of

LEAST = 0.01  # a probability of L4 that stays below it is left to the document


@dataclass(frozen=True, slots=True)
class Heading:
    """The outlook as a field's page needs it.

    Attributes:
        columns: names of the technologies, those on no list last; ``rows``: a year each, from the origin.
        chances: P(L4) of the degree by year, a row a technology; ``years``: its columns.
        sentences: what the figures say.
    """

    name: str
    source: str
    picture: str
    data: str
    summary: str
    spec: Spec
    columns: list[str]
    rows: list[tuple[int, list[ForecastYear]]]
    years: list[int]
    chances: list[tuple[str, list[str]]]
    sentences: list[str]
    held: str


def heading_of(shown: Outlook, indicator: str, picture: str, data: str, say: Say, language: str) -> Heading:
    """All that the page says of an outlook.

    Args:
        indicator: name of what is forecast; ``picture``, ``data``: paths of the chart and of the document.
    """
    forecast, by_technology = shown.forecast, shown.by_technology
    return Heading(
        name=indicator,
        source=forecast.source,
        picture=picture,
        data=data,
        summary=_summary(shown, indicator, say),
        spec=outlook_spec(shown, language),
        columns=[name for _, name in shown.names],
        rows=[
            (year, [by_technology[identity][place] for identity, _ in shown.names])
            for place, year in enumerate(shown.years)
        ],
        years=shown.years,
        chances=chances(forecast),
        sentences=[*passing(forecast, say), newcomers(forecast, say), *unnamed(forecast, say)],
        held=", ".join(name.replace("_", " ") for name in forecast.held),
    )


def _summary(shown: Outlook, indicator: str, say: Say) -> str:
    """What the chart shows, for those who do not see it: the leaders' shares at its end."""
    last, by_technology = shown.years[-1], shown.by_technology
    named = [
        say(
            "heading.at_end",
            name=name,
            share=wording.percent(by_technology[identity][-1].median),
            low=wording.percent(by_technology[identity][-1].low),
            high=wording.percent(by_technology[identity][-1].high),
        )
        for identity, name in shown.names[:3]
        if identity != OUTSIDE
    ]
    return say(
        "heading.chart",
        indicator=indicator,
        field=shown.forecast.field.name,
        origin=shown.forecast.origin,
        last=last,
        shares=", ".join(named),
    )


def passing(forecast: FieldForecast, say: Say) -> list[str]:
    """When P(L4) of the degree passes one half, a sentence a technology; one for all where none does."""
    if not forecast.held:
        return [say("heading.no_degree", indicator=forecast.indicator.replace("_", " "))]
    named = {one.technology: name_of(forecast.field, one.technology) for one in forecast.technologies}
    found = [
        say(
            "heading.settled" if one.settled_in == forecast.origin else "heading.settles",
            name=named[one.technology],
            year=one.settled_in,
        )
        for one in forecast.technologies
        if one.settled_in is not None
    ]
    return found or _nearest(forecast, named, say)


def _nearest(forecast: FieldForecast, named: Mapping[str, str], say: Say) -> list[str]:
    """That none is settled by the last year, and which comes nearest to it."""
    last = {one.technology: one.years[-1] for one in forecast.technologies}
    known = {name: year.level["L4"] for name, year in last.items() if year.level is not None}
    if not known:
        return [say("heading.unknown_degree")]
    best = max(known, key=lambda name: known[name])
    year = last[best].year
    if known[best] < LEAST:
        return [say("heading.far", year=year, least=wording.percent(LEAST))]
    return [say("heading.not_settled", year=year, name=named[best], chance=wording.percent(known[best]))]


def newcomers(forecast: FieldForecast, say: Say) -> str:
    """How probable it is that rivals nobody has named yet win a large share."""
    year, probability = forecast.outside_above[-1]
    return say(
        "heading.newcomers",
        chance=wording.percent(probability),
        origin=forecast.origin,
        share=f"{OUTSIDE_SHARE * 100:.0f}",
        year=year,
    )


def chances(forecast: FieldForecast) -> list[tuple[str, list[str]]]:
    """P(L4) of the degree by year, a row a technology that reaches ``LEAST`` in any, in their order."""
    known = [
        (one.technology, [None if year.level is None else year.level["L4"] for year in one.years])
        for one in forecast.technologies
    ]
    return [
        (name_of(forecast.field, name), ["" if p is None else wording.percent(p) for p in by_year])
        for name, by_year in known
        if max((p for p in by_year if p is not None), default=0.0) >= LEAST
    ]


def unnamed(forecast: FieldForecast, say: Say) -> list[str]:
    """Which technologies of the field are among the others still; nothing where none is."""
    names = [name_of(forecast.field, one) for one in forecast.unnamed]
    return [say("heading.unnamed", names=", ".join(names))] if names else []
