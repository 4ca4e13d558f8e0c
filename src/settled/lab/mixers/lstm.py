"""LSTM: gates that look at the state, so that time cannot be done in parallel.

``c_t = f_t c_{t-1} + i_t g_t``, ``h_t = o_t tanh(c_t)`` (Hochreiter and Schmidhuber, Long Short-Term Memory,
https://doi.org/10.1162/neco.1997.9.8.1735, 1997; with the forget gate of Gers et al. 2000). The contestant is
PyTorch's own kernel, whose loop over time is not Python's.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from settled.lab.mixers.parts.base import SequenceMixer, wide

TECHNOLOGY = "recurrent"
VARIANT = "lstm"
POSITIONS = ()


def naive(cell: nn.LSTM, x: Tensor) -> Tensor:
    """One position after the other: the truth.

    Args:
        cell: its weights: rows for input, forget, candidate and output, in that order.
        x: [B, T, D].

    Returns:
        [B, T, inner width].
    """
    weights = (cell.weight_ih_l0, cell.weight_hh_l0, cell.bias_ih_l0, cell.bias_hh_l0)
    from_input, from_state, bias, more_bias = (wide(cast(Tensor, weight)) for weight in weights)
    dtype, x = x.dtype, wide(x)
    hidden = memory = x.new_zeros(x.shape[0], cell.hidden_size)
    outputs = []
    for t in range(x.shape[1]):
        sums = x[:, t] @ from_input.T + bias + hidden @ from_state.T + more_bias
        write, forget, candidate, show = sums.chunk(4, -1)
        memory = forget.sigmoid() * memory + write.sigmoid() * candidate.tanh()
        hidden = show.sigmoid() * memory.tanh()
        outputs.append(hidden)
    return torch.stack(outputs, 1).to(dtype)


def parallel(cell: nn.LSTM, x: Tensor) -> Tensor:
    """``naive`` by PyTorch's kernel: all products with the input at once, then step by step."""
    return cast(Tensor, cell(x)[0])


class Mixer(SequenceMixer):
    """One LSTM layer and a projection.

    Args:
        heads: not used: the cell has none.
        inner: entries of its state; 0: the width.
    """

    def __init__(self, width: int, heads: int, inner: int = 0) -> None:  # noqa: ARG002 - as every mixer
        super().__init__()
        self.core = parallel
        self.cell = nn.LSTM(width, inner or width, batch_first=True)
        self.out = nn.Linear(inner or width, width, bias=False)

    def mix(self, x: Tensor) -> Tensor:
        """[B, T, D] to [B, T, D]."""
        mixed: Tensor = self.out(self.core(self.cell, x))
        return mixed
