"""The slope of a share over time, compared within parts so that a change of their mix is no trend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from settled.indicators.rows import Floats, Integers, Rows

DAYS_PER_YEAR = 365.25
TREND_DAYS = 1826  # five years: long enough to see a slope, short enough to be today's
_Z90 = 1.6448536269514722  # 95 % quantile of the standard normal: a two-sided 90 % interval
_FEWEST_CELLS = 4
_FEWEST_UNITS = 20
_SHORTEST_YEARS = 1.5


@dataclass(frozen=True, slots=True)
class Slope:
    """Change of a share per year, with a 90 % interval."""

    per_year: float
    low: float
    high: float


def slope(rows: Rows) -> Slope | None:
    """Least-squares slope of k/n on time with an intercept for each part, weighted by n.

    slope = sum n (t - t_v)(k/n - p_v) / sum n (t - t_v)^2 over cells of part v, with t_v and p_v its weighted
    means. Its variance is the binomial one at the fitted shares times the dispersion, Pearson's chi^2 over
    its degrees of freedom where that is above 1 (McCullagh & Nelder, "Generalized Linear Models", 1989, 4.5).
    Where the same units stand in every period, it is the cluster-robust one over their owners where that is
    greater (Liang & Zeger, "Longitudinal data analysis using generalized linear models", Biometrika 73,
    1986). ``None`` where there are too few cells, units or years to tell a trend.
    """
    cells = rows.where(rows.n > 0)
    if len(cells) < _FEWEST_CELLS or cells.n.sum() < _FEWEST_UNITS:
        return None
    years = (cells.start + cells.end) / (2.0 * DAYS_PER_YEAR)
    if np.ptp(years) < _SHORTEST_YEARS:
        return None
    parts = np.unique(cells.part, return_inverse=True)[1]
    units = np.bincount(parts, weights=cells.n)
    mean_year = np.bincount(parts, weights=cells.n * years) / units
    mean_share = np.bincount(parts, weights=cells.k) / units
    centred = years - mean_year[parts]
    spread = float(np.dot(cells.n, centred**2))
    if spread <= 0.0:
        return None
    per_year = float(np.dot(cells.k - cells.n * mean_share[parts], centred)) / spread
    fitted = np.clip(mean_share[parts] + per_year * centred, 0.5 / cells.n.sum(), 1 - 0.5 / cells.n.sum())
    unit_variance = fitted * (1.0 - fitted)
    freedom = len(cells) - len(units) - 1
    pearson = float((((cells.k - cells.n * fitted) ** 2) / (cells.n * unit_variance)).sum())
    dispersion = max(1.0, pearson / freedom) if freedom > 0 else 1.0
    variance = dispersion * float(np.dot(cells.n * centred**2, unit_variance))
    if cells.in_panel().any():
        variance = max(variance, _robust(cells.clusters(), (cells.k - cells.n * fitted) * centred))
    error = float(np.sqrt(variance)) / spread
    return Slope(per_year, per_year - _Z90 * error, per_year + _Z90 * error)


def _robust(cluster: Integers, score: Floats) -> float:
    """Variance of a sum of scores, shape [R], that are independent between clusters only."""
    sums = np.bincount(cluster, weights=score)
    return float(np.dot(sums, sums)) * len(sums) / max(1, len(sums) - 1)
