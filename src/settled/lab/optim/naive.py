"""The 8-bit AdamW step in slow, plain NumPy: what the compiled kernel must give, bit for bit.

A moment is kept as the top bits of its float32, counted from a base that its block chooses. An **abs code**
is the bits of a non-negative float32 shifted right by :data:`DROPPED`: its 8 exponent bits and 3 bits of
mantissa.

- First moment ``m``: a sign and 7 bits. With the floor ``F``, the float of abs code ``base``, it is
  ``±(float(base + code) - F)``: logarithmic above ``F``, linear below, so that code 0 is exactly 0. The
  base is chosen such that the block's largest magnitude still fits, about 15.9 octaves above ``F``.
- Second moment ``v``: 8 bits, the float of ``base + code``; 31.9 octaves. What is below the floor is kept at
  the floor: a second moment rounded to 0 would divide a first moment by ``eps`` alone.

Both are rounded up or down at random in proportion (stochastic rounding), so that the rounded value is on
average the value itself. The dither is a hash of step and index: nothing is stored, and no thread or order
matters.

A block that holds a value which is not finite carries :data:`SPECIAL` in the base of its second moment. Its
codes 254 and 255 then stand for an infinite and a not-a-number second moment, as float32 states would hold
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Words = NDArray[np.uint32]

DROPPED = 20
LOW = (1 << DROPPED) - 1
INFINITE = 0x7F800000
SPECIAL = 0x4000
M_CODES, V_CODES, V_FINITE = 127, 255, 253
# Odd constants: 2**32 divided by the golden ratio, and two multipliers of a published integer hash with low
# bias (Wellons, Hash Prospector, https://github.com/skeeto/hash-prospector, 2018).
GOLDEN, MULTIPLIER, SECOND = 0x9E3779B1, 0x21F0AAAD, 0x735A2D97


class Rates(NamedTuple):
    """What a step multiplies by, each a float32 that is rounded once: :func:`rates` makes it."""

    decay: float
    step_size: float
    root_scale: float
    eps: float
    m_weight: float
    v_keep: float
    v_weight: float
    sign: float


@dataclass
class Moments:
    """State of one tensor of n elements in blocks: codes uint8 [n]; bases: int16 [blocks]."""

    m: NDArray[np.uint8]
    v: NDArray[np.uint8]
    m_base: NDArray[np.int16]
    v_base: NDArray[np.int16]


def rates(
    step: int, lr: float, betas: tuple[float, float], eps: float, weight_decay: float, maximize: bool
) -> Rates:
    """The factors of step number ``step`` (from 1), as in Loshchilov and Hutter, Decoupled Weight Decay
    Regularization, https://arxiv.org/abs/1711.05101, 2019, algorithm 2.
    """
    beta1, beta2 = betas
    return Rates(
        decay=1.0 - lr * weight_decay,
        step_size=lr / (1.0 - beta1**step),
        root_scale=1.0 / (1.0 - beta2**step) ** 0.5,
        eps=eps,
        m_weight=1.0 - beta1,
        v_keep=beta2,
        v_weight=1.0 - beta2,
        sign=-1.0 if maximize else 1.0,
    )


def half_mixed(words: Words) -> Words:
    """The first half of :func:`mixed`."""
    words = (words ^ words >> np.uint32(16)) * np.uint32(MULTIPLIER)
    return words ^ words >> np.uint32(15)


def mixed(words: Words) -> Words:
    """A hash of 32 bits to 32 bits, one to one."""
    words = half_mixed(words) * np.uint32(SECOND)
    return words ^ words >> np.uint32(15)


@lru_cache(maxsize=64)
def seed_of(step: int) -> int:
    """The seed of a step's dither."""
    return int(mixed(np.array([step & 0xFFFFFFFF], np.uint32) * np.uint32(GOLDEN))[0])


def dithers(step: int, blocks: NDArray[np.int64], size: int) -> tuple[Words, Words]:
    """The dither of both moments, each uint32 [blocks, size] below 2**20, of blocks of these numbers."""
    numbers = (blocks & 0xFFFFFFFF).astype(np.uint32)[:, None]
    words = mixed(np.uint32(seed_of(step)) + numbers * np.uint32(GOLDEN))
    words = half_mixed(words + np.arange(size, dtype=np.uint32) * np.uint32(GOLDEN))
    return words >> np.uint32(12), words << np.uint32(4) & np.uint32(LOW)


def _floats(absolute: NDArray[np.integer]) -> Floats:
    return (absolute.astype(np.uint32) << np.uint32(DROPPED)).view(np.float32)


