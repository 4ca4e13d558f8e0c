"""Several sources' answers to one question, pooled as random effects on the logit scale.

Each source i gives a posterior of a share; its logit has mean y_i and variance v_i. The sources' true logits
are taken to scatter around a common mean with variance tau^2, the Paule-Mandel estimate: the tau^2 at which
the generalised Q statistic equals its expectation, k - 1 (Paule & Mandel, "Consensus values and weighting
factors", J. Res. NBS 87, 1982; DerSimonian & Kacker, Contemp. Clin. Trials 28, 2007, eq. 6). I^2 is the share
of the total variation that is disagreement, from the same tau^2 (Higgins & Thompson, Stat. Med. 21, 2002).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from settled.records import Draws

Vector = NDArray[np.float64]

_BISECTIONS = 60  # halves the bracket below 1e-12 of its start


@dataclass(frozen=True, slots=True)
class Pooled:
    """The common mean on the logit scale.

    Attributes:
        mean: logit; ``standard_error`` likewise.
        tau2: between-source variance, >= 0; ``i2``: in [0, 1].
        weights: shape [k], sum to 1.
    """

    mean: float
    standard_error: float
    tau2: float
    i2: float
    weights: Vector


def logit_moments(draws: Draws) -> tuple[float, float]:
    """Mean and variance of logit(x) over draws x in (0, 1), shape [N]."""
    logits = np.log(draws) - np.log1p(-draws)
    return float(logits.mean()), float(logits.var())


def _generalised_q(means: Vector, variances: Vector, tau2: float) -> float:
    weights = 1.0 / (variances + tau2)
    centre = np.dot(weights, means) / weights.sum()
    return float(np.dot(weights, (means - centre) ** 2))


def paule_mandel(means: Vector, variances: Vector) -> float:
    """Between-source variance tau^2 >= 0 at which the generalised Q equals k - 1.

    >>> paule_mandel(np.array([0.0, 0.0]), np.array([1.0, 1.0]))
    0.0
    """
    expected = len(means) - 1
    if expected < 1 or _generalised_q(means, variances, 0.0) <= expected:
        return 0.0
    low, high = 0.0, float(np.ptp(means) ** 2 + variances.max())
    while _generalised_q(means, variances, high) > expected:
        high *= 2.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if _generalised_q(means, variances, middle) > expected else (low, middle)
    return (low + high) / 2.0


def _typical_variance(variances: Vector) -> float:
    weights = 1.0 / variances
    return float((len(variances) - 1) * weights.sum() / (weights.sum() ** 2 - np.dot(weights, weights)))


def pool(means: Vector, variances: Vector) -> Pooled:
    """Random-effects mean of at least two sources.

    Args:
        means: shape [k], logits; ``variances``: shape [k], > 0.
    """
    tau2 = paule_mandel(means, variances)
    weights = 1.0 / (variances + tau2)
    total = float(weights.sum())
    return Pooled(
        mean=float(np.dot(weights, means) / total),
        standard_error=float(total**-0.5),
        tau2=tau2,
        i2=tau2 / (tau2 + _typical_variance(variances)),
        weights=weights / total,
    )


def pooled_draws(pooled: Pooled, normals: Draws) -> Draws:
    """Draws of the common share in (0, 1), shape [N], from standard normal draws of that shape."""
    return 1.0 / (1.0 + np.exp(-(pooled.mean + pooled.standard_error * normals)))
