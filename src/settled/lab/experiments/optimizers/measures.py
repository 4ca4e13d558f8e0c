"""A trial: one optimizer at one setting on one workload, all steps of its horizon."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import Any

import torch
from torch import Generator, Tensor, nn

from settled.lab import optimizers
from settled.lab.experiments.optimizers.sizes import scored_steps
from settled.lab.experiments.optimizers.workloads import load
from settled.lab.optimizers.parts.groups import parts_of

WARMUP = 0.05
_ORDER = 1 << 32  # batches are drawn apart from first weights


def trained(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Train with an optimizer, scoring on the way.

    Args:
        config: ``optimizer`` (key), ``workload`` (name or path), ``rate``, ``decay``, ``momentum``; ``steps``
            in place of the workload's own.
        seed: decides the data, the first weights and every batch, the same for all optimizers.

    Returns:
        ``curve``: scores at the start and at ``POINTS`` steps, evenly, five digits each, one text, for there
        are thousands of trials; ``final``, the last of them in full, NaN if it ``diverged``: a loss or score
        was not finite, which ended it; ``horizon`` and ``steps`` done; ``seconds_per_step``, of training
        alone; ``state_bytes`` and ``parameters``; ``unit``.
    """
    run = _Run(config, seed)
    run.go()
    return run.report()


class _Run:
    def __init__(self, config: Mapping[str, Any], seed: int) -> None:
        module = load(config["workload"])
        torch.manual_seed(seed)
        self.problem = module.Problem(seed)
        self.model: nn.Module = self.problem.model
        self.card = optimizers.card(config["optimizer"])
        self.optimizer = optimizers.make(config["optimizer"], parts_of(self.model), config)
        self.rate = float(config["rate"])
        self.steps = int(config.get("steps") or module.STEPS)
        self.generator = Generator().manual_seed(seed + _ORDER)
        self.curve: list[float] = []
        self.step, self.seconds, self.diverged = 0, 0.0, False

    def go(self) -> None:
        """All steps, with scores in between; ends where it diverges."""
        scored = scored_steps(self.steps)
        self._score()
        while self.step < self.steps and not self.diverged:
            start = time.perf_counter()
            self._learn()
            self.seconds += time.perf_counter() - start
            if self.step in scored and not self.diverged:
                self._score()

    def _score(self) -> None:
        averaged = self.card.scheduled is False
        if averaged and self.step:
            self.optimizer.eval()
        self.model.eval()
        score = float(self.problem.score())
        self.model.train()
        if averaged and self.step:
            self.optimizer.train()
        self.diverged = not math.isfinite(score)
        if not self.diverged:
            self.curve.append(score)

    def _learn(self) -> None:
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate * schedule(self.step, self.steps, self.card.scheduled)
        curved = self.card.curvature_every and self.step % self.card.curvature_every == 0
        loss = self.problem.loss(self.generator)
        self.diverged = not math.isfinite(loss.item())
        if self.diverged:
            return
        parameters = list(self.model.parameters())
        extra = {"hessian": self._curvature(loss, parameters)} if curved else {}
        self.model.zero_grad(set_to_none=True)
        loss.backward()
        if math.isfinite(self.problem.CLIP):
            nn.utils.clip_grad_norm_(parameters, self.problem.CLIP)
        self.optimizer.step(**extra)
        self.step += 1

    def _curvature(self, loss: Tensor, parameters: list[nn.Parameter]) -> list[Tensor]:
        """Hutchinson's estimate of the Hessian's diagonal, of one draw, in the order of the optimizer's."""
        gradients = torch.autograd.grad(loss, parameters, create_graph=True)
        draws = [
            torch.randint(0, 2, one.shape, generator=self.generator).to(one.dtype) * 2.0 - 1.0
            for one in parameters
        ]
        products = torch.autograd.grad(
            gradients, parameters, draws, retain_graph=True, materialize_grads=True
        )
        found = {
            parameter: draw * product
            for parameter, draw, product in zip(parameters, draws, products, strict=True)
        }
        return [found[one] for group in self.optimizer.param_groups for one in group["params"]]

    def report(self) -> dict[str, Any]:
        """What ``trained`` returns."""
        return {
            "curve": " ".join(f"{score:.5g}" for score in self.curve),
            "final": math.nan if self.diverged else self.curve[-1],
            "horizon": self.steps,
            "steps": self.step,
            "seconds_per_step": self.seconds / max(self.step, 1),
            "state_bytes": sum(
                one.numel() * one.element_size()
                for state in self.optimizer.state.values()
                for one in state.values()
                if isinstance(one, Tensor) and one.ndim > 0
            ),
            "parameters": sum(one.numel() for one in self.model.parameters()),
            "unit": self.problem.UNIT,
            "diverged": self.diverged,
        }


def schedule(step: int, steps: int, falls: bool) -> float:
    """Share of the highest learning rate: a line up, then a cosine down to 0 at the horizon, or level.

    >>> [round(schedule(step, 100, True), 2) for step in (0, 4, 5, 52, 99)]
    [0.2, 1.0, 1.0, 0.51, 0.0]
    """
    up = max(1, round(steps * WARMUP))
    if step < up:
        return (step + 1) / up
    return 0.5 + 0.5 * math.cos(math.pi * (step - up) / (steps - up)) if falls else 1.0
