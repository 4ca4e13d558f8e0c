"""Pooling against statsmodels and closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.meta_analysis import combine_effects

from settled.verdict.pooling import logit_moments, paule_mandel, pool, pooled_draws

effects = st.lists(st.tuples(st.floats(-4, 4), st.floats(0.01, 2.0)), min_size=2, max_size=12).map(
    lambda pairs: tuple(np.array(column) for column in zip(*pairs, strict=True))
)


@given(effects)
def test_tau2_solves_the_paule_mandel_equation(both):
    means, variances = both
    tau2 = paule_mandel(means, variances)
    weights = 1 / (variances + tau2)
    q = np.dot(weights, (means - np.average(means, weights=weights)) ** 2)
    if tau2 > 0:
        assert q == pytest.approx(len(means) - 1, rel=1e-6)
    else:
        assert q <= len(means) - 1


@pytest.mark.parametrize("seed", range(8))
def test_pooling_agrees_with_statsmodels(seed):
    rng = np.random.default_rng(seed)
    means, variances = rng.normal(0, 1.5, 9), rng.uniform(0.05, 0.6, 9)
    ours = pool(means, variances)
    theirs = combine_effects(means, variances, method_re="iterated")
    assert ours.tau2 == pytest.approx(theirs.tau2, rel=1e-4)
    assert ours.mean == pytest.approx(theirs.mean_effect_re, rel=1e-4)
    assert ours.standard_error == pytest.approx(theirs.sd_eff_w_re, rel=1e-4)


def test_sources_that_agree_have_no_disagreement_and_pool_as_one():
    pooled = pool(np.array([0.5, 0.5]), np.array([0.2, 0.2]))
    assert pooled.tau2 == 0.0
    assert pooled.i2 == 0.0
    assert pooled.standard_error == pytest.approx(np.sqrt(0.1))


def test_sources_that_differ_widely_are_all_disagreement():
    assert pool(np.array([-3.0, 3.0]), np.array([0.01, 0.01])).i2 > 0.99


@given(effects)
def test_order_of_sources_is_irrelevant(both):
    means, variances = both
    ahead, back = pool(means, variances), pool(means[::-1], variances[::-1])
    assert ahead.mean == pytest.approx(back.mean, abs=1e-9)
    assert ahead.i2 == pytest.approx(back.i2, abs=1e-9)


def test_draws_are_shares_around_the_pooled_mean():
    pooled = pool(np.array([1.0, 1.2]), np.array([0.1, 0.1]))
    draws = pooled_draws(pooled, np.random.default_rng(0).standard_normal(20_000))
    mean, variance = logit_moments(draws)
    assert mean == pytest.approx(pooled.mean, abs=0.01)
    assert variance == pytest.approx(pooled.standard_error**2, rel=0.05)
