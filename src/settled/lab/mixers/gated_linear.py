"""Gated linear attention: a state that forgets, each key entry at its own, data-dependent rate.

``S_t = diag(a_t) S_{t-1} + k_t v_t^T``, ``o_t = q_t S_t`` (Yang et al., Gated Linear Attention Transformers
with Hardware-Efficient Training, https://arxiv.org/abs/2312.06635, 2024, equation 3; chunks and blocks inside
them: section 4). Decays are logarithms throughout. Inside a chunk the weight of j at i is
``sum_k q_ik k_jk exp(b_ik - b_jk)`` with b the running sum of logarithms; it is split into two factors around
the value of b where the block of i begins, which keeps both in range because a logarithm is never below
``LEAST_LOG``.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from settled.lab.mixers.parts.base import EPSILON, SequenceMixer, head_width, merge_heads, split_heads, wide
from settled.lab.mixers.parts.chunks import CHUNK, STEP, before, cut, fitting, joined, lower
from settled.lab.mixers.parts.scan import scan

TECHNOLOGY = "linear-attention"
VARIANT = "gated-linear-attention"
POSITIONS = ()

BLOCK = STEP
LEAST_LOG = -4.0
"""Least logarithm of a decay (0.018: all but a reset), in both forms. A factor reaches exp(BLOCK * 4) = 6e27
at most, which single precision holds with room for the entries of queries and keys."""
TEMPERATURE = 16.0
"""The gate's logarithm is divided by it, so that decays begin near 1 (section 4.4 of the paper)."""


def naive(q: Tensor, k: Tensor, v: Tensor, log_decay: Tensor) -> Tensor:
    """One position after the other, with its state: the truth.

    Args:
        q, k: [B, H, T, K]; v: [B, H, T, V].
        log_decay: [B, H, T, K], <= 0; below ``LEAST_LOG`` it is read as that.

    Returns:
        [B, H, T, V].
    """
    dtype, (q, k, v) = v.dtype, (wide(q), wide(k), wide(v))
    decay = wide(log_decay).clamp(min=LEAST_LOG).exp()
    state = q.new_zeros(*q.shape[:2], q.shape[-1], v.shape[-1])
    outputs = []
    for t in range(q.shape[2]):
        state = decay[:, :, t, :, None] * state + k[:, :, t, :, None] * v[:, :, t, None, :]
        outputs.append((q[:, :, t, :, None] * state).sum(-2))
    return torch.stack(outputs, 2).to(dtype)


def parallel(q: Tensor, k: Tensor, v: Tensor, log_decay: Tensor, chunk: int = CHUNK) -> Tensor:
    """``naive`` in chunks, ``chunk`` a multiple of ``BLOCK``: products, and a scan of T / chunk states."""
    time, dtype = q.shape[2], v.dtype
    chunk = fitting(time, chunk)
    q, k, v, logs = (cut(wide(part), chunk) for part in (q, k, v, log_decay.clamp(min=LEAST_LOG)))
    run = logs.cumsum(-2)
    inside = _weights(q, k, run) @ v
    earlier = (q * run.exp()) @ _states(k, v, run)
    return joined(inside + earlier, time).to(dtype)


def _weights(q: Tensor, k: Tensor, run: Tensor) -> Tensor:
    """Weights inside each chunk, [..., C, C], block of rows by block of rows."""
    chunk = q.shape[-2]
    rows = []
    for start in range(0, chunk, BLOCK):
        end = start + BLOCK
        origin = run[..., start : start + 1, :]
        left = q[..., start:end, :] * (run[..., start:end, :] - origin).exp()
        right = k[..., :end, :] * (origin - run[..., :end, :]).exp()
        rows.append(functional.pad(left @ right.transpose(-1, -2), (0, chunk - end)))
    return torch.cat(rows, -2).masked_fill(~lower(chunk, q.device), 0.0)


def _states(k: Tensor, v: Tensor, run: Tensor) -> Tensor:
    """The state that each chunk begins with, [B, H, N, K, V]."""
    whole = run[..., -1:, :]
    updates = (k * (whole - run).exp()).transpose(-1, -2) @ v
    decays = whole.transpose(-1, -2).exp().expand_as(updates)
    states = scan(decays.flatten(-2), updates.flatten(-2))
    return before(states.view_as(updates), 2)


class Mixer(SequenceMixer):
    """Multi-head gated linear attention with an output gate, as in section 4.4 of the paper.

    Args:
        rank: of the low-rank map that makes the decays.
    """

    def __init__(self, width: int, heads: int, rank: int = 16) -> None:
        super().__init__()
        self.heads, self.core = heads, parallel
        self.scale = head_width(width, heads) ** -0.5
        self.into = nn.Linear(width, 4 * width, bias=False)
        self.decay = nn.Sequential(nn.Linear(width, rank, bias=False), nn.Linear(rank, width))
        self.norm = nn.RMSNorm(width // heads, eps=EPSILON)
        self.out = nn.Linear(width, width, bias=False)

    def mix(self, x: Tensor) -> Tensor:
        """[B, T, D] to [B, T, D]."""
        q, k, v, gate = (split_heads(part, self.heads) for part in self.into(x).chunk(4, -1))
        log_decay = split_heads(functional.logsigmoid(self.decay(x)) / TEMPERATURE, self.heads)
        heads = self.norm(self.core(q * self.scale, k, v, log_decay)) * functional.silu(gate)
        mixed: Tensor = self.out(merge_heads(heads))
        return mixed
