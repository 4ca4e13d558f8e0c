"""The table of sightings: what every scanner gives, whatever it read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pyarrow as pa

from settled.records import SIGHTING_COLUMNS

_TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "int64": pa.int64(),
    "int32": pa.int32(),
    "bool": pa.bool_(),
    "date32": pa.date32(),
}


@cache
def schema() -> pa.Schema:
    """Arrow's schema of a table of sightings, in the order of ``records.SIGHTING_COLUMNS``.

    >>> schema().names[:4]
    ['unit', 'unit_key', 'source', 'period']
    """
    return pa.schema([(name, _TYPES[kind]) for name, kind in SIGHTING_COLUMNS.items()])


def empty() -> pa.RecordBatch:
    """No sightings, with all columns."""
    return build({}, 0)


def build(columns: Mapping[str, Any], rows: int) -> pa.RecordBatch:
    """A batch of ``rows`` sightings from the columns that apply; the others become null.

    Args:
        columns: by name, Arrow arrays or anything that ``pa.array`` takes, each of length ``rows``.
        rows: number of sightings.
    """
    arrays = []
    for column in schema():
        values = columns.get(column.name)
        if values is None:
            arrays.append(pa.nulls(rows, column.type))
        elif isinstance(values, pa.Array):
            arrays.append(values if values.type == column.type else values.cast(column.type))
        else:
            arrays.append(pa.array(values, column.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema())
