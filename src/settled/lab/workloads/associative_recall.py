"""Multi-query associative recall: pairs of keys and values, then keys in other order, whose values are asked.

Arora et al., Zoology: Measuring and Improving Recall in Efficient Language Models,
https://arxiv.org/abs/2312.04927, 2023, section 3.2. Between the questions stands filler, so that they come at
any distance.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from settled.lab.workloads import IGNORED

METRIC = "accuracy"


class Workload:
    """``k1 v1 .. kn vn`` and then each key once, in random order and at random places among filler.

    Args:
        length: positions of a sequence, >= 3 pairs.
        pairs: keys that a sequence has, >= 1; each is asked once.
        keys: how many keys there are to choose from, >= pairs; as many values.
    """

    splits = ("train", "valid", "test")

    def __init__(self, length: int, pairs: int = 8, keys: int = 32) -> None:
        if not 1 <= pairs <= keys or length < 3 * pairs:
            raise ValueError(f"{pairs} pairs of {keys} keys have no room in a length of {length}")
        self.longest, self.pairs, self.keys = length, pairs, keys
        self.vocabulary = 2 * keys + 1  # keys, values, filler

    def batch(self, split: str, rows: int, generator: Generator) -> tuple[Tensor, Tensor]:  # noqa: ARG002
        """Fresh sequences, whatever the split: all are drawn alike."""
        keys = _drawn(rows, self.keys, self.pairs, generator)
        values = torch.randint(self.keys, (rows, self.pairs), generator=generator) + self.keys
        inputs = torch.full((rows, self.longest), 2 * self.keys)
        inputs[:, : 2 * self.pairs] = torch.stack([keys, values], -1).flatten(1)
        places = 2 * self.pairs + _drawn(rows, self.longest - 2 * self.pairs, self.pairs, generator)
        targets = torch.full_like(inputs, IGNORED)
        return inputs.scatter(1, places, keys), targets.scatter(1, places, values)


def _drawn(rows: int, of: int, count: int, generator: Generator) -> Tensor:
    """``count`` different numbers below ``of`` in random order, for each row."""
    return torch.rand(rows, of, generator=generator).argsort(1)[:, :count]
