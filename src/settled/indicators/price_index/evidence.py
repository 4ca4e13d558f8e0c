"""What is known of prices and of what an accuracy takes, as impact figures read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from settled.indicators.price_index.chained import Chain
from settled.indicators.price_index.drawing import Z_95
from settled.indicators.price_index.frontier import Frontier
from settled.indicators.price_index.hedonic import Hedonic


@dataclass(frozen=True, slots=True)
class Indexed:
    """Prices of a choice of models, by each method.

    Attributes:
        source: id of the source.
        months: their first days; ``last_day``: the last day of the last one that is known.
        models: how many models; ``items``: their priced names at vendors.
    """

    source: str
    months: tuple[date, ...]
    last_day: date
    models: int
    items: int
    jevons: Chain
    fisher: Chain
    hedonic: Hedonic
    hedonic_vintage: Hedonic


@dataclass(frozen=True, slots=True)
class AccuracyCost:
    """What a fixed accuracy takes.

    Attributes:
        source: id of the source.
        sizes: by accuracy (per cent), the smallest models that reach it.
        models: how many have an accuracy; ``computed``: of these, with a known training compute, released
            from ``computed_from`` to ``computed_to``.
    """

    source: str
    sizes: Mapping[float, Frontier]
    models: int
    computed: int
    computed_from: date | None
    computed_to: date | None


def last_draws(found: Chain | Hedonic) -> NDArray[np.float64] | None:
    """Draws of the last month's index over the first one's, whose 90 % interval is the index's own.

    The draws are stretched about the index, because its interval reckons with how few models there are.

    Returns:
        shape [N]; ``None`` where the index or its interval is not known.
    """
    value, high = float(found.value[-1]), float(found.high[-1])
    drawn = found.drawn[:, -1]
    drawn = drawn[np.isfinite(drawn)]
    if not np.isfinite(high) or len(drawn) < 2:
        return None
    scatter = float(drawn.std(ddof=1))
    wide = (high - value) / (Z_95 * scatter) if scatter > 0.0 else 0.0
    return np.asarray(np.exp(value + (drawn - drawn.mean()) * wide))
