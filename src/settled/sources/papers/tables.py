"""Tables of papers on disk, as Arrow batches of text columns: Parquet, CSV and JSON lines.

Whatever the form, a batch has the columns of ``COLUMNS``, all ``large_string``; null: a value is missing.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from settled.errors import InputError, did_you_mean
from settled.sources import parquet, shown

COLUMNS = ("title", "abstract", "year", "month", "venue", "paper_id", "title_key")
SCHEMA = pa.schema([(name, pa.large_string()) for name in COLUMNS])
SUFFIXES = (".csv", ".jsonl", ".parquet")

# The longest line and the largest cell that are read: a paper's first page is 7 kB, and an open quote in a
# CSV file would otherwise swallow the file into one cell.
MAX_LINE_BYTES = 8_000_000
OVERLONG = f"line over {MAX_LINE_BYTES // 1_000_000} MB"


def check(path: Path) -> frozenset[str]:
    """The columns of a table of papers, after making sure that it has the needed ones.

    Raises:
        InputError: unknown form of file, damaged Parquet, or a needed column is missing or is no text.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(str(path), f"'{shown(path.suffix)}' is no form of table that is read", _allowed())
    if path.suffix.lower() == ".parquet":
        names = frozenset(parquet.schema(path).names)
    elif path.suffix.lower() == ".csv":
        names = _csv_header(path)
    else:
        names = frozenset(COLUMNS)  # each line of JSON has its own keys: checked line by line
    _need(str(path), names)
    return names


def batches(path: Path, batch_rows: int, skipped: Counter[str]) -> Iterator[pa.RecordBatch]:
    """Read a table of papers as batches of at most ``batch_rows`` rows with the columns of ``COLUMNS``.

    Args:
        skipped: is told of lines too long to be read.

    Raises:
        InputError: a broken line (``FILE:LINE``), a cell that is not UTF-8, a corrupt page.
    """
    if path.suffix.lower() == ".parquet":
        return _parquet(path, batch_rows)
    rows = _csv_rows(path) if path.suffix.lower() == ".csv" else _jsonl_rows(path, skipped)
    return _gather(rows, batch_rows)


def _allowed() -> str:
    return f"hint: one of {', '.join(SUFFIXES)}"


def _need(place: str, names: frozenset[str]) -> None:
    for wanted in ("title", "abstract"):
        parquet.need(place, names, [wanted])
    if names.isdisjoint({"year", "month"}):
        raise InputError(
            place, "has neither a column 'year' nor 'month'", did_you_mean("year", map(shown, names))
        )


# --- Parquet ----------------------------------------------------------------------------------------


def _parquet(path: Path, batch_rows: int) -> Iterator[pa.RecordBatch]:
    names = [name for name in COLUMNS if name in parquet.schema(path).names]
    start = 0
    for batch in parquet.batches(path, names, batch_rows):
        place = f"{path} rows {start + 1} to {start + batch.num_rows}"
        yield pa.RecordBatch.from_arrays(
            [_column(place, name, batch) for name in COLUMNS],
            schema=SCHEMA,
        )
        start += batch.num_rows


def _column(place: str, name: str, batch: pa.RecordBatch) -> pa.Array:
    if name not in batch.schema.names:
        return pa.nulls(batch.num_rows, pa.large_string())
    return parquet.as_text(place, name, batch.column(name))


# --- text forms -------------------------------------------------------------------------------------


Row = dict[str, str | None]


def _gather(rows: Iterable[Row], batch_rows: int) -> Iterator[pa.RecordBatch]:
    held: list[Row] = []
    size = 0
    for row in rows:
        held.append(row)
        size += sum(len(value) for value in row.values() if value)
        if len(held) >= batch_rows or size >= parquet.MAX_BATCH_BYTES:
            yield pa.RecordBatch.from_pylist(held, schema=SCHEMA)
            held, size = [], 0
    if held:
        yield pa.RecordBatch.from_pylist(held, schema=SCHEMA)


def _lines(path: Path) -> Iterator[tuple[int, str | None]]:
    """Numbered lines; None for one that is longer than ``MAX_LINE_BYTES``."""
    with path.open("rb") as stream:
        number = 0
        while line := stream.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(line) > MAX_LINE_BYTES:
                _pass_over(stream, line)
                yield number, None
                continue
            try:
                yield number, line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                what = f"byte {error.start + 1} of the line, 0x{line[error.start]:02x}, is not UTF-8"
                raise InputError(f"{path}:{number}", what, "save the file as UTF-8") from error


def _pass_over(stream: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(MAX_LINE_BYTES)


def _csv_lines(path: Path) -> Iterator[str]:
    for number, line in _lines(path):
        if line is None:
            raise InputError(f"{path}:{number}", OVERLONG, "shorten it; a paper's text is far below that")
        yield line


def _csv_records(path: Path) -> Iterator[tuple[int, list[str]]]:
    # The limit is the interpreter's, not the reader's: raised once, never lowered below what others set.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE_BYTES))
    reader = csv.reader(_csv_lines(path), strict=True)
    line = 1
    try:
        for record in reader:
            if record:
                yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{path}:{line}", f"is not CSV: {error}", "is a quote left open?") from error


def _csv_header(path: Path) -> frozenset[str]:
    for line, header in _csv_records(path):
        names = [name.strip() for name in header]
        if twice := [name for name, times in Counter(names).items() if times > 1]:
            raise InputError(
                f"{path}:{line}", f"has the column '{shown(twice[0])}' twice", "remove one of them"
            )
        return frozenset(names)
    raise InputError(
        str(path), "has no header line", "name the columns in its first line: title,abstract,year"
    )


def _csv_rows(path: Path) -> Iterator[Row]:
    records = _csv_records(path)
    header = [name.strip() for name in next(records)[1]]
    for line, record in records:
        if len(record) != len(header):
            what = f"has {len(record)} cells, the header has {len(header)}"
            raise InputError(f"{path}:{line}", what, "quote text that holds commas or line breaks")
        yield {name: value or None for name, value in zip(header, record, strict=True) if name in COLUMNS}


def _jsonl_rows(path: Path, skipped: Counter[str]) -> Iterator[Row]:
    for number, line in _lines(path):
        if line is None:
            skipped[OVERLONG] += 1
        elif line.strip():
            yield _json_row(f"{path}:{number}", line)


def _json_row(place: str, line: str) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(place, f"is not JSON: {error}", "write one JSON object a line") from error
    if not isinstance(row, dict):
        raise InputError(
            place, f"holds a {type(row).__name__}, not an object", "write one JSON object a line"
        )
    _need(place, frozenset(row))
    return {name: _json_text(place, name, row.get(name)) for name in COLUMNS}


def _json_text(place: str, name: str, value: object) -> str | None:
    if value is None or isinstance(value, str):
        # A lone surrogate is legal in JSON's escapes and no text.
        return value.encode("utf-8", "replace").decode("utf-8") if value else None
    if isinstance(value, int | float | date) and not isinstance(value, bool):
        return str(value)
    raise InputError(
        place, f"'{name}' is a {type(value).__name__}, not text or a number", "write it as a string"
    )
