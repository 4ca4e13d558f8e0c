"""What every mixer of this package shares: rows of unequal length, heads, and the width it computes in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

import torch
from torch import Tensor, nn

EPSILON = 1e-5
"""Of every norm; PyTorch's own choice depends on the type of the numbers, and so would the function."""


class SequenceMixer(nn.Module, ABC):
    """A causal map of sequences, [B, T, D] to [B, T, D]; a mixer of this package writes ``mix``.

    A user's own mixer need not inherit from it: ``__init__(width, heads, **settings)`` and
    ``forward(x, lengths=None)`` are all that is asked.

    Attributes:
        core: the file's ``parallel``; the tests put ``naive`` in its place.
    """

    core: Callable[..., Tensor]

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        """Mix along time.

        Args:
            x: [B, T, D].
            lengths: [B], how many positions of a row are real, 0 to T; the rest is padding, which is never
                read (it may hold NaN) and gives zeros. ``None``: all are real.

        Returns:
            [B, T, D]; position t depends on positions up to t alone.
        """
        if lengths is None:
            return self.mix(x)
        real = (torch.arange(x.shape[1], device=x.device) < lengths[:, None]).unsqueeze(-1)
        return self.mix(x.masked_fill(~real, 0.0)).masked_fill(~real, 0.0)

    @abstractmethod
    def mix(self, x: Tensor) -> Tensor:
        """[B, T, D] to [B, T, D], every position real."""


def head_width(width: int, heads: int, multiple: int = 1) -> int:
    """Entries a head has.

    Args:
        multiple: what it must be a multiple of (2 for rotation).

    Raises:
        ValueError: the width cannot be shared out so.
    """
    if heads < 1 or width % (heads * multiple):
        raise ValueError(f"a width of {width} has no {heads} heads of a multiple of {multiple} entries each")
    return width // heads


def split_heads(x: Tensor, heads: int) -> Tensor:
    """[B, T, H * K] to [B, H, T, K]."""
    batch, time, width = x.shape
    return x.view(batch, time, heads, width // heads).transpose(1, 2)


def merge_heads(x: Tensor) -> Tensor:
    """[B, H, T, K] to [B, T, H * K]."""
    return x.transpose(1, 2).flatten(2)


def wide(x: Tensor) -> Tensor:
    """In single precision at least: what is summed over time is summed in no less."""
    return x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
