"""From draws of the degree to the probability of each level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from settled.records import LEVELS, Draws, Level, LevelRule, Trend

DOMINANT_SHARE = 0.5  # a rival above this leads the field: a fall of another is then no divergence


def level_places(draws: Draws, rules: Sequence[LevelRule]) -> NDArray[np.int64]:
    """The place in ``LEVELS`` of each draw of a degree, shape [N].

    Args:
        draws: shape [N], in [0, 1].
        rules: one a level, with its lower bound (exclusive, but L1's, which is inclusive).
    """
    rising = sorted(rules, key=lambda rule: LEVELS.index(rule.level))
    floors = np.array([rule.above for rule in rising[1:]])
    # L1 is closed below (0.30 <= C), every other level is open below (0.60 < C).
    places = np.searchsorted(floors, draws, side="left")
    places[draws == floors[0]] = 1
    return places.astype(np.int64)


def level_probability(draws: Draws, rules: Sequence[LevelRule]) -> dict[Level, float]:
    """Share of the degree's draws in each level; sums to 1; arguments as of ``level_places``."""
    counts = np.bincount(level_places(draws, rules), minlength=len(LEVELS))
    return {level: float(count / len(draws)) for level, count in zip(LEVELS, counts, strict=True)}


def falls(trend: Trend | None) -> bool:
    """Whether a technology falls for certain: the 90 % interval of its trend excludes zero."""
    return trend is not None and trend.high < 0.0


def nobody_leads(shares: Sequence[Draws]) -> NDArray[np.bool_] | None:
    """In which joint draws no technology of a field stands above ``DOMINANT_SHARE``; ``None``: not known.

    Args:
        shares: of every technology of the field whose share is known, each of shape [N], in [0, 1].
    """
    return np.max(np.stack(shares), axis=0) <= DOMINANT_SHARE if shares else None


def with_divergence(
    draws: Draws, rules: Sequence[LevelRule], leaderless: NDArray[np.bool_]
) -> dict[Level, float]:
    """Probabilities of a falling technology: L0 in the draws where nobody leads, else as its degree says.

    Args:
        draws: of the degree, shape [N]; ``leaderless``: of the same draws.
    """
    return level_probability(np.where(leaderless, 0.0, draws), rules)


def most_probable(probability: Mapping[Level, float]) -> Level:
    """The most probable level; of equals, the lower.

    >>> most_probable({"L0": 0.0, "L1": 0.1, "L2": 0.4, "L3": 0.4, "L4": 0.1})
    'L2'
    """
    return max(LEVELS, key=lambda level: (probability[level], -LEVELS.index(level)))
