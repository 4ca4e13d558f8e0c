"""Gated linear recurrence: each channel keeps one number, and forgets it at a data-dependent rate.

``h_t = a_t h_{t-1} + sqrt(1 - a_t^2) (i_t x_t)`` with ``log a_t = -8 softplus(L) r_t`` and gates ``r_t``,
``i_t`` in (0, 1) (De et al., Griffin: Mixing Gated Linear Recurrences with Local Attention for Efficient
Language Models, https://arxiv.org/abs/2402.19427, 2024, equations 1-6, the RG-LRU). No gate looks at the
state, so the whole sequence is one scan.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from settled.lab.mixers.parts.base import SequenceMixer, head_width, wide
from settled.lab.mixers.parts.scan import naive_scan, scan
from settled.lab.mixers.parts.short_convolution import ShortConvolution

TECHNOLOGY = "recurrent"
VARIANT = "linear-rnn"
POSITIONS = ()

SHARPNESS = 8.0
"""The factor of equation 6."""


def naive(log_decay: Tensor, update: Tensor) -> Tensor:
    """h_t = exp(log_decay_t) h_{t-1} + update_t, one position after the other: the truth.

    Args:
        log_decay: [B, T, D], <= 0; update: [B, T, D].

    Returns:
        [B, T, D].
    """
    return naive_scan(wide(log_decay).exp(), wide(update)).to(update.dtype)


def parallel(log_decay: Tensor, update: Tensor) -> Tensor:
    """``naive`` as one scan of about 2 sqrt(T) steps."""
    return scan(wide(log_decay).exp(), wide(update)).to(update.dtype)


class Mixer(SequenceMixer):
    """The recurrent block of section 2.3: a branch that gates, and one of convolution and recurrence.

    Args:
        heads: blocks of the block-diagonal maps that make the gates.
        convolution: positions that the convolution before the recurrence sees.
    """

    def __init__(self, width: int, heads: int, convolution: int = 4) -> None:
        super().__init__()
        self.core, share = parallel, head_width(width, heads)
        self.into = nn.Linear(width, 2 * width, bias=False)
        self.short = ShortConvolution(width, convolution)
        bound = share**-0.5
        self.gates = nn.Parameter(torch.empty(heads, share, 2 * share).uniform_(-bound, bound))
        self.gate_bias = nn.Parameter(torch.zeros(heads, 2 * share))
        # At r = 1 the decays lie between 0.9 and 0.999 (section 2.4): softplus(rate) = -log(a) / 8.
        wanted = -torch.empty(width).uniform_(0.9, 0.999).log() / SHARPNESS
        self.rate = nn.Parameter(wanted.expm1().log())
        self.out = nn.Linear(width, width, bias=False)

    def mix(self, x: Tensor) -> Tensor:
        """[B, T, D] to [B, T, D]."""
        beside, x = self.into(x).chunk(2, -1)
        x = self.short(x)
        blocks = x.view(*x.shape[:2], self.gates.shape[0], -1)
        gates = torch.einsum("bthi,hij->bthj", blocks, self.gates) + self.gate_bias
        forget, write = (gate.flatten(-2).sigmoid() for gate in gates.chunk(2, -1))
        log_decay = -SHARPNESS * functional.softplus(self.rate) * forget
        # sqrt(1 - a^2) by expm1: exact where a is close to 1, which is where it matters.
        scale = (-torch.expm1(2.0 * log_decay)).clamp(min=1e-12).sqrt()
        mixed: Tensor = self.out(self.core(log_decay, scale * write * x) * functional.gelu(beside))
        return mixed
