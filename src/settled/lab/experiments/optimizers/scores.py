"""What the trials came to: targets, scores by study, results, and pairs for the comparisons."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from settled.lab import optimizers, statistics
from settled.lab.experiment import Outcome, Plan, Result
from settled.lab.experiments.optimizers.asked import STANDARD, Point, calibration, contest
from settled.lab.experiments.optimizers.sizes import INCUMBENT, entrants, scored_steps, tasks

TARGET_SHARE = 0.75
SMALLEST = math.log2(1.1)
"""Smallest difference of interest: a tenth of the steps."""
MISS = 2.0
"""Horizons that a miss counts as where a mean needs a number; in medians it is infinite."""
PROFILE = (1.0, 1.25, 1.5, 2.0)
_CAME_TO_NOTHING = ("diverged", "crashed", "out_of_memory", "timed_out")
_DIGITS = 9
_BOUNDS = {
    "steps to target": (0.0, math.inf),
    "seconds to target": (0.0, math.inf),
    "share of trials at target": (0.0, 1.0),
}


@dataclass(frozen=True, slots=True)
class Study:
    """What an entrant's trials of a study came to.

    Attributes:
        steps: to the target, of the trial that reaches it first; infinite if none does.
        seconds: of training, to the same.
        best: lowest final score; infinite if all diverged.
        reached: share of its trials that reach the target.
        finals: final score of each trial, infinite of one that diverged.
    """

    steps: float
    seconds: float
    best: float
    reached: float
    finals: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A workload: its target, its horizon in steps, and each entrant's studies by number."""

    workload: str
    unit: str
    target: float
    horizon: float
    studies: Mapping[str, Mapping[int, Study]]
    states: Mapping[str, float]

    def capped(self, entrant: str) -> list[float]:
        """Steps to the target of each study; a miss counts as ``MISS`` horizons."""
        return [min(one.steps, MISS * self.horizon) for one in self.studies.get(entrant, {}).values()]

    def score(self, entrant: str) -> float:
        """Median steps to the target over studies, infinite where most miss it."""
        steps = [one.steps for one in self.studies.get(entrant, {}).values()]
        return median(steps) if steps else math.inf


def label(entrant: str) -> str:
    """What an entrant is called in results."""
    return f"{INCUMBENT}/{STANDARD}" if entrant == STANDARD else optimizers.card(entrant).label


def boards(plan: Plan, known: Mapping[str, Outcome]) -> list[Board]:
    """One a workload that the incumbent's calibration finished on."""
    calibrated, contested = calibration(plan), contest(plan)
    found = []
    for name, _, _ in tasks(plan):
        target = _target([one for one in calibrated if one.workload == name], known)
        ran = [one for one in contested if one.workload == name and _ran(known.get(one.trial.id))]
        if target is not None and ran:
            found.append(_board(name, target, ran, known))
    return found


