"""How much of the degree's variance each input makes: Sobol' indices in closed form.

The degree is D = sum w_i s_i, with s_i the settled value of indicator i (1 - x where it is inverted). The
weights w are Dirichlet(kappa w0) around the profile's w0, independent of the s_i, and these of one another.
With m_i and v_i the mean and variance of s_i, and Cov w_ij = w0_i (1{i=j} - w0_j) / (kappa + 1),

    Var E[D | w]        =  m' Cov(w) m                          weights, alone
    Var E[D | s_i]      =  w0_i^2 v_i                           indicator i, alone
    E Var[D | all s]    =  m' Cov(w) m + sum_i Var(w_i) v_i     weights, with their interactions
    E Var[D | all but s_i] = E[w_i^2] v_i                       indicator i, with its interactions
    Var D               =  m' Cov(w) m + sum_i E[w_i^2] v_i

(indices of groups: Sobol', "Global sensitivity indices for nonlinear mathematical models", Math. Comput.
Simul. 55, 2001; total: Homma & Saltelli, Reliab. Eng. Syst. Saf. 52, 1996). They are exact for the draws, so
that no sampling error stands beside them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from settled.errors import InputError
from settled.records import WEIGHTS, Estimate, Profile, VarianceShare

Vector = NDArray[np.float64]

_UNIFORM = (0.5, 1.0 / 12.0)  # mean and variance of what is missing
LEAST_CONCENTRATION, MOST_CONCENTRATION = 1e-3, 1e9


@dataclass(frozen=True, slots=True)
class Indices:
    """Variance and its parts, not yet divided by it.

    Attributes:
        variance: of the degree.
        weights: (first, total) of all weights together; ``first``, ``total``: of each indicator, shape [K].
    """

    variance: float
    weights: tuple[float, float]
    first: Vector
    total: Vector


def parts_of_variance(weights: Vector, means: Vector, variances: Vector, concentration: float) -> Indices:
    """The parts of Var D; see the module.

    Args:
        weights: shape [K], sum to 1; ``means``, ``variances``: of the settled values, shape [K].
        concentration: kappa > 0.
    """
    spread = weights * (1.0 - weights) / (concentration + 1.0)
    centre = float(np.dot(weights, means))
    alone = float(np.dot(weights, (means - centre) ** 2)) / (concentration + 1.0)
    together = float(np.dot(spread, variances))
    total = (weights**2 + spread) * variances
    return Indices(alone + float(total.sum()), (alone, alone + together), weights**2 * variances, total)


def check_concentration(concentration: float) -> None:
    """Refuse a concentration that makes no distribution.

    Raises:
        InputError: it is not a number from 0.001 to 1e9.
    """
    if not LEAST_CONCENTRATION <= concentration <= MOST_CONCENTRATION:
        raise InputError(
            "--concentration",
            f"{concentration:g} is not between {LEAST_CONCENTRATION:g} and {MOST_CONCENTRATION:g}",
            "a larger one keeps the weights closer to the profile",
        )


def shipped_concentration(profile: Profile, profiles: Collection[Profile]) -> float:
    """The concentration at which weights scatter around a profile as the others that are known do.

    By moments: E sum (w_i - w0_i)^2 = sum w0_i (1 - w0_i) / (kappa + 1), with the mean over the other
    profiles on the left, a weight that one of them lacks being 0. Without another profile, or where they are
    all the same, weights are known: ``MOST_CONCENTRATION``; where they differ by more than any Dirichlet
    around it does, ``LEAST_CONCENTRATION``.
    """
    own = {weight.indicator: weight.weight for weight in profile.weights}
    distances = []
    for other in profiles:
        theirs = {weight.indicator: weight.weight for weight in other.weights}
        if other.id != profile.id:
            names = own.keys() | theirs.keys()
            distances.append(sum((own.get(n, 0.0) - theirs.get(n, 0.0)) ** 2 for n in sorted(names)))
    apart = sum(distances) / len(distances) if distances else 0.0
    if apart <= 0.0:
        return MOST_CONCENTRATION
    kappa = sum(weight * (1.0 - weight) for weight in own.values()) / apart - 1.0
    return min(max(kappa, LEAST_CONCENTRATION), MOST_CONCENTRATION)


def _moments(profile: Profile, indicators: Mapping[str, Estimate | None]) -> tuple[Vector, Vector]:
    """Mean and variance of each settled value, shape [K] each."""
    found = []
    for weight in profile.weights:
        estimate = indicators.get(weight.indicator)
        if estimate is None or estimate.draws is None:
            found.append(_UNIFORM)
        else:
            mean = float(estimate.draws.mean())
            found.append((1.0 - mean if weight.inverted else mean, float(estimate.draws.var())))
    means, variances = np.array(found).T
    return means, variances


def variance_shares(
    profile: Profile, indicators: Mapping[str, Estimate | None], concentration: float
) -> tuple[float, VarianceShare, tuple[VarianceShare, ...]]:
    """The degree's variance, the part of all weights together, and that of each indicator.

    Args:
        indicators: by id; ``None``: no evidence, and so uniform on [0, 1].
    """
    weights = np.array([weight.weight for weight in profile.weights])
    parts = parts_of_variance(weights, *_moments(profile, indicators), concentration)
    whole = max(parts.variance, np.finfo(float).tiny)
    deviations = np.sqrt(weights * (1.0 - weights) / (concentration + 1.0))
    inputs = tuple(
        VarianceShare(
            weight.indicator,
            float(first / whole),
            float(total / whole),
            weight.weight,
            float(deviation),
            indicators.get(weight.indicator) is None,
        )
        for weight, first, total, deviation in zip(
            profile.weights, parts.first, parts.total, deviations, strict=True
        )
    )
    first, total = parts.weights
    return parts.variance, VarianceShare(WEIGHTS, first / whole, total / whole), inputs
