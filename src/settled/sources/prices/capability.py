"""What is known of a priced model's capability by its name: size, training compute, day of release."""

from __future__ import annotations

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
    """Epoch AI's table of models by squeezed name; of several rows for one name the earliest release counts.

    Raises:
        InputError: the file is missing, empty, damaged or lacks a column.
    """
    there = parquet.schema(readable_file(path)).names
    parquet.need(str(path), there, COLUMNS)
    found: dict[str, Capability] = {}
    for batch in parquet.batches(path, COLUMNS, 16384):
        texts = [parquet.as_text(str(path), name, batch.column(name)).to_pylist() for name in COLUMNS]
        for name, day, size, compute in zip(*texts, strict=True):
            key = squeezed(name or "")
            one = Capability(name, _day(day), _positive(size), _positive(compute))
            before = found.get(key)
            if key and (before is None or (one.released or date.max) < (before.released or date.max)):
                found[key] = one
    return found


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