def _ran(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.status != "killed"


def _curve(outcome: Outcome) -> list[tuple[float, float]]:
    """Steps and scores; those of a run that diverged up to there."""
    if "curve" not in outcome.values:
        return []
    scores = map(float, str(outcome.values["curve"]).split())
    return [
        (float(step), score)
        for step, score in zip(scored_steps(outcome.values["horizon"]), scores, strict=False)
    ]


def _final(outcome: Outcome) -> float:
    return float(outcome.values["final"]) if outcome.status == "done" else math.inf


def _target(points: Sequence[Point], known: Mapping[str, Outcome]) -> float | None:
    """What the best trial of every calibration study had reached at the target's share of its steps."""
    levels = []
    for study in dict.fromkeys(point.study for point in points):
        done = [
            known[one.trial.id]
            for one in points
            if one.study == study and one.trial.id in known and known[one.trial.id].status == "done"
        ]
        if done:
            curve = _curve(min(done, key=_final))
            levels.append(min(score for step, score in curve if step <= TARGET_SHARE * curve[-1][0]))
    return max(levels) if levels else None


def _board(name: str, target: float, ran: Sequence[Point], known: Mapping[str, Outcome]) -> Board:
    groups: dict[str, dict[int, list[Outcome]]] = {}
    for point in ran:
        groups.setdefault(point.entrant, {}).setdefault(point.study, []).append(known[point.trial.id])
    told = [one for of in groups.values() for those in of.values() for one in those if one.status == "done"]
    return Board(
        workload=name,
        unit=str(told[0].values["unit"]) if told else "",
        target=target,
        horizon=max((float(one.values["horizon"]) for one in told), default=1.0),
        studies={
            entrant: {study: _study(those, target) for study, those in of.items()}
            for entrant, of in groups.items()
        },
        states={
            entrant: value
            for entrant, of in groups.items()
            if (value := _state([one for those in of.values() for one in those])) is not None
        },
    )


def _state(outcomes: Sequence[Outcome]) -> float | None:
    done = next((one.values for one in outcomes if one.status == "done"), None)
    return None if done is None else float(done["state_bytes"]) / float(done["parameters"])


def _study(outcomes: Sequence[Outcome], target: float) -> Study:
    reached = []
    for outcome in outcomes:
        hit = next((step for step, score in _curve(outcome) if score <= target), None)
        if hit is not None:
            reached.append((hit, hit * float(outcome.values["seconds_per_step"])))
    finals = tuple(_final(one) for one in outcomes)
    return Study(
        steps=min((steps for steps, _ in reached), default=math.inf),
        seconds=min((seconds for _, seconds in reached), default=math.inf),
        best=min(finals),
        reached=len(reached) / len(outcomes),
        finals=finals,
    )


def results(plan: Plan, board: Board) -> list[Result]:
    """What is shown of every entrant on a workload; seconds depend on what else the machine does."""
    found = []
    for entrant in (*entrants(plan), STANDARD):
        studies = list(board.studies.get(entrant, {}).values())
        if not studies:
            continue
        name, place = label(entrant), board.workload
        found.append(_result(name, "steps to target", place, board.capped(entrant), "steps"))
        if math.isfinite(score := board.score(entrant)):
            found.append(Result(name, "median steps to target", place, score, None, None, len(studies)))
        if hit := [one.seconds for one in studies if math.isfinite(one.seconds)]:
            found.append(_result(name, "seconds to target", place, hit, "s"))
        if best := [one.best for one in studies if math.isfinite(one.best)]:
            found.append(_result(name, "final score", place, best, board.unit))
        found.append(_result(name, "share of trials at target", place, [one.reached for one in studies], ""))
        if entrant in board.states:
            found.append(
                Result(name, "state bytes a parameter", place, board.states[entrant], None, None, 1, "B")
            )
    return found


def _result(name: str, metric: str, workload: str, values: Sequence[float], unit: str) -> Result:
    if len(values) < 2:
        return Result(name, metric, workload, values[0], None, None, 1, unit)
    found = statistics.spread(values)
    least, most = _BOUNDS.get(metric, (-math.inf, math.inf))
    low, high = max(found.low, least), min(found.high, most)
    return Result(name, metric, workload, found.mean, low, high, len(values), unit)


def profiles(plan: Plan, found: Sequence[Board]) -> list[Result]:
    """Performance profiles (Dolan and More, Math. Program. 91, 2002): of the workloads, the share on which an
    entrant's median steps are at most so many times the least."""
    least = {board.workload: min(board.score(one) for one in entrants(plan)) for board in found}
    counted = [board for board in found if math.isfinite(least[board.workload])]
    return [
        Result(
            label(entrant),
            f"workloads within {times:g} times the fastest",
            "all",
            sum(board.score(entrant) <= times * least[board.workload] for board in counted) / len(counted),
            None,
            None,
            len(counted),
        )
        for entrant in entrants(plan)
        for times in PROFILE
        if counted
    ]


def pairings(plan: Plan, board: Board) -> list[statistics.Pairing]:
    """Each challenger against the incumbent: how many times fewer steps to the target, as log2."""
    return [
        statistics.Pairing(
            label(entrant), INCUMBENT, board.workload, "steps to target", "log2", differences, SMALLEST
        )
        for entrant in entrants(plan)[1:]
        if len(differences := _differences(board, entrant)) > 1
    ]


def _differences(board: Board, entrant: str) -> list[float]:
    """One a study that either reached the target in; where both miss it, nothing is learnt."""
    ours, theirs = board.studies.get(INCUMBENT, {}), board.studies.get(entrant, {})
    pairs = [(ours[study].steps, theirs[study].steps) for study in sorted(ours.keys() & theirs.keys())]
    return [
        round(math.log2(_counted(board, one) / _counted(board, two)), _DIGITS)
        for one, two in pairs
        if math.isfinite(one) or math.isfinite(two)
    ]


def _counted(board: Board, steps: float) -> float:
    return max(min(steps, MISS * board.horizon), 1.0)


def notes(plan: Plan, found: Sequence[Board], known: Mapping[str, Outcome]) -> list[str]:
    """Targets, misses, and runs that came to nothing."""
    told = [
        f"target on {board.workload}: {board.target:.4g} {board.unit}, fixed by the incumbent's calibration"
        for board in found
    ]
    for entrant in entrants(plan):
        missed = [text for board in found if (text := _missed(board, entrant))]
        if missed:
            told.append(f"{label(entrant)} misses the target on {', '.join(missed)}")
    for name in entrants(plan):
        points = [point for point in contest(plan) if point.entrant == name and point.trial.id in known]
        ended = sum(known[point.trial.id].status in _CAME_TO_NOTHING for point in points)
        if ended:
            told.append(
                f"{label(name)}: {ended} of {len(points)} trials came to nothing; none can be the best"
            )
    return told


def _missed(board: Board, entrant: str) -> str:
    studies = board.studies.get(entrant, {}).values()
    missed = sum(math.isinf(one.steps) for one in studies)
    return f"{board.workload} in {missed} of {len(studies)} studies" if missed else ""
