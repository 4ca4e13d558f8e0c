"""What a forecast must beat: persistence, a linear trend and Holt's method, as draws of the years to come.

Series are shares in [0, 1] of consecutive years, NaN in a year without units; each technology stands alone.
Draws of trends are held within [0, 1]: a method that knows nothing of shares gets that much of them.
"""

from __future__ import annotations

import numpy as np

from settled.growth.naming import Floats
from settled.records import Draws

TREND_YEARS = 5  # with units, that a line is laid through: what a spreadsheet's user would do
LEAST_YEARS = 3  # with units, for a trend to be more than a line through two points
_GRID = np.linspace(0.05, 1.0, 20)  # smoothing of the level, and of the trend
_FINER = np.linspace(-0.04, 0.04, 9)


def persistence(k: Floats, n: float, n_draws: int, draw: np.random.Generator) -> Draws:
    """Draws of the last year's share, Beta(k + 1/2, n - k + 1/2), which all years to come are taken to have.

    Args:
        k: shape [J], of ``n`` units.

    Returns:
        shape [J, N].
    """
    left = np.maximum(n - k, 0.0)
    return draw.beta(k[:, None] + 0.5, left[:, None] + 0.5, (len(k), n_draws))


def linear_trend(series: Floats, horizon: int, n_draws: int, draw: np.random.Generator) -> Draws | None:
    """Least squares through the last ``TREND_YEARS`` known years, with Student's t around the line.

    Args:
        series: shape [T]; its last year is known.

    Returns:
        shape [H + 1, N], the last year first; ``None`` where fewer than ``LEAST_YEARS`` are known.
    """
    years = np.flatnonzero(~np.isnan(series))[-TREND_YEARS:]
    if len(years) < LEAST_YEARS:
        return None
    at, share = years - years.mean(), series[years]
    spread, spare = float(at @ at), len(years) - 2
    slope = float(at @ share) / spread
    left = share - share.mean() - slope * at
    ahead = len(series) - 1 + np.arange(horizon + 1) - years.mean()
    error = np.sqrt(float(left @ left) / spare * (1.0 + 1.0 / len(years) + ahead**2 / spread))
    drawn = draw.standard_t(spare, n_draws)
    line = share.mean() + slope * ahead
    return np.asarray(np.clip(line[:, None] + error[:, None] * drawn, 0.0, 1.0))


def holt(series: Floats, horizon: int, n_draws: int, draw: np.random.Generator) -> Draws | None:
    """Holt's linear method, its smoothing of least squares, with the errors of its state space around it.

        level' = level + trend + alpha e,   trend' = trend + alpha beta e,   e = share - level - trend

    (Holt, ONR Memorandum 52, 1957; intervals of ETS(A, A, N): Hyndman, Koehler, Ord & Snyder, "Forecasting
    with Exponential Smoothing", 2008, ch. 6.) It starts with the first share and the first change; a year
    without units errs by 0.

    Args:
        series: shape [T]; its last year is known.

    Returns:
        shape [H + 1, N], the last year first; ``None`` where fewer than ``LEAST_YEARS`` are known.
    """
    known = np.flatnonzero(~np.isnan(series))
    if len(known) < LEAST_YEARS:
        return None
    own = series[known[0] :]
    alpha, beta = best_smoothing(own)
    level, trend, squares = smoothed(own, alpha, beta)
    error = float(squares) / max(len(known) - LEAST_YEARS, 1)
    steps = alpha * (1.0 + beta * np.arange(1, horizon + 1))
    variance = error * np.concatenate([[0.0], 1.0 + np.cumsum(steps**2) - steps**2])
    mean = float(level) + float(trend) * np.arange(horizon + 1)
    drawn = mean[:, None] + np.sqrt(variance)[:, None] * draw.standard_normal(n_draws)
    drawn[0] = own[-1]
    return np.clip(drawn, 0.0, 1.0)


def smoothed(series: Floats, alpha: Floats | float, beta: Floats | float) -> tuple[Floats, Floats, Floats]:
    """Holt's last level and trend, and the sum of squared errors, for any shape of ``alpha`` and ``beta``.

    Args:
        series: shape [T]; its first year is known, and at least one more.
        beta: in [0, 1], of the trend: the change moves by alpha beta of an error.
    """
    one, *rest = np.flatnonzero(~np.isnan(series)).tolist()
    start, change = series[one], (series[rest[0]] - series[one]) / (rest[0] - one)
    shape = np.broadcast(alpha, beta).shape
    level, trend = np.full(shape, start - change), np.full(shape, change)
    squares = np.zeros(shape)
    for share in series:
        expected = level + trend
        error = np.zeros(shape) if np.isnan(share) else share - expected
        level, trend = expected + alpha * error, trend + alpha * beta * error
        squares += error**2
    return level, trend, squares


def best_smoothing(series: Floats) -> tuple[float, float]:
    """alpha and beta of the least squared errors: in steps of 0.05, then of 0.01 around the best."""
    alpha, beta = _least(series, _GRID, _GRID)
    return _least(series, np.clip(alpha + _FINER, 0.0, 1.0), np.clip(beta + _FINER, 0.0, 1.0))


def _least(series: Floats, alphas: Floats, betas: Floats) -> tuple[float, float]:
    squares = smoothed(series, alphas[:, None], betas[None, :])[2]
    best = np.unravel_index(int(squares.argmin()), squares.shape)
    return float(alphas[best[0]]), float(betas[best[1]])
