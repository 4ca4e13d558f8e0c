"""The hedonic time-dummy index: what a period adds to the price beside what the model is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from settled.indicators.price_index.drawing import compared, deviation, interval, multiplicities
from settled.indicators.price_index.panel import Panel

Floats = NDArray[np.float64]

_SINGULAR = 1e-10  # of the largest eigenvalue: below it a combination of features does not vary


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
    log_price = np.log(np.where(priced, panel.price, 1.0))
    weight = panel.per_model(priced)
    sums = _Sums.of(panel, design, log_price, weight)
    once, times = np.ones((1, panel.models)), multiplicities(panel.models)
    (effects, coefficients), (drawn_effects, drawn_coefficients) = sums.solved(once), sums.solved(times)
    index, draws = effects[0] - effects[0, 0], drawn_effects - drawn_effects[:, :1]
    models = (panel.sums(priced.astype(np.float64)) > 0.0).sum(axis=0)
    low, high = interval(index, draws, compared(models[0], models))
    low[0] = high[0] = index[0]
    fitted = effects[0] + (design @ coefficients[0])[:, None]
    return Hedonic(
        index,
        low,
        high,
        draws,
        models,
        priced.sum(axis=0),
        names,
        coefficients[0],
        deviation(drawn_coefficients),
        _r_squared(log_price, fitted, weight),
    )


def _r_squared(log_price: Floats, fitted: Floats, weight: Floats) -> float:
    """Share of the weighted variance that the regression explains; 1 where prices do not vary."""
    left = float(np.nansum(weight * (log_price - fitted) ** 2))
    whole = float((weight * (log_price - np.average(log_price, weights=weight)) ** 2).sum())
    return 1.0 - left / whole if whole > 0.0 else 1.0


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


@dataclass(frozen=True, slots=True)
class _Sums:
    """Weighted sums of each model, of which the normal equations of any draw are sums again.

    Attributes:
        weight, price: [models, periods], the latter of log prices.
        feature: [models, periods, k].
        square: [models, k, k], features by features; ``product``: [models, k], features by log price.
    """

    weight: Floats
    price: Floats
    feature: Floats
    square: Floats
    product: Floats

    @classmethod
    def of(cls, panel: Panel, design: Floats, log_price: Floats, weight: Floats) -> _Sums:
        """The sums of a panel."""
        spent = weight * log_price
        return cls(
            weight=panel.sums(weight),
            price=panel.sums(spent),
            feature=panel.sums(weight[:, :, None] * design[:, None, :]),
            square=panel.sums(weight.sum(axis=1)[:, None, None] * design[:, :, None] * design[:, None, :]),
            product=panel.sums(spent.sum(axis=1)[:, None] * design),
        )

    def solved(self, times: Floats) -> tuple[Floats, Floats]:
        """Period effects [draws, periods], NaN where a draw has no model; and coefficients [draws, k].

        The periods are taken out first (Frisch, Waugh and Lovell), so that only the features are solved for.
        """
        weight, price = times @ self.weight, times @ self.price
        feature = np.tensordot(times, self.feature, axes=1)
        with np.errstate(divide="ignore"):
            inverse = np.where(weight > 0.0, 1.0 / weight, 0.0)
        scaled = feature * inverse[:, :, None]
        square = np.tensordot(times, self.square, axes=1) - np.einsum("dtk,dtl->dkl", scaled, feature)
        product = times @ self.product - np.einsum("dtk,dt->dk", scaled, price)
        # The pseudo-inverse: features that say the same in a draw share their effect.
        solution = np.linalg.pinv(square, rcond=_SINGULAR, hermitian=True) @ product[:, :, None]
        coefficients = solution[:, :, 0]
        effects = price * inverse - np.einsum("dtk,dk->dt", scaled, coefficients)
        return np.where(weight > 0.0, effects, np.nan), coefficients
