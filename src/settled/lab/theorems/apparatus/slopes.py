"""Exponents and means with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

CONFIDENCE = 0.9


class Interval(NamedTuple):
    """A value and the bounds of its confidence interval."""

    value: float
    low: float
    high: float

    def contains(self, value: float) -> bool:
        """Whether the value lies within the bounds.

        >>> Interval(1.0, 0.5, 1.5).contains(0.7)
        True
        """
        return self.low <= value <= self.high


def mean_interval(values: ArrayLike, confidence: float = CONFIDENCE) -> Interval:
    """The mean and its Student interval, for independent values (at least two).

    >>> mean_interval([1.0, 1.0, 1.0])
    Interval(value=1.0, low=1.0, high=1.0)
    """
    from scipy.stats import t

    array = np.asarray(values, dtype=float)
    half = float(t.ppf(0.5 + confidence / 2, array.size - 1) * array.std(ddof=1) / np.sqrt(array.size))
    mean = float(array.mean())
    return Interval(mean, mean - half, mean + half)


def regression(columns: ArrayLike, values: ArrayLike, confidence: float = CONFIDENCE) -> list[Interval]:
    """Least-squares coefficients of ``values`` on ``columns`` and a constant, with Student intervals.

    Args:
        columns: [n, p], one column a regressor; the constant is added here.
        values: [n]; n > p + 1.

    Returns:
        p + 1 intervals: those of the columns in their order, then the constant's.

    >>> [round(i.value, 6) for i in regression([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0])]
    [2.0, 1.0]
    """
    from scipy.stats import t

    x = np.asarray(columns, dtype=float)
    y = np.asarray(values, dtype=float)
    design = np.column_stack([x, np.ones(len(y))])
    coefficients = np.linalg.lstsq(design, y, rcond=None)[0]
    freedom = len(y) - design.shape[1]
    variance = float(((y - design @ coefficients) ** 2).sum()) / freedom
    errors = np.sqrt(np.maximum(np.diag(np.linalg.pinv(design.T @ design)) * variance, 0.0))
    half = t.ppf(0.5 + confidence / 2, freedom) * errors
    return [Interval(float(c), float(c - h), float(c + h)) for c, h in zip(coefficients, half, strict=True)]


def exponent(sizes: ArrayLike, values: ArrayLike) -> Interval:
    """The exponent b of ``values`` ~ ``sizes`` ** b by regression of logarithms, both positive.

    >>> round(exponent([1, 10, 100], [2, 200, 20000]).value, 6)
    2.0
    """
    logs = np.log(np.asarray(sizes, dtype=float))
    return regression(logs[:, None], np.log(np.asarray(values, dtype=float)))[0]


def exponents_by_seed(sizes: ArrayLike, curves: Sequence[ArrayLike]) -> Interval:
    """The mean exponent over independent curves (one a seed), with the interval of that mean.

    Points of one curve share their noise (a loss along one run, say), so that the regression's own interval
    would be too narrow; only whole curves are independent.
    """
    return mean_interval([exponent(sizes, curve).value for curve in curves])
