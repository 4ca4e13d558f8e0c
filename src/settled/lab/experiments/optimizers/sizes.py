"""How much each budget runs, and who takes part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from settled.lab.experiment import BudgetName, Plan

INCUMBENT = "adamw"
# Keys of the optimizers' files by technology, the incumbent first, its variants next to it.
ENTRANTS: Mapping[str, tuple[str, ...]] = {
    "adamw": ("adamw", "adamw_bf16", "adamw_fp16"),
    "adamw-8bit": ("adamw_8bit",),
    "muon": ("muon",),
    "soap": ("soap",),
    "schedule-free": ("schedule_free",),
    "lion": ("lion",),
    "sgd-momentum": ("sgd_momentum",),
    "adam": ("adam",),
    "sophia": ("sophia",),
    "shampoo": ("shampoo",),
    "adafactor": ("adafactor",),
    "lamb": ("lamb",),
}
# Seconds a step, in those of AdamW's on the same small models; for planning alone.
SLOWNESS = {"soap": 2.5, "shampoo": 3.0, "sophia": 1.4, "muon": 1.3}
WORKLOADS = ("byte_text", "digits", "tabular", "recommender", "convex")
SECONDS = {"byte_text": 3.5, "digits": 0.5, "tabular": 0.5, "recommender": 0.6, "convex": 0.3}
_OWN_SECONDS = 5.0
POINTS = 50


@dataclass(frozen=True, slots=True)
class Size:
    """What a budget runs.

    Attributes:
        trials: of each optimizer in a study.
        calibrations: studies of the incumbent alone, from which the targets come.
        variants: whether a technology's variants take part where none was asked for by name.
        longer: times the workloads' horizon.
    """

    technologies: tuple[str, ...]
    workloads: tuple[str, ...]
    studies: int
    trials: int
    calibrations: int
    variants: bool = True
    longer: int = 1


SIZES: Mapping[BudgetName, Size] = {
    "quick": Size(
        ("adamw", "muon", "lion", "sgd-momentum"), ("digits", "tabular", "convex"), 3, 3, 2, variants=False
    ),
    "standard": Size(tuple(ENTRANTS), WORKLOADS, 8, 5, 4),
    "full": Size(tuple(ENTRANTS), WORKLOADS, 10, 20, 10, longer=10),
}


def entrants(plan: Plan) -> tuple[str, ...]:
    """Keys of who takes part, the incumbent first; its variants only where it was asked for, or all are."""
    size = SIZES[plan.budget]
    asked, variants = plan.technologies or size.technologies, bool(plan.technologies) or size.variants
    found = [
        key for one, keys in ENTRANTS.items() if one in asked for key in (keys if variants else keys[:1])
    ]
    return tuple(dict.fromkeys((INCUMBENT, *found)))


def tasks(plan: Plan) -> tuple[tuple[str, str, float], ...]:
    """Name, place and seconds a run of each workload of the plan; the user's own last."""
    files = [file for file in plan.user_files if file.kind == "workload"]
    names = plan.workloads or (() if files else SIZES[plan.budget].workloads)
    longer = SIZES[plan.budget].longer
    return (
        *((name, name, SECONDS[name] * longer) for name in names),
        *((f"own {Path(file.path).stem} {file.digest[:8]}", file.path, _OWN_SECONDS) for file in files),
    )


def scored_steps(horizon: int) -> list[int]:
    """The start, and the steps after which a run is scored.

    >>> scored_steps(400)[:3], len(scored_steps(400)), scored_steps(3)
    ([0, 8, 16], 51, [0, 1, 2, 3])
    """
    return sorted({round(horizon * point / POINTS) for point in range(POINTS + 1)})
