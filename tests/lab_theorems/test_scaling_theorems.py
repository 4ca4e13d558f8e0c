"""The two theorems on the factor 1/sqrt(d): they hold, and wrong factors are told."""

import numpy as np
import pytest

from settled.lab.theorems import scaling_factor, softmax_saturation
from settled.lab.theorems.apparatus.slopes import Interval


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_unit_variance_holds(seed):
    assert scaling_factor.check("quick", seed)["verdict"] == "holds"


@pytest.mark.parametrize(("power", "variance"), [(1.0, "1/d"), (0.0, "d"), (0.25, "sqrt(d)")])
def test_other_factors_fail(power, variance):
    found = scaling_factor.check("quick", 0, power=power)
    assert found["verdict"] == "fails"
    assert f"variance is {variance} " in found["because"]
    assert found["counterexample"] is not None


@pytest.mark.parametrize("d", [1, 2, 5])
def test_the_expansion_agrees_with_the_sum(d):
    assert str(scaling_factor.variance_by_expansion(d)) == "1"
    assert str(scaling_factor.variance_by_expansion(d, power=0.0)) == str(d)


@pytest.mark.parametrize("name", scaling_factor.LAWS)
def test_every_law_meets_the_assumptions(name):
    drawn = scaling_factor.LAWS[name](np.random.default_rng(1), (400_000, 1))
    assert abs(drawn.mean()) < 0.01
    assert abs(drawn.var() - 1) < 0.03


def test_correlated_entries_follow_their_own_formula():
    found = scaling_factor.correlated_variance(64, 200_000, np.random.default_rng(0))
    assert abs(found - (1 + 63 * scaling_factor.CORRELATION**2)) < 0.05


def test_saturation_holds():
    assert softmax_saturation.check("quick", 0)["verdict"] == "holds"


def test_a_weaker_factor_saturates():
    found = softmax_saturation.check("quick", 0, power=0.2)
    assert found["verdict"] == "fails"


def test_saturation_may_be_undecided():
    assert softmax_saturation.judge(Interval(0, -0.1, 0.1), Interval(-1, -1.1, -0.9)) == "undecided"


def test_jacobian_norm_against_the_matrix():
    scores = np.random.default_rng(0).standard_normal((1, 7))
    p = np.exp(scores[0]) / np.exp(scores[0]).sum()
    expected = np.linalg.norm(np.diag(p) - np.outer(p, p))
    assert softmax_saturation.softmax_state(scores)["jacobian norm"][0] == pytest.approx(expected)
