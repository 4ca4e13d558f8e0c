"""Slopes and intervals against SciPy and statsmodels, and their coverage."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from settled.lab.theorems.apparatus.slopes import exponent, exponents_by_seed, mean_interval, regression


@given(st.integers(0, 10_000))
def test_regression_against_statsmodels(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.standard_normal((12, 2)), rng.standard_normal(12)
    found = regression(x, y)
    truth = sm.OLS(y, np.column_stack([x, np.ones(12)])).fit()
    assert np.allclose([i.value for i in found], truth.params)
    assert np.allclose([(i.low, i.high) for i in found], truth.conf_int(alpha=0.1))


def test_mean_interval_against_scipy():
    values = np.random.default_rng(0).standard_normal(9)
    expected = stats.t.interval(0.9, 8, loc=values.mean(), scale=stats.sem(values))
    found = mean_interval(values)
    assert (found.low, found.high) == pytest.approx(expected)


def test_mean_interval_covers_nine_in_ten():
    rng = np.random.default_rng(1)
    hits = sum(mean_interval(rng.standard_normal(6)).contains(0.0) for _ in range(2000))
    assert 0.88 < hits / 2000 < 0.92


@given(st.floats(-3, 3), st.floats(0.1, 10))
def test_exponents_are_recovered(power, factor):
    sizes = np.array([2.0, 5.0, 17.0, 90.0])
    curve = factor * sizes**power
    assert exponent(sizes, curve).value == pytest.approx(power, abs=1e-9)
    assert exponents_by_seed(sizes, [curve, curve]).value == pytest.approx(power, abs=1e-9)
