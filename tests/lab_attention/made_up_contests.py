"""Made-up outcomes of the attention contest: scores as a function of who, where and which seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from settled.lab.experiment import Comparison, Conclusion, Judged, Outcome, Plan, Status, Trial
from settled.lab.experiments import attention
from settled.lab.experiments.attention.asked import contests
from settled.lab.experiments.attention.sizes import EXTRAPOLATION

Score = Callable[[str, str, int], float | None]
"""Workload, entrant's key and seed (0: tuning) to a score; ``None``: the run diverges."""
Seconds = Callable[[Mapping[str, Any]], float]


def played(plan: Plan, score: Score, seconds: Seconds = lambda _: 1.0) -> list[Outcome]:
    """The outcomes of all trials that the experiment asks for, in their order."""
    known: dict[str, Outcome] = {}
    while True:
        trials = attention.trials(plan, list(known.values()))
        fresh = [trial for trial in trials if trial.id not in known]
        if not fresh:
            return [known[trial.id] for trial in trials]
        known |= {trial.id: _outcome(plan, trial, score, seconds) for trial in fresh}


def _outcome(plan: Plan, trial: Trial, score: Score, seconds: Seconds) -> Outcome:
    if trial.id.startswith("cost"):
        taken = seconds(trial.config)
        times = {"forward_seconds": [taken / 2] * 3, "backward_seconds": [taken / 2] * 3}
        return Outcome(trial, "done", {**times, "bytes": trial.config["length"]}, taken)
    _, workload, key, _, seed = trial.id.split(": ")
    value = score(workload, key, int(seed))
    if value is None:
        return ended(trial, "diverged")
    metric = "loss" if workload == "byte_text" else "accuracy"
    splits = ("1x", "2x", "4x") if workload == EXTRAPOLATION else ("test",)
    values = {
        "metric": metric,
        "by_split": {split: {metric: value} for split in splits},
        "valid_loss": value if metric == "loss" else 1.0 - value,
    }
    assert workload in [contest.name for contest in contests(plan)]
    return Outcome(trial, "done", values, 1.0)


def ended(trial: Trial, status: Status) -> Outcome:
    """A trial that came to nothing."""
    return Outcome(trial, status, {"valid_loss": None}, 1.0, "made up")


def noise(seed: int, size: float) -> float:
    """The same few steps for everybody, of this size."""
    return size * ((seed * 7) % 5 - 2) / 2


def concluded(plan: Plan, score: Score, seconds: Seconds = lambda _: 1.0) -> Conclusion:
    """What the experiment says of made-up outcomes."""
    return attention.conclude(plan, played(plan, score, seconds))


def words(conclusion: Conclusion, workload: str) -> dict[str, str]:
    """What was found of each challenger on a workload."""
    return {one.technology: one.word for one in conclusion.comparisons if one.workload == workload}


def compared(conclusion: Conclusion, workload: str, technology: str) -> Comparison:
    """One comparison."""
    return next(
        one for one in conclusion.comparisons if (one.workload, one.technology) == (workload, technology)
    )


def verdicts(conclusion: Conclusion) -> dict[str, str]:
    """By claim."""
    return {one.id: one.verdict for one in conclusion.claims}


def verdict(conclusion: Conclusion, claim: str) -> Judged:
    """On one claim."""
    return next(one for one in conclusion.claims if one.id == claim)
