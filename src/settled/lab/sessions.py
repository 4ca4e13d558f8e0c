"""Runs from the outside: begin one, go on with one, look at one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from tqdm import tqdm

from settled.errors import InputError
from settled.lab.alternatives import beside_this_code
from settled.lab.asking import check_files
from settled.lab.comparing import compare_document
from settled.lab.documents import Document, run_document
from settled.lab.engine import LOCAL, Place
from settled.lab.experiment import Experiment, Plan, Trial
from settled.lab.experiments import experiment
from settled.lab.hardware import versions
from settled.lab.running import run_trials
from settled.lab.runs import Run, names

_PATIENCE_SECONDS = 2.0


def start(home: Path, asked: Experiment, plan: Plan, today: date, place: Place = LOCAL) -> Document:
    """A new run, to the end of its trials or of its budget; what it found.

    Raises:
        InputError: the run's folder cannot be written, or its place cannot be reached.
    """
    about = {"started": today.isoformat(), "versions": versions(), "hardware": place.hardware()}
    return _carry_on(Run.create(home, asked.NAME, plan, about), asked, place)


def go_on(home: Path, name: str, seconds: float | None = None, place: Place = LOCAL) -> Document:
    """Go on with a run, for as long as it was given at its start, or for ``seconds``.

    Raises:
        InputError: no such run, it is of another version or was changed by hand, or a file of the user's is
            not what it was, or the place cannot be reached.
    """
    run = Run.open(home, name)
    check_files(run.plan)
    if seconds is not None:
        run = replace(run, plan=replace(run.plan, seconds=seconds))
    return _carry_on(run, experiment(run.experiment), place)


def shown(home: Path, name: str) -> Document:
    """What a run found, and whether this version's code does what the code did that gave it.

    Raises:
        InputError: no such run, or it has found nothing yet.
    """
    run = Run.open(home, name)
    result = run.result()
    if result is None:
        raise InputError(name, "has found nothing yet", f"`settled lab resume {name}` goes on")
    return beside_this_code(result)


def compared(home: Path, first: str, second: str) -> Document:
    """Two runs side by side.

    Raises:
        InputError: no such run, one has found nothing yet, or they are of different experiments.
    """
    one, two = shown(home, first), shown(home, second)
    if one["experiment"] != two["experiment"]:
        what = f"is a run of {two['experiment']}, and {first} one of {one['experiment']}"
        raise InputError(second, what, "name two runs of one experiment")
    return compare_document(one, two)


def runs_document(home: Path) -> Document:
    """All runs, by name, with how far each came."""
    return {"schema": "settled/lab-runs/1", "runs": [_summary(Run.open(home, name)) for name in names(home)]}


def _summary(run: Run) -> Document:
    result = run.result()
    return {
        "run": run.name,
        "experiment": run.experiment,
        "budget": run.plan.budget,
        "started": run.about["started"],
        "complete": bool(result and result["complete"]),
        "trials": len(result["trials"]) if result else 0,
        "seconds": result["seconds"] if result else None,
    }


def _carry_on(run: Run, asked: Experiment, place: Place) -> Document:
    with tqdm(
        desc=run.name,
        disable=None,
        delay=_PATIENCE_SECONDS,
        bar_format="{desc}: {percentage:3.0f} %|{bar}| {elapsed} gone, {remaining} left",
    ) as bar:
        ran = run_trials(run, asked, _Bar(bar), place.starting(run.plan.user_files))
    document = run_document(run, asked, ran)
    run.conclude(document)
    return document


@dataclass(slots=True)
class _Bar:
    """A bar in expected seconds, so that the time left is told by what is left."""

    bar: tqdm[None]
    open: set[str] = field(default_factory=set)

    def asked(self, trials: Sequence[Trial]) -> None:
        self.bar.total = (self.bar.total or 0.0) + sum(trial.cost for trial in trials)
        self.bar.refresh()

    def finished(self, trial: Trial) -> None:
        self.bar.update(trial.cost)
