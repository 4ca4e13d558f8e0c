"""Slopes of shares, within parts."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from settled.indicators.trend import slope
from settled.records import Observation


def series(shares: dict[str, list[float]], n: dict[str, list[int]]) -> list[Observation]:
    return [
        Observation("f", "t", "adoption", date(2018 + i, 1, 1), date(2018 + i, 12, 31),
                    round(share * n[part][i]), n[part][i], None, None, f"papers/{part}", "s1")
        for part, line in shares.items() for i, share in enumerate(line)
    ]  # fmt: skip


def test_a_steady_rise_is_found(observed):
    rows = observed(series({"a": [0.1, 0.2, 0.3, 0.4]}, {"a": [1000] * 4})).rows("f", "t", "adoption")
    found = slope(rows)
    assert found.per_year == pytest.approx(0.1, abs=0.001)
    assert found.low < 0.1 < found.high


def test_a_change_of_mix_is_no_trend(observed):
    rows = observed(
        series(
            {"a": [0.8] * 4, "b": [0.2] * 4},
            {"a": [900, 600, 300, 100], "b": [100, 400, 700, 900]},
        )
    ).rows("f", "t", "adoption")
    assert slope(rows).per_year == pytest.approx(0.0, abs=1e-6)


def test_too_little_is_no_trend(observed):
    assert slope(observed(series({"a": [0.1, 0.2]}, {"a": [1000] * 2})).rows("f", "t", "adoption")) is None
    assert (
        slope(observed(series({"a": [0.1, 0.3, 0.2, 0.4]}, {"a": [3] * 4})).rows("f", "t", "adoption"))
        is None
    )


def test_agrees_with_weighted_least_squares(observed):
    from statsmodels.api import WLS, add_constant

    counts = series({"a": [0.12, 0.25, 0.19, 0.4, 0.33]}, {"a": [100, 250, 80, 300, 120]})
    found = slope(observed(counts).rows("f", "t", "adoption"))
    years = np.array([((o.period_start.toordinal() + o.period_end.toordinal()) / 2) / 365.25 for o in counts])
    shares = np.array([o.k / o.n for o in counts])
    fit = WLS(shares, add_constant(years - years.mean()), weights=[o.n for o in counts]).fit()
    assert found.per_year == pytest.approx(fit.params[1])


def test_interval_covers_the_true_slope():
    """Coverage of the 90 % interval over 500 simulated binomial series in three parts."""
    from settled.indicators.rows import Rows

    rng = np.random.default_rng(3)
    years = np.tile(np.arange(6), 3)
    part = np.repeat(np.arange(3), 6)
    start = np.array([date(2018 + y, 1, 1).toordinal() for y in years])
    truth, covered = 0.03, 0
    for _ in range(500):
        n = rng.integers(40, 400, 18)
        k = rng.binomial(n, np.array([0.2, 0.4, 0.6])[part] + truth * (years - 2.5))
        nothing = np.full(18, np.nan)
        found = slope(
            Rows(start, start + 364, k, n, nothing, part, ("a", "b", "c"), part * 0, ("s",), part * 0)
        )
        covered += found.low <= truth <= found.high
    assert 0.86 <= covered / 500 <= 0.96


def test_a_series_comes_from_the_source_that_spans_most_years(observed):
    from settled.indicators.series import longest_source, yearly

    zoo = [Observation("f", "t", "adoption", date(y, 1, 1), date(y, 12, 31), 90, 100, None, None,
                       "model_zoo/transformers", "s1") for y in (2020, 2021, 2022)]  # fmt: skip
    timm = [Observation("f", "t", "adoption", date(2022, 1, 1), date(2022, 12, 31), 10, 1000, None, None,
                        "models/timm", "s1")]  # fmt: skip
    rows = observed(zoo + timm).rows("f", "t", "adoption")
    assert longest_source([rows]) == "model_zoo/transformers"
    assert [(s.year, s.k, s.n) for s in yearly(rows.of_source("model_zoo/transformers"))] == [
        (2020, 90, 100),
        (2021, 90, 100),
        (2022, 90, 100),
    ]
    assert longest_source([]) == ""
