"""Copying: the symbols before a mark are to be said again after it, in order.

As in Jelassi et al., Repeat After Me: Transformers are Better than State Space Models at Copying,
https://arxiv.org/abs/2402.01032, 2024, section 3: a state of fixed size can hold so much and no more.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from settled.lab.workloads import IGNORED

METRIC = "accuracy"


class Workload:
    """Sequences ``s_1 .. s_n mark s_1 .. s_{n-1}``; asked from the mark on: ``s_1 .. s_n``.

    Args:
        length: positions of a sequence, 2 n, an even number >= 2.
        symbols: how many there are to be copied; the mark is one more.
    """

    splits = ("train", "valid", "test")

    def __init__(self, length: int, symbols: int = 30) -> None:
        if length < 2 or length % 2 or symbols < 2:
            raise ValueError(f"copying needs an even length and 2 symbols, not {length} and {symbols}")
        self.longest, self.vocabulary, self.mark = length, symbols + 1, symbols

    def batch(self, split: str, rows: int, generator: Generator) -> tuple[Tensor, Tensor]:  # noqa: ARG002
        """Fresh sequences, whatever the split: all are drawn alike."""
        half = self.longest // 2
        said = torch.randint(self.mark, (rows, half), generator=generator)
        mark = torch.full((rows, 1), self.mark)
        inputs = torch.cat([said, mark, said[:, :-1]], 1)
        return inputs, torch.cat([torch.full_like(said, IGNORED), said], 1)
