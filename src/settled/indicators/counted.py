"""What most indicators do: per source, the share of recent units, standardised over the source's parts."""

from __future__ import annotations

from datetime import date

import numpy as np

from settled.indicators.posterior import standardised
from settled.indicators.rows import Rows
from settled.records import SourceEstimate

WINDOW_DAYS = 730  # two years: a venue that meets every second year is in every window
OLDEST_DAYS = 1826  # evidence that ended five years ago says nothing of today


def recent_share(
    rows: Rows, as_of: date, window_days: int = WINDOW_DAYS, oldest_days: int = OLDEST_DAYS
) -> list[SourceEstimate]:
    """Each source's posterior of the share in its most recent window; a source without units says nothing.

    The mix of a source's parts is fixed at their share of all its units up to ``as_of``, so that an estimate
    does not move because, say, a venue met or did not. Where the same units are observed in every period, the
    posterior is that of one period's units: k and n are as counted, alpha and beta as of n over the periods.
    """
    estimates = []
    for source, all_rows in rows.by_source():
        window = all_rows.recent(as_of, window_days, oldest_days)
        window = window.where(window.n > 0)
        if not len(window):
            continue
        parts, k, n = window.totals()
        ever, _, ever_n = all_rows.where(all_rows.end <= as_of.toordinal()).totals()
        mix = ever_n[np.searchsorted(ever, parts)]
        repeats = window.repeats()
        alpha, beta = standardised(k / repeats, n / repeats, mix.astype(float))
        estimates.append(SourceEstimate(source, int(k.sum()), int(n.sum()), window.latest, alpha, beta))
    return estimates
