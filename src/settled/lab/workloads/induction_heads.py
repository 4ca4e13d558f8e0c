"""Induction heads: what followed the mark once is asked whenever the mark comes again.

Olsson et al., In-context Learning and Induction Heads, https://arxiv.org/abs/2209.11895, 2022; in the form of
Gu and Dao, Mamba, https://arxiv.org/abs/2312.00752, 2023, section 4.1.2, asked several times a sequence.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from settled.lab.workloads import IGNORED

METRIC = "accuracy"


class Workload:
    """Random symbols, and ``mark x`` with the same x of a sequence at several random places; x is asked.

    Args:
        length: positions of a sequence, >= 2 (asked + 1).
        symbols: how many there are besides the mark.
        asked: how often the mark comes again after its first time, >= 1.
    """

    splits = ("train", "valid", "test")

    def __init__(self, length: int, symbols: int = 16, asked: int = 4) -> None:
        if asked < 1 or symbols < 2 or length < 2 * (asked + 1):
            raise ValueError(f"{asked + 1} marks have no room in a length of {length}")
        self.longest, self.vocabulary, self.mark, self.asked = length, symbols + 1, symbols, asked

    def batch(self, split: str, rows: int, generator: Generator) -> tuple[Tensor, Tensor]:  # noqa: ARG002
        """Fresh sequences, whatever the split: all are drawn alike."""
        inputs = torch.randint(self.mark, (rows, self.longest), generator=generator)
        answer = torch.randint(self.mark, (rows, 1), generator=generator).expand(-1, self.asked + 1)
        # Places in pairs, so that no mark stands where an answer does.
        order = torch.rand(rows, self.longest // 2, generator=generator).argsort(1)
        places = 2 * order[:, : self.asked + 1].sort(1).values
        inputs = inputs.scatter(1, places, self.mark).scatter(1, places + 1, answer)
        targets = torch.full_like(inputs, IGNORED)
        return inputs, targets.scatter(1, places[:, 1:], answer[:, 1:])
