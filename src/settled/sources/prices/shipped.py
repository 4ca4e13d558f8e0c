"""The prices that the package ships: the rows that indices are made of, without the vendors' own names.

Facts only: which numbered item of which model cost how much from when to when. What ships is made by
``python -m settled.pipeline.prices FOLDER``, from the price map alone (its licence is MIT).
"""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

import pyarrow.parquet as pq

from settled.sources.prices.table import SCHEMA, PriceTable

FILE = "shipped.parquet"
_KEY = b"settled"


def read_shipped() -> PriceTable:
    """The prices that ship with the package."""
    with as_file(files("settled.sources.prices") / FILE) as path:
        rows = pq.read_table(path)
    told = json.loads(rows.schema.metadata[_KEY])
    return PriceTable(
        rows.cast(SCHEMA),
        told["currency"],
        date.fromisoformat(told["last_day"]),
        told["skipped"],
        told["provenance"],
    )


def write_shipped(prices: PriceTable, path: Path) -> None:
    """Write prices in the form that ships; the same prices give the same bytes."""
    told = {
        "currency": prices.currency,
        "last_day": prices.last_day.isoformat(),
        "skipped": prices.skipped,
        "provenance": prices.provenance,
    }
    rows = prices.rows.replace_schema_metadata({_KEY: json.dumps(told, sort_keys=True).encode()})
    pq.write_table(rows, path, compression="zstd", compression_level=19, write_statistics=False)
