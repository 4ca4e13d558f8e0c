"""An ill-conditioned convex problem with a known optimum: linear regression without noise, all data a step.

``0.5 tr((W - W*) C (W - W*)')`` with W [16, 24]; the eigenvalues of C go evenly from 1 to 1e-4 in their
logarithm. Scored: the logarithm (base 10) of the excess over the optimum, relative to where all begin.
"""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor, nn

STEPS = 400
ROWS, COLUMNS, CONDITION = 16, 24, 1e4
_LEAST = 1e-12
_DATA_SEED = 1 << 40  # the same problem for all studies: they differ in the points tried


class Problem:
    """The problem, from the same start for every seed."""

    UNIT = "log10 of excess"
    CLIP = math.inf

    def __init__(self, seed: int) -> None:  # noqa: ARG002
        generator = Generator().manual_seed(_DATA_SEED)
        basis, _ = torch.linalg.qr(torch.randn(COLUMNS, COLUMNS, generator=generator))
        self.curvature = basis * torch.logspace(0.0, -math.log10(CONDITION), COLUMNS) @ basis.T
        self.optimum = torch.randn(ROWS, COLUMNS, generator=generator) / COLUMNS**0.5
        self.model = nn.Linear(COLUMNS, ROWS, bias=False)
        with torch.no_grad():
            self.model.weight.zero_()
        self.start = self._excess().item()

    def _excess(self) -> Tensor:
        apart = self.model.weight - self.optimum
        excess: Tensor = 0.5 * (apart @ self.curvature * apart).sum()
        return excess

    def loss(self, generator: Generator) -> Tensor:  # noqa: ARG002
        """The excess itself: nothing is drawn."""
        return self._excess()

    def score(self) -> float:
        """Logarithm of the excess, relative to the start."""
        return math.log10(max(self._excess().item() / self.start, _LEAST))
