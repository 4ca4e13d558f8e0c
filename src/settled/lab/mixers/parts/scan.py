"""A linear recurrence entry by entry, h_t = a_t h_{t-1} + x_t, without a step a position.

Two levels: chunks of about sqrt(T) positions go forward side by side, then the chunks' ends are carried from
one to the next. Only products of decays are formed, never quotients, so that decays may vanish. The gradient
is the same recurrence backwards (Martin and Cundy, Parallelizing Linear Recurrent Neural Nets Over Sequence
Length, https://arxiv.org/abs/1709.04057, 2018, section 2.2), so nothing of the scan's inside is kept for it.
"""

from __future__ import annotations

import math
from typing import Any, cast

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from settled.lab.mixers.parts.chunks import cut, joined

SHORT = 16
"""Up to this many positions one step each is as fast."""


def naive_scan(decay: Tensor, update: Tensor) -> Tensor:
    """The same, one step a position: the truth of ``scan``."""
    states = [update[..., 0, :]]
    for t in range(1, update.shape[-2]):
        states.append(decay[..., t, :] * states[-1] + update[..., t, :])
    return torch.stack(states, -2)


def scan(decay: Tensor, update: Tensor) -> Tensor:
    """h_t = decay_t * h_{t-1} + update_t along the last dimension but one, from h_{-1} = 0.

    Args:
        decay: [..., T, D], in [0, 1] (the first is not used).
        update: [..., T, D].

    Returns:
        [..., T, D], every state.

    >>> scan(torch.full((3, 1), 0.5), torch.ones(3, 1)).flatten().tolist()
    [1.0, 1.5, 1.75]
    """
    return cast(Tensor, _Scan.apply(decay, update))  # type: ignore[no-untyped-call]


class _Scan(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, decay: Tensor, update: Tensor) -> Tensor:
        states = _states(decay, update)
        ctx.save_for_backward(decay, states)
        return states

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor]:
        decay, states = ctx.saved_tensors
        # What flows into h_t comes from its own use and, times a_{t+1}, from h_{t+1}.
        behind = decay.roll(-1, -2).flip(-2)
        of_update = _states(behind, gradient.flip(-2)).flip(-2)
        of_decay = torch.zeros_like(decay)
        torch.mul(of_update[..., 1:, :], states[..., :-1, :], out=of_decay[..., 1:, :])
        return of_decay, of_update


def _states(decay: Tensor, update: Tensor) -> Tensor:
    time = update.shape[-2]
    if time <= SHORT:
        return _stepped(decay, update)
    size = 1 << math.ceil(math.log2(time) / 2)
    decay, states = cut(decay, size), cut(update, size).clone()
    for j in range(1, size):  # all chunks at once
        states[..., j, :].addcmul_(decay[..., j, :], states[..., j - 1, :])
    from_start = decay.cumprod(-2)
    ends = _stepped(from_start[..., -1, :], states[..., -1, :])
    states[..., 1:, :, :].addcmul_(from_start[..., 1:, :, :], ends[..., :-1, None, :])
    return joined(states, time)


def _stepped(decay: Tensor, update: Tensor) -> Tensor:
    states = update.clone(memory_format=torch.contiguous_format)
    for t in range(1, update.shape[-2]):
        states[..., t, :].addcmul_(decay[..., t, :], states[..., t - 1, :])
    return states
