"""Made-up contests of which the end is known, as observations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from settled.indicators.rows import Observed
from settled.ledger import Columns
from settled.pipeline.backtesting.series import Series
from settled.records import ShareCounts

EPOCH_YEAR = 1970
Contest = Mapping[int, Sequence[int]]  # by year: units that name each technology


def observed(contest: Contest, field: str = "old", measure: str = "papers_about") -> Observed:
    """One venue's units by year, each of which names one technology."""
    years = sorted(contest)
    names = technologies(contest)
    rows = [(name, year) for name in range(len(names)) for year in years]
    first = [(np.datetime64(f"{year}-01-01") - np.datetime64("1970-01-01")).astype(int) for _, year in rows]
    last = [(np.datetime64(f"{year}-12-31") - np.datetime64("1970-01-01")).astype(int) for _, year in rows]
    zeros = np.zeros(len(rows), np.int32)
    return Observed(
        Columns(
            fields=(field,),
            technologies=names,
            measures=(measure,),
            sources=("papers/venue",),
            units=("",),
            snapshots=("snapshot",),
            field=zeros,
            technology=np.array([name for name, _ in rows], np.int32),
            measure=zeros,
            source=zeros,
            unit=zeros,
            snapshot=zeros,
            period_start=np.array(first, np.int32),
            period_end=np.array(last, np.int32),
            k=np.array([contest[year][name] for name, year in rows], float),
            n=np.array([sum(contest[year]) for _, year in rows], float),
            value=np.full(len(rows), np.nan),
        )
    )


def technologies(contest: Contest) -> tuple[str, ...]:
    """a, b, c, ..."""
    return tuple("abcdefgh"[: len(next(iter(contest.values())))])


def series(contest: Contest, field: str = "old") -> Series:
    """The contest as known at the end of each year."""
    years = sorted(contest)
    names = technologies(contest)
    known = {}
    for place, year in enumerate(years):
        k = np.array([contest[one] for one in years[: place + 1]], float)
        span = np.array(years[: place + 1])
        known[year] = ShareCounts(field, names, span, k, k.sum(axis=1), "papers_about", "papers")
    return Series(field, "papers_about", True, known)


def _fallen(year: int) -> tuple[int, int]:
    rest = 200 if year < 2003 else round(200 / (1 + np.exp(1.2 * (year - 2007))))
    return rest, 200 - rest


# a is all that there is until 2003; then b comes and takes it over within a few years, of 200 units a year.
FALL: Contest = {year: _fallen(year) for year in range(1995, 2016)}
# Nothing ever changes.
CALM: Contest = dict.fromkeys(range(1995, 2016), (30, 8, 2))
