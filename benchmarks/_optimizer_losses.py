"""Final losses of the 8-bit AdamW beside float32's: same seeds, same data, same schedule."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import fmean, stdev

import torch
from scipy import stats
from torch import Generator, Tensor, nn
from torch.optim import AdamW, Optimizer

from settled.lab.model import Model, Shape
from settled.lab.optim import AdamW8bit
from settled.lab.statistics import equivalence_p
from settled.lab.workloads import byte_text

TEST_SEED = 1_000_003
TEST_BATCHES = 4
SEEDS = 6
# The difference that matters, as a share of the loss.
MARGIN = 0.002
Batch = Callable[[str, Generator], tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class Task:
    """A model and what it learns: ``batch(split, generator)`` for the splits ``train`` and ``test``."""

    make: Callable[[], nn.Module]
    batch: Batch
    steps: int
    rate: float


def text() -> Task:
    """Bytes of source code, read by a small transformer."""
    length = 64
    workload = byte_text.Workload(length)
    shape = Shape("softmax", workload.vocabulary, length, position="learned")

    def batch(split: str, generator: Generator) -> tuple[Tensor, Tensor]:
        return workload.batch(split, 16 if split == "train" else 512, generator)

    return Task(lambda: Model(shape), batch, steps=500, rate=3e-3)


def teacher() -> Task:
    """Classes that a fixed random network gives to random points, learnt by a perceptron; no point twice."""
    fixed = Generator().manual_seed(7)
    first, second = (torch.randn(shape, generator=fixed) for shape in ((32, 64), (64, 10)))

    def made() -> nn.Module:
        layers = (nn.Linear(32, 256), nn.GELU(), nn.Linear(256, 256), nn.GELU(), nn.Linear(256, 10))
        return nn.Sequential(*layers)

    def batch(split: str, generator: Generator) -> tuple[Tensor, Tensor]:
        points = torch.randn(128 if split == "train" else 8192, 32, generator=generator)
        scores = (points @ first / 32**0.5).sin() @ second
        # Labels drawn in proportion (Gumbel), so that the loss has a floor well above 0, as real data have.
        noise = -torch.rand(scores.shape, generator=generator).log()
        return points, (scores / 2 - noise.log()).argmax(1)

    return Task(made, batch, steps=1500, rate=3e-3)


TASKS: dict[str, Callable[[], Task]] = {"transformer on bytes": text, "perceptron on a teacher": teacher}


def final(task: Task, maker: Callable[..., Optimizer], seed: int) -> float:
    """The loss on unseen data, in nats, after training with a warm-up and a cosine to zero."""
    torch.manual_seed(seed)
    model = task.make()
    optimizer = maker(model.parameters(), lr=task.rate, weight_decay=0.1)
    steps = task.steps
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda at: min((at + 1) / (0.05 * steps), 0.5 * (1.0 + math.cos(math.pi * at / steps)))
    )
    generator = Generator().manual_seed(seed)
    for _ in range(steps):
        loss = _loss(model, task.batch("train", generator))
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        schedule.step()
    with torch.no_grad():
        unseen = Generator().manual_seed(TEST_SEED)
        tests = [float(_loss(model, task.batch("test", unseen))) for _ in range(TEST_BATCHES)]
    return sum(tests) / len(tests)


def _loss(model: nn.Module, batch: tuple[Tensor, Tensor]) -> Tensor:
    inputs, targets = batch
    logits = model(inputs)
    return nn.functional.cross_entropy(logits.reshape(-1, logits.shape[-1]), targets.reshape(-1))


def table() -> list[list[str]]:
    """A line a task: parameters, losses, the difference with its interval, and the p value of TOST."""
    lines = []
    for name, make in TASKS.items():
        task = make()
        count = sum(p.numel() for p in task.make().parameters())
        plain, ours = ([final(task, maker, seed) for seed in range(SEEDS)] for maker in (AdamW, AdamW8bit))
        apart = [one / other - 1.0 for one, other in zip(ours, plain, strict=True)]
        middle, half = fmean(apart), float(stats.t.ppf(0.95, SEEDS - 1)) * stdev(apart) / SEEDS**0.5
        lines.append(
            [
                name,
                f"{count:,}",
                *(f"{fmean(losses):.4f}" for losses in (plain, ours)),
                f"{100 * middle:+.3f} % ({100 * (middle - half):+.3f} to {100 * (middle + half):+.3f})",
                f"{equivalence_p(apart, MARGIN):.1e}",
            ]
        )
    return lines
