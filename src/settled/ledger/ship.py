"""A ledger made small and still, to be read in place from a package.

The same snapshots give the same bytes (with one version of SQLite): they are stored in the order of their
sources and ids, without what is superseded or withdrawn, and without a write-ahead log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from settled.files import left_over, replacing
from settled.ledger import parquet
from settled.ledger.faults import told
from settled.ledger.held import Held, insert_snapshot
from settled.ledger.rows import Row, insert_claims, insert_rows
from settled.ledger.store import Store, create
from settled.records import Claim

# A snapshot with its observations, its claims, and its sightings' file, if it has one.
Part = tuple[Held, list[Row], list[Claim], bytes | None]


def write(folder: Path, parts: Iterable[Part]) -> None:
    """Write the parts as a ledger in ``folder``, in place of what stood there.

    Sightings go first and the ledger last, so that at every moment all that the ledger names is there.

    Raises:
        LedgerError: the folder cannot be written.
    """
    store = Store("shipped", folder)
    with told(store.file):
        folder.mkdir(parents=True, exist_ok=True)
        for path in left_over(folder):
            path.unlink(missing_ok=True)
        with replacing(store.file) as new, closing(create(new)) as connection:
            wanted = _fill(connection, store, sorted(parts, key=_order))
        parquet.remove_orphans(store.sightings, wanted)


def _order(part: Part) -> tuple[str, str]:
    return part[0].snapshot.source, part[0].snapshot.id


def _fill(connection: sqlite3.Connection, store: Store, parts: list[Part]) -> list[str | None]:
    connection.execute("BEGIN")
    for held, rows, claims, data in parts:
        number = insert_snapshot(connection, held)
        insert_rows(connection, number, rows)
        insert_claims(connection, number, claims)
        if held.sightings_digest is not None and data is not None:
            parquet.store(store.sightings, held.sightings_digest, data)
    connection.execute("COMMIT")
    connection.execute("VACUUM")
    return [part[0].sightings_digest for part in parts]
