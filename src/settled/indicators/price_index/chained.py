"""Matched-model chained indices: only items priced in two neighbouring periods are compared, link by link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from settled.indicators.price_index.drawing import interval, multiplicities
from settled.indicators.price_index.panel import Panel

Floats = NDArray[np.float64]
Formula = Literal["jevons", "fisher"]


@dataclass(frozen=True, slots=True)
class Chain:
    """A chained index in logs, 0 in the first period.

    Attributes:
        value, low, high: [periods]; NaN from the first link on that nothing matches.
        drawn: [draws, periods].
        models: [periods], models that are priced in the period and the one before.
        items: [periods], items likewise.
        changed: [periods], items among them whose price moved.
    """

    value: Floats
    low: Floats
    high: Floats
    drawn: Floats
    models: NDArray[np.int64]
    items: NDArray[np.int64]
    changed: NDArray[np.int64]


def chain(panel: Panel, formula: Formula) -> Chain:
    """The chained index of a panel; its interval from models drawn again.

    Jevons: each link is the geometric mean of relatives. Fisher: the geometric mean of the Laspeyres and the
    Paasche link, from quantities where the panel has them; where it has none, every model has the same
    expenditure share in both periods.

    When not to trust it: most prices do not move while a model is sold, and what is new enters without a
    comparison. So the index misses that a new model does the same for less; it is an upper bound of the cost
    of constant capability. A chain drifts where prices bounce.
    """
    before, after = panel.price[:, :-1], panel.price[:, 1:]
    matched = np.isfinite(before) & np.isfinite(after)
    relative = np.where(matched, after / np.where(matched, before, 1.0), 1.0)
    parts = (
        _jevons_parts(panel, relative, matched)
        if formula == "jevons"
        else _fisher_parts(panel, relative, matched)
    )
    once = np.ones((1, panel.models))
    value = _linked(formula, parts, once)[0]
    drawn = _linked(formula, parts, multiplicities(panel.models))
    speaking = panel.sums(matched.astype(np.float64)) > 0.0
    models = np.concatenate([[0], speaking.sum(axis=0)])
    # An interval over many links rests on all models that spoke in one of them.
    spoke = np.concatenate([[0], np.logical_or.accumulate(speaking, axis=1).sum(axis=0)]).astype(np.float64)
    low, high = interval(value, drawn, spoke)
    low[0] = high[0] = value[0]
    return Chain(
        value, low, high, drawn, models, _from_second(matched), _from_second(matched & (relative != 1.0))
    )


def _from_second(found: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.concatenate([[0], found.sum(axis=0)]).astype(np.int64)


def _jevons_parts(panel: Panel, relative: Floats, matched: NDArray[np.bool_]) -> list[Floats]:
    weight = panel.per_model(matched)
    return [panel.sums(weight * np.log(relative)), panel.sums(weight)]


def _fisher_parts(panel: Panel, relative: Floats, matched: NDArray[np.bool_]) -> list[Floats]:
    """Per model: the sums above and below the line of Laspeyres, then of Paasche."""
    if panel.quantity is None:
        first = then = panel.per_model(matched)
    else:
        spent = panel.price * panel.quantity
        known = matched & np.isfinite(spent[:, :-1]) & np.isfinite(spent[:, 1:])
        first, then = (np.where(known, part, 0.0) for part in (spent[:, :-1], spent[:, 1:]))
    return [panel.sums(part) for part in (first * relative, first, then, then / relative)]


def _linked(formula: Formula, parts: list[Floats], times: Floats) -> Floats:
    """The log index of each draw: [draws, periods]."""
    sums = [times @ part for part in parts]
    with np.errstate(divide="ignore", invalid="ignore"):
        if formula == "jevons":
            links = sums[0] / sums[1]
        else:
            links = 0.5 * (np.log(sums[0] / sums[1]) + np.log(sums[2] / sums[3]))
    return np.concatenate([np.zeros((len(times), 1)), np.cumsum(links, axis=1)], axis=1)
