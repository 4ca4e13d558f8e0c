"""What a table of released models is to the reader: its columns, and how a row becomes a model."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

Row = dict[str, object]

NO_NAME = "no name"
NO_DATE = "no date"
BAD_DATE = "date not understood"
BAD_YEAR = "year out of range"
MIN_YEAR = 1900

_UNKNOWN = frozenset({"", "unknown", "n/a", "none", "tbd"})


@dataclass(frozen=True, slots=True)
class Model:
    """One released model: its name, its day, and what the table says of it."""

    name: str
    day: date
    attributes: Row


@dataclass(frozen=True, slots=True)
class Table:
    """A form of table.

    Attributes:
        name: the sub-source (``epoch``), and its folder.
        columns: those that are read and without which it is not this table.
        models: turns all rows into models, or into the reason why one is not read; in the order of the rows.
    """

    name: str
    columns: tuple[str, ...]
    models: Callable[[list[Row], date], list[Model | str]]


def text(row: Row, column: str) -> str:
    """A cell as text without surrounding space; empty where it is missing."""
    value = row.get(column)
    return "" if value is None else str(value).strip()


def day_of(written: str, as_of: date) -> date | str:
    """The day of an ISO date, or why there is none; a sentence is not searched for dates.

    >>> day_of("2023-05-24", date(2026, 11, 24))
    datetime.date(2023, 5, 24)
    >>> day_of("unknown", date(2026, 11, 24))
    'no date'
    """
    if written.lower() in _UNKNOWN:
        return NO_DATE
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        return BAD_DATE
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return BAD_DATE
    return day if MIN_YEAR <= day.year <= as_of.year + 1 else BAD_YEAR
