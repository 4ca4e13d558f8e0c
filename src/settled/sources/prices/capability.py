"""What is known of a priced model's capability by its name: size, training compute, day of release."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import NamedTuple

from settled.sources import parquet, readable_file
from settled.sources.prices.names import size_in, squeezed

COLUMNS = ("model", "publication_date", "parameters", "training_compute_flop")


class Capability(NamedTuple):
    """Proxies of a model's capability; ``None`` where the table of models does not tell."""

    known_as: str | None = None
    released: date | None = None
    parameters: float | None = None
    training_compute_flop: float | None = None


def capabilities(path: Path) -> dict[str, Capability]:
    """Epoch AI's table of models by squeezed name.

    Of several rows for one name (GPT-4o of May, of November ...) the earliest release gives name and day, and
    the earliest that tells it size and compute.

    Raises:
        InputError: the file is missing, empty, damaged or lacks a column.
    """
    there = parquet.schema(readable_file(path)).names
    parquet.need(str(path), there, COLUMNS)
    found: dict[str, list[Capability]] = defaultdict(list)
    for batch in parquet.batches(path, COLUMNS, 16384):
        texts = [parquet.as_text(str(path), name, batch.column(name)).to_pylist() for name in COLUMNS]
        for name, day, size, compute in zip(*texts, strict=True):
            if key := squeezed(name or ""):
                found[key].append(Capability(name, _day(day), _positive(size), _positive(compute)))
    return {key: _joined(rows) for key, rows in found.items()}


def _joined(rows: list[Capability]) -> Capability:
    ordered = sorted(rows, key=lambda one: (one.released or date.max, one.known_as or ""))
    sizes = (one.parameters for one in ordered if one.parameters is not None)
    computed = (one.training_compute_flop for one in ordered if one.training_compute_flop is not None)
    return ordered[0]._replace(parameters=next(sizes, None), training_compute_flop=next(computed, None))


def of_model(model: str, written: str, known: dict[str, Capability]) -> tuple[Capability, str | None]:
    """What is known of a model, and where its size is from: ``epoch``, ``name`` or nowhere."""
    capability = known.get(model, Capability())
    if capability.parameters is not None:
        return capability, "epoch"
    size = size_in(written)
    return capability._replace(parameters=size), None if size is None else "name"


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _positive(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0.0 < value < float("inf") else None
