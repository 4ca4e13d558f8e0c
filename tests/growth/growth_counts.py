"""Made-up counts by year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from settled.records import Entrants, GrowthPrior, ShareCounts

# Plain figures of about the size of the fitted ones: tests of the mathematics must not move with a new fit.
PRIOR = GrowthPrior(
    level_sd=0.2,
    slope_sd=0.1,
    damping=0.6,
    start_mean=0.0,
    start_sd=1.0,
    start_slope_mean=0.0,
    start_slope_sd=0.4,
    correlation=0.002,
    volatilities=(0.5, 1.0, 3.0),
    odds=(0.3, 0.5, 0.2),
    freedom=6.0,
)
NOBODY = Entrants(np.zeros((1, 200)), 1)  # no newcomer ever


def counts_of(k: Sequence[Sequence[float]], n: Sequence[float], field: str = "made-up") -> ShareCounts:
    """Counts of technologies a, b, c, ... from 2001 on."""
    table = np.array(k, float).reshape(len(n), -1)
    names = tuple("abcdefghij"[: table.shape[1]])
    return ShareCounts(
        field, names, 2001 + np.arange(len(n)), table, np.array(n, float), "papers_about", "papers"
    )
