"""The likelihood of counts where a unit may name several rivals: softmax, for more than one name.

A unit names rival j with odds exp(eta_j), each independently of the others, given that it names one at all.
Over n units the counts k_j are then sufficient, and

    log L = sum_j k_j eta_j - n A(eta),   A = log(exp(S) - 1),   S = sum_j log(1 + exp(eta_j)).

With all odds small nobody names two, and this is the multinomial logit; with large ones each rival's share
saturates at 1 by itself. Shares p_j = dA / d eta_j = sigma(eta_j) / (1 - exp(-S)) lie in [0, 1] and sum to
the mean number of rivals that a unit names, never less than 1. No level is left redundant: the common one is
how many rivals a unit names.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

LOWEST, HIGHEST = -30.0, 30.0  # log-odds beyond are 0 or 1 in double precision


def sums(eta: Floats, listed: Mask) -> tuple[Floats, Floats]:
    """sigma(eta), shape [..., J], 0 where a rival is not listed; S, shape [...]."""
    bounded = np.clip(eta, LOWEST, HIGHEST)
    sigma = np.where(listed, 1.0 / (1.0 + np.exp(-bounded)), 0.0)
    return sigma, np.where(listed, np.log1p(np.exp(bounded)), 0.0).sum(axis=-1)


def shares(eta: Floats, listed: Mask) -> Floats:
    """p, shape [..., J]; of a year that lists one rival alone, 1 for it."""
    sigma, total = sums(eta, listed)
    return np.minimum(sigma / np.maximum(-np.expm1(-total), np.finfo(float).tiny)[..., None], 1.0)


def common_level(names: float, listed: float) -> float:
    """The log-odds at which units name so many of so many rivals, were all alike; within [-6, 6].

    Args:
        names: mean number of rivals that a unit names, > 1; ``listed``: how many there are, >= 2.
    """
    low, high = -6.0, 6.0
    for _ in range(40):
        middle = (low + high) / 2.0
        total = listed * np.log1p(np.exp(middle))
        mean = listed / (1.0 + np.exp(-middle)) / -np.expm1(-total)
        low, high = (middle, high) if mean < names else (low, middle)
    return (low + high) / 2.0


def log_partition(eta: Floats, listed: Mask) -> Floats:
    """A, shape [...]; 0 where nobody is listed."""
    total = sums(eta, listed)[1]
    return np.where(total > 0.0, total + np.log(-np.expm1(-np.where(total > 0.0, total, 1.0))), 0.0)


def information(eta: Floats, listed: Mask) -> tuple[Floats, Floats]:
    """p, shape [..., J], and the second derivative of A, shape [..., J, J], positive semi-definite.

    diag(p (1 - sigma)) - exp(-S) p p'.
    """
    sigma, total = sums(eta, listed)
    nonempty = np.maximum(-np.expm1(-total), np.finfo(float).tiny)
    p = np.minimum(sigma / nonempty[..., None], 1.0)
    second = -np.exp(-total)[..., None, None] * p[..., :, None] * p[..., None, :]
    index = np.arange(eta.shape[-1])
    second[..., index, index] += p * (1.0 - sigma)
    return p, second
