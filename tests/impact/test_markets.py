"""CR4 and HHI of markets that are counted, stated or the user's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from settled.indicators.figures import concentration, cr4, hhi, markets
from settled.indicators.figures.concentration import Measure
from settled.indicators.figures.inputs import Inputs
from settled.records import FigureMeasured, Market
from settled.records.industry import Industry, Releases

from .conftest import AS_OF, valued

Make = Callable[..., Inputs]
YEAR = (date(2025, 1, 1), date(2025, 12, 31))


def market(counts: dict[str, float], unknown: float = 0.0, counted: bool = False) -> Market:
    ranked = tuple(sorted(counts.items(), key=lambda one: -one[1]))
    return Market("", "m", "own", *YEAR, ranked, unknown, counted)


def one_of(found: object) -> FigureMeasured:
    (only,) = list(found)  # type: ignore[call-overload]
    return only


def test_stated_shares_give_bounds(make: Make) -> None:
    inputs = make(markets=(market({"A": 40, "B": 25, "C": 10, "D": 8}, unknown=0.17),))
    found = one_of(cr4.measure(inputs))
    assert (found.low, found.high) == pytest.approx((0.83, 0.92))
    found = one_of(hhi.measure(inputs))
    assert (found.low, found.high) == pytest.approx((0.2389, 0.2678))


@pytest.mark.parametrize("figure", [cr4, hhi])
def test_counted_others_leave_bounds_and_no_more_is_drawn_than_is_known(make: Make, figure: object) -> None:
    """60 of A and 20 of B, and 20 of firms that nobody names."""
    inputs = make(markets=(market({"A": 60, "B": 20}, unknown=0.2, counted=True),))
    found = one_of(figure.measure(inputs))  # type: ignore[attr-defined]
    least, most = (0.8, 1.0) if figure is cr4 else (0.4, 0.44)
    assert found.draws is not None
    assert float(np.median(found.draws)) == pytest.approx(least, abs=0.02)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= least
    assert found.high >= most - 0.01


def test_a_counted_market_without_others_has_the_counts_uncertainty(make: Make) -> None:
    few = make(markets=(market({"A": 6, "B": 2, "C": 1, "D": 1, "E": 1}, counted=True),))
    many = make(markets=(market({"A": 600, "B": 200, "C": 100, "D": 100, "E": 100}, counted=True),))
    widths = []
    for inputs in (few, many):
        found = one_of(cr4.measure(inputs))
        assert found.draws is not None
        widths.append(float(np.ptp(np.quantile(found.draws, (0.05, 0.95)))))
    assert widths[1] < widths[0] / 3


def test_downloads_are_the_mean_of_twelve_months(make: Make) -> None:
    months = [(date(2024, month, 1), date(2024, month, 28)) for month in range(1, 13)]
    old = (date(2023, 6, 1), date(2023, 6, 30))
    rows = [valued("a", "downloads/g", month, 0.5 + 0.01 * number) for number, month in enumerate(months)]
    rows += [valued("b", "downloads/g", month, 0.5 - 0.01 * number) for number, month in enumerate(months)]
    rows += [valued("a", "downloads/g", old, 0.1), valued("b", "downloads/g", old, 0.9)]
    (found,) = list(markets.markets(make(rows)))
    assert dict(found.counts) == pytest.approx({"a": 0.555, "b": 0.445})
    assert found.end == date(2024, 12, 28)
    assert len(found.periods) == 12


def test_a_package_alone_is_no_market(make: Make) -> None:
    assert list(markets.markets(make([valued("a", "downloads/g", YEAR, 1.0)]))) == []


def test_nothing_after_the_date_asked_is_read(make: Make) -> None:
    later = (AS_OF + timedelta(days=1), AS_OF + timedelta(days=30))
    rows = [valued(one, "downloads/g", later, 0.5) for one in "ab"]
    releases = (Releases(2025, "A", 3.0), Releases(2026, "B", 9.0))
    (found,) = list(markets.markets(make(rows, industry=Industry(releases=releases))))
    assert found.counts == (("A", 3.0),)


def test_releases_of_two_years_are_added(make: Make) -> None:
    releases = (
        Releases(2023, "A", 50.0),
        Releases(2024, "A", 3.0),
        Releases(2025, "B", 1.5),
        Releases(2025, "A", 1.0),
    )
    (found,) = list(markets.markets(make(industry=Industry(releases=releases))))
    assert found.counts == (("A", 4.0), ("B", 1.5))
    assert (found.start, found.end) == (date(2024, 1, 1), date(2025, 12, 31))


def test_the_same_market_gives_the_same_bits(make: Make) -> None:
    inputs = make(markets=(market({"A": 6, "B": 2, "C": 3, "D": 4, "E": 1}, counted=True),))
    first, second = (one_of(cr4.measure(inputs)).draws for _ in range(2))
    assert np.array_equal(first, second)


def test_mergers_raise_what_is_measured(make: Make) -> None:
    steps: list[dict[str, float]] = [
        {"A": 30, "B": 25, "C": 15, "D": 12, "E": 10, "F": 8},
        {"A": 30, "B": 25, "C": 15, "D": 12, "EF": 18},
        {"AB": 55, "C": 15, "D": 12, "EF": 18},
    ]
    for figure in (cr4, hhi):
        medians = []
        for step in steps:
            found = one_of(figure.measure(make(markets=(market(step, counted=True),))))
            assert found.draws is not None
            medians.append(float(np.median(found.draws)))
        assert all(before < after for before, after in pairwise(medians))


@pytest.mark.parametrize("firms", [12, 60])
@pytest.mark.parametrize("units", [100, 400])
@pytest.mark.parametrize("measure", [concentration.cr, concentration.hhi])
def test_intervals_hold_the_truth_about_as_often_as_they_say(
    measure: Measure, units: int, firms: int
) -> None:
    """Shares fall as 1 / rank. Uncorrected, 72 % of the intervals from 100 units hold the HHI of 60 firms."""
    truth = 1.0 / np.arange(1, firms + 1)
    truth /= truth.sum()
    rng = np.random.default_rng(20261124)
    trials, held = 200, 0
    for number in range(trials):
        counts = rng.multinomial(units, truth)
        named = {f"firm {firm}": float(count) for firm, count in enumerate(counts) if count}
        one = replace(market(named, counted=True), name=f"trial {number}")
        _, low, high = markets.concentrated(one, measure)
        held += low <= float(measure(truth)) <= high
    assert 0.84 <= held / trials <= 0.99
