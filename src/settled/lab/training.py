"""One training run: a model of some mixer on some workload, a fixed number of steps of AdamW.

``train`` is a trial of the frame: a plain function of a configuration and a seed. On one machine and one
thread it gives the same bits each time, but for the seconds.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import torch
from torch import Generator, Tensor
from torch.nn import functional

from settled.errors import InputError, did_you_mean
from settled.lab import workloads
from settled.lab.model import Model, Shape, equalised
from settled.lab.workloads import IGNORED, Workload

TEST_SEED = 1 << 40
"""Validation and tests have the same random numbers for every mixer and seed, none of them trained on."""


@dataclass(frozen=True, slots=True)
class Config:
    """What is trained, and how.

    Attributes:
        mixer: name, or path of a file of the user's own; ``settings`` are its own.
        workload: name, or path; ``length`` and ``workload_settings`` are its own.
        parameters: made equal to this by the hidden width; 0: ``hidden`` as it stands.
        position, convolution: as in ``Shape``.
        steps: of the optimizer, always all of them unless the run diverges.
        rows: sequences a batch.
        learning_rate: highest; reached after ``warmup`` of the steps, then a cosine down to a tenth of it.
        decay: AdamW's, on matrices alone.
        clip: longest gradient.
        points: at how many steps, evenly, it is validated; the last is one of them.
        test_rows: sequences a validation or a test, in batches of ``rows``.
        device: where it is computed; what is drawn at random is drawn on the CPU, the same for all devices.
    """

    mixer: str
    workload: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    workload_settings: Mapping[str, Any] = field(default_factory=dict)
    length: int = 64
    width: int = 64
    heads: int = 4
    layers: int = 2
    hidden: int = 256
    parameters: int = 0
    position: str = ""
    convolution: int = 0
    steps: int = 400
    rows: int = 32
    learning_rate: float = 3e-3
    warmup: float = 0.1
    decay: float = 0.1
    clip: float = 1.0
    points: int = 4
    test_rows: int = 128
    device: str = "cpu"


def configured(given: Mapping[str, Any]) -> Config:
    """The configuration of a mapping.

    Raises:
        InputError: a key that there is not, or one that is missing.
    """
    known = [one.name for one in fields(Config)]
    for name in given:
        if name not in known:
            raise InputError("lab", f"no setting '{name}' of a training run", did_you_mean(name, known))
    if missing := {"mixer", "workload"} - set(given):
        raise InputError("lab", f"a training run needs {' and '.join(sorted(missing))}", "name it")
    return Config(**given)


def train(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Train, validate on the way, and test at the end.

    Args:
        config: fields of ``Config``.
        seed: decides the first weights and every batch of training; the rest is the same for all.

    Returns:
        ``loss`` (nats a target) and ``accuracy`` of the first test split, ``by_split`` those of each;
        ``valid_loss`` and ``valid_accuracy`` at the end, by which settings are to be chosen; ``best_loss``
        and ``best_accuracy`` of all validations, ``curve``, one ``[step, loss, accuracy]`` each; ``steps``
        done, ``parameters``, ``hidden``, ``seconds_per_step`` (training alone), ``digest`` of the data, if it
        has one, and ``diverged``: a loss of training was not finite, which ended it; nothing was tested then,
        and the losses are NaN.
    """
    run = _Run(configured(config), seed)
    run.go()
    return run.report()


def model_of(config: Config, workload: Workload, seed: int) -> tuple[Model, Shape]:
    """The model that a seed begins with; the state of PyTorch's own generator is left as it was."""
    shape = Shape(
        mixer=config.mixer,
        vocabulary=workload.vocabulary,
        longest=workload.longest,
        width=config.width,
        heads=config.heads,
        layers=config.layers,
        hidden=config.hidden,
        position=config.position,
        convolution=config.convolution,
        settings=config.settings,
    )
    if config.parameters:
        shape = equalised(shape, config.parameters)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return Model(shape), shape


