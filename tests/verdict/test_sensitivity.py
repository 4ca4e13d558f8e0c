"""Sobol' indices in closed form: against SALib, against each other, and at their ends."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from settled import catalog
from settled.errors import InputError
from settled.records import Profile, Weight
from settled.verdict.sensitivity import (
    LEAST_CONCENTRATION,
    MOST_CONCENTRATION,
    check_concentration,
    parts_of_variance,
    shipped_concentration,
    variance_shares,
)

CATALOG = catalog.load()
STANDARD = CATALOG.profiles["standard"]


def _salib(weights, quantiles, concentration, samples=2**13):
    """(first, total) of groups ``weights`` and each input, by SALib's Saltelli sampling."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from SALib.analyze import sobol
        from SALib.sample import sobol as sampled
    from scipy.stats import gamma

    size = len(weights)
    problem = {
        "num_vars": 2 * size,
        "names": [f"w{i}" for i in range(size)] + [f"x{i}" for i in range(size)],
        "bounds": [[1e-9, 1.0 - 1e-9]] * (2 * size),
        "groups": ["weights"] * size + [f"x{i}" for i in range(size)],
    }
    uniform = sampled.sample(problem, samples, calc_second_order=False, seed=7)
    # Gamma variables over their sum are Dirichlet.
    gammas = gamma.ppf(uniform[:, :size], concentration * np.array(weights))
    drawn = gammas / gammas.sum(axis=1, keepdims=True)
    values = np.column_stack([np.quantile(q, uniform[:, size + i]) for i, q in enumerate(quantiles)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = sobol.analyze(problem, (drawn * values).sum(axis=1), calc_second_order=False, seed=7)
    order = list(dict.fromkeys(problem["groups"]))
    names = ["weights", *(f"x{i}" for i in range(size))]
    places = [order.index(name) for name in names]
    return found["S1"][places], found["ST"][places]


@pytest.mark.parametrize(
    ("weights", "betas", "concentration"),
    [
        ((0.4, 0.3, 0.3), ((14, 7), (30, 3), (4, 9)), 8.7),
        ((0.25, 0.25, 0.2, 0.3), ((2, 2), (40, 2), (1, 1), (9, 3)), 3.0),
        ((0.4, 0.4, 0.2), ((80, 20), (50, 3), (3, 40)), 30.0),
    ],
)
def test_indices_are_those_of_salib(weights, betas, concentration):
    random = np.random.default_rng(3)
    draws = [random.beta(a, b, 10_000) for a, b in betas]
    means, variances = np.array([d.mean() for d in draws]), np.array([d.var() for d in draws])
    parts = parts_of_variance(np.array(weights), means, variances, concentration)
    first = np.array([parts.weights[0], *parts.first]) / parts.variance
    total = np.array([parts.weights[1], *parts.total]) / parts.variance
    sampled_first, sampled_total = _salib(weights, draws, concentration)
    assert np.abs(first - sampled_first).max() < 0.02
    assert np.abs(total - sampled_total).max() < 0.02


def test_the_variance_is_that_of_draws():
    random = np.random.default_rng(5)
    draws = random.beta([[8.0], [3.0], [2.0]], [[2.0], [3.0], [9.0]], (3, 400_000))
    weights = np.array([0.5, 0.2, 0.3])
    drawn = random.dirichlet(6.0 * weights, 400_000)
    parts = parts_of_variance(weights, draws.mean(axis=1), draws.var(axis=1), 6.0)
    assert (drawn.T * draws).sum(axis=0).var() == pytest.approx(parts.variance, rel=0.01)


@given(
    st.lists(st.tuples(st.floats(0.01, 1), st.floats(0, 1), st.floats(1e-6, 0.25)), min_size=1, max_size=6),
    st.floats(0.01, 1e6),
)
def test_parts_make_the_whole(inputs, concentration):
    weights, means, variances = (np.array(column) for column in zip(*inputs, strict=True))
    weights = weights / weights.sum()
    parts = parts_of_variance(weights, means, variances, concentration)
    first = parts.weights[0] + parts.first.sum()
    together = parts.weights[1] - parts.weights[0]
    assert first + together == pytest.approx(parts.variance)
    assert np.all(parts.first <= parts.total * (1 + 1e-12))
    assert parts.weights[1] + parts.total.sum() >= parts.variance * (1 - 1e-9)


def test_weights_that_are_known_make_no_variance():
    weights = np.array([0.4, 0.6])
    parts = parts_of_variance(weights, np.array([0.1, 0.9]), np.array([0.01, 0.02]), MOST_CONCENTRATION)
    assert parts.weights[1] == pytest.approx(0.0, abs=1e-9)
    assert parts.variance == pytest.approx(0.16 * 0.01 + 0.36 * 0.02)


def test_what_is_missing_is_uniform():
    variance, _, inputs = variance_shares(STANDARD, {}, 10.0)
    assert all(one.is_missing for one in inputs)
    squares = sum(w.weight**2 + w.weight * (1 - w.weight) / 11 for w in STANDARD.weights)
    assert variance == pytest.approx(squares / 12)  # all means are one half: weights alone move nothing


def test_the_profiles_that_ship_say_how_far_weights_scatter():
    # (0.02 + 0.06 + 0.125) / 3 is their mean squared distance, 0.66 the sum of w (1 - w).
    assert shipped_concentration(STANDARD, CATALOG.profiles.values()) == pytest.approx(0.66 / 0.205 * 3 - 1)
    assert shipped_concentration(STANDARD, [STANDARD]) == MOST_CONCENTRATION
    far = Profile("far", "Far", (Weight("theory", 1.0, "why"),))
    assert shipped_concentration(far, CATALOG.profiles.values()) == LEAST_CONCENTRATION


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan"), float("inf"), 1e-4])
def test_a_concentration_that_makes_no_distribution_is_refused(wrong):
    with pytest.raises(InputError, match="--concentration"):
        check_concentration(wrong)
