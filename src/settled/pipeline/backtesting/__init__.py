"""The tool's proof: what it would have said of the past on what was known then, against what came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from settled.errors import InputError
from settled.growth.prior import shipped_prior
from settled.pipeline.backtesting.cases import Case, Terms, at_origin, enough
from settled.pipeline.backtesting.series import Series, all_series, last_outcome
from settled.pipeline.backtesting.summary import SURE, aims, bins, followed, held, misses, scores
from settled.pipeline.growth_prior import UNTIL
from settled.pipeline.tool import Settled
from settled.records import LEVELS, Backtest, ShareVerdict

ORIGINS = (1995, 2023)
HELD_AT = (3, 5)  # years ahead that verdicts and reliability are looked at

Watch = Callable[[Sequence[int]], Iterable[int]]


def backtest(
    tool: Settled, field: str | None = None, origins: tuple[int, int] = ORIGINS, watch: Watch = iter
) -> Backtest:
    """Judge and forecast from the end of each year of ``origins``, and score it on what came.

    Args:
        field: the one field asked for; ``None``: all, of today and of the past. What newcomers did is heard
            from all fields in either case.
        origins: first and last year.
        watch: is handed the years, and hands them on: for a progress bar.

    Raises:
        InputError: no such field; years that are none, or no origin among them has evidence enough.
    """
    asked = {tool.field_of(field).id} if field else set(tool.catalog.fields)
    last_year = last_outcome(tool.observed)
    first, last = _checked(origins, last_year)
    assert last_year is not None  # else it is an error
    every = tuple(all_series(tool.observed, tool.catalog.fields.values(), first, last_year))
    own = [series for series in every if series.field in asked]
    terms = Terms(shipped_prior(), tool.catalog.levels, last_year)
    cases = [
        case
        for year in watch(range(first, last_year + 1))
        for case in at_origin(every, own, year, terms, ahead=year <= last)
    ]
    if not any(case.scored for case in cases):
        said = f"nothing to score from {first} to {last}"
        raise InputError(field or "--origins", said, _unreached(own))
    names = dict.fromkeys(series.field for series in own)
    read = replace(tool, as_of=date(last_year, 12, 31))  # nothing later was looked at
    found = _summed(cases, (first, last), last_year, tuple(names), read.ledger_digest)
    return replace(found, aims=()) if field else found


def _checked(origins: tuple[int, int], last_year: int | None) -> tuple[int, int]:
    """The origins that an outcome can follow."""
    first, last = origins
    if first > last:
        raise InputError("--origins", f"{first} is after {last}", "give the earlier year first")
    if last_year is None:
        raise InputError("--origins", "there is no evidence of papers or adoption", "add some: settled scan")
    if first >= last_year:
        said = f"{first} has no later year that the evidence covers whole"
        raise InputError("--origins", said, f"give a year before {last_year}")
    return first, min(last, last_year - 1)


def _unreached(own: Sequence[Series]) -> str:
    known = sorted({year for series in own for year, counts in series.known.items() if enough(counts, year)})
    if not known:
        return "no year has evidence enough"
    return f"evidence is enough in {known[0]} to {known[-1]}, and a later year must follow"


def _summed(
    cases: Sequence[Case], origins: tuple[int, int], last_year: int, fields: Sequence[str], digest: str
) -> Backtest:
    scored = [one for case in cases for one in case.scored]
    judged = [one for case in cases for one in case.judged]
    later = [one for one in scored if one.origin > UNTIL.year]

    def proves(one: ShareVerdict) -> bool:
        return UNTIL.year < one.year <= origins[1]

    def is_sure(one: ShareVerdict) -> bool:
        return proves(one) and one.probability["L4"] >= SURE

    by_level = [row for years in HELD_AT for row in held(followed(judged, proves, years), years, LEVELS)]
    pairs = {years: followed(judged, is_sure, years) for years in HELD_AT}
    sure = [row for years, own in pairs.items() for row in held(own, years, ("L4",))]
    table = tuple(scores(scored))
    return Backtest(
        origins=origins,
        fitted_until=UNTIL.year,
        last_year=last_year,
        fields=tuple(fields),
        verdicts=sum(row.judged for row in by_level if row.ahead == HELD_AT[0]),
        scores=table,
        held=tuple(by_level),
        sure=tuple(sure),
        sure_pairs=tuple(pairs[HELD_AT[0]]),
        reliability=tuple(one for ahead in HELD_AT for one in bins(later, ahead)),
        misses=tuple(misses(later)),
        aims=tuple(aims(by_level, sure, table)),
        changed_source=sum(case.changed for case in cases),
        ledger_digest=digest,
    )
