"""A recommender: users' ratings of items from their embeddings, seen as rarely as in life.

There are 1,000 users and 500 items with hidden tastes; who rates what follows Zipf's law, so most rows of
the tables get a gradient seldom. The model has an embedding of each and a perceptron over their product.
Scored: cross-entropy of like and dislike on pairs that were not trained on.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from settled.lab.experiments.optimizers.workloads.parts import Perceptron

STEPS = 300
USERS, ITEMS, TASTES, WIDTH, ROWS, TRAINED, HELD = 1000, 500, 4, 16, 256, 40_000, 4000
_DATA_SEED = 1 << 40  # the same data for all studies: they differ in first weights, batches and points


class _Model(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        tables = [nn.Embedding(USERS, WIDTH), nn.Embedding(ITEMS, WIDTH)]
        for table in tables:
            nn.init.normal_(table.weight, std=0.1)
        self.embedding = nn.ModuleList(tables)
        self.body = Perceptron(3 * WIDTH, 48, 1, 1)

    def forward(self, pairs: Tensor) -> Tensor:
        user, item = self.embedding[0](pairs[:, 0]), self.embedding[1](pairs[:, 1])
        logits: Tensor = self.body(torch.cat([user, item, user * item], dim=-1)).squeeze(-1)
        return logits


class Problem:
    """The same ratings always; first weights from PyTorch's own generator, which the trial has seeded."""

    UNIT = "nats"
    CLIP = 1.0

    def __init__(self, seed: int) -> None:  # noqa: ARG002
        generator = Generator().manual_seed(_DATA_SEED)
        columns = [
            torch.multinomial(
                1.0 / torch.arange(1.0, many + 1.0) ** 0.8, TRAINED + HELD, True, generator=generator
            )
            for many in (USERS, ITEMS)
        ]
        self.pairs = torch.stack(columns, dim=1)
        users = torch.randn(USERS, TASTES, generator=generator)
        items = torch.randn(ITEMS, TASTES, generator=generator)
        liking = 1.5 * (users[columns[0]] * items[columns[1]]).sum(-1) + 0.5 * items[columns[1], 0]
        self.liked = (torch.rand(len(liking), generator=generator) < liking.sigmoid()).float()
        self.model = _Model()

    def loss(self, generator: Generator) -> Tensor:
        """Of a batch drawn with replacement."""
        rows = torch.randint(TRAINED, (ROWS,), generator=generator)
        return functional.binary_cross_entropy_with_logits(self.model(self.pairs[rows]), self.liked[rows])

    @torch.no_grad()
    def score(self) -> float:
        """On the pairs held back."""
        logits = self.model(self.pairs[TRAINED:])
        return functional.binary_cross_entropy_with_logits(logits, self.liked[TRAINED:]).item()
