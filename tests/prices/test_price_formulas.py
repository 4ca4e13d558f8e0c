"""Index formulas against numbers worked out by hand and printed in manuals, and the laws that they keep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from settled.indicators.price_index import carli, fisher, fisher_of_shares, harmonic, jevons

PRICES = st.floats(0.01, 100.0)


def positive(size: int) -> st.SearchStrategy[np.ndarray]:
    return arrays(np.float64, size, elements=PRICES)


# Six products in five periods, from tables 19.1 and 19.2 of the Producer Price Index Manual: Theory and
# Practice, IMF and others, 2004. Its fixed-base Fisher indices, which the R package gpindex prints for the
# same data, are 1.4011, 1.2721, 1.1762 and 1.0712.
PRICE = np.array(
    [
        [1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        [1.2, 3.0, 1.3, 0.7, 1.4, 0.8],
        [1.0, 1.0, 1.5, 0.5, 1.7, 0.6],
        [0.8, 0.5, 1.6, 0.3, 1.9, 0.4],
        [1.0, 1.0, 1.6, 0.1, 2.0, 0.2],
    ]
)
QUANTITY = np.array(
    [
        [1.0, 1.0, 2.0, 1.0, 4.5, 0.5],
        [0.8, 0.9, 1.9, 1.3, 4.7, 0.6],
        [1.0, 1.1, 1.8, 3.0, 5.0, 0.8],
        [1.2, 1.2, 1.9, 6.0, 5.6, 1.3],
        [0.9, 1.2, 2.0, 12.0, 6.5, 2.5],
    ]
)


@pytest.mark.parametrize(
    ("period", "ideal", "arithmetic", "geometric"),
    [
        (1, 1.4011, 1.4000, 1.2419),
        (2, 1.2721, 1.0500, 0.9563),
        (3, 1.1762, 0.9167, 0.7256),
        (4, 1.0712, 0.9833, 0.6325),
    ],
)
def test_the_manual_s_example(period: int, ideal: float, arithmetic: float, geometric: float) -> None:
    relatives = PRICE[period] / PRICE[0]
    assert fisher(PRICE[0], PRICE[period], QUANTITY[0], QUANTITY[period]) == pytest.approx(ideal, abs=6e-5)
    assert carli(relatives) == pytest.approx(arithmetic, abs=6e-5)
    assert jevons(relatives) == pytest.approx(geometric, abs=6e-5)


@pytest.mark.parametrize("period", [1, 2, 3, 4])
def test_fisher_from_shares_is_fisher_from_quantities(period: int) -> None:
    before, after = PRICE[0] * QUANTITY[0], PRICE[period] * QUANTITY[period]
    shares = fisher_of_shares(PRICE[period] / PRICE[0], before, after)
    assert shares == pytest.approx(fisher(PRICE[0], PRICE[period], QUANTITY[0], QUANTITY[period]), rel=1e-12)


def test_by_hand() -> None:
    relatives = np.array([0.5, 1.0, 0.25])
    assert jevons(relatives) == pytest.approx(0.5)  # (1/8) ** (1/3)
    assert jevons(relatives, np.array([1.0, 0.0, 1.0])) == pytest.approx(0.125**0.5)
    assert carli(relatives) == pytest.approx(7.0 / 12.0)
    assert harmonic(relatives) == pytest.approx(3.0 / 7.0)  # 3 / (2 + 1 + 4)
    assert fisher_of_shares(relatives, np.ones(3), np.ones(3)) == pytest.approx(0.5)


@given(positive(4), positive(4), positive(4))
def test_jevons_is_circular(first: np.ndarray, second: np.ndarray, third: np.ndarray) -> None:
    by_way = jevons(second / first) * jevons(third / second)
    assert by_way == pytest.approx(jevons(third / first), rel=1e-9)


@given(positive(4), positive(4), positive(4), positive(4))
def test_fisher_passes_time_reversal(
    before: np.ndarray, after: np.ndarray, bought: np.ndarray, later: np.ndarray
) -> None:
    there, back = fisher(before, after, bought, later), fisher(after, before, later, bought)
    assert there * back == pytest.approx(1.0, rel=1e-9)
    equal = np.ones(4)
    there, back = (fisher_of_shares(one, equal, equal) for one in (after / before, before / after))
    assert there * back == pytest.approx(1.0, rel=1e-9)


@given(positive(5))
def test_means_keep_their_order(relatives: np.ndarray) -> None:
    low, middle, high = harmonic(relatives), jevons(relatives), carli(relatives)
    assert low <= middle * (1 + 1e-9)
    assert middle <= high * (1 + 1e-9)
    assert relatives.min() * (1 - 1e-9) <= low
    assert high <= relatives.max() * (1 + 1e-9)


@given(positive(4), st.floats(0.01, 100.0))
def test_prices_that_all_move_alike_move_the_index_so(before: np.ndarray, factor: float) -> None:
    after, bought = before * factor, np.arange(1.0, 5.0)
    for index in (jevons(after / before), fisher(before, after, bought, bought)):
        assert index == pytest.approx(factor, rel=1e-9)
