"""Observations and claims as rows of the tables, and the digest of what a snapshot observed."""

from __future__ import annotations

import hashlib
import json
import math
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from settled.errors import LedgerError
from settled.records import MEASURES, Claim, Observation, Snapshot

MAX_COUNT = 2**53  # counts are read as floats, exactly
EPOCH = date(1970, 1, 1).toordinal()
Series = tuple[str, str, str, str, str]
# Series, first and last day, k, n, value: one observation without its snapshot.
Row = tuple[Series, int, int, int | None, int | None, float | None]

_CLAIM = ("file", "line", "kind", "subject", "attribute", "value", "unit", "bound", "source")


def rows_of(snapshot: Snapshot, observations: Iterable[Observation]) -> list[Row]:
    """The observations as sorted rows.

    Raises:
        LedgerError: one is not of this snapshot, breaks a rule, or stands there twice.
    """
    rows = sorted((_row(snapshot, one) for one in observations), key=lambda row: row[:3])
    for before, after in pairwise(rows):
        if before[:3] == after[:3]:
            raise LedgerError(_place(snapshot), f"counted twice for the same period: {' '.join(after[0])}")
    return rows


def _row(snapshot: Snapshot, one: Observation) -> Row:
    wrong = _what_is_wrong(snapshot, one)
    if wrong:
        raise LedgerError(_place(snapshot), f"{wrong}: {one}")
    series = (one.field, one.technology, one.measure, one.source, one.unit or "")
    days = (one.period_start.toordinal() - EPOCH, one.period_end.toordinal() - EPOCH)
    value = None if one.value is None else float(one.value) + 0.0  # SQLite keeps no -0.0
    return series, *days, one.k, one.n, value


def _what_is_wrong(snapshot: Snapshot, one: Observation) -> str | None:
    if one.snapshot != snapshot.id:
        return "an observation of another snapshot"
    if one.measure not in MEASURES:
        return f"unknown measure {one.measure!r}"
    if one.period_start > one.period_end:
        return "the period ends before it starts"
    if (one.k is None) != (one.n is None) or (one.k is None and one.value is None):
        return "neither k of n nor a value"
    if one.k is not None and one.n is not None and not 0 <= one.k <= one.n <= MAX_COUNT:
        return "k is not between 0 and n"
    if one.value is not None and not math.isfinite(one.value):
        return "the value is not a number"
    return None


def _place(snapshot: Snapshot) -> str:
    return f"snapshot {snapshot.id} of {snapshot.source}"


def digest_of(rows: Iterable[Row]) -> str:
    """SHA-256 over the rows, whatever their order; without the snapshot's id, so that rebuilds compare."""
    lines = sorted(json.dumps(row, ensure_ascii=False) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def stored_rows(connection: sqlite3.Connection, number: int) -> list[Row]:
    """The rows of the snapshot with this number, as they stand in the file."""
    series = stored_series(connection)
    found = connection.execute(
        "SELECT series, period_start, period_end, k, n, value FROM observations WHERE snapshot = ?", (number,)
    )
    try:
        return [(series[row[0]], *row[1:]) for row in found]
    except KeyError as fault:
        raise broken(f"observations name series {fault}") from fault


def stored_series(connection: sqlite3.Connection) -> dict[int, Series]:
    """Every series of the file by its number."""
    words = dict(connection.execute("SELECT number, word FROM words"))
    found = connection.execute("SELECT number, field, technology, measure, source, unit FROM series")
    try:
        return {
            number: (words[field], words[technology], words[measure], words[source], words[unit])
            for number, field, technology, measure, source, unit in found
        }
    except KeyError as fault:
        raise broken(f"series name word {fault}") from fault


def broken(what: str) -> LedgerError:
    """The error for a row that names another one which is not there."""
    return LedgerError("ledger", f"is damaged: {what}, which is not there", "run `settled ledger verify`")


def insert_rows(connection: sqlite3.Connection, number: int, rows: list[Row]) -> None:
    """Store the rows under the snapshot's number, interning what is new."""
    wanted = {row[0] for row in rows}
    words = _intern_words(connection, {word for series in wanted for word in series})
    known = {series: key for key, series in stored_series(connection).items()}
    for series in sorted(wanted - known.keys()):
        cursor = connection.execute(
            "INSERT INTO series (field, technology, measure, source, unit) VALUES (?, ?, ?, ?, ?)",
            tuple(words[word] for word in series),
        )
        known[series] = cursor.lastrowid or 0
    connection.executemany(
        "INSERT INTO observations VALUES (?, ?, ?, ?, ?, ?, ?)",
        sorted((number, known[row[0]], *row[1:]) for row in rows),
    )


def _intern_words(connection: sqlite3.Connection, wanted: set[str]) -> dict[str, int]:
    connection.executemany(
        "INSERT OR IGNORE INTO words (word) VALUES (?)", ((word,) for word in sorted(wanted))
    )
    return dict(connection.execute("SELECT word, number FROM words"))


def insert_claims(connection: sqlite3.Connection, number: int, claims: Iterable[Claim]) -> int:
    """Store what a document states, in its order; returns how many."""
    rows = [
        (number, position, *(getattr(one, name) for name in _CLAIM), json.dumps(one.inputs))
        for position, one in enumerate(claims)
    ]
    connection.executemany("INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return len(rows)


def stored_claims(connection: sqlite3.Connection, number: int) -> Iterator[Claim]:
    """The claims of the snapshot with this number, in the document's order."""
    found = connection.execute(
        f"SELECT {', '.join(_CLAIM)}, inputs FROM claims WHERE snapshot = ? ORDER BY position", (number,)
    )
    for *plain, inputs in found:
        triples = tuple(
            (str(name), float(weight), float(value)) for name, weight, value in json.loads(inputs)
        )
        yield Claim(*(*plain, triples))
