"""Measures of how concentrated a market is, from shares that sum to at most 1.

Formulas: U.S. Department of Justice and Federal Trade Commission, Merger Guidelines (2023), section 2.1, for
CR4 and HHI; Hannah and Kay, Concentration in Modern Industry (1977), for numbers equivalent; Theil, Economics
and Information Theory (1967), for entropy.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Measure = Callable[[Floats], Floats]


def cr(shares: Floats, firms: int = 4) -> Floats:
    """Sum of the largest ``firms`` shares. [..., F] to [...], in [0, 1].

    >>> float(cr(np.array([0.4, 0.25, 0.1, 0.08, 0.07, 0.1])))
    0.85
    """
    return np.asarray(np.sort(shares, axis=-1)[..., -firms:].sum(axis=-1))


def hhi(shares: Floats) -> Floats:
    """Herfindahl-Hirschman index: sum of squared shares. [..., F] to [...], in (0, 1].

    >>> float(hhi(np.array([0.5, 0.5])))
    0.5
    """
    return np.asarray((shares**2).sum(axis=-1))


def effective_firms(shares: Floats) -> Floats:
    """1 / HHI: how many firms of equal size would be as concentrated. [..., F] to [...], >= 1."""
    return 1.0 / hhi(shares)


def entropy(shares: Floats) -> Floats:
    """Theil's entropy, - sum s ln s, in nats; 0 for a monopoly. [..., F] to [...]."""
    positive = np.where(shares > 0.0, shares, 1.0)
    return np.asarray(-(shares * np.log(positive)).sum(axis=-1))


def normalised_entropy(shares: Floats) -> Floats:
    """Entropy over its most, ln F; 0 for a single firm. [..., F] to [...], in [0, 1]."""
    firms = shares.shape[-1]
    return entropy(shares) / np.log(firms) if firms > 1 else np.zeros(shares.shape[:-1])


def bounds(measure: Measure, known: Floats, unknown: float) -> tuple[float, float]:
    """Least and most of CR or HHI where ``unknown`` of the market is of firms that are not known.

    Least: the unknown are many and small, and add nothing. Most: they are one firm.

    >>> [round(one, 4) for one in bounds(hhi, np.array([0.5, 0.3]), 0.2)]
    [0.34, 0.38]
    """
    return float(measure(known)), float(measure(np.append(known, unknown)))
