"""The first steps of optimizers against plain forms in NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from settled.lab import optimizers
from settled.lab.experiments.optimizers.measures import trained
from settled.lab.optimizers.parts.groups import parts_of

SETTINGS = {"rate": 0.01, "decay": 0.1, "momentum": 0.9}
STEPS = 5


def walked(key: str) -> tuple[list[np.ndarray[Any, Any]], np.ndarray[Any, Any]]:
    """Gradients of a fixed sequence, and the matrix after them."""
    torch.manual_seed(0)
    model = nn.Linear(6, 5, bias=False)
    start = model.weight.detach().numpy().copy()
    optimizer = optimizers.make(key, parts_of(model), SETTINGS)
    gradients = [np.random.default_rng(step).normal(size=(5, 6)).astype(np.float32) for step in range(STEPS)]
    for gradient in gradients:
        model.weight.grad = torch.from_numpy(gradient.copy())
        optimizer.step()
    return [start, *gradients], model.weight.detach().numpy()


def adamw(start: Any, gradients: Any) -> Any:
    w, m, v = start.astype(np.float64), 0.0, 0.0
    for step, g in enumerate(gradients, 1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        w = w * (1 - 0.01 * 0.1) - 0.01 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return w


def lion(start: Any, gradients: Any) -> Any:
    w, m = start.astype(np.float64), np.zeros_like(start)
    for g in gradients:
        w = w * (1 - 0.01 * 0.1) - 0.01 * np.sign(0.9 * m + 0.1 * g)
        m = 0.99 * m + 0.01 * g
    return w


def sgd(start: Any, gradients: Any) -> Any:
    w, m = start.astype(np.float64), None
    for g in gradients:
        g = g + 0.1 * w
        m = g if m is None else 0.9 * m + g
        w = w - 0.01 * m
    return w


@pytest.mark.parametrize(
    ("key", "plain", "tolerance"),
    [
        ("adamw", adamw, 1e-6),
        ("adamw_bf16", adamw, 2e-3),
        ("adamw_fp16", adamw, 1e-4),
        ("lion", lion, 1e-6),
        ("sgd_momentum", sgd, 1e-6),
    ],
)
def test_steps_are_those_of_the_plain_form(key: str, plain: Any, tolerance: float) -> None:
    (start, *gradients), reached = walked(key)
    assert np.abs(reached - plain(start, gradients)).max() < tolerance


@pytest.mark.parametrize("key", [one.key for one in optimizers.cards()])
def test_every_optimizer_trains_and_repeats_to_the_bit(key: str) -> None:
    card = optimizers.card(key)
    config = {"optimizer": key, "workload": "convex", "steps": 20, **card.space.at((0.5, 0.2, 0.5))}
    one, two = trained(config, 0), trained(config, 0)
    assert one["curve"] == two["curve"]
    # LAMB, from weights of zero, first climbs: its step is as long as the weights are.
    assert one["final"] < (1.0 if key == "lamb" else 0.0)
    assert one["steps"] == 20
