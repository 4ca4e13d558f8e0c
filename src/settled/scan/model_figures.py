"""What tables of released models state beside the technologies: open weights or not, and how large."""

from __future__ import annotations

import json
import math
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl
import pyarrow as pa

ACCESS_UNKNOWN = "access not understood"
SIZE_UNKNOWN = "number of parameters not understood"
MOST_PARAMETERS = 1e18  # the largest model of any table has 1e14; a larger number is no size
_SCHEMA = {"unit": pl.String, "open_weights": pl.Boolean, "parameters": pl.Float64}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table states its figures.

    Attributes:
        access: column; empty: the table cannot tell. ``open_words``, ``closed_words``: what may stand there.
        size: column of the number of parameters, in units of ``times``.
    """

    access: str
    open_words: frozenset[str]
    closed_words: frozenset[str]
    size: str
    times: float


@cache
def columns_by_table() -> Mapping[str, Columns]:
    """The tables that state figures, by name, as ``model_figures.toml`` has them."""
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return {name: _columns(table) for name, table in tomllib.loads(text).items()}


def _columns(table: Mapping[str, Mapping[str, object]]) -> Columns:
    access, size = table.get("access", {}), table["parameters"]
    return Columns(
        access=str(access.get("column", "")),
        open_words=_words(access, "open"),
        closed_words=_words(access, "closed"),
        size=str(size["column"]),
        times=float(str(size["times"])),
    )


def _words(access: Mapping[str, object], name: str) -> frozenset[str]:
    words = access.get(name, [])
    assert isinstance(words, list)  # the file is our own
    return frozenset(words)


def none() -> pl.DataFrame:
    """The figures of no model, with all columns."""
    return pl.DataFrame(schema=_SCHEMA)


def stated(batch: pa.RecordBatch, skipped: Counter[str]) -> pl.DataFrame:
    """The figures that a batch of models states.

    Args:
        batch: columns ``unit``, ``source`` (``models/TABLE``) and ``attributes`` (a JSON object of cells).
        skipped: grows by the cells that could not be understood, by reason.

    Returns:
        A row a model: ``unit``, ``open_weights`` (bool, null: not stated) and ``parameters`` (> 0, null: not
        stated).
    """
    return pl.DataFrame(list(_rows(batch, skipped)), schema=_SCHEMA, orient="row")


def _rows(batch: pa.RecordBatch, skipped: Counter[str]) -> Iterator[tuple[str, bool | None, float | None]]:
    read = (batch.column(name).to_pylist() for name in ("unit", "source", "attributes"))
    for unit, source, attributes in zip(*read, strict=True):
        columns = columns_by_table().get(source.rpartition("/")[2])
        if columns is None:
            continue
        cells = json.loads(attributes)
        yield unit, _open(cells.get(columns.access), columns, skipped), _size(cells, columns, skipped)


def _open(cell: object, columns: Columns, skipped: Counter[str]) -> bool | None:
    if cell is None:
        return None
    if cell in columns.open_words:
        return True
    if cell in columns.closed_words:
        return False
    skipped[ACCESS_UNKNOWN] += 1
    return None


def _size(cells: Mapping[str, object], columns: Columns, skipped: Counter[str]) -> float | None:
    """The number of parameters; a comma in it separates thousands."""
    cell = cells.get(columns.size)
    if cell is None:
        return None
    try:
        size = float(str(cell).replace(",", "")) * columns.times
    except ValueError:
        size = math.nan
    if 0 < size <= MOST_PARAMETERS:
        return size
    skipped[SIZE_UNKNOWN] += 1
    return None
