"""Posteriors of shares: Jeffreys, and standardisation to a fixed mix."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, betabinom

from settled.indicators.posterior import jeffreys, matched, prior_size, standardised

parts = st.lists(
    st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=20
)


def arrays(pairs):
    k, n = zip(*pairs, strict=True)
    return np.array(k, float), np.array(n, float)


@given(mean=st.floats(0.01, 0.99), share=st.floats(0.001, 0.5))
def test_a_matched_beta_has_the_mean_and_variance(mean, share):
    variance = share * mean * (1 - mean)
    a, b = matched(mean, variance)
    assert beta(a, b).mean() == pytest.approx(mean)
    assert beta(a, b).var() == pytest.approx(variance)


def test_one_part_is_a_jeffreys_posterior():
    assert standardised(np.array([3.0]), np.array([10.0]), np.array([7.0])) == jeffreys(3, 10)


@given(parts)
def test_standardised_is_a_share(pairs):
    k, n = arrays(pairs)
    a, b = standardised(k, n, n)
    assert a > 0
    assert b > 0


def test_equal_shares_in_their_own_mix_are_the_pooled_count():
    k, n = np.array([30.0, 60.0, 15.0]), np.array([100.0, 200.0, 50.0])
    a, b = standardised(k, n, n)
    assert beta(a, b).mean() == pytest.approx(105.5 / 351, abs=1e-3)
    assert beta(a, b).std() == pytest.approx(beta(*jeffreys(105, 350)).std(), rel=0.25)


def test_a_change_of_mix_alone_does_not_move_the_share():
    """Venue A says 80 %, venue B 20 %, in both years; only their sizes change."""
    mix = np.array([1000.0, 1000.0])
    then = standardised(np.array([720.0, 20.0]), np.array([900.0, 100.0]), mix)
    now = standardised(np.array([80.0, 180.0]), np.array([100.0, 900.0]), mix)
    assert beta(*then).mean() == pytest.approx(beta(*now).mean(), abs=0.02)
    assert 740 / 1000 - 260 / 1000 > 0.4  # what plain pooling would have called a fall


def test_the_prior_is_strong_where_parts_differ_by_chance_only():
    rng = np.random.default_rng(1)
    n = np.full(40, 200.0)
    alike = rng.binomial(200, 0.3, 40).astype(float)
    apart = betabinom(200, 3, 7).rvs(40, random_state=rng).astype(float)
    assert prior_size(alike, n, 0.3) > 500
    assert prior_size(apart, n, 0.3) == pytest.approx(10, rel=0.6)


@pytest.mark.parametrize("true_size", [20.0, 200.0])
def test_intervals_cover_the_truth(true_size):
    """Coverage of the 90 % interval of the standardised share over 400 simulated sets of 15 venues."""
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(400):
        n = rng.integers(5, 300, 15).astype(float)
        shares = rng.beta(0.3 * true_size, 0.7 * true_size, 15)
        mix = rng.uniform(1, 10, 15)
        k = rng.binomial(n.astype(int), shares).astype(float)
        truth = np.average(shares, weights=mix)
        low, high = beta(*standardised(k, n, mix)).ppf([0.05, 0.95])
        covered += low <= truth <= high
    assert 0.85 <= covered / 400 <= 0.97
