"""What most indicators do: per source, the share of recent units, standardised over the source's parts."""

from __future__ import annotations

from datetime import date

import numpy as np

from settled.indicators.dependence import correlations, effective
from settled.indicators.posterior import standardised
from settled.indicators.rows import Observed, Rows
from settled.records import SourceEstimate

WINDOW_DAYS = 730  # two years: a venue that meets every second year is in every window
OLDEST_DAYS = 1826  # evidence that ended five years ago says nothing of today


def recent_share(
    observed: Observed,
    field: str,
    technology: str,
    measure: str,
    as_of: date,
    window_days: int = WINDOW_DAYS,
    oldest_days: int = OLDEST_DAYS,
) -> list[SourceEstimate]:
    """Each source's posterior of the share in its most recent window; a source without units says nothing.

    The mix of a source's parts is fixed at their share of all its units up to ``as_of``, so that an estimate
    does not move because, say, a venue met or did not; a part that had units in the last ``oldest_days`` and
    has none in the window is unknown, and widens the posterior. k and n are as counted; alpha and beta are of
    as many units as they are worth (``dependence``).
    """
    rho = correlations(observed, measure, as_of, window_days, oldest_days)
    key = observed.key(field, technology, measure)
    estimates = []
    for source, all_rows in observed.rows(field, technology, measure).by_source():
        window = all_rows.recent(as_of, window_days, oldest_days)
        window = window.where(window.n > 0)
        if not len(window):
            continue
        alpha, beta = _posterior(all_rows, window, rho[key, source], as_of, oldest_days)
        k, n = int(window.k.sum()), int(window.n.sum())
        estimates.append(SourceEstimate(source, k, n, window.latest, alpha, beta))
    return estimates


def _posterior(
    all_rows: Rows, window: Rows, rho: float, as_of: date, oldest_days: int
) -> tuple[float, float]:
    ever, _, ever_n = all_rows.where(all_rows.end <= as_of.toordinal()).totals()
    alive, _, _ = all_rows.recent(as_of, oldest_days, oldest_days).totals()
    mix = ever_n[np.searchsorted(ever, alive)].astype(float)
    parts, k, n = effective(window, rho)
    place = np.searchsorted(alive, parts)
    every_k, every_n = np.zeros(len(alive)), np.zeros(len(alive))
    every_k[place], every_n[place] = k, n
    return standardised(every_k, every_n, mix)
