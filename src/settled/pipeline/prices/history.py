"""Prices over time by several methods side by side, as records that a report can show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from settled import __version__
from settled.indicators.price_index import (
    Chain,
    Hedonic,
    Indexed,
    Panel,
    Tier,
    TierPrices,
    chain,
    hedonic,
    tier_prices,
)
from settled.indicators.price_index.drawing import compared, interval
from settled.pipeline.prices.panels import FEWEST_MODELS, Choice, Months, months_of
from settled.records.prices import PriceHistory, PriceIndex, PricePoint, Span, TierHistory
from settled.sources.prices.table import PriceTable

Floats = NDArray[np.float64]

BASE = 100.0
_DAYS_A_YEAR = 365.25
NOTHING = Span(None, None, None)

# (proxy, threshold as people say it, unit, threshold in the panel's scale). What they mark: the size of the
# largest open models of 2023, a twentieth of GPT-4's training compute (2.1e25 FLOP by Epoch AI), a long
# context, and the day on which GPT-4 came out.
_GPT_4 = date(2023, 3, 14)
TIERS: tuple[tuple[str, float | str, str, float], ...] = (
    ("parameters", 70e9, "parameters", math.log10(70e9) - 1e-9),
    ("training_compute", 1e24, "FLOP", 24.0 - 1e-9),
    ("context", 128_000, "input tokens", math.log10(128_000) - 1e-9),
    ("vintage", _GPT_4.isoformat(), "day of release", (_GPT_4 - date(2020, 1, 1)).days / _DAYS_A_YEAR),
)
_MATCH_OF = {"vintage": "release_day"}


def price_history(prices: PriceTable, choice: Choice) -> PriceHistory:
    """Indices and prices of fixed quality tiers of the chosen prices.

    Raises:
        InputError: nothing that can be compared is left of the choice.
    """
    months = months_of(prices, choice)
    found = indexed(months, prices)
    return PriceHistory(
        mode=choice.mode,
        min_input_tokens=choice.min_input_tokens,
        output_share=choice.output_share,
        currency=prices.currency,
        last_day=prices.last_day,
        models=found.models,
        items=found.items,
        prices=months.rows,
        match=months.match,
        indices=(
            _chained(months, "jevons", found.jevons),
            _chained(months, "fisher", found.fisher),
            _hedonic(months, "hedonic", found.hedonic),
            _hedonic(months, "hedonic_vintage", found.hedonic_vintage),
        ),
        tiers=tuple(_tier(months, *tier) for tier in TIERS),
        releases=months.releases,
        skipped=dict(sorted(prices.skipped.items())),
        provenance=prices.provenance,
        version=__version__,
    )


def indexed(months: Months, prices: PriceTable) -> Indexed:
    """The indices of a panel by every method."""
    panel = months.panel
    return Indexed(
        source=prices.provenance["source"],
        months=months.firsts,
        last_day=prices.last_day,
        models=panel.models,
        items=len(panel.model),
        jevons=chain(panel, "jevons"),
        fisher=chain(panel, "fisher"),
        hedonic=hedonic(without(panel, "vintage")),
        hedonic_vintage=hedonic(panel),
    )


def without(panel: Panel, feature: str) -> Panel:
    """The panel less one feature."""
    kept = [place for place, name in enumerate(panel.names) if name != feature]
    return replace(panel, features=panel.features[:, kept], names=tuple(panel.names[place] for place in kept))


def _chained(months: Months, method: str, found: Chain) -> PriceIndex:
    points = _points(months.firsts, found.value, found.low, found.high, found.models, found.items, BASE)
    compared = int(found.items.sum())
    annual, reduction = _changes(months.firsts, found.value, found.low, found.high)
    return PriceIndex(
        method, points, annual, reduction, int(found.changed.sum()) / compared if compared else None
    )


def _hedonic(months: Months, method: str, found: Hedonic) -> PriceIndex:
    points = _points(months.firsts, found.value, found.low, found.high, found.models, found.items, BASE)
    annual, reduction = _changes(months.firsts, found.value, found.low, found.high)
    width = 1.645
    coefficients = {
        name: Span(value, value - width * error, value + width * error)
        for name, value, error in zip(
            found.names, found.coefficients.tolist(), found.errors.tolist(), strict=True
        )
    }
    return PriceIndex(method, points, annual, reduction, None, coefficients, found.r_squared)


def _tier(months: Months, proxy: str, at_least: float | str, unit: str, threshold: float) -> TierHistory:
    found = tier_prices(months.panel, Tier(proxy, threshold))
    shown = found.models >= min(FEWEST_MODELS, max(1, int(found.models.max())))
    value, low, high = (np.where(shown, series, math.nan) for series in (found.value, found.low, found.high))
    points = _points(months.firsts, value, low, high, found.models, None, 1.0)
    match = months.match[_MATCH_OF.get(proxy, proxy)]
    return TierHistory(proxy, at_least, unit, match, points, _tier_change(months.firsts, found))


def _tier_change(firsts: Sequence[date], found: TierPrices) -> Span:
    """Change a year between the first and the last month with an interval; the draws are taken in pairs."""
    known = np.flatnonzero(found.models >= min(FEWEST_MODELS, int(found.models.max())))
    if len(known) < 2 or not np.isfinite(found.low[known[0]]):
        return NOTHING
    first, last = int(known[0]), int(known[-1])
    value = found.value[[last]] - found.value[[first]]
    drawn = found.drawn[:, [last]] - found.drawn[:, [first]]
    models = compared(int(found.models[first]), found.models[[last]])
    low, high = interval(value, drawn, models)
    years = _years(firsts[first], firsts[last])
    return _span(*(math.expm1(float(one[0]) / years) for one in (value, low, high)))


def _points(
    firsts: Sequence[date],
    value: Floats,
    low: Floats,
    high: Floats,
    models: NDArray[np.int64],
    items: NDArray[np.int64] | None,
    base: float,
) -> tuple[PricePoint, ...]:
    return tuple(
        PricePoint(
            month=month,
            value=_scaled(value[place], base),
            low=_scaled(low[place], base),
            high=_scaled(high[place], base),
            models=int(models[place]),
            items=None if items is None else int(items[place]),
        )
        for place, month in enumerate(firsts)
    )


def _scaled(log: float, base: float) -> float | None:
    return base * math.exp(log) if math.isfinite(log) else None


def _changes(firsts: Sequence[date], value: Floats, low: Floats, high: Floats) -> tuple[Span, Span]:
    """Change a year, and reduction from the first month to the last."""
    last = (float(value[-1]), float(low[-1]), float(high[-1]))
    if not math.isfinite(last[0]):
        return NOTHING, NOTHING
    years = _years(firsts[0], firsts[-1])
    annual = _span(*(math.expm1(one / years) for one in last))
    return annual, _span(-math.expm1(last[0]), -math.expm1(last[2]), -math.expm1(last[1]))


def _years(first: date, last: date) -> float:
    return (last - first).days / _DAYS_A_YEAR


def _span(value: float, low: float, high: float) -> Span:
    return Span(*(one if math.isfinite(one) else None for one in (value, low, high)))
