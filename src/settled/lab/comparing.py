"""Two runs side by side: what changed in results and claims, and what may have changed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Document = dict[str, Any]
Key = tuple[str, str, str]

_GROUNDS = ("code", "plan", "hardware", "versions")


def compare_document(first: Mapping[str, Any], second: Mapping[str, Any]) -> Document:
    """Results and claims of two runs side by side, and every difference of their code, plan and machine."""
    one, two = _results(first), _results(second)
    return {
        "schema": "settled/lab-compare/1",
        "runs": [_head(first), _head(second)],
        "grounds": list(_grounds(first, second)),
        "claims": list(_claims(first, second)),
        "results": [_side_by_side(key, one.get(key), two.get(key)) for key in dict.fromkeys([*one, *two])],
    }


def _head(document: Mapping[str, Any]) -> Document:
    kept = ("run", "experiment", "started", "code", "complete", "seconds")
    return {"budget": document["plan"]["budget"], **{name: document[name] for name in kept}}


def _grounds(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[Document]:
    """What is not the same, by its name (``hardware.processor``)."""
    for name in _GROUNDS:
        one, two = _flat(name, first[name]), _flat(name, second[name])
        for key in sorted(one.keys() | two.keys()):
            if one.get(key) != two.get(key):
                yield {"what": key, "first": one.get(key), "second": two.get(key)}


def _flat(name: str, value: object) -> Document:
    if isinstance(value, Mapping):
        return {f"{name}.{key}": one for key, one in value.items()}
    return {name: value}


def _claims(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[Document]:
    one = {claim["id"]: claim["verdict"] for claim in first["claims"]}
    two = {claim["id"]: claim["verdict"] for claim in second["claims"]}
    for name in dict.fromkeys([*one, *two]):
        before, after = one.get(name), two.get(name)
        yield {"id": name, "first": before, "second": after, "changed": before != after}


def _results(document: Mapping[str, Any]) -> dict[Key, Mapping[str, Any]]:
    return {(one["workload"], one["technology"], one["metric"]): one for one in document["results"]}


def _side_by_side(key: Key, one: Mapping[str, Any] | None, two: Mapping[str, Any] | None) -> Document:
    workload, technology, metric = key
    shown = one or two
    assert shown is not None  # a key comes from one of them
    return {
        "workload": workload,
        "technology": technology,
        "metric": metric,
        "unit": shown["unit"],
        "first": _interval(one),
        "second": _interval(two),
        "apart": _apart(one, two),
    }


def _interval(result: Mapping[str, Any] | None) -> Document | None:
    return None if result is None else {name: result[name] for name in ("mean", "low", "high", "n_seeds")}


def _apart(one: Mapping[str, Any] | None, two: Mapping[str, Any] | None) -> bool | None:
    """Whether the intervals share no point; ``None`` where one of them is not known."""
    if one is None or two is None or None in (one["low"], one["high"], two["low"], two["high"]):
        return None
    return bool(one["high"] < two["low"] or two["high"] < one["low"])
