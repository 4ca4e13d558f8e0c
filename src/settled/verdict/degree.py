"""The degree C(T): the weighted sum of a profile's indicators, as a distribution."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from settled.errors import InputError
from settled.records import Draws, Estimate, Profile, Weight
from settled.verdict.estimating import INTERVAL, quantile
from settled.verdict.seeding import N_DRAWS, generator
from settled.verdict.stars import MOST_STARS

_ROUNDING = 1e-6  # of weights that were computed


def check_weights(profile: Profile) -> None:
    """Refuse weights of which no mean can be made.

    Raises:
        InputError: a weight is negative, or they do not sum to 1.
    """
    place = f"profile {profile.id}"
    for weight in profile.weights:
        if not weight.weight >= 0.0:
            raise InputError(place, f"the weight {weight.weight:g} of {weight.indicator} is negative")
    total = sum(weight.weight for weight in profile.weights)
    if not abs(total - 1.0) <= _ROUNDING:
        raise InputError(place, f"the weights sum to {total:g}, not 1", "hint: divide each by their sum")


def settledness(weight: Weight, value: float) -> float:
    """An indicator's value as it enters the sum: 1 - x where it is inverted."""
    return 1.0 - value if weight.inverted else value


def degree_of_values(profile: Profile, values: Mapping[str, float]) -> float:
    """C(T) = sum of w_i x_i for exactly known indicators; KeyError names one that is missing."""
    return sum(
        weight.weight * settledness(weight, values[weight.indicator])
        for weight in profile.weights
        if weight.weight > 0
    )


def _known_part(profile: Profile, indicators: Mapping[str, Estimate | None]) -> tuple[Draws, list[Weight]]:
    known = np.zeros(N_DRAWS)
    missing = []
    for weight in profile.weights:
        estimate = indicators.get(weight.indicator)
        if estimate is None or estimate.draws is None:
            missing.append(weight)
        else:
            draws = estimate.draws
            known += weight.weight * (1.0 - draws if weight.inverted else draws)
    return known, missing


def missing_draws(field: str, technology: str, indicator: str) -> Draws:
    """What stands for an indicator without evidence: uniform draws on [0, 1], shape [N]."""
    return generator(field, technology, indicator, "missing").random(N_DRAWS)


def degree(
    field: str, technology: str, profile: Profile, indicators: Mapping[str, Estimate | None]
) -> Estimate | None:
    """The degree, in [0, 1]; ``None`` where every weighted indicator is missing.

    A missing indicator is no renormalised sum: it is drawn uniformly on [0, 1] for the median and the draws,
    while ``low`` is the 5 % quantile with it at its worst and ``high`` the 95 % quantile with it at its best.
    """
    known, missing = _known_part(profile, indicators)
    if len(missing) == len(profile.weights):
        return None
    draws = known.copy()
    for weight in missing:
        draws += weight.weight * missing_draws(field, technology, weight.indicator)
    span = sum(weight.weight for weight in missing)
    ranked = np.sort(known)
    present = {w.indicator: indicators[w.indicator] for w in profile.weights if w not in missing}
    estimates = {name: estimate for name, estimate in present.items() if estimate is not None}
    weakest = min(estimates, key=lambda name: estimates[name].stars)
    reasons = [f"{weight.indicator} is missing" for weight in missing]
    if estimates[weakest].stars < MOST_STARS:
        reasons.append(f"no surer than its weakest indicator: {weakest}")
    return Estimate(
        median=quantile(np.sort(draws), 0.5),
        low=quantile(ranked, INTERVAL[0]),
        high=quantile(ranked, INTERVAL[1]) + span,
        k=None,
        n=None,
        sources=tuple(dict.fromkeys(s for estimate in estimates.values() for s in estimate.sources)),
        stars=max(1, estimates[weakest].stars - len(missing)),
        reasons=tuple(reasons),
        latest=max(estimate.latest for estimate in estimates.values() if estimate.latest is not None),
        draws=np.clip(draws, 0.0, 1.0),
    )
