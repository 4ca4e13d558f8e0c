"""The figures cost per token and cost reduction, from the prices that ship."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from settled.indicators.figures import cost_per_token, cost_reduction
from settled.indicators.price_index import AccuracyCost, Indexed
from settled.pipeline.prices.evidence import shipped_accuracy_cost, shipped_indices


@pytest.fixture(scope="module")
def prices() -> dict[str, Indexed]:
    return shipped_indices()


@pytest.fixture(scope="module")
def accuracy() -> AccuracyCost:
    return shipped_accuracy_cost()


def inputs(prices: Mapping[str, Indexed], accuracy: AccuracyCost | None = None) -> Any:
    """What the two figures read of the inputs."""
    return SimpleNamespace(prices=prices, accuracy=accuracy)


def test_the_draws_say_what_the_index_says(prices: dict[str, Indexed]) -> None:
    found = [one for one in cost_per_token.measure(inputs(prices)) if not one.comparable]
    for measured, one in zip(found, prices.values(), strict=True):
        assert measured.draws is not None
        assert np.log(measured.draws).mean() == pytest.approx(one.hedonic.value[-1])
        assert np.log(np.quantile(measured.draws, [0.05, 0.95])) == pytest.approx(
            [one.hedonic.low[-1], one.hedonic.high[-1]], abs=0.08
        )
        assert [part.name for part in measured.parts] == ["hedonic", "hedonic_vintage", "jevons", "fisher"]
        assert all(part.low < part.value < part.high for part in measured.parts)
        assert measured.parts[0].value == pytest.approx(np.exp(one.hedonic.value[-1]))


def test_what_is_stated_of_five_years_is_compared_with_five_years(prices: dict[str, Indexed]) -> None:
    pairs = list(cost_per_token.measure(inputs(prices)))
    for measured, rate in zip(pairs[::2], pairs[1::2], strict=True):
        assert (measured.comparable, rate.comparable) == (False, True)
        years = (measured.end.replace(day=1) - measured.start).days / 365.25
        assert rate.draws == pytest.approx(measured.draws ** (5.0 / years))


def test_reduction_holds_the_same_prices(prices: dict[str, Indexed], accuracy: AccuracyCost) -> None:
    costs = {found.market: found for found in cost_per_token.measure(inputs(prices)) if not found.comparable}
    reductions = {found.market: found for found in cost_reduction.measure(inputs(prices, accuracy))}
    for market, cost in costs.items():
        found = reductions[f"token, {market}"]
        assert found.draws == pytest.approx(1.0 - cost.draws)
        for part, factor in zip(found.parts, cost.parts, strict=True):
            assert part.value == pytest.approx(1.0 - factor.value)
            assert part.low < part.value < part.high
    assert reductions["parameters at 80 % top-1"].draws is not None


def test_what_is_not_measured_says_why(prices: dict[str, Indexed], accuracy: AccuracyCost) -> None:
    found = list(cost_reduction.measure(inputs(prices, accuracy)))
    missing = {one.part: one for one in found if one.draws is None}
    uncounted = {"", "model-development", "training-time", "infrastructure", "talent", "training-cost"}
    assert set(missing) == uncounted
    assert "is known by name of 5 of 1,543 models" in missing["training-cost"].why_missing
    assert all((one.draws is None) == bool(one.why_missing) for one in found)


def test_too_few_models_leave_it_unknown(prices: dict[str, Indexed]) -> None:
    one = next(iter(prices.values()))
    hedonic = dataclasses.replace(one.hedonic, high=np.full_like(one.hedonic.high, np.nan))
    few = {"few": dataclasses.replace(one, hedonic=hedonic)}
    for found in cost_per_token.measure(inputs(few)):
        assert found.draws is None
        assert found.why_missing


def test_without_prices_it_says_so() -> None:
    assert [one.why_missing for one in cost_per_token.measure(inputs({}))] == ["no prices are known"]
    assert next(iter(cost_reduction.measure(inputs({})))).why_missing == "no prices are known"
