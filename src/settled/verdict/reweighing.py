"""How a verdict reads under other weights: each profile, a distribution, worst and best."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from settled.records import Draws, Estimate, LevelRule, Profile, Reading, Verdict, Weight
from settled.verdict.degree import degree, missing_draws
from settled.verdict.estimating import INTERVAL, quantiles
from settled.verdict.levels import falls, level_probability, most_probable, nobody_leads, with_divergence
from settled.verdict.seeding import N_DRAWS, generator

Mask = NDArray[np.bool_]


def leaderless(verdict: Verdict, rivals: Sequence[Verdict]) -> Mask | None:
    """In which draws a falling technology is L0 since nobody leads; ``None``: it does not fall, or not known.

    Args:
        rivals: the verdicts on the whole field, this one among them.
    """
    if verdict.trend is None or not falls(verdict.trend):
        return None
    estimates = [one.indicators.get(verdict.trend.indicator) for one in rivals]
    return nobody_leads([one.draws for one in estimates if one is not None and one.draws is not None])


def _reading(
    name: str,
    weights: Sequence[tuple[str, float]],
    draws: Draws,
    interval: tuple[float, float],
    rules: Sequence[LevelRule],
    alone: Mask | None,
    missing: Sequence[str],
) -> Reading:
    by_level = level_probability(draws, rules) if alone is None else with_divergence(draws, rules, alone)
    [median] = quantiles(draws, (0.5,))
    level = most_probable(by_level)
    return Reading(name, tuple(weights), median, *interval, level, by_level, tuple(missing))


def _missing(profile: Profile, indicators: Mapping[str, Estimate | None]) -> list[str]:
    return [one.indicator for one in profile.weights if indicators.get(one.indicator) is None]


def under(
    profile: Profile, verdict: Verdict, rules: Sequence[LevelRule], alone: Mask | None
) -> Reading | None:
    """The verdict under the weights of a profile; ``None`` where it weighs no evidence.

    Args:
        alone: see ``leaderless``.
    """
    total = degree(verdict.field, verdict.technology, profile, verdict.indicators)
    if total is None or total.draws is None:
        return None
    weights = [(one.indicator, one.weight) for one in profile.weights]
    missing = _missing(profile, verdict.indicators)
    return _reading(profile.id, weights, total.draws, (total.low, total.high), rules, alone, missing)


def around(
    profile: Profile,
    verdict: Verdict,
    concentration: float,
    rules: Sequence[LevelRule],
    alone: Mask | None,
) -> Reading:
    """The verdict over weights that are Dirichlet(concentration * weights of the profile).

    The ends of its interval have what is missing at its worst and at its best, as those of a verdict.
    """
    weighed = [weight for weight in profile.weights if weight.weight > 0.0]
    shape = concentration * np.array([weight.weight for weight in weighed])
    random = generator(verdict.field, verdict.technology, profile.id, "weights")
    drawn = random.dirichlet(shape, N_DRAWS)
    known, unknown, absent = np.zeros(N_DRAWS), np.zeros(N_DRAWS), np.zeros(N_DRAWS)
    for weight, column in zip(weighed, drawn.T, strict=True):
        values = _settled(weight, verdict.indicators)
        if values is None:
            uniform = missing_draws(verdict.field, verdict.technology, weight.indicator)
            unknown += column * uniform
            absent += column
        else:
            known += column * values
    low, high = quantiles(known, INTERVAL[:1])[0], quantiles(known + absent, INTERVAL[1:])[0]
    means = [(weight.indicator, weight.weight) for weight in weighed]
    draws = np.clip(known + unknown, 0.0, 1.0)
    missing = _missing(profile, verdict.indicators)
    return _reading(f"around {profile.id}", means, draws, (low, min(high, 1.0)), rules, alone, missing)


def _settled(weight: Weight, indicators: Mapping[str, Estimate | None]) -> Draws | None:
    estimate = indicators.get(weight.indicator)
    if estimate is None or estimate.draws is None:
        return None
    return 1.0 - estimate.draws if weight.inverted else estimate.draws


def extreme(profile: Profile, profiles: Collection[Profile], verdict: Verdict, *, best: bool) -> Profile:
    """The weights of the least (``best``: the greatest) mean degree that can be defended.

    Each weight of the profile stays within what some profile gives it, and they sum to 1: what is left above
    the least of each goes to the indicators in order of their mean settled value, the linear program's
    solution.
    """
    least, most = _ranges(profile, profiles)
    means = {weight.indicator: _mean(weight, verdict.indicators) for weight in profile.weights}
    given, left = dict(least), 1.0 - sum(least.values())
    for name in sorted(means, key=lambda one: (means[one] * (-1.0 if best else 1.0), one)):
        more = min(left, most[name] - least[name])
        given[name], left = given[name] + more, left - more
    name = "best" if best else "worst"
    weights = [
        Weight(one.indicator, round(given[one.indicator], 12), one.reason, one.inverted)
        for one in profile.weights
    ]
    return Profile(name, name, tuple(weights))


def _ranges(profile: Profile, profiles: Collection[Profile]) -> tuple[dict[str, float], dict[str, float]]:
    """The least and the greatest weight that any profile gives each indicator of this one."""
    own = {weight.indicator: weight.weight for weight in profile.weights}
    tables = [{one.indicator: one.weight for one in other.weights} for other in profiles] + [own]
    given = {name: [table.get(name, 0.0) for table in tables] for name in own}
    return {n: min(found) for n, found in given.items()}, {n: max(found) for n, found in given.items()}


def _mean(weight: Weight, indicators: Mapping[str, Estimate | None]) -> float:
    values = _settled(weight, indicators)
    return 0.5 if values is None else float(values.mean())
