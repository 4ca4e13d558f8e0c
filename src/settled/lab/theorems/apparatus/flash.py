"""Attention by tiles with an online softmax, its gradient by recomputation, and a meter for live memory."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

BLOCK = 32


def _scores(q: Tensor, k: Tensor, first: int, second: int, causal: bool) -> Tensor:
    """Scaled scores of one tile, whose rows and columns begin at ``first`` and ``second``."""
    scores: Tensor = q @ k.T / q.shape[1] ** 0.5
    if causal:
        rows = torch.arange(first, first + len(q))[:, None]
        columns = torch.arange(second, second + len(k))[None]
        scores = scores.masked_fill(columns > rows, -torch.inf)
    return scores


class Flash(torch.autograd.Function):
    """``softmax(q k^T / sqrt(d)) v`` for q, k, v [n, d] without the [n, n] matrix.

    Dao et al., FlashAttention, https://arxiv.org/abs/2205.14135, 2022, algorithms 1 and 4: per block of rows
    the maximum, the sum and the output are carried over the blocks of columns and rescaled when the maximum
    rises; backwards, the tiles are computed again from the rows' logarithms of sums. ``rescale=False`` leaves
    the rescaling out, which is wrong on purpose, for a test.
    """

    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor, causal: bool, rescale: bool) -> Tensor:
        """The output [n, d]."""
        n = len(q)
        output, log_sums = torch.zeros_like(v), torch.zeros(n, dtype=q.dtype)
        for i in range(0, n, BLOCK):
            rows = q[i : i + BLOCK]
            top = torch.full((len(rows),), -torch.inf, dtype=q.dtype)
            total, mixed = torch.zeros(len(rows), dtype=q.dtype), torch.zeros_like(rows)
            for j in range(0, min(n, i + BLOCK) if causal else n, BLOCK):
                scores = _scores(rows, k[j : j + BLOCK], i, j, causal)
                higher = torch.maximum(top, scores.amax(1))
                shrink = (top - higher).exp() if rescale else torch.ones_like(higher)
                weights = (scores - higher[:, None]).exp()
                total = total * shrink + weights.sum(1)
                mixed = mixed * shrink[:, None] + weights @ v[j : j + BLOCK]
                top = higher
            output[i : i + BLOCK] = mixed / total[:, None]
            log_sums[i : i + BLOCK] = top + total.log()
        ctx.save_for_backward(q, k, v, output, log_sums)
        ctx.causal = causal
        return output

    @staticmethod
    def backward(ctx: Any, *slopes: Tensor) -> tuple[Tensor, Tensor, Tensor, None, None]:
        """Gradients in q, k and v."""
        q, k, v, output, log_sums = ctx.saved_tensors
        (slope,) = slopes
        grad_q, grad_k, grad_v = torch.zeros_like(q), torch.zeros_like(k), torch.zeros_like(v)
        shared = (slope * output).sum(1)
        for i in range(0, len(q), BLOCK):
            a = slice(i, i + BLOCK)
            for j in range(0, min(len(q), i + BLOCK) if ctx.causal else len(q), BLOCK):
                b = slice(j, j + BLOCK)
                weights = (_scores(q[a], k[b], i, j, ctx.causal) - log_sums[a, None]).exp()
                grad_v[b] += weights.T @ slope[a]
                inner = weights * (slope[a] @ v[b].T - shared[a, None]) / q.shape[1] ** 0.5
                grad_q[a] += inner @ k[b]
                grad_k[b] += inner.T @ q[a]
        return grad_q, grad_k, grad_v, None, None


def flash_attention(q: Tensor, k: Tensor, v: Tensor, causal: bool, rescale: bool = True) -> Tensor:
    """The tiled form; see :class:`Flash`."""
    found: Tensor = Flash.apply(q, k, v, causal, rescale)  # type: ignore[no-untyped-call]
    return found


def naive_attention(q: Tensor, k: Tensor, v: Tensor, causal: bool) -> Tensor:
    """The plain form, with the whole matrix of scores."""
    found: Tensor = _scores(q, k, 0, 0, causal).softmax(1) @ v
    return found


class MemoryMeter(TorchDispatchMode):
    """Counts the bytes of tensors that operations made and that still live.

    Attributes:
        peak: the most bytes alive at once, made within the meter.
        largest: the bytes of the largest single tensor.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.peak = self.largest = self._live = 0
        self._holders: dict[int, int] = {}

    def __torch_dispatch__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        """Run the operation and count what it made; a view or an in-place result adds nothing."""
        del types
        made = func(*args, **(kwargs or {}))
        for tensor in made if isinstance(made, (tuple, list)) else (made,):
            if isinstance(tensor, Tensor) and not any(tensor is given for given in args):
                self._hold(tensor)
        return made

    def _hold(self, tensor: Tensor) -> None:
        storage = tensor.untyped_storage()
        place, size = storage.data_ptr(), storage.nbytes()
        if place not in self._holders:
            self._holders[place] = 0
            self._live += size
        self._holders[place] += 1
        self.peak, self.largest = max(self.peak, self._live), max(self.largest, size)
        weakref.finalize(tensor, self._release, place, size)

    def _release(self, place: int, size: int) -> None:
        self._holders[place] -= 1
        if not self._holders[place]:
            del self._holders[place]
            self._live -= size
