"""Adam's and AdamW's theorems; the rules against PyTorch's own."""

import numpy as np
import pytest
import torch
from scipy.optimize import minimize

from settled.lab.theorems import adam_adamw_formulas, adam_convergence, adamw_rate, decoupled_decay
from settled.lab.theorems.apparatus.adam import Adam
from settled.lab.theorems.apparatus.convex import KINDS, random_problem
from settled.lab.theorems.apparatus.noisy_fits import Network, Regression
from settled.lab.theorems.apparatus.slopes import Interval


@pytest.mark.parametrize("decay", ["decoupled", "coupled"])
@pytest.mark.parametrize("amsgrad", [False, True])
def test_the_rules_are_pytorchs(decay, amsgrad):
    kind = torch.optim.AdamW if decay == "decoupled" else torch.optim.Adam
    parameter = torch.nn.Parameter(torch.tensor([1.0, -2.0], dtype=torch.float64))
    theirs = kind([parameter], lr=0.05, weight_decay=0.1, amsgrad=amsgrad)
    ours, theta = Adam(decay=decay, amsgrad=amsgrad), np.array([1.0, -2.0])
    for step in range(40):
        gradient = np.sin(3 * theta + step)
        parameter.grad = torch.tensor(gradient)
        theirs.step()
        theta = ours.step(theta, gradient, eta=0.05, amount=0.1)
    assert np.allclose(theta, parameter.detach().numpy(), rtol=1e-12)


def test_the_document_writes_one_rule_twice():
    assert adam_adamw_formulas.check("quick", 0)["verdict"] == "fails"
    assert adam_adamw_formulas.check("quick", 0, coupled=True)["verdict"] == "holds"


def test_coupled_decay_differs_from_none_on():
    assert adam_adamw_formulas.gap_of_coupled_decay(0.0) == pytest.approx(0, abs=1e-12)
    assert adam_adamw_formulas.gap_of_coupled_decay(0.1) > 0.05


def test_adam_fails_amsgrad_does_not():
    found = adam_convergence.check("quick", 0)
    assert found["verdict"] == "fails"
    assert found["figures"]["period 3: average regret of Adam"]["value"] > 0.9
    assert adam_convergence.check("quick", 0, judged="AMSGrad")["verdict"] == "holds"
    assert adam_convergence.check("quick", 0, judged="AdamW, decay 0.1")["verdict"] == "fails"


def test_regret_of_a_fixed_point():
    still = adam_convergence.Sequence(4.0, -1.0, 3, 0.0, 1 / 17, 0.0)  # no step at all: stays at 0
    (found,) = adam_convergence.average_regrets(still, adam_convergence.Method(False, 0.0), [300])
    assert found == pytest.approx(2 / 3)


@pytest.mark.parametrize("kind", KINDS)
def test_optima_and_gradients(kind):
    rng = np.random.default_rng(2)
    problem = random_problem(kind, rng, samples=40, size=3)
    best = problem.optimum()
    least = float(problem.loss(best))
    assert np.isscalar(least)
    searched = minimize(problem.loss, best + 0.3, method="Nelder-Mead", options={"fatol": 1e-10})
    assert least <= searched.fun + 1e-9
    assert searched.fun == pytest.approx(least, abs=1e-3)
    theta, direction = rng.standard_normal((2, 1, 3))
    slopes = np.mean([problem.gradient(theta, np.array([row])) for row in range(40)], axis=0)
    change = problem.loss(theta + 1e-6 * direction) - problem.loss(theta - 1e-6 * direction)
    assert float(change[0]) / 2e-6 == pytest.approx(float((slopes * direction).sum()), rel=1e-3, abs=1e-6)


@pytest.fixture(scope="module")
def rate():
    return adamw_rate.check("quick", 0)


def test_adamw_keeps_the_rate_only_if_decay_vanishes(rate):
    assert rate["verdict"] == "holds_only_if"
    assert rate["figures"]["end on (theta - 20)^2 / 2 with decay 0.1"]["value"] < 10.1


def test_too_short_steps_lose_the_rate():
    assert adamw_rate.check("quick", 0, power=1.2)["verdict"] == "fails"


def test_far_optimum_is_the_inverse_decay():
    assert adamw_rate.far_optimum(0.25, 3000) == pytest.approx(4.0, rel=0.02)
    assert adamw_rate.far_optimum(0.0, 3000) == pytest.approx(20.0, rel=0.01)


def test_rate_verdicts():
    kept = {(kind, decay): True for kind in KINDS for decay in adamw_rate.DECAYS}
    assert adamw_rate.judge(kept, 0.0) == "holds"
    assert adamw_rate.judge(kept | {("hinge", "0.1"): False}, 0.0) == "holds_only_if"
    assert adamw_rate.judge(kept | {("hinge", "none"): False}, 0.0) == "fails"


def test_decay_verdicts():
    above, around, below = Interval(1, 0.5, 1.5), Interval(0, -1, 1), Interval(-1, -1.5, -0.5)
    assert decoupled_decay.judge({"a": above, "b": above}) == "holds"
    assert decoupled_decay.judge({"a": above, "b": below}) == "holds_only_if"
    assert decoupled_decay.judge({"a": below, "b": Interval(0, -0.05, 0.05)}) == "fails"
    assert decoupled_decay.judge({"a": around, "b": below}) == "undecided"
    assert decoupled_decay.judge({}) == "undecided"


def test_best_decays_find_a_parabolas_bottom():
    logs = np.log(decoupled_decay.DECAYS)
    found = decoupled_decay.best_decays(((logs - np.log(0.037)) ** 2)[None, None])
    assert found[0, 0] == pytest.approx(0.037)


@pytest.mark.parametrize("kind", [Regression, Network])
def test_fits_have_the_gradient_of_their_loss(kind):
    rng = np.random.default_rng(0)
    fit = kind(2, rng)
    theta = fit.start(3) + 0.1 * rng.standard_normal(fit.start(3).shape)
    rows = np.arange(5)
    direction = rng.standard_normal(theta.shape)

    def loss(at):
        if kind is Regression:
            given = at @ fit.data[:, rows].transpose(0, 2, 1)
        else:
            given = fit._parts(at, fit.data[:, rows])[2]
        return 0.5 * ((given - fit.targets[:, None, rows]) ** 2).mean(-1)

    change = (loss(theta + 1e-6 * direction) - loss(theta - 1e-6 * direction)) / 2e-6
    assert np.allclose(change, (fit.gradient(theta, rows) * direction).sum(-1), rtol=1e-5, atol=1e-7)


@pytest.mark.slow
def test_decoupled_decay_runs_and_swapping_turns_the_exponents():
    straight = decoupled_decay.check("quick", 0)["figures"]
    swapped = decoupled_decay.check("quick", 0, swapped=True)["figures"]
    for name in decoupled_decay.WORKLOADS:
        key = f"{name}: |coupled exponent| - |decoupled exponent|"
        assert straight[key]["value"] == pytest.approx(-swapped[key]["value"])
