"""The delta rule: what a key held is taken out of the state before the new value is written.

``S_t = S_{t-1} + b_t k_t (v_t - k_t S_{t-1})^T``, ``o_t = q_t S_t`` with ``|k_t| = 1`` (Schlag et al., Linear
Transformers Are Secretly Fast Weight Programmers, https://arxiv.org/abs/2102.11174, 2021, equation 25). In
chunks by the WY form of a product of Householder-like matrices (Yang et al., Parallelizing Linear
Transformers with the Delta Rule over Sequence Length, https://arxiv.org/abs/2406.06484, 2024, section 3.2):
what a chunk writes is ``(I + tril(diag(b) K K^T, -1))^-1 diag(b) (V - K S)``, one triangular system.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from settled.lab.mixers.parts.base import EPSILON, SequenceMixer, head_width, merge_heads, split_heads, wide
from settled.lab.mixers.parts.chunks import CHUNK, cut, fitting, joined, lower
from settled.lab.mixers.parts.short_convolution import ShortConvolution

TECHNOLOGY = "linear-attention"
VARIANT = "deltanet"
POSITIONS = ()


def naive(q: Tensor, k: Tensor, v: Tensor, rate: Tensor) -> Tensor:
    """One position after the other, with its state: the truth.

    Args:
        q, k: [B, H, T, K], keys of length 1 (or 0); v: [B, H, T, V].
        rate: [B, H, T], how much of the new value is written, 0 to 1.

    Returns:
        [B, H, T, V].
    """
    dtype, (q, k, v, rate) = v.dtype, (wide(q), wide(k), wide(v), wide(rate))
    state = q.new_zeros(*q.shape[:2], q.shape[-1], v.shape[-1])
    outputs = []
    for t in range(q.shape[2]):
        held = (k[:, :, t, :, None] * state).sum(-2)
        written = rate[:, :, t, None] * (v[:, :, t] - held)
        state = state + k[:, :, t, :, None] * written[:, :, None, :]
        outputs.append((q[:, :, t, :, None] * state).sum(-2))
    return torch.stack(outputs, 2).to(dtype)


def parallel(q: Tensor, k: Tensor, v: Tensor, rate: Tensor, chunk: int = CHUNK) -> Tensor:
    """``naive`` in chunks: a triangular system each, all at once, and T / chunk steps of three products."""
    time, dtype = q.shape[2], v.dtype
    chunk = fitting(time, chunk)
    q, k, v, rate = (cut(wide(part), chunk) for part in (q, k, v, rate.unsqueeze(-1)))
    mask = lower(chunk, q.device)
    across = k @ k.transpose(-1, -2) * rate  # of which what stands below the diagonal is read
    both = torch.cat([v, k], -1) * rate
    solved = torch.linalg.solve_triangular(across, both, upper=False, unitriangular=True)
    writes, erases = solved.split([v.shape[-1], k.shape[-1]], -1)
    weights = (q @ k.transpose(-1, -2)).masked_fill(~mask, 0.0)
    state = q.new_zeros(*q.shape[:2], q.shape[-1], v.shape[-1])
    outputs = []
    for left, keys, write, erase, weight in zip(
        *(part.unbind(2) for part in (q, k, writes, erases, weights)), strict=True
    ):
        written = write - erase @ state
        outputs.append(left @ state + weight @ written)
        state = state + keys.transpose(-1, -2) @ written
    return joined(torch.stack(outputs, 2), time).to(dtype)


class Mixer(SequenceMixer):
    """Multi-head delta rule: short convolutions, unit keys and queries, a norm a head (section 3.4).

    Args:
        convolution: positions that the convolution of queries, keys and values sees.
    """

    def __init__(self, width: int, heads: int, convolution: int = 4) -> None:
        super().__init__()
        self.heads, self.core = heads, parallel
        head_width(width, heads)
        self.into = nn.Linear(width, 3 * width, bias=False)
        self.short = ShortConvolution(3 * width, convolution)
        self.rate = nn.Linear(width, heads)
        self.norm = nn.RMSNorm(width // heads, eps=EPSILON)
        self.out = nn.Linear(width, width, bias=False)

    def mix(self, x: Tensor) -> Tensor:
        """[B, T, D] to [B, T, D]."""
        parts = functional.silu(self.short(self.into(x))).chunk(3, -1)
        q, k, v = (split_heads(part, self.heads) for part in parts)
        q, k = functional.normalize(q, dim=-1, eps=1e-6), functional.normalize(k, dim=-1, eps=1e-6)
        rate = self.rate(x).sigmoid().transpose(1, 2)
        mixed: Tensor = self.out(merge_heads(self.norm(self.core(q, k, v, rate))))
        return mixed
