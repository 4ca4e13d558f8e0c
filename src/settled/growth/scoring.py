"""How well a forecast said what came: proper scores of draws against what was counted.

Scores of one forecast are arrays over whatever shape the outcomes have; lower is better for ``crps``, higher
for ``log_score``. Gneiting & Raftery, "Strictly proper scoring rules, prediction, and estimation", JASA 102,
2007.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from settled.growth.naming import Floats
from settled.records import Draws
from settled.verdict.seeding import generator

_RESAMPLES = 4_000


def crps(draws: Draws, outcome: Floats) -> Floats:
    """Continuous ranked probability score, in the unit of the outcome.

    The draws' mean distance from the outcome, less half the mean distance of two draws.

    Args:
        draws: shape [..., N], of what would be observed; ``outcome``: shape [...].
    """
    ranked = np.sort(draws, axis=-1)
    count = draws.shape[-1]
    spread = (ranked * (2.0 * np.arange(1, count + 1) - count - 1)).sum(axis=-1) / count**2
    return np.asarray(np.abs(draws - outcome[..., None]).mean(axis=-1) - spread)


def log_score(shares: Draws, k: Floats, n: Floats) -> Floats:
    """Log density at k / n of the share of n units to be counted, given draws of the true share.

    The binomial probability of k, averaged over the draws, times n + 1: k and n are effective numbers.

    Args:
        shares: shape [..., N], in [0, 1]; ``k``, ``n``: shape [...], 0 <= k <= n.
    """
    p = np.clip(shares, 1e-9, 1.0 - 1e-9)
    logs = k[..., None] * np.log(p) + (n - k)[..., None] * np.log1p(-p)
    top = logs.max(axis=-1)
    mean = top + np.log(np.exp(logs - top[..., None]).mean(axis=-1))
    return np.asarray(mean + _log_choose(n, k) + np.log(n + 1.0))


def within(draws: Draws, outcome: Floats, content: float) -> NDArray[np.bool_]:
    """Whether the outcome, shape [...], lies in the central interval of that content of draws [..., N]."""
    low, high = np.quantile(draws, [(1.0 - content) / 2.0, (1.0 + content) / 2.0], axis=-1)
    return np.asarray((low <= outcome) & (outcome <= high))


def _log_choose(n: Floats, k: Floats) -> Floats:
    log_gamma = np.vectorize(math.lgamma, otypes=[float])
    return np.asarray(log_gamma(n + 1.0) - log_gamma(k + 1.0) - log_gamma(n - k + 1.0))


def reliability(
    said: Floats, came: NDArray[np.bool_], bins: int = 10
) -> list[tuple[float, float, int, float, float]]:
    """How often what was forecast with a probability came, in bins of equal width; empty bins are left out.

    Murphy & Winkler, "Reliability of subjective probability forecasts", Applied Statistics 26, 1977.

    Args:
        said: shape [M], in [0, 1]; ``came``: shape [M].

    Returns:
        by bin: its bounds (the upper one exclusive, but the last), count, mean probability, part that came.
    """
    place = np.minimum((said * bins).astype(np.int64), bins - 1)
    return [
        (
            one / bins,
            (one + 1) / bins,
            int((place == one).sum()),
            float(said[place == one].mean()),
            float(came[place == one].mean()),
        )
        for one in np.unique(place).tolist()
    ]


def block_interval(model: Floats, other: Floats, *names: str) -> tuple[float, float] | None:
    """90 % interval of sum(model) / sum(other) over blocks that are drawn again as wholes.

    Forecasts of one contest tell the same story many times over; contests are what is independent (a block
    bootstrap with a block a contest: Davison & Hinkley, "Bootstrap Methods", 1997, 3.8).

    Args:
        model, other: shape [B], summed scores of each block; ``names``: seed the draws.

    Returns:
        ``None`` of fewer than two blocks, or where a drawn sum of ``other`` is 0.
    """
    blocks = len(model)
    if blocks < 2:
        return None
    drawn = generator(*names, "blocks").multinomial(blocks, np.full(blocks, 1.0 / blocks), _RESAMPLES)
    below = drawn @ other
    if not (below > 0.0).all():
        return None
    low, high = np.quantile((drawn @ model) / below, (0.05, 0.95)).tolist()
    return low, high
