"""A technology's share year by year: the points of a chart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from settled.indicators.dependence import effective
from settled.indicators.posterior import scattered, standardised
from settled.indicators.rows import Rows


@dataclass(frozen=True, slots=True)
class YearShare:
    """The posterior Beta(alpha, beta) of a share in one year; k of n are ``None`` where values were read."""

    year: int
    k: int | None
    n: int | None
    alpha: float
    beta: float


def _years(rows: Rows) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([date.fromordinal(end).year for end in rows.end.tolist()], dtype=np.int64)


def longest_source(rivals: Iterable[Rows]) -> str:
    """The source whose evidence spans the most years over all rivals; of equals the first by name; or none.

    A series of several sources would move when one of them begins or ends.
    """
    years: dict[str, set[int]] = {}
    for rows in rivals:
        for source, own in rows.by_source():
            years.setdefault(source, set()).update(_years(own).tolist())
    return min(years, key=lambda source: (-len(years[source]), source), default="")


def yearly(rows: Rows) -> Iterator[YearShare]:
    """The share in each year that has units, standardised to the mix of parts over all years.

    Parts that a year lacks are left out of its mix; where rows hold values instead of counts, the year's mean
    with the scatter of its months.
    """
    years = _years(rows)
    counted = rows.where(rows.n > 0)
    ever, _, ever_n = counted.totals()
    for year in np.unique(years).tolist():
        of_year = rows.where(years == year)
        units = of_year.where(of_year.n > 0)
        if len(units):
            # The quarters of one owner's repositories in one year are as good as one.
            parts, k, n = effective(units, 1.0 if units.in_panel().any() else 0.0)
            mix = ever_n[np.searchsorted(ever, parts)].astype(float)
            alpha, beta = standardised(k, n, mix)
            yield YearShare(year, int(units.k.sum()), int(units.n.sum()), alpha, beta)
        elif not np.isnan(of_year.value).all():
            yield YearShare(year, None, None, *scattered(of_year.value))


def yearly_values(rows: Rows) -> Iterator[tuple[int, float]]:
    """The value of each year that has one; where several rows speak of a year, their median."""
    known = rows.where(~np.isnan(rows.value))
    years = _years(known)
    for year in np.unique(years).tolist():
        yield year, float(np.median(known.value[years == year]))
