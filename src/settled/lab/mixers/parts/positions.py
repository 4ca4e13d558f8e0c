"""Where a position stands: rotation, linear biases, sinusoids."""

from __future__ import annotations

import torch
from torch import Tensor

BASE = 10_000.0
"""Longest wavelength over 2 pi, in positions, of sinusoids and rotations."""


def sinusoids(time: int, width: int, device: torch.device | None = None) -> Tensor:
    """Sinusoidal positions, [T, D], in single precision.

    Vaswani et al., Attention Is All You Need, https://arxiv.org/abs/1706.03762, 2017, section 3.5; sines
    in the first half, cosines in the second.
    """
    angles = _angles(time, width // 2, torch.float32, device)
    return torch.cat([angles.sin(), angles.cos()], -1)


def rotated(x: Tensor) -> Tensor:
    """Rotate each pair of entries by its position: [..., T, K] to the same, K even.

    The product of a rotated query and key depends on the distance alone (Su et al., RoFormer,
    https://arxiv.org/abs/2104.09864, 2021, equation 15). Entry i is paired with entry i + K / 2.
    """
    time, width = x.shape[-2:]
    kind = torch.float64 if x.dtype == torch.float64 else torch.float32
    angles = _angles(time, width // 2, kind, x.device)
    cosine, sine = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    first, second = x.chunk(2, -1)
    return torch.cat([first * cosine - second * sine, first * sine + second * cosine], -1)


def _angles(time: int, pairs: int, dtype: torch.dtype, device: torch.device | None) -> Tensor:
    rates = BASE ** (-torch.arange(pairs, dtype=dtype, device=device) / max(pairs, 1))
    return torch.arange(time, dtype=dtype, device=device)[:, None] * rates


def slopes(heads: int) -> Tensor:
    """Slope of each head's linear bias, [H]: 2^(-8 / H), 2^(-16 / H), ..., 2^-8.

    Press et al., Train Short, Test Long, https://arxiv.org/abs/2108.12409, 2022, section 3.
    """
    return 2.0 ** (-8.0 * torch.arange(1, heads + 1) / heads)


def distances(time: int, device: torch.device) -> Tensor:
    """[T, T]: how far column j lies behind row i, i - j; negative ahead."""
    steps = torch.arange(time, device=device)
    return steps[:, None] - steps
