"""Image classification: the handwritten digits that scikit-learn ships (Alpaydin and Kaynak, Optical
Recognition of Handwritten Digits, UCI, 1998, CC BY 4.0; 1,797 images of 8 x 8), a residual perceptron.

Scored: cross-entropy on the third of the images that nobody trains on, the same for all studies.
"""

from __future__ import annotations

from functools import cache

import torch
from torch import Generator, Tensor
from torch.nn import functional

from settled.lab.experiments.optimizers.workloads.parts import Perceptron

STEPS = 300
ROWS = 64
_DATA_SEED = 1 << 40  # the same data for all studies: they differ in first weights, batches and points


@cache
def _images() -> tuple[Tensor, Tensor]:
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    return torch.tensor(pixels, dtype=torch.float32) / 8.0 - 1.0, torch.tensor(labels, dtype=torch.int64)


class Problem:
    """One split; first weights from PyTorch's own generator, which the trial has seeded."""

    UNIT = "nats"
    CLIP = 1.0

    def __init__(self, seed: int) -> None:  # noqa: ARG002
        pixels, labels = _images()
        order = torch.randperm(len(labels), generator=Generator().manual_seed(_DATA_SEED))
        held = len(labels) // 3
        self.held, self.train = (pixels[order[:held]], labels[order[:held]]), order[held:]
        self.model = Perceptron(64, 96, 3, 10)

    def loss(self, generator: Generator) -> Tensor:
        """Of a batch drawn with replacement."""
        pixels, labels = _images()
        rows = self.train[torch.randint(len(self.train), (ROWS,), generator=generator)]
        return functional.cross_entropy(self.model(pixels[rows]), labels[rows])

    @torch.no_grad()
    def score(self) -> float:
        """On the images held back."""
        return functional.cross_entropy(self.model(self.held[0]), self.held[1]).item()
