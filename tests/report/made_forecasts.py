"""Forecasts and sensitivities made up for tests, of the fields of ``report_boards``."""

from __future__ import annotations

from datetime import date

from settled.records import (
    LEVELS,
    OUTSIDE,
    Board,
    FieldForecast,
    FieldReport,
    ForecastYear,
    TechnologyForecast,
)
from settled.records.sensitivity import WEIGHTS, Reading, Sensitivity, VarianceShare

ORIGIN, LAST = 2024, 2028


def _year(year: int, median: float, sure: float | None, outside: bool) -> ForecastYear:
    spread = 0.02 * (1 + year - ORIGIN)
    levels = dict.fromkeys(LEVELS, 0.25)
    level = None if sure is None else {**dict.fromkeys(LEVELS, (1 - sure) / 4), "L4": sure}
    low, inner_low, inner_high, high = (min(1.0, max(0.0, median + part * spread)) for part in (-2, -1, 1, 2))
    return ForecastYear(year, median, low, high, inner_low, inner_high, None if outside else levels, level)


def forecast_of(report: FieldReport, rises: float = 0.1, *, degree: bool = True) -> FieldForecast:
    """The incumbent's share goes from 0.6 up by 0.05 a year, and its P(L4) from 0.2 by ``rises`` a year."""
    technologies = []
    for position, rival in enumerate(report.field.technologies):
        years = tuple(
            _year(
                year,
                (0.6 + 0.05 * (year - ORIGIN)) / (1 + position),
                (0.2 + rises * (year - ORIGIN)) / (1 + 99 * position) if degree else None,
                outside=False,
            )
            for year in range(ORIGIN, LAST + 1)
        )
        settled = [year.year for year in years if year.level and year.level["L4"] > 0.5]
        technologies.append(TechnologyForecast(rival.id, years, settled[0] if settled else None))
    outside = tuple(_year(year, 0.01, None, outside=True) for year in range(ORIGIN, LAST + 1))
    return FieldForecast(
        field=report.field,
        as_of=date(2024, 6, 30),
        profile="standard",
        indicator="adoption" if degree else "research_share",
        source="",
        origin=ORIGIN,
        technologies=(*technologies, TechnologyForecast(OUTSIDE, outside, None)),
        unnamed=(),
        held=("standardization", "controversy") if degree else (),
        outside_above=tuple((year, 0.03 * (year - ORIGIN)) for year in range(ORIGIN, LAST + 1)),
        ledger_digest="0" * 64,
    )


def forecasts_of(board: Board) -> dict[str, FieldForecast]:
    """A forecast of every field that has shares."""
    return {report.field.id: forecast_of(report) for report in board.fields if report.shares}


def sensitivities_of(board: Board) -> list[Sensitivity]:
    """7 % of the variance is the choice of weights, for every technology with a degree."""
    reading = Reading(
        "standard", (("adoption", 1.0),), 0.9, 0.8, 1.0, "L3", dict.fromkeys(LEVELS, 0.2), ("controversy",)
    )
    return [
        Sensitivity(
            field=verdict.field,
            technology=verdict.technology,
            as_of=verdict.as_of,
            profile="standard",
            concentration=20.0,
            variance=0.01,
            weights=VarianceShare(WEIGHTS, 0.07, 0.08),
            inputs=(
                VarianceShare("adoption", 0.6, 0.61, 0.4, 0.1),
                VarianceShare("controversy", 0.3, 0.31, 0.3, 0.1, is_missing=True),
            ),
            profiles=(reading,),
            around=reading,
            worst=reading,
            best=reading,
            ledger_digest="0" * 64,
            version="0.1.0",
        )
        for report in board.fields
        for verdict in report.verdicts
        if verdict.degree is not None
    ]
