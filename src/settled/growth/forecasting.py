"""From counts by year to draws of the shares in the years to come."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from settled.errors import InputError
from settled.growth.entry import outside_shares
from settled.growth.model import Posterior, discount, posterior
from settled.growth.naming import Floats, shares, sums
from settled.records import OUTSIDE, Draws, Entrants, GrowthPrior, ShareCounts, ShareForecast
from settled.verdict.seeding import N_DRAWS, generator


def forecast(
    counts: ShareCounts,
    horizon: int,
    prior: GrowthPrior,
    entrants: Entrants,
    n_draws: int = N_DRAWS,
    *,
    same_units: bool = False,
    known: Posterior | None = None,
) -> ShareForecast:
    """Draws of each named technology's share, and of all others' together, from the last year on.

    Args:
        horizon: years after the last one of ``counts``, >= 0.
        n_draws: N; the draws are seeded by the field's and the measure's names.
        same_units: whether the share is that of the very units that are looked at each year, which later
            counts show; else of all such units, of which a panel (``counts.shared`` > 0) is a sample.
        known: the posterior of these counts under this prior, where it is known already.

    Raises:
        InputError: no unit names any technology; counts that are negative, not finite, or above n.
    """
    checked(counts)
    if horizon < 0:
        raise InputError(counts.field, f"a forecast of {horizon} years", "give 0 years or more")
    fitted = known or posterior(counts, prior)
    draw = generator(counts.field, counts.measure, "growth")
    levels = _levels(fitted, horizon, prior, n_draws, draw)
    if counts.shared > 0.0 and not same_units:
        levels = levels + _sampled(counts, fitted.technologies, n_draws)
    outside = outside_shares(entrants, horizon, n_draws, draw)
    drawn = np.concatenate([_beside(levels, outside), outside[:, None]], axis=1)
    origin = int(counts.years[-1])
    years = np.arange(origin, origin + horizon + 1)
    return ShareForecast(counts.field, origin, (*fitted.technologies, OUTSIDE), years, drawn)


def checked(counts: ShareCounts) -> ShareCounts:
    """The counts, if a model can be fitted to them; InputError says what is wrong with which year."""
    place = counts.field
    if not (np.isfinite(counts.k).all() and np.isfinite(counts.n).all() and (counts.k >= 0.0).all()):
        raise InputError(place, "a count is negative or no number", "mend the evidence")
    if not counts.k.sum() > 0.0:
        raise InputError(place, "no unit names any of its technologies", "add evidence, or ask another field")
    over = (counts.k > counts.n[:, None] + 1e-6).any(axis=1)
    if over.any():
        year = int(counts.years[over.argmax()])
        raise InputError(
            f"{place} {year}", "more units name a technology than there are", "mend the evidence"
        )
    return counts


def observed_draws(predicted: ShareForecast, n: Floats, correlation: float, shared: float = 0.0) -> Draws:
    """Draws of the share that a count of n[h] units in year h would show, shape [H, J + 1, N]: for scores.

    A binomial count of their effective number, rounded, at least one: so 0 of few units is no surprise.
    """
    size = np.maximum(np.rint(n * discount(n, correlation, shared)), 1.0).astype(np.int64)[:, None, None]
    draw = generator(predicted.field, str(predicted.origin), "observed")
    return np.asarray(draw.binomial(size, predicted.draws) / size, np.float64)


def _levels(
    fitted: Posterior, horizon: int, prior: GrowthPrior, n_draws: int, draw: np.random.Generator
) -> Floats:
    """Draws of the log-odds, shape [H, N, J], H = horizon + 1."""
    which = np.searchsorted(np.cumsum(fitted.weights), (np.arange(n_draws) + 0.5) / n_draws)
    which = np.minimum(which, len(fitted.weights) - 1)
    roots = np.linalg.cholesky(fitted.covariance)
    width = fitted.mean.shape[1]
    normal = draw.standard_normal((n_draws, width))
    states = np.empty((n_draws, width))
    for volatility in np.unique(which).tolist():
        own = which == volatility
        states[own] = fitted.mean[volatility] + normal[own] @ roots[volatility].T
    level, slope = states[:, 0::2], states[:, 1::2]
    factor = np.array(prior.volatilities)[which][:, None] * _heavy(prior.freedom, level.shape, draw)
    drawn = [level]
    for _ in range(horizon):
        shocks = draw.standard_normal((2, *level.shape)) * factor
        level = level + slope + prior.level_sd * shocks[0]
        slope = prior.damping * slope + prior.slope_sd * shocks[1]
        drawn.append(level)
    return np.stack(drawn)


def _sampled(counts: ShareCounts, technologies: Sequence[str], n_draws: int) -> Floats:
    """Draws of how far all units' log-odds lie from those of the panel's, shape [N, J]: the same every year.

    Normal with the part ``shared`` of the variance 1 / (n p (1 - p)) of the last year's count, p with
    Jeffreys' prior.
    """
    rows = [counts.technologies.index(name) for name in technologies]
    n = float(counts.n[-1])
    p = (np.minimum(counts.k[-1, rows], n) + 0.5) / (n + 1.0)
    spread = np.sqrt(counts.shared / ((n + 1.0) * p * (1.0 - p)))
    draw = generator(counts.field, counts.measure, "panel")
    return np.asarray(spread * draw.standard_normal((n_draws, len(rows))))


def _heavy(freedom: float, shape: tuple[int, ...], draw: np.random.Generator) -> Floats:
    """Factors that make normal draws Student's t: one a path, since a rival that moves fast goes on to."""
    return np.asarray(np.sqrt(freedom / 2.0 / draw.standard_gamma(freedom / 2.0, shape)))


def _beside(levels: Floats, outside: Draws) -> Draws:
    """Shares of the named ones, shape [H, J, N], once a part ``outside``, [H, N], of units names others.

    A rival more in the likelihood of ``naming``: with q = exp(-S) the probability that a unit would name none
    of the listed ones, p_j becomes p_j (1 - outside q).
    """
    listed = np.ones(levels.shape[-1], bool)
    none = np.exp(-sums(levels, listed)[1])
    return np.moveaxis(shares(levels, listed) * (1.0 - outside * none)[..., None], 1, 2)
