"""What the final round came to: scores by seed, results over seeds, and pairs for the comparisons."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from settled.lab import statistics
from settled.lab.experiment import Outcome, Plan, Result, Trial
from settled.lab.experiments.attention.asked import Contest, contests, finals, tuning
from settled.lab.experiments.attention.sizes import EXTRAPOLATION, STANDARD_POSITION, Entrant

SMALLEST = {"accuracy": 0.05, "loss": 0.05}
"""Smallest difference of interest: five answers in a hundred; a twentieth of a nat a symbol."""
_UNITS = {"accuracy": "", "loss": "nats"}
_WORST_LOSS = math.log(256)  # of who knows nothing of a byte
_DIGITS = 9  # differences that are equal but for rounding are equal
_CAME_TO_NOTHING = ("diverged", "crashed", "out_of_memory", "timed_out")


@dataclass(frozen=True, slots=True)
class Board:
    """Scores on one split of a workload.

    Attributes:
        scores: of each entrant, by key, those of its seeds; a run that came to nothing has ``None``, one that
            was not run is not there.
        worst: what counts for such a run.
        compared: whether rivals are compared here, or only shown.
    """

    contest: Contest
    workload: str
    metric: str
    scores: Mapping[str, Mapping[int, float | None]]
    worst: float
    compared: bool

    def values(self, entrant: Entrant) -> list[float]:
        """One a seed."""
        return [self.worst if score is None else score for score in self.scores.get(entrant.key, {}).values()]

    def mean(self, entrant: Entrant) -> float | None:
        """Over seeds; ``None``: there is none."""
        values = self.values(entrant)
        return sum(values) / len(values) if values else None


def boards(plan: Plan, known: Mapping[str, Outcome]) -> list[Board]:
    """One a tested split of each workload that anybody finished."""
    return [board for contest in contests(plan) for board in _boards(plan, contest, known)]


def _boards(plan: Plan, contest: Contest, known: Mapping[str, Outcome]) -> Iterator[Board]:
    ran = [
        (entrant, seed, known[trial.id])
        for entrant, _, seed, trial in finals(plan, contest, known)
        if trial.id in known and known[trial.id].status != "killed"
    ]
    done = next((outcome for _, _, outcome in ran if outcome.status == "done"), None)
    if done is None:
        return
    metric, splits = done.values["metric"], list(done.values["by_split"])
    for split in splits:
        scores: dict[str, dict[int, float | None]] = {}
        for entrant, seed, outcome in ran:
            scores.setdefault(entrant.key, {})[seed] = _score(outcome, split, metric)
        told = [score for of in scores.values() for score in of.values() if score is not None]
        yield Board(
            contest=contest,
            workload=contest.name if len(splits) == 1 else f"{contest.name} {split}",
            metric=metric,
            scores=scores,
            worst=0.0 if metric == "accuracy" else max([_WORST_LOSS, *told]),
            compared=split == splits[-1],
        )


def _score(outcome: Outcome, split: str, metric: str) -> float | None:
    if outcome.status != "done":
        return None
    return float(outcome.values["by_split"][split][metric])


def results(board: Board) -> list[Result]:
    """Mean and interval of every entrant that ran."""
    return [
        _bounded(result(entrant.label, board.metric, board.workload, values, _UNITS[board.metric]))
        for entrant in board.contest.entrants
        if (values := board.values(entrant))
    ]


def _bounded(found: Result) -> Result:
    """An accuracy's interval, which is a share's."""
    if found.metric != "accuracy" or found.low is None or found.high is None:
        return found
    return replace(found, low=max(0.0, found.low), high=min(1.0, found.high))


def result(label: str, metric: str, workload: str, values: list[float], unit: str) -> Result:
    """The mean of some values with its interval, if there are two at least."""
    if len(values) < 2:
        return Result(label, metric, workload, values[0], None, None, 1, unit)
    found = statistics.spread(values)
    return Result(label, metric, workload, found.mean, found.low, found.high, len(values), unit)


def pairings(board: Board) -> list[statistics.Pairing]:
    """Each challenger against the incumbent, over the seeds that both have.

    A seed on which neither came to anything tells nothing of a difference, and is left out.
    """
    incumbent = board.contest.entrants[0]
    return [
        statistics.Pairing(
            technology=entrant.label,
            against=against(board.contest, entrant),
            workload=board.workload,
            metric=board.metric,
            unit=_UNITS[board.metric],
            differences=differences,
            smallest=SMALLEST[board.metric],
        )
        for entrant in board.contest.entrants[1:]
        if len(differences := _differences(board, entrant, incumbent)) > 1
    ]


def against(contest: Contest, entrant: Entrant) -> str:
    """What a challenger is compared with is called: of position encodings, the incumbent's own."""
    if contest.name == EXTRAPOLATION and entrant.position:
        return f"position {STANDARD_POSITION}"
    return contest.entrants[0].label


def _differences(board: Board, challenger: Entrant, incumbent: Entrant) -> list[float]:
    ours, theirs = board.scores.get(challenger.key, {}), board.scores.get(incumbent.key, {})
    turned = 1.0 if board.metric == "accuracy" else -1.0
    found = []
    for seed in sorted(ours.keys() & theirs.keys()):
        one, two = ours[seed], theirs[seed]
        if one is not None or two is not None:
            ahead = (board.worst if one is None else one) - (board.worst if two is None else two)
            found.append(round(turned * ahead, _DIGITS))
    return found


def fruitless(plan: Plan, known: Mapping[str, Outcome]) -> list[str]:
    """A line for each entrant and workload with runs that came to nothing."""
    told = []
    for contest in contests(plan):
        final = [(entrant, trial) for entrant, _, _, trial in finals(plan, contest, known)]
        tuned = [(entrant, trial) for entrant, _, trial in tuning(plan, contest)]
        for entrant in contest.entrants:
            ends = [_ends(entrant, some, known) for some in (tuned, final)]
            if any(ends):
                told.append(
                    f"{entrant.label} on {contest.name}: {ends[0]} runs of tuning and {ends[1]} final runs "
                    f"came to nothing; the former cannot be chosen, the latter count as the worst score"
                )
    return told


def _ends(entrant: Entrant, trials: Sequence[tuple[Entrant, Trial]], known: Mapping[str, Outcome]) -> int:
    ids = [trial.id for one, trial in trials if one is entrant]
    return sum(known[name].status in _CAME_TO_NOTHING for name in ids if name in known)
