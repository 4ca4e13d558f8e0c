"""How wide the good region of an optimizer's settings is, read from a contest's trials."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from settled.errors import InputError, did_you_mean
from settled.lab.experiment import Outcome, Plan, Trial
from settled.lab.experiments import experiment

SCHEMA = "settled/lab-sensitivity/1"
ABOUT = ("optimizers",)
SETTINGS = ("rate", "decay", "momentum")
_EDGE = 0.1  # of the good trials on either side, left out of a width: one lucky trial widens nothing
_LEAST = 5  # good trials that a width needs
Document = dict[str, Any]


def sensitivity_document(name: str, own: Sequence[Document], shipped: Sequence[Document]) -> Document:
    """What the user's newest complete run of an experiment says, or else the shipped result.

    A trial is good if it reaches the workload's target. ``decades`` of a setting is the width of the middle
    four fifths of the good trials, ``searched`` that of the space; a width close to the space's own says that
    the space ends before the good region does.

    Raises:
        InputError: the experiment has no settings to be sensitive to, or no result is there.
    """
    experiment(name)
    if name not in ABOUT:
        raise InputError("lab sensitivity", f"'{name}' tunes no optimizer", did_you_mean(name, ABOUT))
    found = [
        (origin, document)
        for origin, documents in (("own", own), ("shipped", shipped))
        for document in documents
        if document["experiment"] == name
    ]
    if not found:
        raise InputError("lab sensitivity", f"no result of '{name}' is there", f"settled lab run {name}")
    origin, document = found[0]
    return {
        "schema": SCHEMA,
        "experiment": name,
        "origin": origin,
        "run": document["run"],
        "budget": document["plan"]["budget"],
        "hardware": document["hardware"],
        "workloads": workloads(document),
    }


def workloads(document: Document) -> list[Document]:
    """Of each workload its target, its optimizers by share of good trials, and the standard settings."""
    from settled.lab.experiments.optimizers import scores
    from settled.lab.experiments.optimizers.asked import STANDARD, contest
    from settled.lab.experiments.optimizers.sizes import INCUMBENT, entrants

    plan, known = _plan(document), _known(document)
    told = []
    for board in scores.boards(plan, known):
        trials: dict[str, list[tuple[Mapping[str, Any], bool]]] = {}
        for point in contest(plan):
            outcome = known.get(point.trial.id)
            if point.workload == board.workload and outcome is not None:
                trials.setdefault(point.entrant, []).append(
                    (outcome.trial.config, _reaches(outcome, board.target))
                )
        optimizers = [
            _optimizer(scores.label(entrant), _space(entrant), trials[entrant])
            for entrant in entrants(plan)
            if entrant in trials
        ]
        told.append(
            {
                "workload": board.workload,
                "target": board.target,
                "unit": board.unit,
                "optimizers": sorted(optimizers, key=lambda one: -one["good_share"]),
                "standard": _standard(
                    board.studies.get(INCUMBENT, {}), board.studies.get(STANDARD, {}), board.unit
                ),
            }
        )
    return told


def _reaches(outcome: Outcome, target: float) -> bool:
    return any(float(score) <= target for score in str(outcome.values.get("curve", "")).split())


def _optimizer(
    label: str, space: Mapping[str, tuple[float, float]], trials: Sequence[tuple[Mapping[str, Any], bool]]
) -> Document:
    good = [config for config, is_good in trials if is_good]
    return {
        "technology": label,
        "trials": len(trials),
        "good": len(good),
        "good_share": len(good) / len(trials),
        "settings": [
            _setting(name, space[name], [_value(config, name) for config in good]) for name in SETTINGS
        ],
    }


def _setting(name: str, bounds: tuple[float, float], values: Sequence[float]) -> Document:
    low, high = _middle(values) if len(values) >= _LEAST else (None, None)
    decades = None if low is None or high is None else math.log10(high / low)
    return {
        "setting": "1 - momentum" if name == "momentum" else name,
        "low": low,
        "high": high,
        "decades": decades,
        "searched": math.log10(bounds[1] / bounds[0]),
        "space": list(bounds),
    }


def _middle(values: Sequence[float]) -> tuple[float, float]:
    """Bounds of what is left when a tenth is cut off on either side, rounded to fewer cut.

    >>> _middle([5.0, 1.0, 2.0, 3.0, 4.0])
    (1.0, 5.0)
    """
    ordered = sorted(values)
    cut = int(len(ordered) * _EDGE)
    return ordered[cut], ordered[len(ordered) - 1 - cut]


def _value(config: Mapping[str, Any], name: str) -> float:
    value = float(config[name])
    return 1.0 - value if name == "momentum" else value


def _space(entrant: str) -> dict[str, tuple[float, float]]:
    from settled.lab.optimizers import card

    space = card(entrant).space
    return {"rate": space.rate, "decay": space.decay, "momentum": space.forgetting}


def _standard(tuned: Mapping[int, Any], standard: Mapping[int, Any], unit: str) -> Document | None:
    """The incumbent at the standard settings against the same tuned, over studies."""
    studies = sorted(tuned.keys() & standard.keys())
    if not studies:
        return None
    pairs = [(tuned[one].best, standard[one].best) for one in studies]
    done = [pair for pair in pairs if all(map(math.isfinite, pair))]
    return {
        "unit": unit,
        "tuned": median(one for one, _ in done) if done else None,
        "standard": median(two for _, two in done) if done else None,
        "reached_share": sum(standard[one].reached for one in studies) / len(studies),
        "studies": len(studies),
    }


def _plan(document: Document) -> Plan:
    plan = document["plan"]
    return Plan(
        plan["budget"],
        tuple(plan["technologies"]),
        tuple(plan["workloads"]),
        plan["seconds"],
        seed=plan["seed"],
    )


def _known(document: Document) -> dict[str, Outcome]:
    return {
        one["id"]: Outcome(
            Trial(one["id"], one["function"], one["config"], one["seed"], 1.0),
            one["status"],
            one["values"],
            one["seconds"],
            one["because"],
        )
        for one in document["trials"]
    }
