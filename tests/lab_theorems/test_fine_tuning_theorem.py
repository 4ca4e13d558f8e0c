"""Sample complexities of linear representation learning: closed forms, simulation, unrelated tasks."""

import math

import numpy as np
import pytest

from settled.lab.theorems import fine_tuning_samples as theorem


def test_the_multiple_holds_only_for_small_ranks_and_many_tasks():
    found = theorem.check("quick", 0)
    assert found["verdict"] == "holds_only_if"
    assert found["figures"]["multiple, B known, d=1000 k=1"]["value"] > 500
    assert found["figures"]["multiple, B known, d=10 k=5"]["value"] < 10


def test_unrelated_tasks_save_nothing():
    found = theorem.check("quick", 0, related=False)
    assert found["verdict"] == "fails"
    assert all(f["value"] == 0 for name, f in found["figures"].items() if name.startswith("multiple"))


def test_wrong_closed_forms_are_told():
    assert theorem.judge([100.0], [5.0]) == "fails"
    assert theorem.judge([100.0, 20.0], [1.0]) == "holds"
    assert theorem.judge([5.0, 2000.0], [0.0]) == "fails"


@pytest.mark.parametrize(("d", "precision"), [(7, 0.1), (50, 0.03)])
def test_scratch_samples_invert_the_risk(d, precision):
    n = theorem.scratch_samples(d, precision)
    assert d / (n - d - 1) == pytest.approx(precision)


@pytest.mark.parametrize(("k", "left_out"), [(1, 0.0), (4, 0.05)])
def test_tuned_samples_invert_the_risk(k, left_out):
    n = theorem.tuned_samples(k, left_out)
    assert left_out + k * (1 + left_out) / (n - k - 1) == pytest.approx(theorem.PRECISION)


def test_no_number_suffices_on_a_poor_representation():
    assert math.isinf(theorem.tuned_samples(2, theorem.PRECISION))


def test_the_share_left_out_falls_with_tasks_and_not_without_relation():
    rng = np.random.default_rng(0)
    few = np.mean([theorem.share_left_out(20, 2, 3, rng) for _ in range(10)])
    many = np.mean([theorem.share_left_out(20, 2, 100, rng) for _ in range(5)])
    alien = np.mean([theorem.share_left_out(20, 2, 100, rng, related=False) for _ in range(5)])
    assert many < 0.1 < few
    assert alien > 0.5


def test_misspecified_risk_is_as_derived():
    """k parameters where a share f of the signal is left out: ``f + k (1 + f) / (n - k - 1)``."""
    rng = np.random.default_rng(1)
    k, n, left_out = 2, 20, 0.3
    risks = []
    for _ in range(4000):
        x, rest = rng.standard_normal((n, k)), rng.standard_normal(n)
        y = x.sum(1) + np.sqrt(left_out) * rest + rng.standard_normal(n)
        risks.append(((np.linalg.lstsq(x, y, rcond=None)[0] - 1) ** 2).sum() + left_out)
    expected = left_out + k * (1 + left_out) / (n - k - 1)
    assert np.mean(risks) == pytest.approx(expected, rel=0.03)
