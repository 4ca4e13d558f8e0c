"""The perceptron that several workloads share."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class Perceptron(nn.Module):
    """A layer in, residual hidden layers with norms, a head."""

    def __init__(self, inputs: int, width: int, depth: int, outputs: int) -> None:
        super().__init__()
        self.first = nn.Linear(inputs, width)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(depth))
        self.hidden = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))
        self.head = nn.Linear(width, outputs)

    def forward(self, x: Tensor) -> Tensor:
        """[B, inputs] to [B, outputs]."""
        x = self.first(x)
        for norm, layer in zip(self.norms, self.hidden, strict=True):
            x = x + functional.gelu(layer(norm(x)))
        found: Tensor = self.head(torch.relu(x))
        return found
