"""Softmax attention: every earlier position, weighted by the softmax of scaled products.

``o_t = sum_s softmax_s(q_t . k_s / sqrt(K)) v_s`` over s <= t (Vaswani et al., Attention Is All You Need,
https://arxiv.org/abs/1706.03762, 2017, equation 1). The contestant calls PyTorch's own kernel, which tiles on
CPU and GPU (Dao et al., FlashAttention, https://arxiv.org/abs/2205.14135, 2022).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from settled.lab.mixers.parts.base import SequenceMixer, head_width, merge_heads, split_heads, wide
from settled.lab.mixers.parts.chunks import lower
from settled.lab.mixers.parts.positions import distances, rotated, slopes

TECHNOLOGY = "softmax-attention"
VARIANT = ""
POSITIONS = ("rope", "alibi", "none")


def naive(q: Tensor, k: Tensor, v: Tensor, bias_slopes: Tensor | None = None) -> Tensor:
    """One query after the other: the truth.

    Args:
        q, k: [B, H, T, K]; v: [B, H, T, V].
        bias_slopes: [H]; each step of distance takes this off a score. ``None``: no bias.

    Returns:
        [B, H, T, V].
    """
    dtype, (q, k, v) = v.dtype, (wide(q), wide(k), wide(v))
    outputs = []
    for t in range(q.shape[2]):
        scores = (k[:, :, : t + 1] * q[:, :, t : t + 1]).sum(-1) * q.shape[-1] ** -0.5
        if bias_slopes is not None:
            back = t - torch.arange(t + 1, device=q.device)
            scores = scores - bias_slopes[:, None] * back
        weights = (scores - scores.max(-1, keepdim=True).values).exp()
        weights = weights / weights.sum(-1, keepdim=True)
        outputs.append((weights.unsqueeze(-1) * v[:, :, : t + 1]).sum(2))
    return torch.stack(outputs, 2).to(dtype)


def parallel(q: Tensor, k: Tensor, v: Tensor, bias_slopes: Tensor | None = None) -> Tensor:
    """``naive`` by ``torch.nn.functional.scaled_dot_product_attention``; with biases it holds [H, T, T]."""
    if bias_slopes is None:
        return functional.scaled_dot_product_attention(q, k, v, is_causal=True)
    time = q.shape[2]
    bias = -bias_slopes[:, None, None] * distances(time, q.device)
    bias = bias.masked_fill(~lower(time, q.device), -torch.inf).to(q.dtype)
    return functional.scaled_dot_product_attention(q, k, v, attn_mask=bias)


def materialised(q: Tensor, k: Tensor, v: Tensor, bias_slopes: Tensor | None = None) -> Tensor:
    """``naive`` as equation 1 is written, all scores in memory, [B, H, T, T]; costs are compared with it."""
    time, dtype, (q, k, v) = q.shape[2], v.dtype, (wide(q), wide(k), wide(v))
    scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
    if bias_slopes is not None:
        scores = scores - bias_slopes[:, None, None] * distances(time, q.device)
    scores = scores.masked_fill(~lower(time, q.device), -torch.inf)
    mixed: Tensor = (scores.softmax(-1) @ v).to(dtype)
    return mixed


class Mixer(SequenceMixer):
    """Multi-head causal attention.

    Args:
        position: how it knows order: ``rope``, ``alibi`` or ``none`` (left to the embedding).
    """

    def __init__(self, width: int, heads: int, position: str = "rope") -> None:
        super().__init__()
        head_width(width, heads, 2 if position == "rope" else 1)
        self.heads, self.position, self.core = heads, position, parallel
        self.into = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)

    def mix(self, x: Tensor) -> Tensor:
        """[B, T, D] to [B, T, D]."""
        q, k, v = (split_heads(part, self.heads) for part in self.into(x).chunk(3, -1))
        if self.position == "rope":
            q, k = rotated(q), rotated(k)
        bias = slopes(self.heads).to(x) if self.position == "alibi" else None
        mixed: Tensor = self.out(merge_heads(self.core(q, k, v, bias)))
        return mixed
