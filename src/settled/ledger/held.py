"""Which snapshots the two layers hold, and which of them count.

For one source, content and scanner only one snapshot is **active**: of those not withdrawn, the one with the
highest scanner version; between equals (other signatures), the user's own before the shipped one, and then
the one appended last. The others are superseded: kept, and not counted.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from settled.errors import LedgerError
from settled.ledger.store import Layer
from settled.records import Origin, Snapshot

Status = Literal["active", "superseded", "withdrawn"]

_SNAPSHOT = (
    "id, source, locator, revision, retrieved_at, content_digest, scanner, scanner_version, "
    "signature_digest, tool_version, units, skipped"
)
_ORIGIN = "source, producer, title, licence, url, date_published, date_accessed, citation, redistributable"
_HELD = "observation_count, observation_digest, sighting_count, sightings_digest"


@dataclass(frozen=True, slots=True)
class Held:
    """A snapshot as a layer holds it.

    Attributes:
        number: its place in the layer's file, in order of appending.
        observations: how many, as recorded when it was appended; ``observation_digest``: SHA-256 over them.
        sightings: how many; ``sightings_digest``: SHA-256 of their Parquet file; ``None``: there are none.
    """

    snapshot: Snapshot
    layer: Layer
    number: int
    status: Status
    observations: int
    observation_digest: str
    sightings: int
    sightings_digest: str | None


def read_held(connection: sqlite3.Connection, layer: Layer) -> list[Held]:
    """Every snapshot of a file in order of appending; all ``active`` until ``settle`` has compared them."""
    found = connection.execute(f"SELECT number, {_SNAPSHOT}, origin, {_HELD} FROM snapshots ORDER BY number")
    origins = _read_origins(connection)
    held = []
    for number, *fields, skipped, origin, count, digest, sightings, sightings_digest in found:
        try:
            reasons = tuple((str(reason), int(times)) for reason, times in json.loads(skipped))
        except (TypeError, ValueError) as fault:
            raise LedgerError(f"snapshot {fields[0]}", f"is damaged: skipped is {skipped!r}") from fault
        snapshot = Snapshot(*(*fields, reasons, origins.get(origin)))
        held.append(Held(snapshot, layer, number, "active", count, digest, sightings, sightings_digest))
    return held


def _read_origins(connection: sqlite3.Connection) -> dict[int, Origin]:
    found = connection.execute(f"SELECT number, {_ORIGIN} FROM origins")
    return {number: Origin(*(*plain, bool(free))) for number, *plain, free in found}


def read_withdrawn(connection: sqlite3.Connection) -> set[str]:
    """Ids that a file withdraws, of its own snapshots or of another layer's."""
    return {row[0] for row in connection.execute("SELECT snapshot FROM withdrawals")}


def settle(held: Iterable[Held], withdrawn: set[str]) -> list[Held]:
    """Give every snapshot its status, and drop those that another layer holds already.

    Args:
        held: the shipped layer's snapshots first, then the user's own.
    """
    by_id: dict[str, Held] = {}
    for one in held:
        by_id.setdefault(one.snapshot.id, one)
    newest: dict[tuple[str, str, str], Held] = {}
    for one in by_id.values():
        if one.snapshot.id not in withdrawn:
            key = (one.snapshot.source, one.snapshot.content_digest, one.snapshot.scanner)
            newest[key] = max(newest.get(key, one), one, key=_rank)
    active = {one.snapshot.id for one in newest.values()}
    return [_with_status(one, active, withdrawn) for one in by_id.values()]


def _rank(one: Held) -> tuple[int, bool, int]:
    return one.snapshot.scanner_version, one.layer == "mine", one.number


def _with_status(one: Held, active: set[str], withdrawn: set[str]) -> Held:
    name = one.snapshot.id
    status: Status = "withdrawn" if name in withdrawn else "active" if name in active else "superseded"
    return Held(
        one.snapshot, one.layer, one.number, status,
        one.observations, one.observation_digest, one.sightings, one.sightings_digest,
    )  # fmt: skip


def insert_snapshot(connection: sqlite3.Connection, one: Held) -> int:
    """Store a snapshot with what it holds; returns its number."""
    snapshot = one.snapshot
    plain = [getattr(snapshot, name.strip()) for name in _SNAPSHOT.split(",")]
    plain[-1] = json.dumps(sorted(snapshot.skipped), ensure_ascii=False)
    origin = _insert_origin(connection, snapshot.origin) if snapshot.origin else None
    values = (*plain, origin, one.observations, one.observation_digest, one.sightings, one.sightings_digest)
    marks = ", ".join("?" * len(values))
    cursor = connection.execute(
        f"INSERT INTO snapshots ({_SNAPSHOT}, origin, {_HELD}) VALUES ({marks})", values
    )
    return cursor.lastrowid or 0


def _insert_origin(connection: sqlite3.Connection, origin: Origin) -> int:
    names = [name.strip() for name in _ORIGIN.split(",")]
    values = tuple(getattr(origin, name) for name in names)
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT OR IGNORE INTO origins ({_ORIGIN}) VALUES ({marks})", values)
    where = " AND ".join(f"{name} = ?" for name in names)
    [number] = connection.execute(f"SELECT number FROM origins WHERE {where}", values).fetchone()
    return int(number)
