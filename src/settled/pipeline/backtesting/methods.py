"""The model's forecast of a series, and those of the methods that it must beat, on the same terms.

All know the same counts. What a count would show of a share is drawn from the share by the size of the count
that came; trends are fitted to shares as counted, and need no such draw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from settled.growth import baselines
from settled.growth.forecasting import observed_draws
from settled.growth.naming import Floats
from settled.records import Draws, Method, ShareCounts, ShareForecast
from settled.verdict.seeding import generator

Trend = Callable[[Floats, int, int, np.random.Generator], Draws | None]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Draws of one method for A years ahead and J technologies, [A, J, N]: of the share, and as counted."""

    shares: Draws
    counted: Draws


def forecasts(
    counts: ShareCounts,
    told: Mapping[Method, ShareForecast],
    ahead: Sequence[int],
    units: Floats,
    correlation: float,
) -> dict[Method, Forecast]:
    """Every method's draws of the technologies that were named at the origin.

    Args:
        counts: all that is known; its last year is the origin.
        told: forecasts by models, of all years from the origin on.
        ahead: A years that are asked for; ``units``: shape [A], how many are counted in each, with their
            intra-class ``correlation``; of a panel, the same units are counted again.
    """
    found: dict[Method, Forecast] = {}
    for name, predicted in told.items():
        own = _asked(predicted, ahead)
        found[name] = Forecast(own.draws, observed_draws(own, units, correlation, counts.shared))
    rows = [counts.technologies.index(name) for name in own.technologies[:-1]]
    stays = replace(own, draws=_persistence(counts, rows, own))
    found["persistence"] = Forecast(stays.draws, observed_draws(stays, units, correlation, counts.shared))
    methods: tuple[tuple[Method, Trend], ...] = (("trend", baselines.linear_trend), ("holt", baselines.holt))
    for name, method in methods:
        found[name] = _each(method, name, counts, rows, ahead, found["persistence"])
    return found


def _asked(predicted: ShareForecast, ahead: Sequence[int]) -> ShareForecast:
    """The years asked for, without what is outside the list."""
    return replace(predicted, years=predicted.years[list(ahead)], draws=predicted.draws[list(ahead), :-1])


def _persistence(counts: ShareCounts, rows: Sequence[int], own: ShareForecast) -> Draws:
    worth = 1.0 / (1.0 - counts.shared)
    last = np.minimum(counts.k[-1, rows], counts.n[-1]) * worth
    draw = generator(counts.field, counts.measure, str(own.origin), "persistence")
    drawn = baselines.persistence(last, float(counts.n[-1]) * worth, own.draws.shape[-1], draw)
    return np.broadcast_to(drawn, own.draws.shape)


def _each(
    method: Trend,
    name: str,
    counts: ShareCounts,
    rows: Sequence[int],
    ahead: Sequence[int],
    fallback: Forecast,
) -> Forecast:
    """A trend's draws technology by technology; persistence where its series is too short for one."""
    shares, counted = fallback.shares.copy(), fallback.counted.copy()
    known = np.divide(
        counts.k, counts.n[:, None], out=np.full(counts.k.shape, np.nan), where=counts.n[:, None] > 0.0
    )
    for column, row in enumerate(rows):
        first = int((counts.k[:, row] > 0.0).argmax())
        draw = generator(counts.field, counts.technologies[row], counts.measure, str(counts.years[-1]), name)
        drawn = method(known[first:, row], max(ahead), shares.shape[-1], draw)
        if drawn is not None:
            shares[:, column] = counted[:, column] = drawn[list(ahead)]
    return Forecast(shares, counted)
