"""A hybrid: half of the heads attend exactly to a window, the other half to everything by linear attention.

The combination of Arora et al., Simple Linear Attention Language Models Balance the Recall-Throughput
Tradeoff, https://arxiv.org/abs/2402.18668, 2024 (Based), in the heads of one layer instead of in layers of
their own: what is near is compared exactly, what is far is summed.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from settled.lab.mixers import linear, sparse_window
from settled.lab.mixers.parts.base import SequenceMixer, head_width, merge_heads, split_heads
from settled.lab.mixers.parts.positions import rotated

TECHNOLOGY = "linear-attention"
VARIANT = ""
PARTS = ("linear-attention", "sparse-attention")
POSITIONS = ("rope", "none")


def naive(near: tuple[Tensor, Tensor, Tensor], far: tuple[Tensor, Tensor, Tensor], window: int) -> Tensor:
    """Both halves in their naive form: the truth.

    Args:
        near: q, k [B, H / 2, T, K] and v [B, H / 2, T, V] of the window.
        far: features of q and k, and v, of linear attention.

    Returns:
        [B, H, T, V].
    """
    return torch.cat([sparse_window.naive(*near, window), linear.naive(*far)], 1)


def parallel(near: tuple[Tensor, Tensor, Tensor], far: tuple[Tensor, Tensor, Tensor], window: int) -> Tensor:
    """Both halves in their fast form."""
    return torch.cat([sparse_window.parallel(*near, window), linear.parallel(*far)], 1)


class Mixer(SequenceMixer):
    """Half window, half linear attention.

    Args:
        heads: an even number.
        window: positions that the exact half sees.
        position: how the exact half knows order: ``rope`` or ``none``.
    """

    def __init__(self, width: int, heads: int, window: int = 16, position: str = "rope") -> None:
        super().__init__()
        head_width(width, heads, 2 if position == "rope" else 1)
        if heads % 2:
            raise ValueError(f"half of {heads} heads is no whole number")
        self.heads, self.window, self.position, self.core = heads, window, position, parallel
        self.into = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)

    def mix(self, x: Tensor) -> Tensor:
        """[B, T, D] to [B, T, D]."""
        parts = [split_heads(part, self.heads).chunk(2, 1) for part in self.into(x).chunk(3, -1)]
        q, k, v = (part[0] for part in parts)
        if self.position == "rope":
            q, k = rotated(q), rotated(k)
        far_q, far_k, far_v = (part[1] for part in parts)
        far = (linear.features(far_q), linear.features(far_k), far_v)
        mixed: Tensor = self.out(merge_heads(self.core((q, k, v), far, self.window)))
        return mixed
