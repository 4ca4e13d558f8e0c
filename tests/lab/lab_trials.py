"""A small experiment for the tests: trials of milliseconds that end in every way that a trial can.

Run as ``python lab_trials.py HOME [RUN]`` it begins a run, or goes on with one, in a process that may be
killed.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from settled.lab import sessions
from settled.lab.experiment import Budget, Claim, Conclusion, Judged, Outcome, Plan, Result, Trial


def drawn(config: Mapping[str, Any], seed: int) -> Mapping[str, Any]:
    """A figure of the seed alone, and one of the generator that the worker seeded."""
    time.sleep(config.get("sleep", 0.0))
    return {"figure": random.Random(seed).random() + config["add"], "global": random.random()}


def raises(config: Mapping[str, Any], seed: int) -> Mapping[str, Any]:
    raise ValueError(f"seed {seed} is\nbad")


def not_finite(config: Mapping[str, Any], seed: int) -> Mapping[str, Any]:
    return {"loss": [1.0, float("nan")]}


def takes_memory(config: Mapping[str, Any], seed: int) -> Mapping[str, Any]:
    return {"length": len(bytearray(1 << 50))}


def fills_memory(config: Mapping[str, Any], seed: int) -> Mapping[str, Any]:
    """Half a gigabyte by pieces, which the worker's limit on its data forbids."""
    return {"length": len([bytearray(1 << 22) for _ in range(128)])}


def ends_its_process(config: Mapping[str, Any], seed: int) -> Mapping[str, Any]:
    """Killed as the first time only, where ``once`` names a file that tells of it."""
    once = Path(config["once"]) if "once" in config else None
    if once is None or not once.exists():
        if once is not None:
            once.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"figure": 1.0}


def leaves(config: Mapping[str, Any], seed: int) -> Mapping[str, Any]:
    sys.exit(3)


def interrupts(config: Mapping[str, Any], seed: int) -> Mapping[str, Any]:
    raise KeyboardInterrupt


def hangs(config: Mapping[str, Any], seed: int) -> Mapping[str, Any]:
    time.sleep(600)
    return {}


def not_json(config: Mapping[str, Any], seed: int) -> Mapping[str, Any]:
    return {"thing": object()}


def prints(config: Mapping[str, Any], seed: int) -> Mapping[str, Any]:
    print("among the replies?")
    return {"figure": 2.0}


def trial(function: str, cost: float = 0.05, seed: int = 0, **config: Any) -> Trial:
    """A trial of one of these functions."""
    return Trial(f"{function}-{seed}", f"lab_trials:{function}", config, seed, cost)


@dataclass
class Small:
    """An experiment of given trials, and a second round that depends on the first."""

    asked: Sequence[Trial]
    second: bool = False
    NAME = "theory"  # whose code the digest is of
    QUESTION = "Is this a test?"
    FIELD = "sequence-mixing"
    PROTOCOL = "none"
    CLAIMS = (Claim("all-done", "All trials end well.", "a test"), Claim("never", "Never tested.", "a test"))
    BUDGETS: ClassVar = {name: Budget(60.0, "all") for name in ("quick", "standard", "full")}
    CODE = ()
    TECHNOLOGIES = ("softmax-attention",)
    WORKLOADS = ("copying",)

    def trials(self, plan: Plan, outcomes: Sequence[Outcome]) -> Sequence[Trial]:
        done = {outcome.trial.id: outcome for outcome in outcomes}
        if self.second and all(one.id in done for one in self.asked):
            best = max(self.asked, key=lambda one: done[one.id].values["figure"])
            return [*self.asked, trial("drawn", seed=1000 + best.seed, add=1.0)]
        return self.asked

    def conclude(self, plan: Plan, outcomes: Sequence[Outcome]) -> Conclusion:
        if len(outcomes) < len(self.asked):
            return Conclusion()
        well = all(outcome.status == "done" for outcome in outcomes)
        mean = sum(outcome.values.get("figure", 0.0) for outcome in outcomes) / len(outcomes)
        found = Result("softmax-attention", "figure", "copying", mean, None, None, len(outcomes))
        return Conclusion((found,), (Judged("all-done", "holds" if well else "fails", "counted"),))


def draws(count: int, sleep: float = 0.0) -> Small:
    """An experiment of ``count`` trials and one that their outcomes decide."""
    asked = [trial("drawn", seed=seed, add=0.0, sleep=sleep) for seed in range(count)]
    return Small(asked, second=True)


if __name__ == "__main__":
    home, slow = Path(sys.argv[1]), draws(12, sleep=0.2)
    sessions.experiment = lambda name: slow  # type: ignore[assignment]
    if len(sys.argv) > 2:
        sessions.go_on(home, sys.argv[2])
    else:
        sessions.start(home, slow, Plan("quick", seconds=60.0), date(2026, 1, 1))
