"""The trials: tuning, chosen by validation alone, then the final round; and costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from settled.lab.experiment import Outcome, Plan, Trial
from settled.lab.experiments.attention.sizes import (
    EXTRAPOLATION,
    SETTINGS,
    SIZES,
    Entrant,
    Setting,
    Task,
    entrants,
    tasks,
    with_positions,
)

_TRAINED = f"{__name__.rpartition('.')[0]}.measures:trained"
_COST = "settled.lab.costs:cost"
_SEEDS_APART = 1000  # between runs of different seeds; 0 of each thousand is the tuning round's
_COST_WIDTH = 64
_COST_MODEL = {"heads": 2, "part": "core", "repeats": 3}
# How much longer a run takes than softmax attention's; for planning alone.
_SLOWNESS = {"gated_linear": 1.5, "delta_rule": 1.6, "state_space": 1.6, "lstm": 0.7}
_COST_MIXERS = ("softmax", "linear", "sparse_window", "gated_linear", "delta_rule", "state_space")


@dataclass(frozen=True, slots=True)
class Contest:
    """Everybody who is compared on one workload, the incumbent first."""

    name: str
    task: Task
    entrants: tuple[Entrant, ...]


def contests(plan: Plan) -> tuple[Contest, ...]:
    """The plan's workloads with who takes part."""
    found = []
    for name, task in tasks(plan):
        those = entrants(plan)
        if name == EXTRAPOLATION:
            those = (those[0], *with_positions(those[0]), *those[1:])
        found.append(Contest(name, task, those))
    return tuple(found)


def tuning(plan: Plan, contest: Contest) -> list[tuple[Entrant, Setting, Trial]]:
    """Each setting of the one space for each entrant, with one seed."""
    return [
        (entrant, setting, _training(plan, contest, entrant, setting, 0))
        for setting in SETTINGS[plan.budget]
        for entrant in contest.entrants
    ]


def chosen(plan: Plan, contest: Contest, known: Mapping[str, Outcome]) -> dict[str, Setting]:
    """Of each entrant, by its key, the setting with the best validation; the first of equals.

    A run that diverged, or came to no end, loses to any that did.
    """
    best: dict[str, tuple[float, Setting]] = {}
    for entrant, setting, trial in tuning(plan, contest):
        value = _validation(known.get(trial.id))
        if entrant.key not in best or value > best[entrant.key][0]:
            best[entrant.key] = (value, setting)
    return {key: setting for key, (_, setting) in best.items()}


def _validation(outcome: Outcome | None) -> float:
    """Higher is better; the loss, for it tells apart what accuracy does not."""
    if outcome is None or outcome.status != "done":
        return float("-inf")
    return -float(outcome.values["valid_loss"])


def finals(
    plan: Plan, contest: Contest, known: Mapping[str, Outcome]
) -> list[tuple[Entrant, Setting, int, Trial]]:
    """Each entrant at its chosen setting, with the same seeds; seeds outermost, so that what is cut short
    is paired still."""
    settings = chosen(plan, contest, known)
    return [
        (entrant, settings[entrant.key], seed, _training(plan, contest, entrant, settings[entrant.key], seed))
        for seed in range(1, SIZES[plan.budget].seeds + 1)
        for entrant in contest.entrants
    ]


def _training(plan: Plan, contest: Contest, entrant: Entrant, setting: Setting, seed: int) -> Trial:
    size, task = SIZES[plan.budget], contest.task
    config = {
        **size.model,
        "mixer": entrant.mixer,
        "position": entrant.position,
        "settings": {"window": size.window} if entrant.mixer == "sparse_window" else {},
        "workload": task.workload,
        "workload_settings": dict(task.settings),
        "length": task.length,
        "body": size.body,
        "learning_rate": setting.learning_rate,
        "convolution": setting.convolution,
    }
    which = f"rate {setting.learning_rate:g} convolution {setting.convolution}"
    return Trial(
        id=f"{'final' if seed else 'tune'}: {contest.name}: {entrant.key}: {which}: {seed}",
        function=_TRAINED,
        config=config,
        seed=plan.seed * _SEEDS_APART + seed,
        cost=size.seconds_per_run * _SLOWNESS.get(entrant.mixer, 1.0) * task.length / size.length,
    )


@dataclass(frozen=True, slots=True)
class Point:
    """A size that a cost is measured at; ``window`` 0: the mixer's own."""

    mixer: str
    length: int
    width: int
    window: int = 0


def points(plan: Plan) -> tuple[Point, ...]:
    """Lengths for all; widths and windows, at the longest length, for those that claims are about."""
    size = SIZES[plan.budget]
    those = [one.mixer for one in entrants(plan) if one.mixer in _COST_MIXERS]
    if "gated_linear" in those and "linear" not in those:
        those.append("linear")  # the plain form is what the document's formula is of
    found = [Point(mixer, length, _COST_WIDTH) for length in size.lengths for mixer in those]
    middle = size.lengths[len(size.lengths) // 2]
    found += [
        Point(mixer, middle, wide)
        for wide in size.widths
        for mixer in those
        if mixer in ("softmax", "linear")
    ]
    if "sparse_window" in those:
        found += [Point("sparse_window", middle, _COST_WIDTH, window) for window in size.windows]
    return tuple(found)


def costs(plan: Plan) -> list[tuple[Point, Trial]]:
    """Time and memory of the function that mixes, without the projections around it, at each point."""
    return [
        (point, _cost(plan, point, seed))
        for seed in range(SIZES[plan.budget].cost_seeds)
        for point in points(plan)
    ]


def _cost(plan: Plan, point: Point, seed: int) -> Trial:
    config: dict[str, Any] = {
        **_COST_MODEL,
        "mixer": point.mixer,
        "length": point.length,
        "width": point.width,
        "settings": {"window": point.window} if point.window else {},
    }
    window = f" window {point.window}" if point.window else ""
    return Trial(
        id=f"cost: {point.mixer}: length {point.length} width {point.width}{window}: {seed}",
        function=_COST,
        config=config,
        seed=plan.seed * _SEEDS_APART + seed,
        cost=0.2 + 1e-7 * point.length * point.width * (1 + point.length / 128 * (point.mixer == "softmax")),
    )


def trials(plan: Plan, outcomes: Sequence[Outcome]) -> Sequence[Trial]:
    """Workload after workload: the finals of one with the tuning of the next; costs with the first."""
    known = {outcome.trial.id: outcome for outcome in outcomes}
    asked: list[Trial] = []
    for number, contest in enumerate(contests(plan)):
        tuned = [trial for _, _, trial in tuning(plan, contest)]
        asked += tuned
        if number == 0:
            asked += [trial for _, trial in costs(plan)]
        if any(trial.id not in known for trial in tuned):
            break
        asked += [trial for *_, trial in finals(plan, contest, known)]
    return asked
