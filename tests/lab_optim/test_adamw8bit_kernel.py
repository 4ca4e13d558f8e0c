"""The compiled kernel gives the bits of the plain form, whatever the values, the vectors and the threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch import Tensor

from settled.lab.optim import AdamW8bit, naive, rows, threads
from settled.lab.optim.compiled import CAPABILITY, Compiled, compiled

BETAS = (0.9, 0.999)
RATES = {"lr": 0.01, "betas": BETAS, "eps": 1e-8, "weight_decay": 0.1}
KINDS = ("normal", "wild", "zeros", "outlier", "tiny", "huge", "broken", "sparse")


def gradient(kind: str, n: int, generator: np.random.Generator) -> NDArray[np.float32]:
    """A gradient that stresses one part of the format."""
    normal = generator.standard_normal(n)
    spread = 10.0 ** generator.uniform(-30, 30, n)
    values = {
        "normal": normal * 1e-3,
        "wild": normal * spread,
        "zeros": normal * 0.0,
        "outlier": np.where(np.arange(n) % 128 == 5, 1e15, 1e-3) * normal,
        "tiny": normal * 1e-30,
        "huge": normal * 1e30,
        "broken": np.where(
            generator.random(n) < 0.02, generator.choice([np.nan, np.inf, -np.inf, 1e25], n), normal
        ),
        "sparse": np.where(generator.random(n) < 0.02, normal, 0.0),
    }
    return values[kind].astype(np.float32)


def empty(n: int, block_size: int) -> naive.Moments:
    blocks = -(-n // block_size)
    return naive.Moments(
        np.zeros(n, np.uint8), np.zeros(n, np.uint8), np.zeros(blocks, np.int16), np.zeros(blocks, np.int16)
    )


def same(given: Tensor, wanted: NDArray[np.float32]) -> bool:
    """The same bits; a not-a-number is as good as another."""
    return bool(np.array_equal(given.detach().numpy(), wanted, equal_nan=True))


@given(
    n=st.integers(1, 1500),
    block_size=st.sampled_from([64, 128, 256, 512, 1024]),
    kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=5),
    seed=st.integers(0, 2**32 - 1),
    maximize=st.booleans(),
)
@settings(deadline=None, max_examples=60)
def test_steps_give_the_bits_of_the_plain_form(
    n: int, block_size: int, kinds: list[str], seed: int, maximize: bool
) -> None:
    generator = np.random.default_rng(seed)
    wanted = generator.standard_normal(n).astype(np.float32)
    p = torch.nn.Parameter(torch.from_numpy(wanted.copy()))
    optimizer = AdamW8bit([p], block_size=block_size, min_8bit_size=1, maximize=maximize, **RATES)
    state = empty(n, block_size)
    for step, kind in enumerate(kinds, start=1):
        g = gradient(kind, n, generator)
        by = naive.rates(step, maximize=maximize, **RATES)
        wanted, state = naive.stepped(wanted, g, state, step, by, block_size)
        p.grad = torch.from_numpy(g)
        optimizer.step()
        assert same(p, wanted)
        names = ("exp_avg", "exp_avg_sq", "exp_avg_base", "exp_avg_sq_base")
        for name, part in zip(names, (state.m, state.v, state.m_base, state.v_base), strict=True):
            assert np.array_equal(optimizer.state[p][name].numpy(), part), (name, step, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_bfloat16_is_float32_rounded_once_a_step(kind: str) -> None:
    generator = np.random.default_rng(3)
    p = torch.nn.Parameter(torch.randn(333, generator=torch.Generator().manual_seed(1)).bfloat16())
    optimizer = AdamW8bit([p], min_8bit_size=1, **RATES)
    state = empty(333, 128)
    for step in (1, 2, 3):
        before = p.detach().float().numpy()
        p.grad = torch.from_numpy(gradient(kind, 333, generator)).bfloat16()
        by = naive.rates(step, maximize=False, **RATES)
        wanted, state = naive.stepped(before, p.grad.float().numpy(), state, step, by, 128)
        optimizer.step()
        assert same(p.float(), torch.from_numpy(wanted).bfloat16().float().numpy())
        assert np.array_equal(optimizer.state[p]["exp_avg"].numpy(), state.m)


@pytest.mark.parametrize("kind", KINDS)
def test_small_parameters_step_on_float32_moments(kind: str) -> None:
    generator = np.random.default_rng(4)
    wanted = generator.standard_normal(77).astype(np.float32)
    m = v = np.zeros(77, np.float32)
    p = torch.nn.Parameter(torch.from_numpy(wanted.copy()))
    optimizer = AdamW8bit([p], **RATES)
    for step in (1, 2, 3):
        g = gradient(kind, 77, generator)
        wanted, m, v = naive.moved(wanted, g, m, v, naive.rates(step, maximize=False, **RATES))
        p.grad = torch.from_numpy(g)
        optimizer.step()
        assert same(p, wanted)
        assert same(optimizer.state[p]["exp_avg_sq"], v)


def after(steps: int, kernel: Compiled | None = None) -> list[Tensor]:
    """Parameters and states after steps on tensors of many sizes and both dtypes."""
    generator = torch.Generator().manual_seed(5)
    shapes = [(700_001,), (3,), (65, 129), (1_100_000,), (4096,), (0,), ()]
    ps = [torch.nn.Parameter(torch.randn(shape, generator=generator)) for shape in shapes]
    ps += [torch.nn.Parameter(torch.randn(9000, generator=generator).bfloat16())]
    optimizer = AdamW8bit(ps, lr=0.01)
    for _ in range(steps):
        for p in ps:
            p.grad = torch.randn(p.shape, generator=generator).to(p.dtype)
        optimizer.step()
    kept = [value for p in ps for name, value in optimizer.state[p].items() if name != "step"]
    return [p.detach() for p in ps] + kept


@contextmanager
def thread_count(count: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    yield
    torch.set_num_threads(before)


def test_the_bits_do_not_depend_on_the_number_of_threads() -> None:
    one = after(3)
    for count in (2, 3, 7):
        with thread_count(count):
            assert all(torch.equal(a, b) for a, b in zip(one, after(3), strict=True))


def test_the_bits_do_not_depend_on_the_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Compiled({}, "")
    assert plain.width == 8
    fast = after(2)
    monkeypatch.setattr(threads, "compiled", lambda: plain)
    assert all(torch.equal(a, b) for a, b in zip(fast, after(2), strict=True))


def test_pytorchs_own_setting_limits_the_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.cache_clear()
    monkeypatch.setenv(CAPABILITY, "avx2")
    try:
        assert compiled().width == 8
        assert "zmm" not in compiled().assembly
    finally:
        compiled.cache_clear()


def test_tables_cut_large_tensors_and_join_small_ones(wild: Callable[..., Tensor]) -> None:
    optimizer = AdamW8bit([torch.nn.Parameter(wild(n)) for n in (2 * rows.CHUNK + 100, *[50] * 40)])
    for p in optimizer.param_groups[0]["params"]:
        p.grad = p.detach().clone()
    _, pieces = optimizer._pieces()
    found = rows.tables(pieces)
    assert [int(table["n"].sum()) for kind, table in found if kind == "float32_coded"] == [
        rows.CHUNK,
        rows.CHUNK,
        100,
    ]
    assert [len(table) for kind, table in found if kind == "float32_plain"] == [40]
