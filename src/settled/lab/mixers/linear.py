"""Linear attention with a kernel: the softmax's exponential replaced by a product of positive features.

``o_t = phi(q_t) S_t / (phi(q_t) . z_t)`` with ``S_t = S_{t-1} + phi(k_t) v_t^T``, ``z_t = z_{t-1} +
phi(k_t)`` and ``phi(x) = elu(x) + 1`` (Katharopoulos et al., Transformers are RNNs,
https://arxiv.org/abs/2006.16236, 2020, equations 9-12). In chunks: earlier chunks through their summed state,
the own one by masked products.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from settled.lab.mixers.parts.base import SequenceMixer, head_width, merge_heads, split_heads, wide
from settled.lab.mixers.parts.chunks import CHUNK, before, cut, fitting, joined, lower

TECHNOLOGY = "linear-attention"
VARIANT = ""
POSITIONS = ()

LEAST = 1e-6
"""Added to the normaliser: features are positive, but all of them may be close to 0."""


def naive(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """One position after the other, with its state: the truth.

    Args:
        q, k: features, [B, H, T, K], >= 0; v: [B, H, T, V].

    Returns:
        [B, H, T, V].
    """
    dtype, (q, k, v) = v.dtype, (wide(q), wide(k), wide(v))
    state = q.new_zeros(*q.shape[:2], q.shape[-1], v.shape[-1])
    total = q.new_zeros(*q.shape[:2], q.shape[-1])
    outputs = []
    for t in range(q.shape[2]):
        state = state + k[:, :, t, :, None] * v[:, :, t, None, :]
        total = total + k[:, :, t]
        weight = (q[:, :, t] * total).sum(-1, keepdim=True) + LEAST
        outputs.append((q[:, :, t, :, None] * state).sum(-2) / weight)
    return torch.stack(outputs, 2).to(dtype)


def parallel(q: Tensor, k: Tensor, v: Tensor, chunk: int = CHUNK) -> Tensor:
    """``naive`` in chunks: time T * chunk + T * K, no loop over time."""
    time, dtype = q.shape[2], v.dtype
    chunk = fitting(time, chunk)
    q, k, v = (cut(wide(part), chunk) for part in (q, k, v))
    states = before((k.transpose(-1, -2) @ v).cumsum(2), 2)
    totals = before(k.sum(-2, keepdim=True).cumsum(2), 2)
    weights = (q @ k.transpose(-1, -2)).masked_fill(~lower(chunk, q.device), 0.0)
    sums = weights @ v + q @ states
    normaliser = weights.sum(-1, keepdim=True) + q @ totals.transpose(-1, -2) + LEAST
    return joined(sums / normaliser, time).to(dtype)


def features(x: Tensor) -> Tensor:
    """elu(x) + 1: positive, with a gradient below zero."""
    return functional.elu(x) + 1.0


class Mixer(SequenceMixer):
    """Multi-head linear attention; it knows order by the embedding alone."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        head_width(width, heads)
        self.heads, self.core = heads, parallel
        self.into = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)

    def mix(self, x: Tensor) -> Tensor:
        """[B, T, D] to [B, T, D]."""
        q, k, v = (split_heads(part, self.heads) for part in self.into(x).chunk(3, -1))
        mixed: Tensor = self.out(merge_heads(self.core(features(q), features(k), v)))
        return mixed
