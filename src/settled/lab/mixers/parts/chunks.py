"""Time cut into chunks: inside a chunk by matrix products, from chunk to chunk by a short recurrence."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

CHUNK = 64
"""Positions a chunk has: the products inside it cost T * CHUNK, the states T / CHUNK of them."""

STEP = 16
"""Chunks have a multiple of so many positions."""


def fitting(time: int, chunk: int) -> int:
    """The chunk, or less if the whole sequence fits in less.

    >>> fitting(20, 64), fitting(200, 64)
    (32, 64)
    """
    return min(chunk, -(-time // STEP) * STEP)


def cut(x: Tensor, size: int) -> Tensor:
    """[..., T, K] to [..., N, size, K], zeros behind the last position."""
    short = -x.shape[-2] % size
    padded = functional.pad(x, (0, 0, 0, short)) if short else x
    return padded.reshape(*x.shape[:-2], -1, size, x.shape[-1])


def joined(x: Tensor, time: int) -> Tensor:
    """[..., N, size, K] to [..., T, K]: what was cut, without the zeros behind."""
    return x.flatten(-3, -2)[..., :time, :]


def lower(size: int, device: torch.device) -> Tensor:
    """[size, size], true where the row may look at the column: at itself and at what is before it."""
    return torch.ones(size, size, dtype=torch.bool, device=device).tril()


def before(states: Tensor, dim: int) -> Tensor:
    """The states shifted by one along ``dim``: what each chunk begins with; zeros for the first."""
    kept = states.narrow(dim, 0, states.shape[dim] - 1)
    return torch.cat([torch.zeros_like(states.narrow(dim, 0, 1)), kept], dim)
