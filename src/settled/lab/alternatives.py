"""Is there an effective alternative to a field's incumbent? What runs and shipped results say."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from settled.lab.code import code_digest
from settled.lab.experiment import UserFile
from settled.lab.experiments import experiments
from settled.lab.runs import Run, names

RULE = (
    "A challenger is an effective alternative if it is found better than the incumbent on at least one "
    "workload and worse on none, in one experiment."
)
Document = dict[str, Any]
_DRAWS = 10_000
_NORMAL_95 = 1.6448536269514722


def shipped_results() -> list[Document]:
    """The project's own results, by file name."""
    folder = Path(__file__).parent / "results"
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def newest_results(home: Path) -> list[Document]:
    """The result of the newest complete run of each experiment, by the experiment's name."""
    newest: dict[str, tuple[tuple[str, int], Document]] = {}
    for name in names(home):
        result = Run.open(home, name).result()
        if result is None or not result["complete"]:
            continue
        age = (result["started"], int(name.rpartition("-")[2]))
        known = newest.get(result["experiment"])
        if known is None or known[0] < age:
            newest[result["experiment"]] = (age, result)
    return [newest[name][1] for name in sorted(newest)]


def verdict_document(field: str, own: Sequence[Document], shipped: Sequence[Document]) -> Document:
    """What the user's runs and the shipped results say of a field, each for itself."""
    told = [
        _contest(document, origin)
        for origin, documents in (("own", own), ("shipped", shipped))
        for document in documents
        if document["field"] == field and document["comparisons"]
    ]
    return {"schema": "settled/lab-verdict/1", "field": field, "rule": RULE, "contests": told}


def beside_this_code(document: Mapping[str, Any]) -> Document:
    """A result with ``same_code``: whether this version's code does what the code did that gave it."""
    return {**document, "same_code": is_of_this_code(document)}


def is_of_this_code(document: Mapping[str, Any]) -> bool:
    """Whether a result comes from code that does what this version's does."""
    known = experiments().get(document["experiment"])
    return known is not None and document["code"] == code_digest(known, _user_files(document))


def _user_files(document: Mapping[str, Any]) -> list[UserFile]:
    return [UserFile(one["kind"], "", one["digest"]) for one in document["plan"]["user_files"]]


def _contest(document: Mapping[str, Any], origin: str) -> Document:
    comparisons = document["comparisons"]
    challengers = dict.fromkeys((one["technology"], one["against"]) for one in comparisons)
    return {
        "origin": origin,
        "run": document["run"],
        "experiment": document["experiment"],
        "budget": document["plan"]["budget"],
        "started": document["started"],
        "same_code": is_of_this_code(document),
        "hardware": document["hardware"],
        "challengers": [_challenger(pair, comparisons) for pair in challengers],
        "ranking": _ranking(comparisons),
        "workloads": comparisons,
    }


def _ranking(comparisons: Sequence[Mapping[str, Any]]) -> list[Document]:
    """Challengers by their mean difference over workloads, where all are of one unit.

    Each is drawn anew from normal distributions of its own intervals, each workload for itself; so a rank
    has a 90 % interval. Where workloads are measured in different units nothing is ranked.
    """
    import numpy as np

    if len({(one["metric"], one["unit"], one["against"]) for one in comparisons}) != 1:
        return []
    by_name: dict[str, list[Mapping[str, Any]]] = {}
    for one in comparisons:
        by_name.setdefault(one["technology"], []).append(one)
    most = max(map(len, by_name.values()))
    ranked = {name: those for name, those in by_name.items() if len(those) == most}
    drawn = {name: np.zeros(_DRAWS) for name in ranked}
    rng = np.random.default_rng(0)
    for name, those in ranked.items():
        for one in those:
            spread = (one["high"] - one["low"]) / (2 * _NORMAL_95)
            drawn[name] += rng.normal(one["difference"], spread, _DRAWS) / most
    # The incumbent is the zero of all differences, and takes its place among them.
    names = [comparisons[0]["against"], *ranked]
    table = np.stack([np.zeros(_DRAWS), *drawn.values()])
    places = (-table).argsort(axis=0).argsort(axis=0) + 1
    rows = [
        {
            "technology": name,
            "mean": float(np.mean([one["difference"] for one in ranked.get(name, [])] or [0.0])),
            "rank_low": int(np.quantile(place, 0.05)),
            "rank_high": int(np.quantile(place, 0.95)),
            "unit": comparisons[0]["unit"],
            "workloads": most,
        }
        for name, place in zip(names, places, strict=True)
    ]
    return sorted(rows, key=lambda one: -float(one["mean"]))


def _challenger(pair: tuple[str, str], comparisons: Sequence[Mapping[str, Any]]) -> Document:
    technology, against = pair
    own = [one["word"] for one in comparisons if (one["technology"], one["against"]) == pair]
    counts = {word.replace(" ", "_"): own.count(word) for word in ("better", "worse", "shown equal")}
    return {
        "technology": technology,
        "against": against,
        "workloads": len(own),
        **counts,
        "no_difference_found": own.count("no difference found"),
        "effective": counts["better"] > 0 and counts["worse"] == 0,
    }
