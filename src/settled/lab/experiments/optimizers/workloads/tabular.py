"""Regression on a made table: columns of very different scales, a target of products, steps and noise.

The table is drawn once, 4,096 rows to train on and 1,024 to score: 24 columns, of which 12 matter;
scales spread over four decades, as in tables before anybody has cleaned them. Scored: mean squared error in
units of the target's variance; 0.1 of it is noise.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor
from torch.nn import functional

from settled.lab.experiments.optimizers.workloads.parts import Perceptron

STEPS = 300
ROWS, COLUMNS, TRAINED, HELD, NOISE = 64, 24, 4096, 1024, 0.1
_DATA_SEED = 1 << 40  # the same data for all studies: they differ in first weights, batches and points


class Problem:
    """One table; first weights from PyTorch's own generator, which the trial has seeded."""

    UNIT = "of variance"
    CLIP = 1.0

    def __init__(self, seed: int) -> None:  # noqa: ARG002
        generator = Generator().manual_seed(_DATA_SEED)
        x = torch.randn(TRAINED + HELD, COLUMNS, generator=generator)
        y = _target(x, generator)
        y = (y - y.mean()) / y.std() * (1.0 - NOISE) ** 0.5
        y = y + NOISE**0.5 * torch.randn(len(y), generator=generator)
        self.x, self.y = (
            x * torch.logspace(-2.0, 2.0, COLUMNS)[torch.randperm(COLUMNS, generator=generator)],
            y,
        )
        self.x = self.x.sign() * self.x.abs().log1p()
        self.model = Perceptron(COLUMNS, 96, 3, 1)

    def loss(self, generator: Generator) -> Tensor:
        """Of a batch drawn with replacement."""
        rows = torch.randint(TRAINED, (ROWS,), generator=generator)
        return functional.mse_loss(self.model(self.x[rows]).squeeze(-1), self.y[rows])

    @torch.no_grad()
    def score(self) -> float:
        """On the rows held back."""
        return functional.mse_loss(self.model(self.x[TRAINED:]).squeeze(-1), self.y[TRAINED:]).item()


def _target(x: Tensor, generator: Generator) -> Tensor:
    weights = torch.randn(4, generator=generator)
    return (
        x[:, :4] @ weights
        + 1.5 * x[:, 4] * x[:, 5]
        + 2.0 * (x[:, 6] > 0.0) * x[:, 7]
        + torch.sin(2.0 * x[:, 8])
        + (x[:, 9] * x[:, 10]).abs().sqrt() * x[:, 11].sign()
    )
