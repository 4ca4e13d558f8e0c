"""What all fields share of how they grow, estimated from several fields' counts together.

The prior's own parameters are the mode of their posterior: Laplace's marginal likelihood of every field's
counts times a weak prior of theirs. The odds of the volatilities are the mean of the fields' posterior
weights (expectation-maximisation). What the marginal likelihood cannot tell, since it alters the counts or
only the future, is chosen by the mean log score of forecasts from rolling origins up to the same year: the
correlation of a year's units, and the tails of future shocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from settled.growth.entry import entrants
from settled.growth.forecasting import forecast
from settled.growth.model import discount, posterior
from settled.growth.naming import Floats
from settled.growth.scoring import log_score
from settled.records import OUTSIDE, Entrants, GrowthPrior, ShareCounts

# Where the search starts, and the weak prior's centre: a third of a unit of log-odds a year is a share that
# moves between 50 and 58 %. `volatilities` are factors, so that their scale is level_sd's and slope_sd's own.
START = GrowthPrior(
    level_sd=0.3,
    slope_sd=0.15,
    damping=0.8,
    start_mean=-2.0,
    start_sd=1.5,
    start_slope_mean=0.0,
    start_slope_sd=0.4,
    correlation=0.01,
    volatilities=(0.4, 1.0, 2.5, 6.0),
    odds=(0.3, 0.4, 0.2, 0.1),
    freedom=5.0,
)
CORRELATIONS = (0.0, 0.001, 0.003, 0.01, 0.03)
FREEDOMS = (2.0, 3.0, 4.0, 8.0, 30.0)
AHEAD = (1, 3, 5)  # years that forecasts are scored at
LEAST_UNITS = 5.0  # effective ones of a year, for it to be an origin or an outcome
LEAST_YEARS = 3  # with units, up to an origin
_DRAWS = 2000
_WIDTHS = np.array([1.0, 1.0, 1.0, 2.0, 1.0, 0.5, 1.0])  # sd of the weak prior, on the scale of the search
_STEP, _CLOSEST = 0.4, 0.02


def _to_vector(prior: GrowthPrior) -> Floats:
    return np.array(
        [
            np.log(prior.level_sd),
            np.log(prior.slope_sd),
            np.log(prior.damping / (1.0 - prior.damping)),
            prior.start_mean,
            np.log(prior.start_sd),
            prior.start_slope_mean,
            np.log(prior.start_slope_sd),
        ]
    )


def _with_vector(prior: GrowthPrior, vector: Floats) -> GrowthPrior:
    level, slope, damping, mean, sd, slope_mean, slope_sd = vector.tolist()
    return replace(
        prior,
        level_sd=float(np.exp(level)),
        slope_sd=float(np.exp(slope)),
        damping=float(1.0 / (1.0 + np.exp(-damping))),
        start_mean=mean,
        start_sd=float(np.exp(sd)),
        start_slope_mean=slope_mean,
        start_slope_sd=float(np.exp(slope_sd)),
    )


def climbed(height: Callable[[Floats], float], start: Floats) -> Floats:
    """The place, shape [P], near ``start`` where ``height`` is greatest, by a pattern search.

    Hooke & Jeeves, "Direct search solution of numerical and statistical problems", J. ACM 8, 1961.
    """
    place, best, step = start, height(start), _STEP
    while step >= _CLOSEST:
        before, found = best, place
        for axis in range(len(start)):
            for sign in (1.0, -1.0):
                tried = found.copy()
                tried[axis] += sign * step
                reached = height(tried)
                if reached > best:
                    found, best = tried, reached
                    break
        if best <= before:
            step /= 2.0
            continue
        leap = 2.0 * found - place
        place, reached = found, height(leap)
        if reached > best:
            place, best = leap, reached
    return place


def most_likely(fields: Sequence[ShareCounts], prior: GrowthPrior, rounds: int = 2) -> GrowthPrior:
    """The parameters and odds at their posterior mode, searched from ``prior`` on; its correlation stays."""
    centre = _to_vector(START)
    modes: list[Floats | None] = [None] * len(fields)

    def log_evidence(prior: GrowthPrior) -> float:
        total = 0.0
        for index, counts in enumerate(fields):
            found = posterior(counts, prior, modes[index])
            modes[index] = found.modes
            total += found.log_evidence
        return total

    def height(vector: Floats) -> float:
        weak = 0.5 * float((((vector - centre) / _WIDTHS) ** 2).sum())
        return log_evidence(_with_vector(prior, vector)) - weak

    for _ in range(rounds):
        prior = _with_vector(prior, climbed(height, _to_vector(prior)))
        prior = replace(prior, odds=_odds(fields, prior))
    return prior


def _odds(fields: Sequence[ShareCounts], prior: GrowthPrior) -> tuple[float, ...]:
    """Mean posterior weights, with one field's worth of the start's odds beside them."""
    weights = [posterior(counts, prior).weights for counts in fields]
    mean = np.mean([*weights, np.array(START.odds) / sum(START.odds)], axis=0)
    return tuple(mean.tolist())


@dataclass(frozen=True, slots=True)
class Case:
    """What was known at an origin, and what came so many years later.

    Attributes:
        known: counts up to the origin.
        k: shape [J], of ``known.technologies``, and ``n``: counts ``ahead`` years later.
        newcomers: of rivals not named by the origin, up to it.
    """

    known: ShareCounts
    ahead: int
    k: Floats
    n: float
    newcomers: Entrants


def cases(fields: Sequence[ShareCounts]) -> Iterator[Case]:
    """Every origin of every field with what came 1, 3 and 5 years later, as far as the counts reach."""
    for counts in fields:
        for row in range(len(counts.years)):
            known = _until(counts, row)
            if counts.n[row] < LEAST_UNITS or (known.n > 0.0).sum() < LEAST_YEARS:
                continue
            year = int(counts.years[row])
            for ahead in AHEAD:
                if row + ahead < len(counts.years) and counts.n[row + ahead] >= LEAST_UNITS:
                    newcomers = entrants(fields, year, ahead, float(known.n.sum()))
                    yield Case(known, ahead, counts.k[row + ahead], float(counts.n[row + ahead]), newcomers)


def _until(counts: ShareCounts, row: int) -> ShareCounts:
    end = row + 1
    return replace(counts, years=counts.years[:end], k=counts.k[:end], n=counts.n[:end])


def mean_log_score(tested: Sequence[Case], prior: GrowthPrior) -> float:
    """Mean over cases of the mean over their technologies, so that no field counts for its length of list."""
    scores = []
    for case in tested:
        predicted = forecast(case.known, case.ahead, prior, case.newcomers, _DRAWS)
        index = [case.known.technologies.index(one) for one in predicted.technologies if one != OUTSIDE]
        n = case.n * discount(np.array(case.n), prior.correlation)
        share = np.clip(case.k[index] / case.n, 0.0, 1.0)
        scores.append(log_score(predicted.draws[case.ahead, :-1], share * n, np.full(len(index), n)).mean())
    return float(np.mean(scores))


def fitted(fields: Sequence[ShareCounts], later: Sequence[ShareCounts], until: int) -> GrowthPrior:
    """The prior fitted to counts up to a year, scored by forecasts from origins up to it.

    Args:
        fields: counts up to the end of ``until``; ``later``: with what came of the last origins too.
    """
    tested = [case for case in cases(later) if int(case.known.years[-1]) <= until]
    found = []
    prior = START
    for correlation in CORRELATIONS:
        prior = most_likely(fields, replace(prior, correlation=correlation))
        found.append((mean_log_score(tested, prior), prior))
    best = max(found, key=lambda one: one[0])[1]
    tails = [replace(best, freedom=freedom) for freedom in FREEDOMS]
    return max(tails, key=lambda one: mean_log_score(tested, one))
