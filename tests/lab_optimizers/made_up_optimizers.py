"""Outcomes of the contest of optimizers, made up: nothing is trained."""

from __future__ import annotations

import math
from collections.abc import Mapping

from settled.lab.experiment import Outcome, Plan, Trial
from settled.lab.experiments.optimizers.asked import trials
from settled.lab.experiments.optimizers.sizes import scored_steps

HORIZON = 100
PLAN = Plan("quick", technologies=("adamw", "muon", "lion"))


def outcome(trial: Trial, speeds: Mapping[str, float]) -> Outcome:
    """A score that falls exponentially, at the speed of its optimizer, and a little of seed and momentum."""
    if "optimizer" not in trial.config:
        values = {"optimizers": ["Adam", "AdamW"], "makers": [], "version": "0"}
        return Outcome(trial, "done", values, 1.0)
    key = str(trial.config["optimizer"])
    speed = speeds.get(key, 1.0) * (1.0 + 0.02 * (trial.seed % 7)) * (1.0 + 0.05 * trial.config["momentum"])
    if speed < 0.0:
        values = {"curve": "1", "final": None, "horizon": HORIZON, "steps": 3, "unit": "nats"}
        return Outcome(
            trial, "diverged", {**values, "seconds_per_step": 0.01}, 1.0, "its values are not finite"
        )
    curve = [math.exp(-4.0 * speed * step / HORIZON) for step in scored_steps(HORIZON)]
    return Outcome(
        trial,
        "done",
        {
            "curve": " ".join(f"{score:.5g}" for score in curve),
            "final": curve[-1],
            "horizon": HORIZON,
            "steps": HORIZON,
            "seconds_per_step": 0.01,
            "state_bytes": 8000,
            "parameters": 1000,
            "unit": "nats",
        },
        1.0,
    )


def outcomes(plan: Plan = PLAN, **speeds: float) -> list[Outcome]:
    """All that the plan asks for; each optimizer's speed by key, 1 if not given, below 0: it diverges."""
    return [outcome(trial, speeds) for trial in trials(plan, ())]
