"""Linear attention, Performer, rotary positions and tiling, each with a variant that must fail."""

import numpy as np
import pytest
import torch

from settled.lab.theorems import (
    attention_dilution,
    flash_attention,
    linear_attention_gradients,
    normalised_linear_attention,
    performer_error,
    rope_relative,
)
from settled.lab.theorems.apparatus import flash
from settled.lab.theorems.apparatus.feature_maps import FEATURES, features
from settled.lab.theorems.apparatus.slopes import Interval


@pytest.mark.parametrize("seed", [0, 1])
def test_linear_gradients_are_unbounded(seed):
    assert linear_attention_gradients.check("quick", seed)["verdict"] == "holds"


def test_a_padded_denominator_bounds_them():
    assert linear_attention_gradients.check("quick", 0, added=1.0)["verdict"] == "fails"


@pytest.mark.parametrize("softmax", [False, True])
def test_derivatives_against_automatic_ones(softmax):
    scores = torch.rand(6, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    form = (lambda s: s.softmax(0)) if softmax else (lambda s: s / s.sum())
    expected = torch.autograd.functional.jacobian(form, scores).abs().max()
    found = linear_attention_gradients.largest_derivative(scores, softmax)
    assert found == pytest.approx(float(expected))


def test_dilution_holds_and_blunt_softmax_dilutes_too():
    assert attention_dilution.check("quick", 0)["verdict"] == "holds"
    assert attention_dilution.check("quick", 0, sharp=0.1)["verdict"] == "fails"


@pytest.mark.parametrize("kind", FEATURES)
def test_no_query_beats_the_greatest_weight(kind):
    generator = torch.Generator().manual_seed(0)
    phi = features(torch.randn(40, 8, generator=generator, dtype=torch.float64), kind)
    bound = float((phi[0] / phi.sum(0)).max())
    queries = features(torch.randn(2000, 8, generator=generator, dtype=torch.float64) * 5, kind)
    weights = queries @ phi.T
    assert float((weights[:, 0] / weights.sum(1)).nan_to_num().max()) <= bound + 1e-12


def test_normalisation_needs_its_epsilon():
    assert normalised_linear_attention.check("quick", 0)["verdict"] == "holds_only_if"
    assert normalised_linear_attention.check("quick", 0, epsilon=0.0)["verdict"] == "fails"


@pytest.mark.parametrize("seed", [0, 1])
def test_performer_holds(seed):
    assert performer_error.check("quick", seed)["verdict"] == "holds"


def test_wrongly_scaled_features_are_biased():
    assert performer_error.check("quick", 0, power=0.4)["verdict"] == "fails"


def test_performer_may_be_undecided():
    unbiased = Interval(0.0, -1.0, 1.0)
    assert performer_error.judge(Interval(-0.47, -0.48, -0.46), unbiased) == "undecided"
    assert performer_error.judge(Interval(-0.3, -0.31, -0.29), unbiased) == "fails"


def test_orthogonal_directions_are_orthogonal_in_blocks():
    w = performer_error.directions(32, True, np.random.default_rng(0))
    block = w[:16] @ w[:16].T
    assert np.allclose(block, np.diag(np.diag(block)))


def test_rope_holds_and_squared_positions_do_not():
    assert rope_relative.check("quick", 0)["verdict"] == "holds"
    assert rope_relative.check("quick", 0, power=2)["verdict"] == "fails"


def test_flash_holds_and_without_rescaling_fails():
    assert flash_attention.check("quick", 0)["verdict"] == "holds"
    assert flash_attention.check("quick", 0, rescale=False)["verdict"] == "fails"


@pytest.mark.parametrize("causal", [False, True])
def test_the_naive_form_is_pytorchs(causal):
    generator = torch.Generator().manual_seed(0)
    q, k, v = torch.randn(3, 1, 20, 8, generator=generator, dtype=torch.float64)
    expected = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=causal)
    assert torch.allclose(flash.naive_attention(q[0], k[0], v[0], causal), expected[0])
    assert torch.allclose(flash.flash_attention(q[0], k[0], v[0], causal), expected[0])


def test_the_meter_counts_what_lives():
    with flash.MemoryMeter() as meter:
        first = torch.zeros(1000, dtype=torch.float64)
        second = first + 1
        del first
        third = second.view(10, 100)
        third += 1
    assert meter.largest == 8000
    assert meter.peak == 16_000
