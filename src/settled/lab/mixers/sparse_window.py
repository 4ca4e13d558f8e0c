"""Sparse attention, a window: softmax over the last ``window`` positions.

The sliding window of Beltagy et al., Longformer, https://arxiv.org/abs/2004.05150, 2020, section 3.1, causal.
Queries are cut into blocks of the window's size; a block sees itself and the one before, masked to the band.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from settled.lab.mixers.parts.base import SequenceMixer, head_width, merge_heads, split_heads, wide
from settled.lab.mixers.parts.chunks import before, cut, joined
from settled.lab.mixers.parts.positions import rotated

TECHNOLOGY = "sparse-attention"
VARIANT = "longformer"
POSITIONS = ("rope", "none")


def naive(q: Tensor, k: Tensor, v: Tensor, window: int) -> Tensor:
    """One query after the other: the truth.

    Args:
        q, k: [B, H, T, K]; v: [B, H, T, V].
        window: how many positions a query sees, itself among them, >= 1.

    Returns:
        [B, H, T, V].
    """
    dtype, (q, k, v) = v.dtype, (wide(q), wide(k), wide(v))
    outputs = []
    for t in range(q.shape[2]):
        start = max(0, t + 1 - window)
        scores = (k[:, :, start : t + 1] * q[:, :, t : t + 1]).sum(-1) * q.shape[-1] ** -0.5
        outputs.append((scores.softmax(-1).unsqueeze(-1) * v[:, :, start : t + 1]).sum(2))
    return torch.stack(outputs, 2).to(dtype)


def parallel(q: Tensor, k: Tensor, v: Tensor, window: int) -> Tensor:
    """``naive`` in blocks: time and memory T * 2 window."""
    time, heads = q.shape[2], q.shape[:2]
    q, k, v = (cut(part, window).flatten(0, 1) for part in (q, k, v))
    keys, values = (torch.cat([before(part, 1), part], -2) for part in (k, v))
    mask = _band(q.shape[1], window, q.device)
    mixed = functional.scaled_dot_product_attention(q, keys, values, attn_mask=mask)
    return joined(mixed.view(*heads, *mixed.shape[1:]), time)


def _band(blocks: int, window: int, device: torch.device) -> Tensor:
    """[N, W, 2 W]: what queries see of the block before and of their own; the first has none before."""
    row = torch.arange(window, device=device)[:, None] + window
    column = torch.arange(2 * window, device=device)
    band = (column <= row) & (column > row - window)
    exists = torch.arange(blocks, device=device)[:, None, None] * window + column >= window
    return band & exists


class Mixer(SequenceMixer):
    """Multi-head attention over a window.

    Args:
        window: positions seen, >= 1.
        position: how it knows order: ``rope`` or ``none``.
    """

    def __init__(self, width: int, heads: int, window: int = 16, position: str = "rope") -> None:
        super().__init__()
        head_width(width, heads, 2 if position == "rope" else 1)
        self.heads, self.window, self.position, self.core = heads, window, position, parallel
        self.into = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)

    def mix(self, x: Tensor) -> Tensor:
        """[B, T, D] to [B, T, D]."""
        q, k, v = (split_heads(part, self.heads) for part in self.into(x).chunk(3, -1))
        if self.position == "rope":
            q, k = rotated(q), rotated(k)
        mixed: Tensor = self.out(merge_heads(self.core(q, k, v, self.window)))
        return mixed
