"""Concentration against numbers reckoned by hand, a published example, and what must always hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from settled.indicators.figures import concentration

# The market of the convergence model's section 6.2: four firms, and 17 % of others.
FOUR = np.array([0.40, 0.25, 0.10, 0.08])


def shares(counts: list[int]) -> np.ndarray:
    """Shares from counts."""
    return np.array(counts, dtype=float) / sum(counts)


markets = st.lists(st.integers(1, 10_000), min_size=1, max_size=12).map(shares)


def test_by_hand() -> None:
    assert float(concentration.cr(FOUR)) == pytest.approx(0.83)
    # 0.16 + 0.0625 + 0.01 + 0.0064
    assert float(concentration.hhi(FOUR)) == pytest.approx(0.2389)
    assert float(concentration.effective_firms(FOUR)) == pytest.approx(1 / 0.2389)
    # 0.4 ln 2.5 + 0.25 ln 4 + 0.1 ln 10 + 0.08 ln 12.5 = 0.3665 + 0.3466 + 0.2303 + 0.2021
    assert float(concentration.entropy(FOUR)) == pytest.approx(1.1454, abs=5e-5)


def test_bounds_by_hand() -> None:
    # If the others are many, they add nothing to the four largest; if they are one firm, it displaces two.
    assert concentration.bounds(concentration.cr, FOUR, 0.17) == pytest.approx((0.83, 0.92))
    assert concentration.bounds(concentration.hhi, FOUR, 0.17) == pytest.approx((0.2389, 0.2389 + 0.0289))


def test_the_merger_guidelines_example() -> None:
    """Four firms with 30, 30, 20 and 20 % have an HHI of 2,600 (Merger Guidelines 2010, section 5.3)."""
    assert 10_000 * float(concentration.hhi(np.array([0.3, 0.3, 0.2, 0.2]))) == pytest.approx(2600)


def test_extremes() -> None:
    assert float(concentration.hhi(np.array([1.0]))) == 1.0
    assert float(concentration.entropy(np.array([1.0, 0.0]))) == 0.0
    assert float(concentration.normalised_entropy(np.array([1.0]))) == 0.0
    even = np.full(8, 0.125)
    assert float(concentration.effective_firms(even)) == pytest.approx(8.0)
    assert float(concentration.normalised_entropy(even)) == pytest.approx(1.0)
    assert float(concentration.cr(even)) == pytest.approx(0.5)


@given(markets)
def test_ranges(found: np.ndarray) -> None:
    firms = len(found)
    slack = 1e-12
    assert min(1.0, 4 / firms) - slack <= float(concentration.cr(found)) <= 1.0 + slack
    assert 1 / firms - slack <= float(concentration.hhi(found)) <= 1.0 + slack
    assert -slack <= float(concentration.entropy(found)) <= math.log(firms) + slack
    assert 1.0 - slack <= float(concentration.effective_firms(found)) <= firms * (1 + slack)
    # A firm of share s makes up at least s of the four and s squared of the sum of squares.
    assert float(found.max()) ** 2 <= float(concentration.hhi(found)) + slack


@given(markets.filter(lambda found: len(found) > 1), st.data())
def test_a_merger_never_makes_a_market_less_concentrated(found: np.ndarray, data: st.DataObject) -> None:
    one, other = data.draw(st.lists(st.integers(0, len(found) - 1), min_size=2, max_size=2, unique=True))
    merged = np.append(np.delete(found, [one, other]), found[one] + found[other])
    assert float(concentration.cr(merged)) >= float(concentration.cr(found)) - 1e-12
    assert float(concentration.hhi(merged) - concentration.hhi(found)) == pytest.approx(
        2 * found[one] * found[other], abs=1e-12
    )
    assert float(concentration.entropy(merged)) <= float(concentration.entropy(found)) + 1e-12


@given(markets, st.integers(1, 10), st.data())
def test_the_bounds_hold_however_the_unknown_part_is_split(
    found: np.ndarray, among: int, data: st.DataObject
) -> None:
    parts = shares(data.draw(st.lists(st.integers(1, 100), min_size=among, max_size=among)))
    unknown = 0.3
    known = found * (1 - unknown)
    truth = np.concatenate([known, unknown * parts])
    for measure in (concentration.cr, concentration.hhi):
        low, high = concentration.bounds(measure, known, unknown)
        assert low - 1e-12 <= float(measure(truth)) <= high + 1e-12


@given(markets, st.randoms(use_true_random=False))
def test_the_order_of_firms_does_not_matter(found: np.ndarray, random: object) -> None:
    turned = np.array(random.sample(found.tolist(), len(found)))  # type: ignore[attr-defined]
    for measure in (concentration.cr, concentration.hhi, concentration.entropy):
        assert float(measure(turned)) == pytest.approx(float(measure(found)))


def test_many_markets_at_once() -> None:
    rows = np.array([[0.5, 0.5, 0.0], [0.2, 0.3, 0.5]])
    for measure in (
        concentration.cr,
        concentration.hhi,
        concentration.entropy,
        concentration.normalised_entropy,
    ):
        assert measure(rows) == pytest.approx([float(measure(row)) for row in rows])
