"""Read papers from a table: the project's own collection, or any table that a user names.

Two passes, so that memory is bounded by the batch and not by the file: the first keeps a key, a date and a
hash for each paper (29 bytes) and finds which rows stand for the same paper; the second yields those kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from settled.errors import InputError
from settled.sources import Progress, Reading, content_digest, read_origin, readable_file, users_own
from settled.sources.papers import rows, tables

SOURCE = "papers"
SAME_PAPER = "same paper again"
SCHEMA = pa.schema(
    [
        ("unit", pa.large_string()),
        ("unit_key", pa.int64()),
        ("source", pa.large_string()),
        ("period", pa.date32()),
        ("title", pa.large_string()),
        ("abstract", pa.large_string()),
    ]
)
# Columns that only the project's collection has, by which its origin is told from a user's file.
_COLLECTION = frozenset({"venue", "decision", "category", "source", "abstract_source", "title_key"})


def read(path: Path, *, batch_rows: int = 65536, as_of: date | None = None) -> Reading:
    """Papers with an abstract, each once, in the order of the file.

    The table is ``.parquet``, ``.csv`` or ``.jsonl`` with the columns ``title``, ``abstract`` and ``year`` or
    ``month`` (``YYYY-MM``, a date, or 1-12 beside a year), and if it has them ``venue`` (else the file's
    name), ``paper_id`` and ``title_key``.

    A row without abstract (or with fewer than 50 characters) is skipped, for what is unknown does not say
    "does not mention". Of rows with the same title key one is read: the earliest month; in the same month a
    conference before a preprint, for its text is the reviewed one; then the first in the file. Titles with
    fewer than 8 of a-z0-9 are never merged. A row without month counts in the month in which its venue
    usually meets (``venue_months.toml``). An id that stands for two papers of a venue and year gives way to
    the title key.

    Args:
        batch_rows: rows of a batch, at most; fewer where the text is long.
        as_of: papers dated after the year that follows are faults of the data; default: today.

    Returns:
        Batches with ``unit`` (``papers:VENUE:YEAR:PAPER_ID``, title key where there is no id), ``unit_key``
        (int64), ``source`` (``papers/VENUE``), ``period`` (date32, first of month), ``title``, ``abstract``.
        Read rows and ``skipped`` sum to the rows of the file.

    Raises:
        InputError: at once for a file that is missing, empty, of another form, or lacks a column; while the
            first batch is consumed for a broken line (``FILE:LINE``), text that is not UTF-8, a corrupt page.

    Example:
        >>> reading = read(Path("papers.parquet"))  # doctest: +SKIP
        >>> sum(batch.num_rows for batch in reading.batches), reading.skipped  # doctest: +SKIP
    """
    names = tables.check(readable_file(path))
    origin = read_origin(Path(__file__).parent) if names >= _COLLECTION else users_own(SOURCE, path)
    skipped: Counter[str] = Counter()
    progress = Progress("rows")
    batches = _kept(path, batch_rows, as_of or date.today(), skipped, progress)
    return Reading(origin, SOURCE, path.name, "", content_digest(path), batches, skipped, progress)


def _kept(
    path: Path, batch_rows: int, as_of: date, skipped: Counter[str], progress: Progress
) -> Iterator[pa.RecordBatch]:
    before = _state(path)
    keep, shared_id = _choose(path, batch_rows, as_of, skipped)
    progress.total = len(keep)
    start = 0
    for batch in tables.batches(path, batch_rows, Counter()):
        stop = start + batch.num_rows
        if _state(path) != before or stop > len(keep):
            raise InputError(str(path), "changed while it was read", "read it again once it is written")
        progress.done = stop
        chosen = batch.filter(pa.array(keep[start:stop]))
        if chosen.num_rows:
            yield _units(rows.papers(chosen, path.stem, as_of), shared_id[start:stop][keep[start:stop]])
        start = stop


def _state(path: Path) -> tuple[int, int, int]:
    status = readable_file(path).stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _choose(
    path: Path, batch_rows: int, as_of: date, skipped: Counter[str]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which rows are kept, and whose id stands for two papers; shapes [rows of the file]."""
    parts = []
    for batch in tables.batches(path, batch_rows, skipped):
        frame = rows.papers(batch, path.stem, as_of)
        for reason, count in frame["reason"].drop_nulls().value_counts().iter_rows():
            skipped[reason] += count
        parts.append(frame.select(_readable(), "unit_key", "period", "preprint", pl.col("unit").hash()))
    if not parts:
        return np.zeros(0, np.bool_), np.zeros(0, np.bool_)
    table = pl.concat(parts, rechunk=True)
    first = _first_of_each(table)
    skipped[SAME_PAPER] += int(table["readable"].sum()) - len(first)
    keep = np.zeros(table.height, np.bool_)
    keep[first] = True
    kept_ids = table["unit"].to_numpy()[keep]
    ids, times = np.unique(kept_ids, return_counts=True)
    shared = np.zeros(table.height, np.bool_)
    shared[keep] = np.isin(kept_ids, ids[times > 1])
    return keep, shared


def _readable() -> pl.Expr:
    return pl.col("reason").is_null().alias("readable")


def _first_of_each(table: pl.DataFrame) -> NDArray[np.int64]:
    """Of the readable rows with one key, that of the earliest month, a conference first, then file order."""
    order = table.with_row_index("row").filter("readable").sort("unit_key", "period", "preprint", "row")
    return order.unique("unit_key", keep="first", maintain_order=True)["row"].to_numpy().astype(np.int64)


def _units(frame: pl.DataFrame, shared_id: NDArray[np.bool_]) -> pa.RecordBatch:
    own = pl.when(pl.Series(shared_id)).then(_without_id()).otherwise("unit").alias("unit")
    source = pl.format("papers/{}", "venue").alias("source")
    table = frame.select(own, "unit_key", source, "period", "title", "abstract").to_arrow()
    return table.cast(SCHEMA).combine_chunks().to_batches()[0]


def _without_id() -> pl.Expr:
    return pl.format("papers:{}:{}:{}", "venue", "year", "title_key")
