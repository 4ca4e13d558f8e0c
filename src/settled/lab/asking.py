"""From what a user asks for to an experiment's plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from settled.errors import InputError, did_you_mean
from settled.lab.code import file_digest
from settled.lab.experiment import BudgetName, Experiment, Plan, UserFile
from settled.lab.trial_log import START_ANEW

_MOST_BYTES = 1 << 20  # of a module that a user wrote


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of the command line; ``workloads`` are names, or files that end in ``.py``."""

    budget: str
    technologies: tuple[str, ...] = ()
    workloads: tuple[str, ...] = ()
    mixers: tuple[str, ...] = ()
    seconds: float | None = None
    seed: int = 0


def plan(experiment: Experiment, asked: Asked) -> Plan:
    """The plan of an experiment.

    Raises:
        InputError: no such technology, workload or file, or the experiment takes none.
    """
    _all_known("technology", "--technologies", asked.technologies, experiment.TECHNOLOGIES, experiment)
    names = tuple(word for word in asked.workloads if not word.endswith(".py"))
    _all_known("workload", "--workload", asked.workloads and names, experiment.WORKLOADS, experiment)
    files = [word for word in asked.workloads if word.endswith(".py")]
    if (files or asked.mixers) and not experiment.WORKLOADS:
        option = "--workload" if files else "--mixer"
        raise InputError(option, f"{experiment.NAME} takes no module of yours", "leave the option out")
    budget = cast(BudgetName, asked.budget)
    return Plan(
        budget=budget,
        technologies=asked.technologies,
        workloads=names,
        seconds=asked.seconds or experiment.BUDGETS[budget].seconds,
        user_files=(
            *(_user_file("workload", word) for word in files),
            *(_user_file("mixer", word) for word in asked.mixers),
        ),
        seed=asked.seed,
    )


def check_files(known: Plan) -> None:
    """See that the user's files are what they were when the run began: its outcomes must be of one code.

    Raises:
        InputError: one of them was changed, or is gone.
    """
    for file in known.user_files:
        if _user_file(file.kind, file.path) != file:
            raise InputError(file.path, "was changed since the run began", START_ANEW)


def _all_known(
    what: str, option: str, asked: Iterable[str], known: Iterable[str], experiment: Experiment
) -> None:
    allowed = list(known)
    for name in asked:
        if name not in allowed:
            hint = did_you_mean(name, allowed) if allowed else "leave the option out"
            raise InputError(option, f"{experiment.NAME} has no {what} '{name}'", hint)


def _user_file(kind: Literal["workload", "mixer"], word: str) -> UserFile:
    path = Path(word)
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(word, f"is larger than {_MOST_BYTES:,} bytes", "name a module of your own")
        return UserFile(kind, str(path.resolve()), file_digest(path))
    except OSError as fault:
        raise InputError(word, f"cannot be read: {fault.strerror}", "name a file") from fault
