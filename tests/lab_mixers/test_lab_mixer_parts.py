"""What mixers are made of, and what sets one apart from another."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from settled.lab.mixers import (
    delta_rule,
    gated_linear,
    linear,
    long_convolution,
    softmax,
    sparse_block,
    sparse_window,
    state_space,
)
from settled.lab.mixers.parts.positions import rotated, sinusoids, slopes
from settled.lab.mixers.parts.scan import naive_scan, scan
from settled.lab.mixers.parts.short_convolution import ShortConvolution

TIGHT = {"rtol": 1e-9, "atol": 1e-10}


def drawn(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@settings(max_examples=40, deadline=None)
@given(time=st.integers(1, 200), seed=st.integers(0, 999), low=st.sampled_from([0.0, 0.5, 0.99]))
def test_the_scan_is_the_recurrence_and_so_is_its_gradient(time: int, seed: int, low: float) -> None:
    decay = (low + (1 - low) * torch.rand(2, time, 3, dtype=torch.float64)).requires_grad_()
    update = drawn(2, time, 3, seed=seed).requires_grad_()
    weight = drawn(2, time, 3, seed=seed + 1)
    fast, true = scan(decay, update), naive_scan(decay, update)
    torch.testing.assert_close(fast, true, **TIGHT)
    mine = torch.autograd.grad((fast * weight).sum(), (decay, update))
    right = torch.autograd.grad((true * weight).sum(), (decay, update), materialize_grads=True)
    for one, other in zip(mine, right, strict=True):
        torch.testing.assert_close(one, other, **TIGHT)


def test_a_scan_whose_decays_vanish_keeps_the_updates() -> None:
    update = drawn(1, 100, 2)
    assert torch.equal(scan(torch.zeros_like(update), update), update)


def test_decays_at_their_least_are_exact_in_single_precision() -> None:
    q, k, v = (drawn(1, 2, 200, 8, seed=seed).float() for seed in range(3))
    logs = torch.full_like(q, -9.0)
    fast, true = gated_linear.parallel(q, k, v, logs), gated_linear.naive(q, k, v, logs)
    torch.testing.assert_close(fast, true, rtol=1e-4, atol=1e-5)


def test_without_decay_gating_is_plain_linear_attention() -> None:
    q, k, v = (drawn(1, 2, 130, 8, seed=seed).abs() for seed in range(3))
    sums = gated_linear.parallel(q, k, v, torch.zeros_like(q))
    weights = (q @ k.transpose(-1, -2)).tril()
    torch.testing.assert_close(sums, weights @ v, **TIGHT)
    torch.testing.assert_close(
        linear.parallel(q, k, v), sums / (weights.sum(-1, keepdim=True) + linear.LEAST), **TIGHT
    )


def test_the_state_space_with_one_decay_a_head_is_gated_attention_of_that_decay() -> None:
    x, b, c = drawn(1, 2, 130, 8), drawn(1, 1, 130, 4, seed=1), drawn(1, 1, 130, 4, seed=2)
    logs = -drawn(1, 2, 130, seed=3).abs()
    both = (part.expand(1, 2, 130, 4) for part in (c, b))
    gated = gated_linear.parallel(*both, x, logs.unsqueeze(-1).expand(1, 2, 130, 4))
    torch.testing.assert_close(state_space.parallel(x, logs, b, c), gated, **TIGHT)


def test_the_delta_rule_overwrites_what_a_key_held() -> None:
    key = torch.nn.functional.normalize(drawn(1, 1, 1, 4), dim=-1).expand(1, 1, 3, 4)
    values = drawn(1, 1, 3, 4, seed=1)
    out = delta_rule.parallel(key, key, values, torch.ones(1, 1, 3, dtype=torch.float64))
    torch.testing.assert_close(out, values)  # the last value each, not a sum


def test_a_window_of_the_whole_is_full_attention() -> None:
    q, k, v = (drawn(1, 2, 50, 8, seed=seed) for seed in range(3))
    full = softmax.parallel(q, k, v)
    torch.testing.assert_close(sparse_window.parallel(q, k, v, 50), full, **TIGHT)
    torch.testing.assert_close(sparse_block.parallel(q, k, v, 10, 5, 0), full, **TIGHT)


@pytest.mark.parametrize("window", [1, 2, 7, 33])
def test_a_window_sees_so_many_positions(window: int) -> None:
    q, k = (drawn(1, 1, 70, 4, seed=seed) for seed in range(2))
    v = torch.eye(70, dtype=torch.float64)[None, None]
    seen = (sparse_window.parallel(q, k, v, window)[0, 0] > 0).sum(-1)
    assert seen.tolist() == [min(t + 1, window) for t in range(70)]


@given(st.integers(0, 300), st.integers(0, 4), st.integers(0, 9))
def test_a_block_sees_the_first_the_one_before_itself_and_as_many_drawn(
    block: int, drawn_blocks: int, seed: int
) -> None:
    seen = sparse_block.seen_blocks(block, drawn_blocks, seed)
    assert {0, max(block - 1, 0), block} <= set(seen)
    assert seen == tuple(sorted(set(seen)))
    assert seen[-1] == block
    assert len(seen) == min(block + 1, drawn_blocks + 3)


def test_alibi_takes_its_slope_off_a_score_for_each_step_of_distance() -> None:
    q, k, v = torch.zeros(1, 2, 3, 4), torch.zeros(1, 2, 3, 4), torch.eye(3).expand(1, 2, 3, 3)
    bias = slopes(2)
    assert bias.tolist() == [2.0**-4, 2.0**-8]
    weights = softmax.parallel(q, k, v, bias)[0, 0, 2]
    torch.testing.assert_close(weights, torch.tensor([-2.0, -1.0, 0.0]).mul(bias[0]).softmax(-1))


@pytest.mark.parametrize("bias", [None, slopes(4).double()])
def test_softmax_in_all_forms(bias: torch.Tensor | None) -> None:
    q, k, v = (drawn(2, 4, 70, 8, seed=seed) for seed in range(3))
    true = softmax.naive(q, k, v, bias)
    torch.testing.assert_close(softmax.parallel(q, k, v, bias), true, **TIGHT)
    torch.testing.assert_close(softmax.materialised(q, k, v, bias), true, **TIGHT)


def test_a_rotated_product_depends_on_the_distance_alone() -> None:
    q, k = drawn(8), drawn(8, seed=1)
    products = rotated(q.expand(40, 8)) @ rotated(k.expand(40, 8)).T
    for distance in (-7, 0, 3, 20):
        line = products.diagonal(-distance)
        torch.testing.assert_close(line, line[:1].expand_as(line), **TIGHT)
    assert products[0].std() > 0.01


def test_sinusoids_tell_positions_apart() -> None:
    table = sinusoids(200, 32)
    assert table.shape == (200, 32)
    assert (torch.cdist(table, table) + torch.eye(200)).min() > 0.1


def test_the_short_convolution_is_a_causal_convolution() -> None:
    short, x = ShortConvolution(3, 4).double(), drawn(2, 10, 3)
    kernel = short.weight.flip(0).T[:, None]
    padded = torch.nn.functional.pad(x.transpose(1, 2), (3, 0))
    right = torch.nn.functional.conv1d(padded, kernel, short.bias, groups=3).transpose(1, 2)
    torch.testing.assert_close(short(x), right)


def test_a_filter_is_the_same_at_every_length_and_fades() -> None:
    taps = long_convolution.Filter(6, span=64)
    torch.testing.assert_close(taps(40), taps(200)[:40])
    assert taps(200)[128:].abs().max() < 0.05 * taps(200).abs().max()
