"""How much each budget runs, who takes part, and the one space of settings that all are tuned in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from settled.lab import mixers
from settled.lab.experiment import BudgetName, Plan
from settled.lab.experiments.attention.claims import INCUMBENT

EXTRAPOLATION = "length_extrapolation"
WORKLOADS = ("associative_recall", "copying", "induction_heads", "byte_text", EXTRAPOLATION)
STANDARD_POSITION = "rope"
OTHER_POSITIONS = ("alibi", "sinusoidal", "learned", "none")


@dataclass(frozen=True, slots=True)
class Setting:
    """What is tuned: the highest learning rate, and the width of a short convolution before each mixer."""

    learning_rate: float
    convolution: int


SETTINGS: Mapping[BudgetName, tuple[Setting, ...]] = {
    # The incumbent's usual one is the first: it is the one kept where none is better.
    "quick": (Setting(3e-3, 0), Setting(1e-2, 3)),
    "standard": (Setting(3e-3, 0), Setting(1e-2, 0), Setting(3e-3, 3), Setting(1e-2, 3)),
    "full": tuple(Setting(rate, width) for width in (0, 3) for rate in (3e-3, 1e-3, 1e-2, 3e-2)),
}


@dataclass(frozen=True, slots=True)
class Entrant:
    """A mixer that takes part.

    Attributes:
        key: of its trials.
        label: what it is called in results: the technology's id, with the mixer's name after it where
            several are of one technology; a hybrid's own name, for it is no single technology.
        technology: id; "" of a hybrid, a user's own, and an incumbent with another position encoding.
        mixer: name, or path of a user's own file.
        position: as in the model; "": the mixer's own choice.
    """

    key: str
    label: str
    technology: str
    mixer: str
    position: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A workload at a size: fields of a training run's configuration."""

    workload: str
    length: int
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Size:
    """What a budget runs.

    Attributes:
        mixers: of the package, the incumbent first; the more telling ones next.
        tasks: in the order in which they matter; of a workload outside it, the budget runs its ``default``.
        body: parameters of each model without its embedding.
        seeds: of the final round.
        window: positions that windowed attention sees in training; through all layers it reaches less far
            back than copying asks, or it would not be put to the test.
        lengths, widths, windows: that costs are measured at; widths and windows at a middle length.
    """

    mixers: tuple[str, ...]
    tasks: tuple[Task, ...]
    model: Mapping[str, Any]
    body: int
    length: int
    window: int
    seeds: int
    seconds_per_run: float
    cost_seeds: int
    lengths: tuple[int, ...]
    widths: tuple[int, ...] = ()
    windows: tuple[int, ...] = ()

    def default(self, workload: str) -> Task:
        """A workload at the budget's length, with its own settings."""
        known = {task.workload: task for task in self.tasks}
        return known.get(workload, Task(workload, self.length))


_SMALL = {"width": 32, "heads": 2, "layers": 2, "rows": 32, "steps": 200, "points": 1, "test_rows": 256}
_MEDIUM = {"width": 64, "heads": 4, "layers": 2, "rows": 16, "steps": 400, "points": 1, "test_rows": 512}
_LARGE = {"width": 128, "heads": 4, "layers": 4, "rows": 32, "steps": 4000, "points": 1, "test_rows": 1024}
_ALL = (
    "softmax",
    "gated_linear",
    "state_space",
    "sparse_window",
    "delta_rule",
    "linear",
    "lstm",
    "long_convolution",
    "gated_recurrence",
    "sparse_block",
    "hybrid",
)

SIZES: Mapping[BudgetName, Size] = {
    "quick": Size(
        mixers=("softmax", "linear", "sparse_window", "lstm"),
        tasks=(
            Task("copying", 32, {"symbols": 16}),
            Task("associative_recall", 32, {"pairs": 4, "keys": 16}),
        ),
        model=_SMALL,
        body=30_000,
        length=32,
        window=8,
        seeds=3,
        seconds_per_run=2.5,
        cost_seeds=2,
        lengths=(512, 1024, 2048, 4096),
    ),
    "standard": Size(
        mixers=_ALL,
        tasks=(
            Task("associative_recall", 64, {"pairs": 8, "keys": 16}),
            Task("copying", 64),
            Task("byte_text", 64),
            Task("induction_heads", 64),
            Task(EXTRAPOLATION, 32),
        ),
        model=_MEDIUM,
        body=110_000,
        length=64,
        window=16,
        seeds=5,
        seconds_per_run=8.0,
        cost_seeds=3,
        lengths=(512, 1024, 2048, 4096, 8192, 16384),
        widths=(128, 256, 512),
        windows=(16, 32, 64, 128, 256),
    ),
    "full": Size(
        mixers=_ALL,
        tasks=(
            Task("associative_recall", 256, {"pairs": 32, "keys": 64}),
            Task("copying", 256),
            Task("byte_text", 512),
            Task("induction_heads", 256),
            Task(EXTRAPOLATION, 128),
        ),
        model=_LARGE,
        body=900_000,
        length=256,
        window=32,
        seeds=10,
        seconds_per_run=1200.0,
        cost_seeds=5,
        lengths=(512, 1024, 2048, 4096, 8192, 16384),
        widths=(128, 256, 512, 1024),
        windows=(16, 32, 64, 128, 256),
    ),
}


@cache
def _packaged(mixer: str) -> Entrant:
    card = mixers.card(mixer)
    if len(card.parts) > 1:
        return Entrant(mixer, mixer, "", mixer)
    kin = [one for one in mixers.cards() if one.technology == card.technology and len(one.parts) == 1]
    label = card.technology if len(kin) == 1 else f"{card.technology}/{mixer}"
    return Entrant(mixer, label, card.technology, mixer)


@cache
def technologies() -> tuple[str, ...]:
    """Ids of all technologies that have a mixer, the incumbent first."""
    found = dict.fromkeys(_packaged(mixer).technology for mixer in _ALL)
    return tuple(one for one in found if one)


def entrants(plan: Plan) -> tuple[Entrant, ...]:
    """Who takes part: the incumbent always, the plan's technologies with all their mixers, the user's own."""
    return (*(_packaged(mixer) for mixer in _chosen(plan)), *_own(plan))


def _chosen(plan: Plan) -> tuple[str, ...]:
    asked = {*plan.technologies, INCUMBENT}
    if plan.technologies:
        return tuple(mixer for mixer in _ALL if asked >= set(mixers.card(mixer).parts))
    return SIZES[plan.budget].mixers


def _own(plan: Plan) -> tuple[Entrant, ...]:
    files = [file for file in plan.user_files if file.kind == "mixer"]
    names = {file: f"own {Path(file.path).stem} {file.digest[:8]}" for file in files}
    return tuple(Entrant(names[file], names[file], "", file.path) for file in files)


def with_positions(incumbent: Entrant) -> tuple[Entrant, ...]:
    """The incumbent with each other position encoding, for the workload that asks for them."""
    return tuple(
        Entrant(f"{incumbent.key} {position}", f"position {position}", "", incumbent.mixer, position)
        for position in OTHER_POSITIONS
    )


def tasks(plan: Plan) -> tuple[tuple[str, Task], ...]:
    """Name and task of each workload of the plan; the budget's where it names none, the user's own last."""
    size = SIZES[plan.budget]
    files = [file for file in plan.user_files if file.kind == "workload"]
    names = plan.workloads or (() if files else tuple(task.workload for task in size.tasks))
    own = [(f"own {Path(file.path).stem} {file.digest[:8]}", Task(file.path, size.length)) for file in files]
    return (*((name, size.default(name)) for name in names), *own)
