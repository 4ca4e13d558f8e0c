"""Chained indices: worked out by hand, and the laws that they keep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from price_panels import NOTHING, panel, world

from settled.indicators.price_index import Tier, chain, fisher, tier_prices
from settled.indicators.price_index.panel import Panel

PRICES = arrays(np.float64, (5, 4), elements=st.floats(0.01, 100.0))


def test_only_what_is_sold_in_both_periods_is_compared() -> None:
    found = chain(panel([[8.0, 4.0, NOTHING], [1.0, 1.0, 2.0], [NOTHING, 50.0, 50.0]]), "jevons")
    # Links: sqrt(1/2 x 1), then sqrt(2 x 1).
    assert np.exp(found.value) == pytest.approx([1.0, 0.5**0.5, 1.0])
    assert found.models.tolist() == [0, 2, 2]
    assert found.changed.tolist() == [0, 1, 1]


def test_a_model_counts_once_however_many_sell_it() -> None:
    found = chain(panel([[8.0, 2.0], [8.0, 2.0], [8.0, 8.0], [1.0, 1.0]], model=[0, 0, 0, 1]), "jevons")
    # Model 0: the geometric mean of 1/4, 1/4 and 1 is 1/16 ** (1/3); model 1 does not move.
    assert np.exp(found.value[1]) == pytest.approx((1.0 / 16.0) ** (1.0 / 6.0))


def test_fisher_without_quantities_by_hand() -> None:
    found = chain(panel([[1.0, 2.0], [1.0, 0.5]]), "fisher")
    assert found.value[1] == pytest.approx(0.5 * np.log(1.25 * 0.8))  # Carli 1.25, harmonic 0.8


def test_fisher_with_quantities_is_the_ideal_index_of_every_link() -> None:
    price = np.array([[1.0, 1.2, 1.0], [1.0, 3.0, 1.0], [1.0, 0.7, 0.5]])
    quantity = np.array([[1.0, 0.8, 1.0], [2.0, 0.9, 1.1], [1.0, 1.3, 3.0]])
    found = chain(panel(price.tolist(), quantity=quantity.tolist()), "fisher")
    links = [fisher(price[:, t], price[:, t + 1], quantity[:, t], quantity[:, t + 1]) for t in (0, 1)]
    assert np.exp(found.value) == pytest.approx([1.0, links[0], links[0] * links[1]])


def test_without_a_match_the_chain_is_broken() -> None:
    found = chain(panel([[1.0, 1.0, NOTHING, NOTHING], [NOTHING, NOTHING, 1.0, 1.0]]), "jevons")
    assert np.isfinite(found.value).tolist() == [True, True, False, False]


def test_below_three_models_there_is_no_interval() -> None:
    found = chain(panel([[1.0, 2.0], [1.0, 0.5]]), "jevons")
    assert np.isnan(found.low[1])
    assert np.isnan(found.high[1])


@given(PRICES)
def test_of_fixed_items_chained_jevons_is_direct_jevons(price: np.ndarray) -> None:
    found = chain(panel(price.tolist()), "jevons")
    assert found.value == pytest.approx(np.log(price / price[:, :1]).mean(axis=0), abs=1e-9)


@given(PRICES, st.sampled_from(["jevons", "fisher"]))
def test_there_and_back_is_where_one_was(price: np.ndarray, formula: str) -> None:
    found = chain(panel(np.concatenate([price, price[:, ::-1]], axis=1).tolist()), formula)
    assert found.value[-1] == pytest.approx(0.0, abs=1e-9)


@given(PRICES, st.sampled_from(["jevons", "fisher"]), st.permutations(range(5)), st.floats(0.1, 10.0))
def test_neither_order_nor_currency_matters(
    price: np.ndarray, formula: str, order: list[int], rate: float
) -> None:
    first = chain(panel(price.tolist()), formula)
    again = chain(panel((price[order] * rate).tolist(), model=order), formula)
    assert again.value == pytest.approx(first.value, abs=1e-9)
    assert again.low == pytest.approx(first.low, abs=1e-9)


def test_the_same_bits_again() -> None:
    market, _ = world(1)
    first, second = chain(market, "fisher"), chain(market, "fisher")
    assert first.drawn.tobytes() == second.drawn.tobytes()


def test_a_tier_holds_what_has_enough_of_the_proxy() -> None:
    market = panel(
        [[1.0, 2.0], [4.0, 2.0], [9.0, 9.0], [100.0, 100.0], [1.0, 1.0]],
        model=[0, 1, 2, 3, 4],
        feature=[1.0, 2.0, 3.0, NOTHING, 0.5],
    )
    found = tier_prices(market, Tier("x", 1.0))
    assert np.exp(found.value) == pytest.approx([4.0, 2.0])  # medians of 1, 4, 9 and of 2, 2, 9
    assert found.models.tolist() == [3, 3]
    assert found.match == pytest.approx(0.8)


def test_the_median_of_an_even_count_lies_between() -> None:
    market = panel([[1.0, 1.0], [4.0, 4.0]], feature=[1.0, 1.0])
    assert np.exp(tier_prices(market, Tier("x", 0.0)).value) == pytest.approx([2.0, 2.0])


def _measured(seeds: range, formula: str) -> float:
    inside = []
    for seed in seeds:
        market, truth = world(seed)
        found = chain(market, formula)
        inside.append(found.low[-1] <= truth[-1] <= found.high[-1])
    return float(np.mean(inside))


@pytest.mark.slow
def test_ninety_per_cent_of_the_chains_intervals_hold_the_truth() -> None:
    assert _measured(range(800), "jevons") == pytest.approx(0.9, abs=0.03)


def test_more_models_make_it_surer() -> None:
    few, many = (chain(world(3, models)[0], "jevons") for models in (30, 300))
    assert many.high[-1] - many.low[-1] < few.high[-1] - few.low[-1]


def test_an_index_of_nothing_but_one_price_stands_still() -> None:
    market = Panel(np.full((4, 3), 2.0), np.arange(4), np.zeros((4, 0)), ())
    for formula in ("jevons", "fisher"):
        found = chain(market, formula)
        assert found.value.tolist() == found.low.tolist() == found.high.tolist() == [0.0, 0.0, 0.0]
