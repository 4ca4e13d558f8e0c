"""What 8 bits keep of a moment: bounds by block, no bias, and what must not be lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from settled.lab.optim import naive

ONE = np.zeros(1, np.int64)


def kept(m: NDArray[np.float32], v: NDArray[np.float32], step: int = 1) -> tuple[NDArray, NDArray, NDArray]:
    state = naive.encoded(m, v, step, np.arange(len(m)))
    return naive.m_decoded(state.m, state.m_base), naive.v_decoded(state.v, state.v_base), state.m_base


finite = st.floats(0, 1, width=32).flatmap(
    lambda x: st.integers(-30, 30).map(lambda e: np.float32(x * 10.0**e if abs(e) else x))
)


@given(st.lists(finite, min_size=1, max_size=64), st.integers(1, 1000), st.integers(0, 2**31))
@settings(deadline=None, max_examples=200)
def test_errors_are_bounded_in_every_block(values: list[np.float32], step: int, seed: int) -> None:
    magnitudes = np.array([values], np.float32)
    signs = np.random.default_rng(seed).choice(np.array([-1, 1], np.float32), magnitudes.shape)
    m, v = magnitudes * signs, magnitudes
    m_kept, v_kept, _ = kept(m, v, step)
    top = magnitudes.astype(np.float64).max()
    tiny = 2.0**-129  # the spacing of codes where floats themselves are subnormal
    floor = top * 2.0**-15
    assert (np.abs(m_kept.astype(float) - m) <= (np.abs(m.astype(float)) + floor) / 8 + tiny).all()
    large = v >= top * 2.0**-31
    assert (np.abs(v_kept.astype(float) - v)[large] <= v[large] / 8.0 + tiny).all()
    # What is smaller may be kept larger, never smaller than a code below it, and never above the floor.
    assert (v_kept[~large] <= top * 2.0**-31 + tiny).all()
    assert (v_kept >= v * (1 - 1 / 8.0) - tiny).all()


def test_zeros_stay_zeros() -> None:
    zeros = np.zeros((3, 128), np.float32)
    m, v, _ = kept(zeros, zeros)
    assert not m.any()
    assert not v.any()


def test_a_block_of_one_outlier_keeps_small_moments_on_average() -> None:
    m = np.full((4000, 128), 1e-7, np.float32)
    m[:, 3] = 1.0
    m_kept, _, _ = kept(m, m * m)
    small = np.delete(m_kept, 3, axis=1).astype(float)
    # Far below the block's floor of 2**-16: most become 0, some a larger value.
    assert (small == 0).mean() > 0.5
    assert small.mean() == pytest.approx(1e-7, rel=0.02)
    assert small.std() < 1e-6


def test_a_second_moment_is_never_lost_beside_a_larger_one() -> None:
    v = np.full((1, 128), 1e-30, np.float32)
    v[0, 0] = 1.0
    _, v_kept, _ = kept(np.zeros_like(v), v)
    assert (v_kept > 0).all()


@pytest.mark.parametrize("scale", [1e-30, 1e-10, 1.0, 1e10, 1e30])
def test_rounding_has_no_bias(scale: float) -> None:
    generator = np.random.default_rng(1)
    values = (generator.uniform(0.01, 1, (5000, 128)) * scale).astype(np.float32)
    for part in kept(values, values)[:2]:
        error = (part.astype(float) - values) / values
        assert abs(error.mean()) < 4 * error.std() / error.size**0.5
        assert error.std() < 0.06


def test_a_value_is_rounded_anew_at_every_step_and_place() -> None:
    values = np.full((64, 128), 1.06, np.float32)
    values[:, 0] = 2.0
    rounded = np.stack([kept(values, values, step)[0][:, 1:] for step in range(1, 201)])
    up = rounded > 1.06
    share = 0.06 / 0.125
    assert up.mean() == pytest.approx(share, abs=0.005)
    for axis in (0, 1, 2):  # neither steps nor places go together
        assert up.mean(axis=axis).std() == pytest.approx(
            (share * (1 - share) / up.shape[axis]) ** 0.5, rel=0.1
        )
    both = up[1:] & up[:-1]
    assert both.mean() == pytest.approx(share**2, abs=0.005)


def test_dithers_of_both_moments_are_even_and_independent() -> None:
    m, v = naive.dithers(12, np.arange(4000), 128)
    for dither in (m, v):
        counts = np.bincount((dither >> 14).reshape(-1), minlength=64)
        expected = dither.size / 64
        assert ((counts - expected) ** 2 / expected).sum() < 63 + 5 * (2 * 63) ** 0.5
    assert abs(np.corrcoef(m.reshape(-1), v.reshape(-1))[0, 1]) < 4 / m.size**0.5


def test_what_is_not_finite_is_kept_apart_and_harms_no_neighbour() -> None:
    m = np.full((1, 64), 0.5, np.float32)
    v = np.full((1, 64), 0.25, np.float32)
    m[0, 1], v[0, 1] = np.nan, np.nan
    m[0, 2], v[0, 2] = np.inf, np.inf
    v[0, 3] = np.inf
    state = naive.encoded(m, v, 1, ONE)
    assert state.v_base[0] & naive.SPECIAL
    m_kept, v_kept = naive.m_decoded(state.m, state.m_base), naive.v_decoded(state.v, state.v_base)
    assert np.isnan(v_kept[0, [1, 2]]).all()
    assert np.isposinf(v_kept[0, 3])
    assert np.abs(m_kept[0, 3:] - 0.5).max() < 0.5 / 8
    assert (v_kept[0, 4:] == 0.25).all()
