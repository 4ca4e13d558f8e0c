"""An index of weighted parts of which some are not known: those may be anything from 0 to 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from settled.indicators.figures.drawing import N_DRAWS, Floats, generator
from settled.records import FigurePart


@dataclass(frozen=True, slots=True)
class Weighted:
    """An index.

    Attributes:
        draws: [N_DRAWS], parts that are not known drawn uniform.
        low: 5 % quantile with those at 0; ``high``: 95 % quantile with those at 1.
        parts: each with its median and 90 % interval; no value, and 0 to 1, where it is not known.
    """

    draws: Floats
    low: float
    high: float
    parts: tuple[FigurePart, ...]


def weighted(weights: Mapping[str, float], known: Mapping[str, Floats], *names: str) -> Weighted:
    """The weighted sum of parts.

    Args:
        weights: by part, summing to 1.
        known: draws of the parts that are known, [N_DRAWS] each.
        names: of the index, which with a part's name spell the draws of one that is not known.
    """
    drawn, least, most = (np.zeros(N_DRAWS) for _ in range(3))
    parts = []
    for name, weight in weights.items():
        if name not in known:
            drawn = drawn + weight * generator(*names, name).random(N_DRAWS)
            most = most + weight
            parts.append(FigurePart(name, None, 0.0, 1.0, weight))
            continue
        value = known[name]
        drawn, least, most = drawn + weight * value, least + weight * value, most + weight * value
        low, median, high = np.quantile(value, (0.05, 0.5, 0.95)).tolist()
        parts.append(FigurePart(name, median, low, high, weight))
    return Weighted(drawn, float(np.quantile(least, 0.05)), float(np.quantile(most, 0.95)), tuple(parts))
