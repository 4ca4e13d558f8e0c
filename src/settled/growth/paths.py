"""The prior of a field's log-odds: damped local linear trends, as a sparse precision over the years.

A rival's state is its log-odds and their yearly change, (level, slope):

    level' = level + slope + Normal(0, level_sd),   slope' = damping slope + Normal(0, slope_sd).

(Gardner & McKenzie, "Forecasting trends in time series", Management Science 31, 1985, as a state space.) A
rival's path starts in the first year that names it; before, its state stands apart at 0 with precision 1 and
touches nothing. Years are blocks of 2 J numbers: rival j has its level at 2 j and its slope at 2 j + 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from settled.growth.naming import Floats, Mask
from settled.records import GrowthPrior

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Paths:
    """A Gaussian prior over all states of a field, for V volatilities at once.

    Attributes:
        mean: shape [T, 2 J].
        diagonal: shape [V, T, 2 J, 2 J], blocks of the precision; ``upper``: shape [V, T - 1, 2 J, 2 J],
            the blocks that join a year with the next.
        log_determinant: shape [V], of the precision.
        listed: shape [T, J].
    """

    mean: Floats
    diagonal: Floats
    upper: Floats
    log_determinant: Floats
    listed: Mask

    def quadratic(self, states: Floats) -> tuple[Floats, Floats]:
        """Precision times (states - mean), shape [V, T, 2 J], and their inner product, shape [V]."""
        gap = states - self.mean
        product = np.matmul(self.diagonal, gap[..., None])[..., 0]
        if gap.shape[1] > 1:
            product[:, :-1] += np.matmul(self.upper, gap[:, 1:, :, None])[..., 0]
            product[:, 1:] += np.matmul(np.swapaxes(self.upper, -1, -2), gap[:, :-1, :, None])[..., 0]
        return product, (gap * product).sum(axis=(1, 2))


def _joined(small: Floats) -> Floats:
    """Blocks of 2 x 2, shape [V, T, J, 2, 2], as block-diagonal matrices, shape [V, T, 2 J, 2 J]."""
    volatilities, years, rivals = small.shape[:3]
    full = np.zeros((volatilities, years, rivals, 2, rivals, 2))
    index = np.arange(rivals)
    full[:, :, index, :, index, :] = np.moveaxis(small, 2, 0)
    return full.reshape(volatilities, years, 2 * rivals, 2 * rivals)


def paths(first: Integers, years: int, level: float, prior: GrowthPrior) -> Paths:
    """The prior of rivals that are first named in the years of index ``first``, shape [J], of T.

    Args:
        level: the field's common level of log-odds, from which the starts are reckoned.
    """
    factors = np.array(prior.volatilities)
    listed = np.arange(years)[:, None] >= first
    starts = np.arange(years)[:, None] == first
    moves = listed & ~starts
    step = np.array([[1.0, 1.0], [0.0, prior.damping]])
    noise = np.stack([prior.level_sd * factors, prior.slope_sd * factors], axis=1) ** -2.0
    into = noise[:, :, None] * np.eye(2)  # [V, 2, 2]: precision of a year's additions
    out = np.einsum("ba,vbc,cd->vad", step, into, step)
    across = -np.einsum("ba,vbc->vac", step, into)
    start = np.diag([prior.start_sd**-2.0, prior.start_slope_sd**-2.0])
    leaves = np.zeros_like(moves)
    leaves[:-1] = moves[1:]
    apart = ~listed
    small = (
        starts[None, :, :, None, None] * start
        + moves[None, :, :, None, None] * into[:, None, None]
        + leaves[None, :, :, None, None] * out[:, None, None]
        + apart[None, :, :, None, None] * np.eye(2)
    )
    upper = moves[None, 1:, :, None, None] * across[:, None, None]
    mean = np.zeros((years, len(first), 2))
    for rival, year in enumerate(first.tolist()):
        span = np.arange(years - year)
        mean[year:, rival, 1] = prior.start_slope_mean * prior.damping**span
        mean[year:, rival, 0] = (
            level + prior.start_mean + np.concatenate([[0.0], np.cumsum(mean[year:-1, rival, 1])])
        )
    determinant = len(first) * np.log(np.diag(start)).sum() + moves.sum() * np.log(noise).sum(axis=1)
    return Paths(mean.reshape(years, -1), _joined(small), _joined(upper), determinant, listed)
