"""Bilateral index formulas: how prices moved from one period to the next.

Relatives are the later over the earlier price of one item. Source of the formulas: *Consumer Price Index
Manual: Concepts and Methods*, IMF and others, 2020, chapters 2, 3 and 8.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def jevons(relatives: Floats, weights: Floats | None = None) -> float:
    """Geometric mean of relatives, exp(sum w ln r / sum w). Circular for a fixed set of items.

    >>> round(jevons(np.array([2.0, 0.5])), 12)
    1.0
    """
    return float(np.exp(np.average(np.log(relatives), weights=weights)))


def carli(relatives: Floats, weights: Floats | None = None) -> float:
    """Arithmetic mean of relatives: a Laspeyres index whose expenditure shares are the weights. Biased
    upwards.

    >>> carli(np.array([2.0, 0.5]))
    1.25
    """
    return float(np.average(relatives, weights=weights))


def harmonic(relatives: Floats, weights: Floats | None = None) -> float:
    """Harmonic mean of relatives: a Paasche index whose expenditure shares are the weights.

    >>> harmonic(np.array([2.0, 0.5]))
    0.8
    """
    return float(1.0 / np.average(1.0 / relatives, weights=weights))


def fisher_of_shares(relatives: Floats, before: Floats, after: Floats) -> float:
    """Fisher index from expenditure shares: the geometric mean of Laspeyres (``before``) and Paasche
    (``after``).

    Where both are equal it is the index of Carruthers, Sellwood, Ward and Dalén, which passes time reversal.
    """
    return float(np.sqrt(carli(relatives, before) * harmonic(relatives, after)))


def fisher(price_before: Floats, price_after: Floats, bought_before: Floats, bought_after: Floats) -> float:
    """Fisher's ideal index from prices and quantities: sqrt(Laspeyres x Paasche); passes time reversal."""
    laspeyres = (price_after @ bought_before) / (price_before @ bought_before)
    paasche = (price_after @ bought_after) / (price_before @ bought_after)
    return float(np.sqrt(laspeyres * paasche))
