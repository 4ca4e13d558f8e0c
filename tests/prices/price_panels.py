"""Panels made up for tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from settled.indicators.price_index import Panel

NOTHING = float("nan")


def panel(
    price: Sequence[Sequence[float]],
    model: Sequence[int] | None = None,
    quantity: Sequence[Sequence[float]] | None = None,
    feature: Sequence[float] | None = None,
) -> Panel:
    """A panel of few items; each a model of its own unless told otherwise."""
    count = len(price)
    return Panel(
        price=np.array(price, dtype=np.float64),
        model=np.array(range(count) if model is None else model, dtype=np.int64),
        features=np.zeros((count, 0)) if feature is None else np.array(feature, dtype=np.float64)[:, None],
        names=() if feature is None else ("x",),
        quantity=None if quantity is None else np.array(quantity, dtype=np.float64),
    )


FALL = -0.1  # of the log price a period, at the same feature
EFFECT = 0.7  # of the feature on the log price


def world(seed: int, models: int = 40, periods: int = 6) -> tuple[Panel, np.ndarray]:
    """A market whose true index is known: [periods] in logs.

    Models come and go; one to four vendors sell each; what is dear about a model beside its feature stays
    with it, and later models have more of the feature, so that plain averages would be wrong.
    """
    rng = np.random.default_rng(seed)
    truth = FALL * np.arange(periods)
    start, length = rng.integers(0, periods - 1, models), rng.integers(1, periods, models)
    feature = rng.normal(0.0, 1.0, models) + 0.3 * start / periods
    own = rng.normal(0.0, 0.5, models)
    model = np.repeat(np.arange(models), rng.integers(1, 5, models))
    price = np.full((len(model), periods), np.nan)
    for item, one in enumerate(model):
        sold = np.arange(start[one], min(periods, start[one] + length[one] + 1))
        noise = rng.normal(0.0, 0.1) + rng.normal(0.0, 0.05, len(sold))
        price[item, sold] = np.exp(1.0 + truth[sold] + EFFECT * feature[one] + own[one] + noise)
    return Panel(price, model.astype(np.int64), feature[model][:, None], ("x",)), truth
