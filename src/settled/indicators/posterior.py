"""Posteriors of shares from counts, as parameters of a Beta distribution.

A plain count k of n is a Jeffreys posterior, Beta(k + 1/2, n - k + 1/2). Counts of several parts whose mix
changes are standardised: each part's share is a partially pooled Beta posterior, and the shares are averaged
under a fixed mix; the average's mean and variance are matched by a Beta.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Beta = tuple[float, float]

_EDGE = 1e-4
_LEAST_VARIANCE = 1e-8  # a share that never moves is still known to four digits at most
_STRONGEST_PRIOR = 1e4  # parts that do not differ beyond chance share one rate
_WEAKEST_PRIOR = 1.0  # the prior's weight in units: as much as Jeffreys' own


def jeffreys(k: float, n: float) -> Beta:
    """Beta(k + 1/2, n - k + 1/2), the posterior of a share under Jeffreys' prior.

    >>> jeffreys(3, 10)
    (3.5, 7.5)
    """
    return k + 0.5, n - k + 0.5


def matched(mean: float, variance: float) -> Beta:
    """The Beta distribution of that mean, in (0, 1), and variance, below mean (1 - mean)."""
    size = mean * (1.0 - mean) / variance - 1.0
    return mean * size, (1.0 - mean) * size


def scattered(values: Floats) -> Beta:
    """The posterior of a share that was read as values, from their mean and scatter.

    Args:
        values: shape [N], in [0, 1]; NaN is left out; at least one is known.
    """
    known = values[~np.isnan(values)]
    mean = min(max(float(known.mean()), _EDGE), 1.0 - _EDGE)
    return matched(mean, min(max(float(known.var()), _LEAST_VARIANCE), 0.25 * mean * (1.0 - mean)))


def prior_size(k: Floats, n: Floats, share: float) -> float:
    """How many units the common share is worth as a prior of each part's, by the method of moments.

    For beta-binomial counts with mean ``share`` and intra-class correlation rho, the expected sum of squares
    sum n (k/n - share)^2 is share (1 - share) (P - 1 + rho (N - sum n^2 / N - P + 1)); rho = 1 / (1 + size).
    Source: Kleinman, "Proportions with extraneous variance", JASA 68, 1973, with weights n.
    """
    total = n.sum()
    spare = len(n) - 1
    if spare < 1:
        return _WEAKEST_PRIOR  # one part says nothing of how parts differ
    unit = share * (1.0 - share)
    reach = float(total - np.dot(n, n) / total - spare)
    if unit <= 0.0 or reach <= 0.0:
        return _STRONGEST_PRIOR
    scatter = float(np.dot(n, (k / n - share) ** 2) / unit)
    # One standard error above the moment estimate (chi^2 has variance 2 per degree of freedom): parts taken
    # for more alike than they are would make the interval too narrow.
    correlation = float((scatter - spare + (2.0 * spare) ** 0.5) / reach)
    if correlation <= 1.0 / (1.0 + _STRONGEST_PRIOR):
        return _STRONGEST_PRIOR
    return max(1.0 / min(correlation, 1.0) - 1.0, _WEAKEST_PRIOR)


def standardised(k: Floats, n: Floats, mix: Floats) -> Beta:
    """Posterior of the share under a fixed mix of parts.

    A part of the mix without units is drawn from what the others' shares are like: it adds the common share
    to the mean, and the whole spread between parts to the variance.

    Args:
        k: shape [P], counts; ``n``: shape [P], >= 0, not all 0.
        mix: shape [P], weights >= 0 of the parts, of any sum > 0.
    """
    if len(n) == 1:
        return jeffreys(float(k[0]), float(n[0]))
    share = (k.sum() + 0.5) / (n.sum() + 1.0)
    seen = n > 0
    size = prior_size(k[seen], n[seen], share)
    alpha = k + share * size
    beta = n - k + (1.0 - share) * size
    both = alpha + beta
    weights = mix / mix.sum()
    mean = float(np.dot(weights, alpha / both))
    variance = float(np.dot(weights**2, alpha * beta / (both**2 * (both + 1.0))))
    # The common share is itself estimated, from parts that scatter: its variance, with the beta-binomial
    # design effect of each part, carries over by the prior's part of each mean.
    prior_part = float(np.dot(weights, size / both))
    design = 1.0 + np.maximum(n - 1.0, 0.0) / (1.0 + size)
    variance += prior_part**2 * share * (1.0 - share) * float(np.dot(n, design)) / n.sum() ** 2
    # At the least, it is worth the one unit of Jeffreys' prior.
    return matched(mean, float(min(variance, 0.5 * mean * (1.0 - mean))))
