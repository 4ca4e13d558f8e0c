"""The trials: the incumbent's calibration, then studies, each with the same points for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from settled.lab.experiment import Outcome, Plan, Trial
from settled.lab.experiments.optimizers.sizes import INCUMBENT, SIZES, SLOWNESS, entrants, tasks

_FUNCTION = f"{__name__.rpartition('.')[0]}.measures:trained"
_SEEDS_APART = 10_000  # between runs of different seeds
_CALIBRATION = 5000  # calibration's studies begin here: none of them is a study of the contest
STANDARD = "standard settings"
STANDARDS = (
    {"rate": 3e-4, "decay": 0.1, "momentum": 0.9},
    {"rate": 3e-4, "decay": 0.01, "momentum": 0.9},
    {"rate": 1e-4, "decay": 0.01, "momentum": 0.9},
)
"""Settings within the founding document's table: rate 1e-4 to 3e-4, decay 0.01 to 0.1, beta1 0.9."""


@dataclass(frozen=True, slots=True)
class Point:
    """A trial with its place: study, and entrant (a key, or ``STANDARD``)."""

    workload: str
    study: int
    entrant: str
    trial: Trial


def calibration(plan: Plan) -> list[Point]:
    """The incumbent alone, with seeds and points of its own."""
    return [
        point
        for study in range(SIZES[plan.budget].calibrations)
        for name, _, _ in tasks(plan)
        for point in _tuned(plan, name, _CALIBRATION + study, INCUMBENT)
    ]


def contest(plan: Plan) -> list[Point]:
    """Studies outermost, so that what is cut short is paired still; the incumbent first of all."""
    return [
        point
        for study in range(SIZES[plan.budget].studies)
        for name, _, _ in tasks(plan)
        for entrant in (*entrants(plan), STANDARD)
        for point in (
            _standard(plan, name, study) if entrant == STANDARD else _tuned(plan, name, study, entrant)
        )
    ]


def trials(plan: Plan, outcomes: Sequence[Outcome]) -> Sequence[Trial]:  # noqa: ARG001
    """All of them at once: targets come of the calibration's outcomes, and no trial depends on them."""
    return [inspection(), *(point.trial for point in (*calibration(plan), *contest(plan)))]


def inspection() -> Trial:
    """What the installed framework offers as its default."""
    return Trial(
        "framework default", f"{__name__.rpartition('.')[0]}.frameworks:defaults", {}, seed=0, cost=1.0
    )


def _tuned(plan: Plan, workload: str, study: int, entrant: str) -> list[Point]:
    from settled.lab import optimizers

    space = optimizers.card(entrant).space
    points = _points(plan.seed * _SEEDS_APART + study, SIZES[plan.budget].trials)
    return [
        Point(workload, study, entrant, _trial(plan, workload, study, entrant, space.at(point)))
        for point in points
    ]


def _standard(plan: Plan, workload: str, study: int) -> list[Point]:
    return [
        Point(workload, study, STANDARD, _trial(plan, workload, study, INCUMBENT, settings))
        for settings in STANDARDS
    ]


def _trial(plan: Plan, workload: str, study: int, key: str, settings: dict[str, float]) -> Trial:
    place, seconds = next((place, cost) for name, place, cost in tasks(plan) if name == workload)
    said = ", ".join(f"{name} {value:g}" for name, value in settings.items())
    return Trial(
        id=f"{workload}: study {study}: {key}: {said}",
        function=_FUNCTION,
        config={"optimizer": key, "workload": place, **settings, **_steps(plan, place)},
        seed=plan.seed * _SEEDS_APART + study,
        cost=seconds * SLOWNESS.get(key, 1.0),
    )


def _steps(plan: Plan, place: str) -> dict[str, int]:
    longer = SIZES[plan.budget].longer
    if longer == 1 or place.endswith(".py"):
        return {}
    from settled.lab.experiments.optimizers.workloads import load

    return {"steps": load(place).STEPS * longer}


@cache
def _points(seed: int, many: int) -> tuple[tuple[float, ...], ...]:
    """Quasi-random points of the unit cube: a Latin hypercube (McKay et al., Technometrics 21, 1979), so that
    each study tries one value of the rate in each equal part of its range.
    """
    from scipy.stats.qmc import LatinHypercube

    return tuple(tuple(float(one) for one in row) for row in LatinHypercube(3, rng=seed).random(many))
