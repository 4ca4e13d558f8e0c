"""Scores against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from settled.growth.scoring import crps, log_score, within


def test_crps_of_normal_draws_is_the_closed_form():
    """Gneiting et al. 2005, eq. 5: sigma (z (2 Phi(z) - 1) + 2 phi(z) - 1 / sqrt(pi))."""
    draws = stats.norm.ppf((np.arange(20000) + 0.5) / 20000, 0.4, 0.1)
    for outcome in (0.3, 0.4, 0.65):
        z = (outcome - 0.4) / 0.1
        exact = 0.1 * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - np.pi**-0.5)
        assert crps(draws[None], np.array([outcome]))[0] == pytest.approx(exact, rel=1e-3)


def test_crps_of_a_certain_forecast_is_its_error():
    assert crps(np.full((1, 50), 0.7), np.array([0.4]))[0] == pytest.approx(0.3)


def test_log_score_of_one_share_is_the_binomial_one():
    expected = stats.binom.logpmf(7, 20, 0.3) + np.log(21)
    assert log_score(np.full((1, 10), 0.3), np.array([7.0]), np.array([20.0]))[0] == pytest.approx(expected)


def test_log_score_of_a_flat_forecast_is_nought():
    draws = (np.arange(4000) + 0.5)[None] / 4000
    assert log_score(draws, np.array([3.0]), np.array([9.0]))[0] == pytest.approx(0.0, abs=1e-3)


def test_within_counts_the_edges():
    draws = np.zeros((2, 100))
    assert within(draws, np.array([0.0, 0.01]), 0.9).tolist() == [True, False]
