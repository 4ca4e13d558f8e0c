"""Descent, global convergence and the width condition, each with variants that must fail."""

import numpy as np
import pytest
import torch

from settled.lab.theorems import descent_inequality, global_convergence, width_condition
from settled.lab.theorems.apparatus import encoder


@pytest.mark.parametrize("seed", [0, 1])
def test_descent_holds(seed):
    found = descent_inequality.check("quick", seed)
    assert found["verdict"] == "holds"
    assert found["figures"]["loss after 100 steps of 2/L on the bowl"]["value"] == pytest.approx(1)
    assert found["figures"]["loss left at a saddle"]["value"] == pytest.approx(0.25)


def test_a_larger_step_raises_the_loss():
    found = descent_inequality.check("quick", 0, largest_share=1.2)
    assert found["verdict"] == "fails"
    assert "rise" in found["counterexample"]


def test_a_larger_coefficient_is_refuted():
    found = descent_inequality.check("quick", 0, factor=0.4)
    assert found["verdict"] == "fails"
    assert "bowl" in found["counterexample"]


@pytest.mark.parametrize("name", ["bowl", "indefinite quadratic", "logistic loss", "log-sum-exp", "cosines"])
def test_gradients_and_constants_are_right(name):
    rng = np.random.default_rng(3)
    f = descent_inequality.smooth_functions(rng)[name]
    for _ in range(50):
        x, y = rng.standard_normal((2, descent_inequality.SIZE))
        step = 1e-6 * y
        slope = (f.value(x + step) - f.value(x - step)) / 2e-6
        assert slope == pytest.approx(float(f.gradient(x) @ y), rel=1e-5, abs=1e-6)
        assert np.linalg.norm(f.gradient(x) - f.gradient(y)) <= f.constant * np.linalg.norm(x - y) * (
            1 + 1e-9
        )


def test_wide_encoders_converge_and_conflicting_samples_do_not():
    assert global_convergence.check("quick", 0)["verdict"] == "holds"
    assert global_convergence.check("quick", 0, conflicting=True)["verdict"] == "fails"


def test_convergence_may_be_undecided():
    start, before, end = torch.ones(2), torch.tensor([0.5, 1e-9]), torch.tensor([0.1, 1e-9])
    assert global_convergence.judge(start, before, end) == "undecided"


def test_the_width_condition_fails_for_it_leaves_out_the_samples():
    found = width_condition.check("quick", 0)
    assert found["verdict"] == "fails"
    assert found["figures"]["loss floor of the training set that cannot be fitted"]["value"] > 0.01


def test_a_condition_that_counts_samples_is_not_refuted():
    assert width_condition.check("quick", 0, counts_samples=True)["verdict"] == "holds"


def test_too_small_an_exponent_is_refuted(monkeypatch):
    monkeypatch.setattr(width_condition, "STATED", {"log(1/eps)": 0.1})
    assert width_condition.check("quick", 0, counts_samples=True)["verdict"] == "fails"


@pytest.mark.parametrize("kinks", [0, 1, 3])
def test_no_piecewise_linear_function_beats_the_floor(kinks):
    rng = np.random.default_rng(kinks)
    samples = 18
    x = np.arange(samples) / samples
    y = np.where(np.arange(samples) % 2, -1.0, 1.0)
    for _ in range(300):
        knots = rng.uniform(0, 1, kinks)
        design = np.column_stack([np.ones(samples), x, *(np.maximum(x - k, 0) for k in knots)])
        residual = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
        assert 0.5 * (residual**2).mean() >= width_condition.loss_floor(samples, kinks) - 1e-12


def test_narrow_runs_do_not_feel_their_padding():
    task = encoder.random_task(1, 5, 3, 4, seed=0)
    alone = encoder.random_encoders(4, [3], seed=1)
    padded = encoder.Encoders(*(torch.cat([p, torch.zeros_like(p)], dim=-1) for p in alone))
    width = torch.tensor([3.0]).double()
    first = encoder.descend(alone, task, width, 20)
    second = encoder.descend(padded, task, width, 20)
    assert torch.allclose(first.losses, second.losses, rtol=1e-9)
    assert bool((second.encoders.output[:, 3:] == 0).all())


def test_runs_do_not_touch_one_another():
    task = encoder.random_task(2, 5, 3, 4, seed=0)
    both = encoder.random_encoders(4, [3, 5], seed=1)
    widths = torch.tensor([3.0, 5.0]).double()
    one = encoder.Encoders(*(p[1:] for p in both))
    alone = encoder.descend(one, encoder.Task(*(t[1:] for t in task)), widths[1:], 20).losses[:, 0]
    together = encoder.descend(both, task, widths, 20).losses[:, 1]
    assert torch.allclose(alone, together, rtol=1e-9)


def test_curvature_is_the_largest_eigenvalue():
    task = encoder.random_task(1, 5, 3, 4, seed=0)
    one = encoder.random_encoders(4, [3], seed=1)
    width = torch.tensor([3.0]).double()

    def seen(vector):
        return encoder.outputs(encoder.unflatten(vector, 4, 3), task.inputs, width)[0]

    jacobian = torch.autograd.functional.jacobian(seen, encoder.flatten(one, 0))
    expected = float(torch.linalg.matrix_norm(jacobian, 2)) ** 2 / 5
    assert float(encoder.curvature(one, task, width, rounds=200)[0]) == pytest.approx(expected, rel=1e-6)
