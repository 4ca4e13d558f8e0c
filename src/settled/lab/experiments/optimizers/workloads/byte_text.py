"""Byte language modelling with a small transformer, on the text that Python ships with.

Two blocks, width 64, 48 bytes of context; the text and its splits are those of the lab's workload of the same
name. Scored: nats a byte on a fixed sample of the validation split.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from settled.lab.workloads import byte_text

STEPS = 240
ROWS, LENGTH, WIDTH, HEADS, BLOCKS, HELD = 16, 48, 64, 4, 2, 48
_SAMPLE_SEED = 1 << 40


class _Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.before, self.between = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.query = nn.Linear(WIDTH, WIDTH, bias=False)
        self.key = nn.Linear(WIDTH, WIDTH, bias=False)
        self.value = nn.Linear(WIDTH, WIDTH, bias=False)
        self.out = nn.Linear(WIDTH, WIDTH, bias=False)
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        y = self.before(x)
        query, key, value = (
            layer(y).unflatten(-1, (HEADS, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        # Written out, for the fused form has no second derivative, which Sophia asks for.
        weights = (query @ key.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + mask).softmax(-1)
        x = x + self.out((weights @ value).transpose(1, 2).flatten(2))
        changed: Tensor = x + self.down(functional.gelu(self.up(self.between(x))))
        return changed


class _Model(nn.Module):
    mask: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.ModuleDict(
            {"byte": nn.Embedding(256, WIDTH), "place": nn.Embedding(LENGTH, WIDTH)}
        )
        for table in self.embedding.values():
            nn.init.normal_(table.weight, std=0.02)  # type: ignore[arg-type]
        self.blocks = nn.ModuleList(_Block() for _ in range(BLOCKS))
        self.norm, self.head = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 256, bias=False)
        self.register_buffer("mask", torch.full((LENGTH, LENGTH), float("-inf")).triu(1))

    def forward(self, symbols: Tensor) -> Tensor:
        x = self.embedding["byte"](symbols) + self.embedding["place"].weight
        for block in self.blocks:
            x = block(x, self.mask)
        logits: Tensor = self.head(self.norm(x))
        return logits


class Problem:
    """One text; first weights from PyTorch's own generator, which the trial has seeded."""

    UNIT = "nats"
    CLIP = 1.0

    def __init__(self, seed: int) -> None:  # noqa: ARG002
        self.text = byte_text.Workload(LENGTH)
        self.held = self.text.batch("valid", HELD, Generator().manual_seed(_SAMPLE_SEED))
        self.model = _Model()

    def _of(self, batch: tuple[Tensor, Tensor]) -> Tensor:
        return functional.cross_entropy(self.model(batch[0]).flatten(0, 1), batch[1].flatten())

    def loss(self, generator: Generator) -> Tensor:
        """Of a batch drawn from the text trained on."""
        return self._of(self.text.batch("train", ROWS, generator))

    @torch.no_grad()
    def score(self) -> float:
        """On the validation sample."""
        return self._of(self.held).item()
