"""Selective state space: a linear system whose input, output and step depend on the data.

``S_t = exp(d_t A) S_{t-1} + d_t b_t x_t^T``, ``y_t = c_t S_t + D x_t`` with one A < 0 a head (Gu and Dao,
Mamba, https://arxiv.org/abs/2312.00752, 2023, section 3.2; with the scalar A of Dao and Gu, Transformers are
SSMs, https://arxiv.org/abs/2405.21060, 2024, whose section 6 gives the form in chunks). Decays are
logarithms, and only differences that are <= 0 are exponentiated.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from settled.lab.mixers.parts.base import EPSILON, SequenceMixer, head_width, merge_heads, split_heads, wide
from settled.lab.mixers.parts.chunks import CHUNK, before, cut, fitting, joined, lower
from settled.lab.mixers.parts.scan import scan
from settled.lab.mixers.parts.short_convolution import ShortConvolution

TECHNOLOGY = "state-space"
VARIANT = "mamba"
POSITIONS = ()

STEPS = (0.001, 0.1)
"""Between these the steps d begin, evenly in the logarithm (Mamba, section 3.6)."""


def naive(x: Tensor, log_decay: Tensor, b: Tensor, c: Tensor) -> Tensor:
    """One position after the other, with its state: the truth.

    Args:
        x: inputs times their steps, [B, H, T, P].
        log_decay: d_t A, [B, H, T], <= 0.
        b, c: [B, 1, T, N], shared by the heads.

    Returns:
        [B, H, T, P].
    """
    dtype, (x, b, c) = x.dtype, (wide(x), wide(b), wide(c))
    decay = wide(log_decay).exp()
    state = x.new_zeros(*x.shape[:2], b.shape[-1], x.shape[-1])
    outputs = []
    for t in range(x.shape[2]):
        state = decay[:, :, t, None, None] * state + b[:, :, t, :, None] * x[:, :, t, None, :]
        outputs.append((c[:, :, t, :, None] * state).sum(-2))
    return torch.stack(outputs, 2).to(dtype)


def parallel(x: Tensor, log_decay: Tensor, b: Tensor, c: Tensor, chunk: int = CHUNK) -> Tensor:
    """``naive`` in chunks: products, and a scan of T / chunk states."""
    time, dtype = x.shape[2], x.dtype
    chunk = fitting(time, chunk)
    x, logs, b, c = (cut(wide(part), chunk) for part in (x, log_decay.unsqueeze(-1), b, c))
    run = logs.cumsum(-2)
    between = (run - run.transpose(-1, -2)).masked_fill(~lower(chunk, x.device), -torch.inf)
    inside = ((c @ b.transpose(-1, -2)) * between.exp()) @ x
    earlier = run.exp() * (c @ _states(x, b, run))
    return joined(inside + earlier, time).to(dtype)


def _states(x: Tensor, b: Tensor, run: Tensor) -> Tensor:
    """The state that each chunk begins with, [B, H, N, S, P]."""
    whole = run[..., -1:, :]
    updates = b.transpose(-1, -2) @ (x * (whole - run).exp())
    states = scan(whole.exp().expand_as(updates).flatten(-2), updates.flatten(-2))
    return before(states.view_as(updates), 2)


class Mixer(SequenceMixer):
    """The block of Mamba-2: one projection for everything, a short convolution, a gated norm.

    Args:
        state: N, entries of the state for each input entry.
        expand: inner width over width.
        convolution: positions that the convolution sees.
    """

    def __init__(
        self, width: int, heads: int, state: int = 32, expand: int = 2, convolution: int = 4
    ) -> None:
        super().__init__()
        inner = expand * width
        head_width(inner, heads)
        self.heads, self.core = heads, parallel
        self.sizes = [inner, inner + 2 * state, heads]
        self.parts = [inner, state, state]
        self.into = nn.Linear(width, sum(self.sizes), bias=False)
        self.short = ShortConvolution(inner + 2 * state, convolution)
        self.log_rate = nn.Parameter(torch.empty(heads).uniform_(1.0, 16.0).log())
        steps = torch.empty(heads).uniform_(*(math.log(step) for step in STEPS)).exp()
        self.step_bias = nn.Parameter(steps.expm1().log())  # softplus(bias) = step
        self.skip = nn.Parameter(torch.ones(heads))
        self.norm = nn.RMSNorm(inner, eps=EPSILON)
        self.out = nn.Linear(inner, width, bias=False)

    def mix(self, x: Tensor) -> Tensor:
        """[B, T, D] to [B, T, D]."""
        gate, rest, step = torch.split(self.into(x), self.sizes, -1)
        x, b, c = torch.split(functional.silu(self.short(rest)), self.parts, -1)
        x = split_heads(x, self.heads)
        step = functional.softplus(step + self.step_bias).transpose(1, 2)
        log_decay = -self.log_rate.exp()[:, None] * step
        y = self.core(x * step.unsqueeze(-1), log_decay, b.unsqueeze(1), c.unsqueeze(1))
        y = merge_heads(y + self.skip[:, None, None] * x)
        mixed: Tensor = self.out(self.norm(y * functional.silu(gate)))
        return mixed
