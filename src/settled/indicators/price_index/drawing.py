"""How uncertain an index is: models drawn again with replacement, and the index taken anew."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DRAWS = 500
SEED = 20_260_724
Z_95 = NormalDist().inv_cdf(0.95)


def multiplicities(models: int, draws: int = DRAWS, seed: int = SEED) -> Floats:
    """How often each model is drawn: [draws, models], each row summing to ``models``."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(models, np.full(models, 1.0 / models), size=draws).astype(np.float64)


def interval(value: Floats, drawn: Floats, models: Floats) -> tuple[Floats, Floats]:
    """90 % interval of logs: value ± t x the draws' deviation, corrected for how few models there are.

    With m models a draw varies by sqrt((m - 1) / m) too little, and the deviation is itself uncertain: hence
    sqrt(m / (m - 1)), and Student's t with m - 1 degrees of freedom.

    Args:
        value: [periods], NaN where there is none.
        drawn: [draws, periods].
        models: [periods], how many models speak; below 3 there is no interval (NaN).

    Returns:
        low and high, [periods].
    """
    few = models < 3
    freedom = np.where(few, 2.0, models - 1.0)
    half = t_95(freedom) * deviation(drawn) * np.sqrt((freedom + 1.0) / freedom)
    half = np.where(few, math.nan, half)
    return value - half, value + half


def compared(first: int, models: NDArray[np.int64]) -> Floats:
    """How many models the difference between two means of so many models each is worth.

    Welch and Satterthwaite's degrees of freedom for equal variances, plus 1; 0 with fewer than 3 models.

    >>> compared(10, np.array([2, 10, 1000]))
    array([ 0.  , 19.  , 10.2])
    """
    a, b = 1.0 / max(first, 1), 1.0 / np.maximum(models, 1)
    below = a**2 / max(first - 1, 1) + b**2 / np.maximum(models - 1, 1)
    few = (models < 3) | (first < 3)
    return np.where(few, 0.0, np.round((a + b) ** 2 / below + 1.0, 1))


def deviation(drawn: Floats) -> Floats:
    """Standard deviation of the draws that have a value; NaN below two of them."""
    known = np.isfinite(drawn)
    count = known.sum(axis=0)
    values = np.where(known, drawn, 0.0)
    mean = values.sum(axis=0) / np.maximum(count, 1)
    squares = (np.where(known, drawn - mean, 0.0) ** 2).sum(axis=0)
    return np.where(count > 1, np.sqrt(squares / np.maximum(count - 1, 1)), math.nan)


def t_95(freedom: Floats) -> Floats:
    """The 95 % quantile of Student's t; within 0.3 % for 3 degrees of freedom or more.

    Cornish-Fisher expansion about the normal quantile (Abramowitz and Stegun, 26.7.5).

    >>> np.round(t_95(np.array([5.0, 10.0, 30.0])), 3)
    array([2.015, 1.812, 1.697])
    """
    z = Z_95
    return np.asarray(
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * freedom**4)
    )
