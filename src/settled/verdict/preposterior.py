"""What further evidence is expected to do to a degree, before it is there.

Preposterior analysis (Raiffa & Schlaifer, "Applied Statistical Decision Theory", 1961, ch. 5): the further
evidence is drawn from what is known today, the verdict is made with it, and what comes out is averaged.
Today's draws of an indicator's share stand for what is known. Further evidence of precision d on the logit
scale reads y ~ Normal(logit x, 1 / d) at a true share x, and then a draw x_n has the weight
exp(-d (y - logit x_n)^2 / 2). Nothing is drawn anew: all that a verdict shows is read off the same draws
under these weights.

How precise it is, ``verdict.information`` says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from settled.records import LEVELS, Draws, LevelRule, Outlook, Profile, Verdict
from settled.verdict.degree import missing_draws
from settled.verdict.estimating import INTERVAL
from settled.verdict.levels import level_places
from settled.verdict.seeding import generator

SIMULATIONS = 200  # Monte Carlo error of a probability at most 3.5 points
_DRAWS = 2_000  # of today's draws: as many weights for each simulation
_EDGE = 1e-12  # the logit of a share of 0 or 1 is infinite

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one technology, as draws.

    Attributes:
        shares: by indicator, shape [N]; uniform where it is missing.
        settled: weight times settled value, likewise.
        missing: weights of the indicators without evidence.
        level: place of each draw's level in ``LEVELS``, shape [N]; ``shown``: that of the verdict's own.
    """

    field: str
    technology: str
    shares: Mapping[str, Draws]
    settled: Mapping[str, Draws]
    missing: Mapping[str, float]
    level: NDArray[np.int64]
    shown: int


def standing(
    verdict: Verdict, profile: Profile, rules: Sequence[LevelRule], alone: NDArray[np.bool_] | None
) -> Standing:
    """The draws of a verdict as they are weighed.

    Args:
        alone: in which draws a falling technology is L0 (``reweighing.leaderless``).
    """
    shares, settled, missing = {}, {}, {}
    for weight in profile.weights:
        estimate = verdict.indicators.get(weight.indicator)
        if estimate is None or estimate.draws is None:
            drawn = missing_draws(verdict.field, verdict.technology, weight.indicator)[:_DRAWS]
            missing[weight.indicator] = weight.weight
        else:
            drawn = estimate.draws[:_DRAWS]
        shares[weight.indicator] = drawn
        settled[weight.indicator] = weight.weight * (1.0 - drawn if weight.inverted else drawn)
    degree = np.clip(sum(settled.values(), np.zeros(_DRAWS)), 0.0, 1.0)
    level = level_places(degree if alone is None else np.where(alone[:_DRAWS], 0.0, degree), rules)
    shown = LEVELS.index(verdict.level) if verdict.level else 0
    return Standing(verdict.field, verdict.technology, shares, settled, missing, level, shown)


def today(known: Standing) -> Outlook:
    """What is known of the technology now."""
    weights = np.full((1, _DRAWS), 1.0 / _DRAWS)
    probability = _probability(known, weights)
    width = _widths(known, weights, frozenset())
    return Outlook(known.technology, float(width[0]), float(_entropy(probability)[0]), 0.0)


def expected(known: Standing, precision: Mapping[str, float], name: str) -> Outlook:
    """What is expected to be known of it with further evidence.

    Args:
        precision: by indicator, of the further evidence on the logit scale, >= 0.
        name: of the evidence: seeds what is made up.
    """
    weights = _weights(known, precision, name)
    probability = _probability(known, weights)
    told = frozenset(indicator for indicator, value in precision.items() if value > 0.0)
    return Outlook(
        known.technology,
        float(_widths(known, weights, told).mean()),
        float(_entropy(probability).mean()),
        float((probability.argmax(axis=1) != known.shown).mean()),
    )


def _weights(known: Standing, precision: Mapping[str, float], name: str) -> Matrix:
    """Weights of the draws for each simulation, shape [S, N]; rows sum to 1.

    The truths are draws at even steps of the degree's order, so that they scatter as the draws do.
    """
    degree = sum(known.settled.values(), np.zeros(_DRAWS))
    steps = (np.arange(SIMULATIONS) + 0.5) * _DRAWS / SIMULATIONS
    truths = np.argsort(degree, kind="stable")[steps.astype(np.int64)]
    log_weights = np.zeros((SIMULATIONS, _DRAWS))
    for indicator, value in precision.items():
        if value > 0.0:
            logits = _logit(known.shares[indicator])
            random = generator(known.field, known.technology, name, indicator, "simulated")
            read = logits[truths] + random.standard_normal(SIMULATIONS) / value**0.5
            log_weights -= 0.5 * value * (read[:, None] - logits) ** 2
    log_weights -= log_weights.max(axis=1, keepdims=True)
    weights = np.exp(log_weights)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _logit(share: Draws) -> Draws:
    inner = np.clip(share, _EDGE, 1.0 - _EDGE)
    return np.asarray(np.log(inner) - np.log1p(-inner))


def _probability(known: Standing, weights: Matrix) -> Matrix:
    """P(level) of each simulation, shape [S, 5]."""
    return np.asarray(weights @ np.eye(len(LEVELS))[known.level])


def _entropy(probability: Matrix) -> Draws:
    """In bits, shape [S]."""
    inner = np.where(probability > 0.0, probability, 1.0)
    return np.asarray(-(probability * np.log2(inner)).sum(axis=1))


def _widths(known: Standing, weights: Matrix, told: frozenset[str]) -> Draws:
    """Width of the degree's 90 % interval in each simulation, shape [S].

    What is still missing is at its worst at the low end, and at its best at the high one.

    Args:
        told: indicators that the further evidence speaks to.
    """
    absent = [indicator for indicator in known.missing if indicator not in told]
    parts = [drawn for indicator, drawn in known.settled.items() if indicator not in absent]
    ranked = sum(parts, np.zeros(_DRAWS))
    order = np.argsort(ranked, kind="stable")
    ranked, reached = ranked[order], np.cumsum(weights[:, order], axis=1)
    low, high = (ranked[np.minimum((reached < end).sum(axis=1), _DRAWS - 1)] for end in INTERVAL)
    return np.asarray(high - low + sum(known.missing[indicator] for indicator in absent))
