"""Parquet files of unknown quality: opened, bounded and checked, with errors that name the mend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from settled.errors import InputError, did_you_mean
from settled.sources import shown

# A batch holds at most about this much, so that few rows of long text do not fill the memory.
MAX_BATCH_BYTES = 64_000_000

# What Arrow raises for a damaged file; names and text that are not UTF-8 come as the last.
_FAULTS = (pa.ArrowException, OSError, UnicodeDecodeError)


def schema(path: Path) -> pa.Schema:
    """The columns of a file and their types.

    Raises:
        InputError: it is no whole Parquet file.
    """
    try:
        with pq.ParquetFile(path) as file:
            found = file.schema_arrow
            found.names  # noqa: B018 - names that are not UTF-8 fail only when they are asked for
            return found
    except _FAULTS as error:
        raise _damaged(path, error) from error


def need(place: str, names: Iterable[str], wanted: Iterable[str]) -> None:
    """Make sure that a table has the columns that a source reads.

    Raises:
        InputError: one is missing; the hint names the nearest that is there.
    """
    there = list(names)
    for name in wanted:
        if name not in there:
            raise InputError(place, f"has no column '{name}'", did_you_mean(name, map(shown, there)))


def batches(path: Path, columns: Sequence[str], batch_rows: int) -> Iterator[pa.RecordBatch]:
    """Batches of at most ``batch_rows`` rows and about ``MAX_BATCH_BYTES``, in the file's order.

    Raises:
        InputError: a page is corrupt.
    """
    try:
        # Without pre-buffering a column chunk is held once, not twice.
        with pq.ParquetFile(path, pre_buffer=False) as file:
            yield from file.iter_batches(_bounded(file, batch_rows), columns=list(columns))
    except _FAULTS as error:
        raise _damaged(path, error) from error


def _bounded(file: pq.ParquetFile, batch_rows: int) -> int:
    groups = [file.metadata.row_group(index) for index in range(file.metadata.num_row_groups)]
    widest = max((group.total_byte_size // max(group.num_rows, 1) for group in groups), default=1)
    return int(max(1, min(batch_rows, MAX_BATCH_BYTES // max(widest, 1))))


def as_text(place: str, name: str, column: pa.Array) -> pa.Array:
    """A column as ``large_string``: text as it is, numbers and dates as they are written.

    Raises:
        InputError: it is nested, or holds bytes that are not UTF-8.
    """
    if pa.types.is_nested(column.type):
        raise InputError(
            place, f"column '{name}' holds {shown(str(column.type))}, not text", "write it as a string"
        )
    try:
        text = column.cast(pa.large_string())
        text.validate(full=True)
    except (pa.ArrowException, UnicodeDecodeError) as error:
        what = f"column '{name}' holds bytes that are not UTF-8"
        raise InputError(place, what, "write the text as UTF-8") from error
    return text


def _damaged(path: Path, error: Exception) -> InputError:
    what = f"is not a whole Parquet file: {shown(' '.join(str(error).split()))}"
    return InputError(str(path), what, "download or write it again")
