"""From draws of the degree to the probability of each level."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from settled.records import LEVELS, Draws, Level, LevelRule, Trend

DOMINANT_SHARE = 0.5  # a rival above this leads the field: a fall of another is then no divergence


def level_probability(draws: Draws, rules: Sequence[LevelRule]) -> dict[Level, float]:
    """Share of the degree's draws in each level; sums to 1.

    Args:
        draws: shape [N], in [0, 1].
        rules: one a level, with its lower bound (exclusive, but L1's, which is inclusive).
    """
    rising = sorted(rules, key=lambda rule: LEVELS.index(rule.level))
    floors = np.array([rule.above for rule in rising[1:]])
    # L1 is closed below (0.30 <= C), every other level is open below (0.60 < C).
    index = np.searchsorted(floors, draws, side="left")
    index[draws == floors[0]] = 1
    counts = np.bincount(index, minlength=len(rising))
    return {rule.level: float(count / len(draws)) for rule, count in zip(rising, counts, strict=True)}


def is_diverging(trend: Trend | None, shares: Sequence[float]) -> bool:
    """Whether a technology falls for certain while nobody in its field leads.

    Args:
        trend: of the technology's share; ``None``: not known, so not diverging.
        shares: of every technology of the field, the falling one too, in [0, 1]; empty: not known.
    """
    falls = trend is not None and trend.high < 0.0
    return falls and bool(shares) and max(shares) <= DOMINANT_SHARE


def diverged(probability: dict[Level, float]) -> dict[Level, float]:
    """All probability on L0: the divergence rule does not depend on the degree."""
    return {level: 1.0 if level == "L0" else 0.0 for level in probability}


def most_probable(probability: dict[Level, float]) -> Level:
    """The most probable level; of equals, the lower.

    >>> most_probable({"L0": 0.0, "L1": 0.1, "L2": 0.4, "L3": 0.4, "L4": 0.1})
    'L2'
    """
    return max(LEVELS, key=lambda level: (probability[level], -LEVELS.index(level)))
