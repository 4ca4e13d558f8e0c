"""Whether a ledger still holds what was put into it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from settled.errors import LedgerError
from settled.ledger import parquet
from settled.ledger.held import Held, read_held
from settled.ledger.rows import Row, digest_of, rows_of, stored_rows
from settled.ledger.schema import MIGRATIONS
from settled.ledger.store import Store, run_script
from settled.records import BEYOND_SIGHTINGS, Observation, Snapshot

if TYPE_CHECKING:
    import pyarrow as pa

# Counts a snapshot's sightings again; `None` where its observations do not come from sightings alone, apart
# from those of `BEYOND_SIGHTINGS`, which are not compared.
Recount = Callable[[Snapshot, "pa.Table"], Iterable[Observation] | None]

# Asked apart: SQLite's integrity check looks at no CHECK of a table without row ids.
_BROKEN_RULES = """
SELECT count(*) FROM observations
WHERE period_start > period_end OR coalesce(k < 0 OR k > n, k IS NOT n) OR (k IS NULL AND value IS NULL)
HAVING count(*) > 0
"""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was stored.

    Attributes:
        place: the file, or the file and the snapshot in it.
    """

    place: str
    what: str


def problems_of(store: Store, recount: Recount | None = None) -> Iterator[Problem]:
    """Everything wrong with one layer; nothing, where there is nothing."""
    try:
        with store.reading() as connection:
            if connection is not None:
                yield from _of_file(store, connection)
                for held in read_held(connection, store.layer):
                    yield from _of_snapshot(store, connection, held, recount)
    except LedgerError as fault:
        yield Problem(fault.place, fault.what)


def _of_file(store: Store, connection: sqlite3.Connection) -> Iterator[Problem]:
    for [answer] in connection.execute("PRAGMA integrity_check"):
        if answer != "ok":
            yield Problem(str(store.file), f"integrity check: {answer}")
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield Problem(str(store.file), f"row {row} of {table} names a row of {parent} that is not there")
    for [count] in connection.execute(_BROKEN_RULES):
        yield Problem(str(store.file), f"{count} observations break the rules 0 <= k <= n, start <= end")
    for name in sorted(_objects(connection) ^ _as_made()):
        yield Problem(str(store.file), f"{name[0]} {name[1]} is not as it was made")
    listed = "SELECT DISTINCT snapshot FROM observations WHERE snapshot NOT IN (SELECT number FROM snapshots)"
    for [number] in connection.execute(listed):
        yield Problem(str(store.file), f"observations of snapshot number {number}, which is not there")


def _objects(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    return set(connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"))


def _as_made() -> set[tuple[str, str, str]]:
    with closing(sqlite3.connect(":memory:")) as fresh:
        for script in MIGRATIONS:
            run_script(fresh, script)
        return _objects(fresh)


def _of_snapshot(
    store: Store, connection: sqlite3.Connection, held: Held, recount: Recount | None
) -> Iterator[Problem]:
    place = f"{store.file} snapshot {held.snapshot.id}"
    rows = stored_rows(connection, held.number)
    if len(rows) != held.observations:
        yield Problem(place, f"has {len(rows)} observations where {held.observations} were stored")
    elif digest_of(rows) != held.observation_digest:
        yield Problem(place, "its observations are not those that were stored")
    if held.sightings_digest is None:
        return
    fault = parquet.fault_of(store.sightings, held.sightings_digest, held.sightings)
    if fault:
        yield Problem(str(parquet.path_of(store.sightings, held.sightings_digest)), fault)
    elif recount is not None:
        yield from _of_counts(store, held, rows, recount, place)


def _of_counts(store: Store, held: Held, rows: list[Row], recount: Recount, place: str) -> Iterator[Problem]:
    sightings = parquet.read(store.sightings, held.sightings_digest or "")
    again = recount(held.snapshot, sightings)
    told = [row for row in rows if row[0][2] not in BEYOND_SIGHTINGS]
    if again is not None and digest_of(rows_of(held.snapshot, again)) != digest_of(told):
        yield Problem(place, "its observations are not what its sightings count to")


def remove_orphans(store: Store) -> None:
    """Remove files that a killed run left beside the user's ledger; where that cannot be, leave them."""
    with store.reading() as connection:
        if connection is None:
            return
        stray = parquet.orphans(store.sightings, _digests(connection))
    if stray:
        with store.writing() as connection:
            parquet.remove_orphans(store.sightings, _digests(connection))


def _digests(connection: sqlite3.Connection) -> list[str | None]:
    return [row[0] for row in connection.execute("SELECT sightings_digest FROM snapshots")]