class _Run:
    """A run in the making."""

    def __init__(self, config: Config, seed: int) -> None:
        self.config = config
        self.workload: Workload = workloads.load(config.workload).Workload(
            config.length, **config.workload_settings
        )
        self.model, self.shape = model_of(config, self.workload, seed)
        self.model.to(config.device)
        self.generator = Generator().manual_seed(seed)
        matrices = [one for one in self.model.parameters() if one.ndim > 1]
        others = [one for one in self.model.parameters() if one.ndim <= 1]
        self.optimizer = torch.optim.AdamW(
            [{"params": matrices, "weight_decay": config.decay}, {"params": others, "weight_decay": 0.0}],
            lr=config.learning_rate,
            fused=True,
        )
        self.curve: list[list[float]] = []
        self.by_split: dict[str, dict[str, float]] = {}
        self.step = 0
        self.seconds = 0.0
        self.diverged = False

    def go(self) -> None:
        """All steps, with validations in between, and the tests."""
        steps, points = self.config.steps, max(1, min(self.config.points, self.config.steps))
        validated = {round(steps * point / points) for point in range(1, points + 1)}
        while self.step < steps and not self.diverged:
            start = time.perf_counter()
            self._learn()
            self.seconds += time.perf_counter() - start
            if self.step in validated and not self.diverged:
                told = self._tested(self.workload.splits[1])
                self.curve.append([self.step, told["loss"], told["accuracy"]])
        if not self.diverged:
            self.by_split = {split: self._tested(split) for split in self.workload.splits[2:]}

    def _learn(self) -> None:
        self.model.train()
        for group in self.optimizer.param_groups:
            group["lr"] = self.config.learning_rate * schedule(
                self.step, self.config.steps, self.config.warmup
            )
        inputs, targets = self._batch(self.workload.splits[0], self.generator)
        loss = _loss(self.model(inputs), targets)
        self.diverged = not math.isfinite(loss.item())
        if self.diverged:
            return
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.config.clip)
        self.optimizer.step()
        self.step += 1

    def _batch(self, split: str, generator: Generator) -> tuple[Tensor, Tensor]:
        inputs, targets = self.workload.batch(split, self.config.rows, generator)
        return inputs.to(self.config.device), targets.to(self.config.device)

    @torch.no_grad()
    def _tested(self, split: str) -> dict[str, float]:
        self.model.eval()
        generator = Generator().manual_seed(TEST_SEED + self.workload.splits.index(split))
        loss, right, asked = 0.0, 0, 0
        for _ in range(math.ceil(self.config.test_rows / self.config.rows)):
            inputs, targets = self._batch(split, generator)
            logits, count = self.model(inputs), int((targets != IGNORED).sum())
            loss += _loss(logits, targets).item() * count
            right += int((logits.argmax(-1) == targets).sum())
            asked += count
        return {"loss": loss / asked, "accuracy": right / asked}

    def report(self) -> dict[str, Any]:
        """What ``train`` returns."""
        nothing = {"loss": math.nan, "accuracy": math.nan}
        first = self.by_split.get(self.workload.splits[2], nothing)
        last = [math.nan, math.nan] if self.diverged or not self.curve else self.curve[-1][1:]
        return {
            **first,
            "by_split": self.by_split,
            "valid_loss": last[0],
            "valid_accuracy": last[1],
            "best_loss": min((point[1] for point in self.curve), default=math.nan),
            "best_accuracy": max((point[2] for point in self.curve), default=math.nan),
            "curve": self.curve,
            "steps": self.step,
            "parameters": sum(parameter.numel() for parameter in self.model.parameters()),
            "hidden": self.shape.hidden,
            "seconds_per_step": self.seconds / max(self.step, 1),
            "digest": getattr(self.workload, "digest", ""),
            "diverged": self.diverged,
        }


def _loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Mean nats a target that is asked."""
    return functional.cross_entropy(logits.flatten(0, 1).float(), targets.flatten(), ignore_index=IGNORED)


def schedule(step: int, steps: int, warmup: float) -> float:
    """Share of the highest learning rate: a line up, then a cosine down to a tenth.

    >>> [round(schedule(step, 100, 0.1), 2) for step in (0, 9, 10, 55, 99)]
    [0.1, 1.0, 1.0, 0.55, 0.1]
    """
    up = max(1, round(steps * warmup))
    if step < up:
        return (step + 1) / up
    share = (step - up) / max(1, steps - up)
    return 0.55 + 0.45 * math.cos(math.pi * share)
