"""What models of at least a fixed capability cost, period by period: levels, not an index."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from settled.indicators.price_index.drawing import interval, multiplicities
from settled.indicators.price_index.panel import Panel

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tier:
    """A fixed quality tier: models whose proxy is at least a threshold.

    Attributes:
        proxy: name of the panel's feature.
        threshold: in the feature's own scale.
    """

    proxy: str
    threshold: float


@dataclass(frozen=True, slots=True)
class TierPrices:
    """Median log price of the models of a tier.

    Attributes:
        value, low, high: [periods]; NaN where no model of the tier is priced, the last two below 3 models.
        drawn: [draws, periods].
        models: [periods], those of the tier that are priced.
        match: share of all models whose proxy is known, 0 to 1.
    """

    value: Floats
    low: Floats
    high: Floats
    drawn: Floats
    models: NDArray[np.int64]
    match: float


def tier_prices(panel: Panel, tier: Tier) -> TierPrices:
    """The median over models of the mean log price over vendors, within a tier.

    When not to trust it: the proxy stands for capability; the match says how many models are judged at all.
    """
    values = panel.features[:, panel.names.index(tier.proxy)]
    known = panel.sums(np.isfinite(values).astype(np.float64)) > 0.0
    inside = np.isfinite(panel.price) & (values >= tier.threshold)[:, None]
    weight = panel.per_model(inside)
    means = panel.sums(np.where(inside, np.log(np.where(inside, panel.price, 1.0)), 0.0) * weight)
    counted = panel.sums(weight) > 0.0
    once = np.ones((1, panel.models))
    value, drawn = (
        np.stack([_medians(means[:, t], counted[:, t], times) for t in range(panel.periods)], axis=1)
        for times in (once, multiplicities(panel.models))
    )
    models = counted.sum(axis=0)
    low, high = interval(value[0], drawn, models.astype(np.float64))
    return TierPrices(value[0], low, high, drawn, models, float(known.mean()))


def _medians(values: Floats, counted: NDArray[np.bool_], times: Floats) -> Floats:
    """Weighted median of each draw: [draws]; of an even count the mean of the two in the middle."""
    order = np.argsort(values[counted], kind="stable")
    ordered, weight = values[counted][order], times[:, counted][:, order]
    total = weight.sum(axis=1)
    if not len(ordered):
        return np.full(len(times), np.nan)
    passed = np.cumsum(weight, axis=1)
    half = total[:, None] / 2.0
    lower, upper = (passed >= half).argmax(axis=1), (passed > half).argmax(axis=1)
    return np.where(total > 0.0, 0.5 * (ordered[lower] + ordered[upper]), np.nan)
