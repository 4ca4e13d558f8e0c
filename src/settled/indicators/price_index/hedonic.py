"""The hedonic time-dummy index: what a period adds to the price beside what the model is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from settled.indicators.price_index.drawing import compared, deviation, interval, multiplicities
from settled.indicators.price_index.panel import Panel

Floats = NDArray[np.float64]

# Keeps a draw solvable in which a period or feature has no model; its coefficient is then not used.
_RIDGE = 1e-10


@dataclass(frozen=True, slots=True)
class Hedonic:
    """A time-dummy index in logs, 0 in the first period, and what it says of the features.

    Attributes:
        value, low, high: [periods]; NaN where no model is priced.
        drawn: [draws, periods].
        models, items: [periods], priced ones.
        names: of the regressors beside the periods; ``NAME unknown`` is 1 where a feature is not known.
        coefficients, errors: of these, in logs, and their standard errors (from the draws).
        r_squared: of the weighted regression.
    """

    value: Floats
    low: Floats
    high: Floats
    drawn: Floats
    models: NDArray[np.int64]
    items: NDArray[np.int64]
    names: tuple[str, ...]
    coefficients: Floats
    errors: Floats
    r_squared: float


def hedonic(panel: Panel) -> Hedonic:
    """Weighted least squares of log prices on periods and features, all periods at once.

    ln p = a_t + sum_k b_k x_k + e; the index of period t is exp(a_t - a_0). Each model has weight 1 in every
    period, whoever sells it. A feature that is not known is set to its mean, with a regressor that says so.
    Source: *Handbook on Hedonic Indexes and Quality Adjustments in Price Indexes*, J. Triplett, OECD 2004,
    chapter III.

    When not to trust it: features stand for quality, they are not quality; a model that is better at the same
    size and context looks dearer, not better. Old models that stay listed at old prices hold the index up.
    """
    design, names = _design(panel)
    priced = np.isfinite(panel.price)
    weight = panel.per_model(priced)
    rows, periods = np.nonzero(priced)
    regressors = np.concatenate([np.eye(panel.periods)[periods], design[rows]], axis=1)
    log_price, weights = np.log(panel.price[rows, periods]), weight[rows, periods]
    moments, products = _moments(panel.model[rows], panel.models, regressors, log_price, weights)
    value = _solved(moments.sum(axis=0)[None], products.sum(axis=0)[None])[0]
    times = multiplicities(panel.models)
    shape = moments.shape[1:]
    drawn = _solved((times @ moments.reshape(len(moments), -1)).reshape(-1, *shape), times @ products)
    counted = panel.sums(priced.astype(np.float64)) > 0.0
    index, draws = _index(value[None], np.ones((1, panel.models)), counted)[0], _index(drawn, times, counted)
    models = counted.sum(axis=0)
    low, high = interval(index, draws, compared(models[0], models))
    low[0] = high[0] = index[0]
    mean = np.average(log_price, weights=weights)
    left = weights @ (log_price - regressors @ value) ** 2
    return Hedonic(
        index,
        low,
        high,
        draws,
        models,
        priced.sum(axis=0),
        names,
        value[panel.periods :],
        deviation(drawn[:, panel.periods :]),
        float(1.0 - left / (weights @ (log_price - mean) ** 2)),
    )


def _design(panel: Panel) -> tuple[Floats, tuple[str, ...]]:
    """Features centred, unknown ones at 0 with an indicator; those that do not vary are left out."""
    columns, names = [], []
    for name, values in zip(panel.names, panel.features.T, strict=True):
        known = np.isfinite(values)
        if not known.any():
            continue
        for label, column in (
            (name, np.where(known, values - values[known].mean(), 0.0)),
            (f"{name} unknown", (~known).astype(np.float64)),
        ):
            if np.ptp(column) > 0.0:
                columns.append(column)
                names.append(label)
    stacked = np.stack(columns, axis=1) if columns else np.zeros((len(panel.model), 0))
    return stacked, tuple(names)


def _moments(
    model: NDArray[np.int64], models: int, regressors: Floats, log_price: Floats, weights: Floats
) -> tuple[Floats, Floats]:
    """X'WX and X'Wy of each model: [models, k, k] and [models, k]. A draw is a sum of these."""
    order = np.argsort(model, kind="stable")
    edges = np.searchsorted(model[order], np.arange(models + 1))
    width = regressors.shape[1]
    moments, products = np.zeros((models, width, width)), np.zeros((models, width))
    weighted = regressors * weights[:, None]
    for one, (start, end) in enumerate(pairwise(edges)):
        own = order[start:end]
        moments[one] = weighted[own].T @ regressors[own]
        products[one] = weighted[own].T @ log_price[own]
    return moments, products


def _solved(moments: Floats, products: Floats) -> Floats:
    """The coefficients of each draw: [draws, k]."""
    size = moments.shape[1]
    scale = np.trace(moments, axis1=1, axis2=2)[:, None, None] / size
    solved = np.linalg.solve(moments + _RIDGE * scale * np.eye(size), products[:, :, None])
    return np.asarray(solved[:, :, 0])


def _index(coefficients: Floats, times: Floats, counted: NDArray[np.bool_]) -> Floats:
    """Period effects less the first one's; NaN where a draw has no model in either period."""
    periods = counted.shape[1]
    there = (times @ counted.astype(np.float64)) > 0.0
    effects = np.where(there, coefficients[:, :periods], np.nan)
    return np.asarray(effects - effects[:, :1])
