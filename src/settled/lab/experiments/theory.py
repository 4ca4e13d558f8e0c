"""The theorems, executed: one trial a theorem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from settled.lab.experiment import (
    Budget,
    BudgetName,
    Claim,
    Conclusion,
    Judged,
    Outcome,
    Plan,
    Result,
    Trial,
)
from settled.lab.theorems.theorem import Check, Scale, Theorem, load_theorem, theorem_names

NAME = "theory"
QUESTION = "Do the theorems that are stated about a technology hold where they can be computed?"
FIELD: str | None = None
PROTOCOL = (
    "Each theorem is checked exactly, where algebra can, and by simulation, by a rule that its file states "
    "before anything is measured. A statement that needs a further condition holds only if; a check whose "
    "interval does not decide is undecided."
)
CODE = ("theorems",)
WORKLOADS: Sequence[str] = ()
BUDGETS: Mapping[BudgetName, Budget] = {
    "quick": Budget(90.0, "every theorem, at sizes of seconds"),
    "standard": Budget(3600.0, "every theorem, at sizes of minutes"),
    "full": Budget(3600.0, "as standard: the sizes that decide need no larger machine"),
}
_SCALES: Mapping[BudgetName, Scale] = {"quick": "quick", "standard": "standard", "full": "standard"}
# What a check takes on one core, and the longer ones do, as measured: (quick, standard).
_SECONDS: Mapping[Scale, float] = {"quick": 1.0, "standard": 8.0}
_LONG: Mapping[str, tuple[float, float]] = {
    "width-condition": (7.0, 210.0),
    "decoupled-decay": (8.0, 100.0),
    "adamw-rate": (2.5, 45.0),
    "adam-convergence": (1.5, 40.0),
    "global-convergence": (1.0, 31.0),
    "polyak-lojasiewicz": (1.0, 20.0),
    "attention-dilution": (1.0, 13.0),
    "fine-tuning-samples": (1.0, 13.0),
    "flash-attention": (1.5, 11.0),
    "strong-convexity": (3.0, 9.0),
}


@cache
def _theorems() -> Mapping[str, tuple[Theorem, Check]]:
    loaded = [load_theorem(name) for name in theorem_names()]
    return {theorem.id: (theorem, check) for theorem, check in loaded}


def __getattr__(name: str) -> Any:
    """``CLAIMS`` and ``TECHNOLOGIES``, read off the theorems when they are asked for."""
    if name == "CLAIMS":
        return tuple(_claim(theorem) for theorem, _ in _theorems().values())
    if name == "TECHNOLOGIES":
        return tuple(sorted({one for theorem, _ in _theorems().values() for one in theorem.technologies}))
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def _claim(theorem: Theorem) -> Claim:
    source = ", ".join(part for part in (theorem.source, theorem.paper) if part)
    return Claim(theorem.id, theorem.statement, source, theorem.technologies, theorem.stance, theorem=True)


def trials(plan: Plan, outcomes: Sequence[Outcome]) -> Sequence[Trial]:  # noqa: ARG001 (the protocol's)
    """One trial a theorem about one of the plan's technologies; of all where it names none."""
    scale = _SCALES[plan.budget]
    asked = set(plan.technologies)
    return [
        Trial(
            id=name,
            function=f"{__name__}:check",
            config={"theorem": name, "scale": scale},
            seed=plan.seed,
            cost=_seconds(name, scale),
        )
        for name, (theorem, _) in _theorems().items()
        if not asked or asked & set(theorem.technologies)
    ]


def _seconds(name: str, scale: Scale) -> float:
    quick, standard = _LONG.get(name, (_SECONDS["quick"], _SECONDS["standard"]))
    return quick if scale == "quick" else standard


def check(config: Mapping[str, Any], seed: int) -> Mapping[str, Any]:
    """The trial: the verdict of one theorem's check."""
    _, verdict_of = load_theorem(config["theorem"])
    return dict(verdict_of(config["scale"], seed))


def conclude(plan: Plan, outcomes: Sequence[Outcome]) -> Conclusion:  # noqa: ARG001 (the protocol's)
    """The verdict of each theorem, and its figures as results."""
    return Conclusion(
        results=tuple(result for outcome in outcomes for result in _figures(outcome)),
        claims=tuple(_judged(outcome) for outcome in outcomes),
    )


def _figures(outcome: Outcome) -> list[Result]:
    theorem, _ = _theorems()[outcome.trial.id]
    return [
        Result(
            technology=", ".join(theorem.technologies),
            metric=name,
            workload=theorem.id,
            mean=figure["value"],
            low=figure["low"],
            high=figure["high"],
            n_seeds=1,
            unit=figure["unit"],
        )
        for name, figure in outcome.values.get("figures", {}).items()
        if figure["value"] is not None
    ]


def _judged(outcome: Outcome) -> Judged:
    """A check that diverged in a figure has its verdict still; one that came to no verdict is undecided."""
    values = outcome.values
    if "verdict" not in values:
        return Judged(outcome.trial.id, "undecided", f"{outcome.status.replace('_', ' ')}: {outcome.because}")
    return Judged(outcome.trial.id, values["verdict"], values["because"], values["counterexample"])
