"""A field's shares year by year as effective counts: what a growth model is fitted to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from settled.indicators.rows import Observed, Rows
from settled.indicators.series import YearShare, longest_source, yearly
from settled.records import ShareCounts

_OWNERS = 1 << 32  # above any number of an owner
_MOST_SHARED = 0.95  # some owners always go unseen: twenty times a year's units are enough
_LEAST_UNITS = 0.5  # a year's counts speak for half a unit at least: its venues cannot say less than nothing


def share_counts(
    observed: Observed, field: str, technologies: Sequence[str], measure: str, as_of: date
) -> ShareCounts:
    """Effective k and n of each year, of the one source that spans the most years, as known at ``as_of``.

    Each year's share is standardised to a fixed mix of the source's parts (``indicators.series.yearly``).
    With Beta(alpha_j, beta_j) its posterior for technology j, p_j = (alpha_j - 1/2) / (alpha_j + beta_j - 1)
    undoes Jeffreys' prior, and n = sum p_j (1 - p_j) / sum v_j, v_j = p_j (1 - p_j) / (alpha_j + beta_j - 1),
    is the size of a plain sample that would know all the shares as well together; k_j = n p_j. Of one part
    these are the raw counts. A technology that no unit of the year names has k_j = 0.

    Only evidence whose period ended by ``as_of`` counts; without any, T = 0.
    """
    rows = {one: _known(observed.rows(field, one, measure), as_of) for one in technologies}
    source = longest_source(rows.values())
    shares = {
        one: {share.year: share for share in yearly(own.of_source(source)) if share.n}
        for one, own in rows.items()
    }
    years = sorted({year for by_year in shares.values() for year in by_year})
    span = np.arange(years[0], years[-1] + 1) if years else np.zeros(0, np.int64)
    k, n = np.zeros((len(span), len(rows))), np.zeros(len(span))
    for row, year in enumerate(span.tolist()):
        n[row], k[row] = _of_year([shares[one].get(year) for one in rows])
    own = [one.of_source(source) for one in rows.values()]
    return ShareCounts(field, tuple(rows), span, k, n, measure, source, _shared(own))


def reach(
    observed: Observed, field: str, technologies: Sequence[str], measure: str, as_of: date
) -> tuple[str, int | None]:
    """The source that ``share_counts`` would count, and its last year with units; without counting."""
    rows = [_known(observed.rows(field, one, measure), as_of) for one in technologies]
    source = longest_source(rows)
    own = [found.where(found.n > 0) for found in (one.of_source(source) for one in rows)]
    return source, max((found.latest.year for found in own if len(found)), default=None)


def last_whole_year(observed: Observed, measure: str, source: str | None = None) -> int | None:
    """The last year that the evidence of a measure covers to its last day; ``None`` without evidence.

    Args:
        source: the one source asked for; ``None``: whichever reaches furthest.
    """
    rows, _ = observed.of_measure(measure)
    asked = rows if source is None else rows.of_source(source)
    if not len(asked):
        return None
    end = asked.latest
    return end.year if (end.month, end.day) == (12, 31) else end.year - 1


def preferred(found: Sequence[ShareCounts], measures: Mapping[str, int]) -> ShareCounts:
    """The first of one field's counts that has units in enough years; the longest where none has.

    Args:
        found: one a measure, in the order of ``measures``: how many years with units are enough of each.
    """
    enough = [
        counts
        for counts, least in zip(found, measures.values(), strict=True)
        if (counts.n > 0).sum() >= least
    ]
    return enough[0] if enough else max(found, key=lambda counts: int((counts.n > 0).sum()))


def _known(rows: Rows, as_of: date) -> Rows:
    return rows.where(rows.end <= as_of.toordinal()).over_time()


def _shared(rivals: Iterable[Rows]) -> float:
    """Correlation of the errors of two years in a row, by moments over owners; 0 where units are no panel.

    With x the share of an owner's units that use a technology in a year, and p the mean of x over owners: the
    sum of (x - p)(x' - p') over the owners of both years, over the root of the sums of squares of all owners
    of either. New owners, and those who change, lower it.
    """
    sums = np.zeros(3)
    for rows in rivals:
        if rows.in_panel().any():
            sums += _products(rows.where(rows.n > 0))
    both, before, after = sums.tolist()
    return min(max(both / (before * after) ** 0.5, 0.0), _MOST_SHARED) if before * after > 0.0 else 0.0


def _products(rows: Rows) -> NDArray[np.float64]:
    """Sums over pairs of years in a row: products of owners in both, squares in the first, in the second."""
    years = np.array([date.fromordinal(end).year for end in rows.end.tolist()], np.int64)
    cells, cell = np.unique(years * _OWNERS + rows.owner, return_inverse=True)
    share = np.bincount(cell, rows.k, len(cells)) / np.bincount(cell, rows.n, len(cells))
    year = cells // _OWNERS
    of_year, place = np.unique(year, return_inverse=True)
    off = share - (np.bincount(place, share) / np.bincount(place))[place]
    squares = np.bincount(place, off**2)
    follows = np.flatnonzero(np.diff(of_year) == 1)
    later = np.searchsorted(cells, cells + _OWNERS)
    again = later < len(cells)
    again[again] = cells[later[again]] == cells[again] + _OWNERS
    both = float((off[again] * off[later[again]]).sum())
    return np.array([both, squares[follows].sum(), squares[follows + 1].sum()])


def _share(raw: float, successes: float, size: float) -> float:
    """The standardised share; the raw one where so few units were named that the prior outweighs them."""
    return min(successes / size, 1.0) if successes > 0.0 else raw


def _of_year(
    shares: Sequence[YearShare | None],
) -> tuple[float, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Effective n of one year, and k of each technology, shape [J]; 0 and zeros without units."""
    known = [share for share in shares if share is not None]
    if not known:
        return 0.0, np.zeros(len(shares))
    mean, size = np.zeros(len(shares)), np.ones(len(shares))
    for column, share in enumerate(shares):
        if share is not None and share.k:
            size[column] = max(share.alpha + share.beta - 1.0, _LEAST_UNITS)
            mean[column] = _share(share.k / (share.n or share.k), share.alpha - 0.5, size[column])
    mean /= min(max(float(mean.sum()), np.finfo(float).tiny), 1.0)  # every unit names one at least
    spread = mean * (1.0 - mean)
    variance = float((spread / size).sum())
    plain = max(share.n or 0 for share in known)
    n = min(float(spread.sum()) / variance, plain) if variance > 0.0 else max(size.max(), _LEAST_UNITS)
    return n, n * mean
