"""What the lab's frame costs: time that a run takes beyond the trials themselves."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from settled.lab.crew import crew
from settled.lab.experiment import Budget, BudgetName, Claim, Conclusion, Experiment, Outcome, Plan, Trial
from settled.lab.hardware import hardware, versions
from settled.lab.running import Ran, run_trials
from settled.lab.runs import Run

AIM = 0.02
WORKERS = 2
QUICK_SECONDS = 90.0
# Trials that only wait leave the processor to the frame, so that its own work is what is seen.
SECONDS, COUNT = 1.0, 32
EMPTY = 400
# An experiment that tunes asks again after each round. Each has as many trials as workers can share evenly:
# that a worker waits for the last trial of an uneven round is the experiment's doing.
ROUNDS = 8


def wait(config: Mapping[str, Any], seed: int) -> Mapping[str, Any]:  # noqa: ARG001 (a trial's signature)
    """The trial: wait, and give a curve as long as a training's."""
    time.sleep(config["seconds"])
    return {"curve": [0.5] * 100}


def load(config: Mapping[str, Any], seed: int) -> Mapping[str, Any]:  # noqa: ARG001 (a trial's signature)
    """The trial: what the first training of a process waits for."""
    import torch

    return {"threads": torch.get_num_threads()}


@dataclass
class Waiting:
    """An experiment of equal trials, in as many rounds."""

    function: str
    seconds: float
    count: int
    rounds: int = 1
    NAME: str = "theory"  # whose code its digest is of
    QUESTION: str = "What does the frame cost?"
    FIELD: str | None = None
    PROTOCOL: str = ""
    CLAIMS: Sequence[Claim] = ()
    BUDGETS: Mapping[BudgetName, Budget] = field(default_factory=dict)
    CODE: Sequence[str] = ("theorems",)
    TECHNOLOGIES: Sequence[str] = ()
    WORKLOADS: Sequence[str] = ()

    def trials(self, plan: Plan, outcomes: Sequence[Outcome]) -> Sequence[Trial]:
        """The trials of the rounds so far, and of one more."""
        known = min(len(outcomes) + self.count // self.rounds, self.count)
        config, function = {"seconds": self.seconds}, f"{__name__}:{self.function}"
        return [
            Trial(str(n), function, config, plan.seed + n, max(self.seconds, 0.001)) for n in range(known)
        ]

    def conclude(self, plan: Plan, outcomes: Sequence[Outcome]) -> Conclusion:  # noqa: ARG002
        """Nothing."""
        return Conclusion()


class Silent:
    """Tells nobody how far a run is."""

    def asked(self, trials: Sequence[Trial]) -> None:
        pass

    def finished(self, trial: Trial) -> None:
        pass


def _ran(experiment: Experiment) -> Ran:
    with tempfile.TemporaryDirectory() as home:
        about = {"started": "", "versions": versions(), "hardware": hardware()}
        run = Run.create(Path(home), experiment.NAME, Plan("quick", seconds=600.0), about)
        return run_trials(run, experiment, Silent(), lambda: crew(WORKERS))


def run() -> dict[str, float]:
    """Seconds that workers were held beyond their trials, of several shapes of run."""
    start = _ran(Waiting("wait", 0.0, WORKERS)).seconds
    torch = _ran(Waiting("load", 0.0, WORKERS)).seconds
    empty = _ran(Waiting("wait", 0.0, EMPTY)).seconds
    found = {"start": start, "torch": torch - start, "per_trial": (empty - start) * WORKERS / EMPTY}
    for name, rounds in (("one_round", 1), ("rounds", ROUNDS)):
        ran = _ran(Waiting("wait", SECONDS, COUNT, rounds))
        busy = sum(outcome.seconds for outcome in ran.outcomes)
        assert not ran.missing
        found[name] = ran.seconds * WORKERS / busy - 1.0
        found[f"{name}_after_start"] = (ran.seconds - start) * WORKERS / busy - 1.0
    return found


def render(figures: dict[str, float]) -> str:
    """What a trial, a start and a run cost, and whether that keeps to the aim."""
    rows = [
        f"| {name} | {figures[key]:.1%} | {figures[f'{key}_after_start']:.1%} | < {AIM:.0%} |"
        for name, key in (
            (f"{COUNT} trials of {SECONDS:g} s in one round", "one_round"),
            (f"the same in {ROUNDS} rounds", "rounds"),
        )
    ]
    quick = (figures["start"] + figures["torch"]) / QUICK_SECONDS
    return "\n".join(
        [
            "## Lab: what the frame costs beyond the trials",
            "",
            f"{WORKERS} workers; trials that wait. A trial costs {figures['per_trial'] * 1000:.1f} ms: "
            "handed out, seeded, its line with its digest brought to the disk, the next one chosen. A run "
            f"costs {figures['start']:.2f} s once, for workers to start and end, and where its trials need "
            f"PyTorch {figures['torch']:.1f} s more: {quick:.1%} of a quick run.",
            "",
            "| run | overhead | without the start | aim |",
            "|---|---:|---:|---:|",
            *rows,
        ]
    )
