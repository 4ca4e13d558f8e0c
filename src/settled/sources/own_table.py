"""A user's own table, cell by cell: CSV with a header, each row with its line."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from settled.errors import InputError, did_you_mean
from settled.sources import parquet, readable_file, shown

MAX_BYTES = 32_000_000

Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """What a table of a user's own holds.

    Attributes:
        of: what it is a table of, as its reader would say it (``prices``).
    """

    of: str
    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()


def rows(path: Path, columns: Columns) -> Iterator[tuple[int, Cells]]:
    """Lines of the file and their cells, stripped; a column that the table lacks is an empty cell.

    Raises:
        InputError: missing, too large, not UTF-8, not CSV, a column missing, unknown or twice, or a row with
            more or fewer cells than the header.
    """
    records = _records(path, columns)
    line, header = next(records, (1, []))
    if not header:
        raise InputError(str(path), "has no header line", f"name the columns: {','.join(columns.needed)}")
    names = [name.strip() for name in header]
    _check(f"{path}:{line}", names, columns)
    empty = dict.fromkeys((*columns.needed, *columns.optional), "")
    for line, record in records:
        if len(record) != len(names):
            what = f"has {len(record)} cells, the header has {len(names)}"
            raise InputError(f"{path}:{line}", what, "quote a cell that holds commas")
        yield line, empty | {name: cell.strip() for name, cell in zip(names, record, strict=True)}


def _records(path: Path, columns: Columns) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_text(path, columns).splitlines(keepends=True), strict=True)
    line = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{path}:{line}", f"is not CSV: {error}", "is a quote left open?") from error


def _text(path: Path, columns: Columns) -> str:
    if readable_file(path).stat().st_size > MAX_BYTES:
        what = f"is larger than {MAX_BYTES // 1_000_000} MB"
        raise InputError(str(path), what, f"is it a table of {columns.of}?")
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"0x{data[error.start]:02x} is not UTF-8"
        raise InputError(f"{path}:{line}", what, "save the file as UTF-8") from error


def _check(place: str, names: list[str], columns: Columns) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise InputError(place, f"has the column '{shown(twice[0])}' twice", "remove one of them")
    parquet.need(place, names, columns.needed)
    for name in names:
        if name not in (*columns.needed, *columns.optional):
            what = f"'{shown(name)}' is no column of a table of {columns.of}"
            raise InputError(place, what, did_you_mean(name, (*columns.needed, *columns.optional)))
