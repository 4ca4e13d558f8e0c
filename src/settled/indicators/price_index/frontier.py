"""The least that a fixed accuracy takes, and by how much it fell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from settled.indicators.price_index.drawing import multiplicities

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Frontier:
    """The least size up to each day, and the reduction from the first day to the last.

    Attributes:
        days: in their order; ``least``: of these.
        reduction, low, high: 1 - last / first with a 90 % interval, 0 to 1.
        drawn: [draws], the reduction with families drawn again.
        families: how many there are.
    """

    days: tuple[date, ...]
    least: tuple[float, ...]
    reduction: float
    low: float
    high: float
    drawn: Floats
    families: int


def frontier(days: Sequence[date], families: Sequence[str], sizes: Sequence[float]) -> Frontier | None:
    """The least size known up to each day; ``None`` with fewer than three families or two days.

    The interval is that of families drawn again, from the 5 % to the 95 % quantile.

    When not to trust it: the least of a sample is never below the least of all, and drawing again understates
    how uncertain a minimum is. Where the smallest model of the first day is small already, it can hardly
    fall.
    """
    when, who = sorted(set(days)), sorted(set(families))
    if len(when) < 2 or len(who) < 3:
        return None
    least = np.full((len(who), len(when)), np.inf)
    for day, family, size in zip(days, families, sizes, strict=True):
        at = who.index(family), when.index(day)
        least[at] = min(least[at], size)
    least = np.minimum.accumulate(least, axis=1)
    every = least.min(axis=0)
    drawn = np.where(multiplicities(len(who))[:, :, None] > 0.0, least[None], np.inf).min(axis=1)
    drawn = drawn[np.isfinite(drawn[:, 0])]
    reductions = 1.0 - drawn[:, -1] / drawn[:, 0]
    low, high = np.quantile(reductions, [0.05, 0.95])
    return Frontier(
        tuple(when),
        tuple(every.tolist()),
        float(1.0 - every[-1] / every[0]),
        float(low),
        float(high),
        reductions,
        len(who),
    )
