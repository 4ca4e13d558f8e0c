"""Sparse attention, blocks: softmax over the own block, the one before, the first, and some drawn at random.

The pattern of Zaheer et al., Big Bird, https://arxiv.org/abs/2007.14062, 2020, section 2, made causal: a
query sees of these blocks what is not ahead of it. Which blocks are drawn depends on the block's number and
the seed alone, so a longer sequence has the same pattern at its start.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from settled.lab.mixers.parts.base import SequenceMixer, head_width, merge_heads, split_heads, wide
from settled.lab.mixers.parts.chunks import cut, joined
from settled.lab.mixers.parts.positions import rotated

TECHNOLOGY = "sparse-attention"
VARIANT = "bigbird"
POSITIONS = ("rope", "none")


@lru_cache(maxsize=65_536)
def seen_blocks(block: int, drawn: int, seed: int) -> tuple[int, ...]:
    """Numbers of the blocks that a block sees, ascending, itself last; at most ``drawn + 3``.

    >>> seen_blocks(2, 1, 0), seen_blocks(0, 1, 0)
    ((0, 1, 2), (0,))
    """
    fixed = {0, max(block - 1, 0), block}
    between = np.arange(1, max(block - 1, 1))
    chosen = np.random.default_rng([seed, block]).permutation(between)[:drawn]
    return tuple(sorted(fixed | {int(one) for one in chosen}))


def naive(q: Tensor, k: Tensor, v: Tensor, block: int, drawn: int, seed: int) -> Tensor:
    """One query after the other: the truth.

    Args:
        q, k: [B, H, T, K]; v: [B, H, T, V].
        block: positions of a block, >= 1.
        drawn: blocks drawn at random for each block, >= 0.

    Returns:
        [B, H, T, V].
    """
    dtype, (q, k, v) = v.dtype, (wide(q), wide(k), wide(v))
    outputs = []
    for t in range(q.shape[2]):
        blocks = seen_blocks(t // block, drawn, seed)
        seen = [s for b in blocks for s in range(b * block, min((b + 1) * block, t + 1))]
        scores = (k[:, :, seen] * q[:, :, t : t + 1]).sum(-1) * q.shape[-1] ** -0.5
        outputs.append((scores.softmax(-1).unsqueeze(-1) * v[:, :, seen]).sum(2))
    return torch.stack(outputs, 2).to(dtype)


def parallel(q: Tensor, k: Tensor, v: Tensor, block: int, drawn: int, seed: int) -> Tensor:
    """``naive`` with gathered blocks: time and memory T * (drawn + 3) * block."""
    time, heads = q.shape[2], q.shape[:2]
    q, k, v = (cut(part, block).flatten(0, 1) for part in (q, k, v))
    chosen, mask = _pattern(q.shape[1], block, drawn, seed)
    chosen, mask = chosen.to(q.device), mask.to(q.device)
    keys, values = (part[:, chosen].flatten(2, 3) for part in (k, v))
    mixed = functional.scaled_dot_product_attention(q, keys, values, attn_mask=mask)
    return joined(mixed.view(*heads, *mixed.shape[1:]), time)


@lru_cache(maxsize=64)
def _pattern(blocks: int, block: int, drawn: int, seed: int) -> tuple[Tensor, Tensor]:
    """For N blocks: numbers of the M blocks each sees, [N, M], and which positions, [N, W, M W]."""
    lists = [seen_blocks(one, drawn, seed) for one in range(blocks)]
    most = max(map(len, lists))
    # A block that sees fewer is filled up with itself, masked.
    chosen = torch.tensor([(*seen, *[seen[-1]] * (most - len(seen))) for seen in lists])
    counts = torch.tensor([len(seen) for seen in lists])
    real = torch.arange(most) < counts[:, None]
    steps = torch.arange(block)
    position = chosen[:, :, None] * block + steps  # [N, M, W] of the keys
    query = torch.arange(blocks)[:, None] * block + steps  # [N, W]
    mask = real[:, None, :, None] & (position[:, None] <= query[:, :, None, None])
    return chosen, mask.flatten(2)


class Mixer(SequenceMixer):
    """Multi-head attention over blocks.

    Args:
        block: positions of a block.
        drawn: blocks drawn at random for each block.
        seed: of that draw.
        position: how it knows order: ``rope`` or ``none``.
    """

    def __init__(
        self, width: int, heads: int, block: int = 8, drawn: int = 1, seed: int = 0, position: str = "rope"
    ) -> None:
        super().__init__()
        head_width(width, heads, 2 if position == "rope" else 1)
        self.heads, self.pattern, self.position, self.core = heads, (block, drawn, seed), position, parallel
        self.into = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)

    def mix(self, x: Tensor) -> Tensor:
        """[B, T, D] to [B, T, D]."""
        q, k, v = (split_heads(part, self.heads) for part in self.into(x).chunk(3, -1))
        if self.position == "rope":
            q, k = rotated(q), rotated(k)
        mixed: Tensor = self.out(merge_heads(self.core(q, k, v, *self.pattern)))
        return mixed