def m_decoded(codes: NDArray[np.uint8], bases: NDArray[np.int16]) -> Floats:
    """First moments of codes [blocks, size] above bases [blocks]."""
    wide, base = codes.astype(np.int64), bases.astype(np.int64)[:, None]
    magnitudes = _floats((wide & 127) + base) - _floats(base)
    return np.where(wide & 128, -magnitudes, magnitudes)


def v_decoded(codes: NDArray[np.uint8], bases: NDArray[np.int16]) -> Floats:
    """Second moments of codes [blocks, size] above bases [blocks]."""
    wide, base = codes.astype(np.int64), bases.astype(np.int64)[:, None]
    marker = wide - (V_FINITE + 1) + (INFINITE >> DROPPED)
    special = (base & SPECIAL != 0) & (wide > V_FINITE)
    return _floats(np.where(special, marker, wide + (base & ~SPECIAL)))


def encoded(m: Floats, v: Floats, step: int, blocks: NDArray[np.int64]) -> Moments:
    """Codes [blocks, size] and bases [blocks] of moments [blocks, size]."""
    m_dither, v_dither = dithers(step, blocks, m.shape[1])
    bits, v_bits = m.view(np.uint32) & np.uint32(0x7FFFFFFF), v.view(np.uint32)
    lost = (bits >= INFINITE) | (v_bits > INFINITE)
    endless = ~lost & (v_bits == INFINITE)
    special = (lost | endless).any(axis=1, keepdims=True)
    sign = np.where(lost, 0, m.view(np.uint32) >> 24 & 128)
    bits = np.where(lost, 0, bits).astype(np.uint32)
    v_bits = np.where(lost | endless, 0, v_bits).astype(np.int64)
    m_top, v_top = (
        (one.max(axis=1, keepdims=True).astype(np.int64) + LOW) >> DROPPED for one in (bits, v_bits)
    )
    m_base = np.maximum(m_top + 1 - M_CODES, 0)
    v_base = np.maximum(v_top - np.where(special, V_FINITE, V_CODES), 0)
    raised = (bits.view(np.float32) + _floats(m_base)).view(np.uint32)
    m_codes = (((raised + m_dither) >> DROPPED) - m_base) | sign
    v_codes = np.maximum(((v_bits + v_dither) >> DROPPED) - v_base, 0)
    v_codes = np.where(lost, V_FINITE + 2, np.where(endless, V_FINITE + 1, v_codes))
    return Moments(
        m_codes.astype(np.uint8),
        v_codes.astype(np.uint8),
        m_base[:, 0].astype(np.int16),
        (v_base | np.where(special, SPECIAL, 0))[:, 0].astype(np.int16),
    )


def moved(p: Floats, g: Floats, m: Floats, v: Floats, by: Rates) -> tuple[Floats, Floats, Floats]:
    """Parameters and both moments after a step on float32 moments; every operation is rounded to float32."""
    one = np.float32
    with np.errstate(all="ignore"):
        g = g * one(by.sign)
        m = m + one(by.m_weight) * (g - m)
        v = one(by.v_keep) * v + one(by.v_weight) * g * g
        denominator = np.sqrt(v) * one(by.root_scale) + one(by.eps)
        p = p * one(by.decay) - one(by.step_size) * m / denominator
    return p, m, v


def in_blocks(values: NDArray[Any], block_size: int) -> NDArray[Any]:
    """Values [n] as [blocks, block_size], the last block filled up with zeros."""
    return np.pad(values, (0, -len(values) % block_size)).reshape(-1, block_size)


def decoded(state: Moments, block_size: int) -> tuple[Floats, Floats]:
    """Both moments of a tensor, float32 [n]."""
    n = len(state.m)
    m = m_decoded(in_blocks(state.m, block_size), state.m_base)
    v = v_decoded(in_blocks(state.v, block_size), state.v_base)
    return m.reshape(-1)[:n], v.reshape(-1)[:n]


def coded(m: Floats, v: Floats, step: int, block_size: int, first: int = 0) -> Moments:
    """The state of moments [n] whose first block has the number ``first``."""
    blocks = first + np.arange(-(-len(m) // block_size))
    state = encoded(in_blocks(m, block_size), in_blocks(v, block_size), step, blocks)
    return Moments(state.m.reshape(-1)[: len(m)], state.v.reshape(-1)[: len(m)], state.m_base, state.v_base)


def stepped(
    p: Floats, g: Floats, state: Moments, step: int, by: Rates, block_size: int
) -> tuple[Floats, Moments]:
    """Parameters [n] and state after step number ``step``."""
    p, m, v = moved(p, g, *decoded(state, block_size), by)
    return p, coded(m, v, step, block_size)
