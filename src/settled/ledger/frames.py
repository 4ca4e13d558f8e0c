"""Observations as Polars frames and as files."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from settled.errors import InputError, did_you_mean
from settled.files import write_whole

if TYPE_CHECKING:
    from settled.ledger.columns import Codes, Columns, Numbers


def frame(columns: Columns) -> pl.DataFrame:
    """One row an observation, with the columns of ``observations_readable``, in the order of ``columns``."""
    return pl.DataFrame(
        {
            "field": _words(columns.fields, columns.field),
            "technology": _words(columns.technologies, columns.technology),
            "measure": _words(columns.measures, columns.measure),
            "period_start": _days(columns.period_start),
            "period_end": _days(columns.period_end),
            "k": _counts(columns.k),
            "n": _counts(columns.n),
            "value": pl.Series(columns.value).fill_nan(None),
            "unit": _words(columns.units, columns.unit).replace({"": None}),
            "source": _words(columns.sources, columns.source),
            "snapshot": _words(columns.snapshots, columns.snapshot),
        }
    )


def _words(words: tuple[str, ...], codes: Codes) -> pl.Series:
    return pl.Series(words, dtype=pl.String).gather(codes.astype(np.uint32))


def _days(days: Codes) -> pl.Series:
    return pl.Series(days, dtype=pl.Int32).cast(pl.Date)


def _counts(numbers: Numbers) -> pl.Series:
    return pl.Series(numbers).fill_nan(None).cast(pl.Int64)


def write(table: pl.DataFrame, path: Path, kind: str) -> None:
    """Write the frame as ``csv`` or ``parquet``: the whole file, or nothing.

    Raises:
        InputError: another kind, or the file cannot be written there.
    """
    buffer = io.BytesIO()
    if kind == "csv":
        table.write_csv(buffer)
    elif kind == "parquet":
        table.write_parquet(buffer, compression="zstd")
    else:
        raise InputError("ledger export", f"unknown format {kind!r}", did_you_mean(kind, ("csv", "parquet")))
    write_whole(path, buffer.getbuffer())
