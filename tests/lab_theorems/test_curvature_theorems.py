"""Lipschitz gradients, strong convexity and Polyak-Lojasiewicz, with problems on which each verdict turns."""

import pytest
import torch

from settled.lab.theorems import lipschitz_gradient, polyak_lojasiewicz, strong_convexity
from settled.lab.theorems.apparatus import encoder
from settled.lab.theorems.apparatus.slopes import Interval


@pytest.mark.parametrize("seed", [0, 1])
def test_the_gradient_is_not_lipschitz_but_a_linear_models_is(seed):
    assert lipschitz_gradient.check("quick", seed)["verdict"] == "fails"
    assert lipschitz_gradient.check("quick", seed, linear=True)["verdict"] == "holds"
    assert lipschitz_gradient.judge(Interval(0.1, 0.0, 0.2)) == "undecided"


@pytest.fixture(scope="module")
def convexity():
    return strong_convexity.check("quick", 0)


def test_the_loss_is_not_strongly_convex(convexity):
    assert convexity["verdict"] == "fails"
    assert convexity["counterexample"] is not None
    for width in strong_convexity.WIDTHS:
        size = encoder.parameter_count(strong_convexity.SIZE.d, width)
        null = convexity["figures"][f"zero eigenvalues of {size} at the minimum"]["value"]
        assert null >= size - strong_convexity.SIZE.samples
        assert convexity["figures"][f"largest mu that every pair allows, {size} parameters"]["value"] < 0


def test_least_squares_is_strongly_convex():
    assert strong_convexity.check("quick", 0, linear=True)["verdict"] == "holds"


def test_without_a_minimum_nothing_is_decided(monkeypatch):
    monkeypatch.setattr(strong_convexity, "encoder_minima", lambda *_: [])
    assert strong_convexity.check("quick", 0)["verdict"] == "undecided"


def test_partners_are_minima_of_the_same_loss():
    for minimum in strong_convexity.encoder_minima(8, 2, 1500, 3):
        for partner in minimum.partners:
            assert float(minimum.loss(partner)) < 10 * strong_convexity.FOUND
            assert not torch.allclose(partner, minimum.at)


def test_allowed_mu_of_a_parabola_is_its_curvature():
    bowl = strong_convexity.Minimum(lambda x: 1.5 * x @ x, torch.zeros(3).double(), [])
    assert strong_convexity.allowed_mu(bowl, torch.ones(3).double()) == pytest.approx(3.0)


@pytest.mark.parametrize("seed", [0, 1])
def test_polyak_lojasiewicz_holds_only_if_wide(seed):
    found = polyak_lojasiewicz.check("quick", seed)
    assert found["verdict"] == "holds_only_if"
    assert found["figures"]["ratio where all parameters are zero"]["value"] == 0


def test_polyak_lojasiewicz_fails_where_no_loss_is_zero():
    assert polyak_lojasiewicz.check("quick", 0, conflicting=True)["verdict"] == "fails"


def test_descent_never_rises():
    task = encoder.random_task(3, 6, 3, 4, seed=2)
    widths = [2, 4, 8]
    losses = encoder.descend(
        encoder.random_encoders(4, widths, 3),
        task,
        torch.tensor(widths).double(),
        200,
        every=1,
        first_share=5.0,
    ).losses
    assert bool((losses[1:] <= losses[:-1]).all())


def test_flatten_and_back():
    both = encoder.random_encoders(4, [5, 5], 0)
    again = encoder.unflatten(encoder.flatten(both, 1), 4, 5)
    assert all(torch.equal(a[0], b[1]) for a, b in zip(again, both, strict=True))
