"""The methods to beat are what their books say: against statsmodels and SciPy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.api import OLS, add_constant
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.holtwinters import Holt

from settled.growth.baselines import best_smoothing, holt, linear_trend, persistence, smoothed
from settled.verdict.seeding import generator

RISE = np.array([0.05, 0.10, 0.12, 0.30, 0.35, 0.50, 0.45, 0.60, 0.62])
FALLS = np.array([0.9, 0.92, 0.7, 0.74, 0.6, 0.5, 0.33, 0.3])


def draw(name: str = "test") -> np.random.Generator:
    return generator(name)


def statsmodels_holt(series: np.ndarray) -> Holt:
    change = series[1] - series[0]
    return Holt(series, initialization_method="known", initial_level=series[0] - change, initial_trend=change)


@pytest.mark.parametrize("series", [RISE, FALLS], ids=["rise", "fall"])
@pytest.mark.parametrize(("alpha", "beta"), [(0.5, 0.3), (0.9, 0.1), (0.2, 0.9), (1.0, 0.0)])
def test_holt_is_statsmodels_holt(series, alpha, beta):
    theirs = statsmodels_holt(series).fit(smoothing_level=alpha, smoothing_trend=beta, optimized=False)
    level, trend, squares = smoothed(series, alpha, beta)
    np.testing.assert_allclose(level + trend * np.arange(1, 6), theirs.forecast(5), rtol=1e-9)
    assert float(squares) == pytest.approx(theirs.sse)


@pytest.mark.parametrize("series", [RISE, FALLS], ids=["rise", "fall"])
def test_smoothing_is_as_good_as_statsmodels_finds(series):
    theirs = statsmodels_holt(series).fit()
    assert float(smoothed(series, *best_smoothing(series))[2]) <= theirs.sse * 1.01


def test_spread_of_holt_is_that_of_its_state_space():
    alpha, beta = best_smoothing(RISE)
    change = RISE[1] - RISE[0]
    model = ETSModel(
        pd.Series(RISE),
        trend="add",
        initialization_method="known",
        initial_level=RISE[0] - change,
        initial_trend=change,
    )
    fitted = model.smooth([alpha, alpha * beta])
    theirs = fitted.get_prediction(start=len(RISE), end=len(RISE) + 2).summary_frame(alpha=0.5)
    drawn = holt(RISE, 3, 200_000, draw())[1:]
    squares = float(smoothed(RISE, alpha, beta)[2])
    scale = np.sqrt(squares / (len(RISE) - 3)) / np.sqrt(fitted.scale)
    half = (theirs["pi_upper"] - theirs["pi_lower"]).to_numpy() / 2 * scale
    low, high = np.quantile(drawn, [0.25, 0.75], axis=1)
    np.testing.assert_allclose((high - low) / 2, half, rtol=0.03)


def test_linear_trend_is_least_squares_with_its_prediction_interval():
    last = np.arange(4.0, 9.0)
    fitted = OLS(RISE[-5:], add_constant(last)).fit()
    theirs = fitted.get_prediction(np.array([[1.0, 9.0], [1.0, 11.0]])).summary_frame(alpha=0.5)
    drawn = linear_trend(RISE, 3, 200_000, draw())[[1, 3]]
    np.testing.assert_allclose(np.median(drawn, axis=1), theirs["mean"], atol=0.004)
    np.testing.assert_allclose(np.quantile(drawn, 0.25, axis=1), theirs["obs_ci_lower"], atol=0.006)


def test_persistence_is_the_posterior_of_the_last_share():
    drawn = persistence(np.array([3.0, 10.0, 0.0]), 10.0, 200_000, draw())
    theirs = [stats.beta(k + 0.5, 10.5 - k) for k in (3.0, 10.0, 0.0)]
    for own, their in zip(drawn, theirs, strict=True):
        np.testing.assert_allclose(
            np.quantile(own, [0.05, 0.5, 0.95]), their.ppf([0.05, 0.5, 0.95]), atol=0.01
        )


@pytest.mark.parametrize("method", [linear_trend, holt])
def test_too_short_a_series_has_no_trend(method):
    assert method(np.array([0.1, np.nan, 0.3]), 3, 10, draw()) is None


@pytest.mark.parametrize("method", [linear_trend, holt])
def test_a_line_goes_on(method):
    drawn = method(np.linspace(0.1, 0.5, 5), 2, 100, draw())
    np.testing.assert_allclose(drawn[1], 0.6, atol=1e-6)
    np.testing.assert_allclose(drawn[2], 0.7, atol=1e-6)


def test_a_gap_is_no_error():
    whole, gap = np.linspace(0.1, 0.8, 8), np.linspace(0.1, 0.8, 8)
    gap[3] = np.nan
    np.testing.assert_allclose(holt(gap, 2, 5, draw()), holt(whole, 2, 5, draw()), atol=1e-9)


shares = st.lists(st.one_of(st.floats(0, 1), st.just(float("nan"))), min_size=1, max_size=12)


@given(shares, st.floats(0, 1), st.integers(0, 6))
def test_draws_are_shares_whatever_the_series(told, last, horizon):
    series = np.array([*told, last])
    for method in (linear_trend, holt):
        drawn = method(series, horizon, 50, draw())
        if drawn is not None:
            assert drawn.shape == (horizon + 1, 50)
            assert ((drawn >= 0.0) & (drawn <= 1.0)).all()
