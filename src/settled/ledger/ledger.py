"""The ledger: what was counted, in two layers, of which only the user's own is ever written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from settled.errors import LedgerError, did_you_mean
from settled.ledger.columns import Columns, join, read_blocks
from settled.ledger.held import Held, insert_snapshot, read_held, read_withdrawn, settle
from settled.ledger.rows import digest_of, insert_claims, insert_rows, rows_of, stored_claims
from settled.ledger.store import Store
from settled.records import Claim, Observation, Snapshot

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

SHIPPED = Path(__file__).parent / "shipped"


@dataclass(frozen=True, slots=True)
class Appended:
    """What came of an ``append``.

    Attributes:
        outcome: ``added``; ``known``: a layer holds this snapshot already, nothing was added; ``withdrawn``:
            it is held and was withdrawn, nothing was added.
        observations: rows added; ``sightings``, ``claims`` likewise.
    """

    snapshot: str
    outcome: Literal["added", "known", "withdrawn"]
    observations: int = 0
    sightings: int = 0
    claims: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """The user's own ledger, with the shipped one under it.

    Attributes:
        shipped: the read-only layer; ``None``: without.
        mine: the user's own; ``None``: without, and nothing can be written.
    """

    shipped: Store | None
    mine: Store | None

    @classmethod
    def open(cls, home: Path | None, shipped: Path | None = SHIPPED) -> Self:
        """Name the two layers; nothing is read or written yet, and neither needs to exist.

        >>> Ledger.open(None, shipped=None).snapshots()
        []
        """
        return cls(
            None if shipped is None else Store("shipped", shipped),
            None if home is None else Store("mine", home),
        )

    def _stores(self, only_mine: bool = False) -> Iterator[Store]:
        if self.shipped is not None and not only_mine:
            yield self.shipped
        if self.mine is not None:
            yield self.mine

    # --- what is there

    def held(self, only_mine: bool = False) -> list[Held]:
        """Every snapshot of both layers with its status, shipped ones first, in order of appending.

        ``only_mine`` leaves out the shipped ones; whether one is active is judged over both layers.
        """
        found: list[Held] = []
        withdrawn: set[str] = set()
        for store in self._stores():
            with store.reading() as connection:
                if connection is not None:
                    found += read_held(connection, store.layer)
                    withdrawn |= read_withdrawn(connection)
        return [one for one in settle(found, withdrawn) if not only_mine or one.layer == "mine"]

    def snapshots(self, only_mine: bool = False) -> list[Snapshot]:
        """The active snapshots, by source and id."""
        active = [one.snapshot for one in self.held(only_mine) if one.status == "active"]
        return sorted(active, key=lambda one: (one.source, one.id))

    def holds(self, snapshot_id: str) -> bool:
        """Whether a layer holds this snapshot: then scanning its content again would add nothing."""
        return any(one.snapshot.id == snapshot_id for one in self.held())

    def digest(self, sources: Iterable[str] | None = None) -> str:
        """SHA-256 over the active observations, whatever the order of rows or of appending.

        Args:
            sources: only snapshots of these sources; default all.
        """
        wanted = None if sources is None else set(sources)
        parts = [
            f"{one.snapshot.id} {one.observation_digest}"
            for one in self.held()
            if one.status == "active" and (wanted is None or one.snapshot.source in wanted)
        ]
        return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()

    # --- reading

    def columns(self, until: date | None = None, only_mine: bool = False) -> Columns:
        """The active observations as NumPy arrays, those whose period ends by ``until``."""
        held = self.held()
        blocks = []
        for store in self._stores(only_mine):
            wanted = [
                (one.number, one.snapshot.id)
                for one in held
                if one.layer == store.layer and one.status == "active"
            ]
            with store.reading() as connection:
                if connection is not None:
                    blocks += read_blocks(connection, wanted, until)
        return join(blocks)

    def observations(self, until: date | None = None, only_mine: bool = False) -> pl.DataFrame:
        """The active observations as a frame, one column for each part of ``records.Observation``."""
        from settled.ledger.frames import frame

        return frame(self.columns(until, only_mine))

    def claims(self, only_mine: bool = False) -> list[tuple[Snapshot, Claim]]:
        """What documents state, in each document's order, with the snapshot it was read in."""
        held = [one for one in self.held(only_mine) if one.status == "active"]
        found = []
        for store in self._stores(only_mine):
            with store.reading() as connection:
                for one in held if connection is not None else ():
                    if one.layer == store.layer and connection is not None:
                        found += [(one.snapshot, claim) for claim in stored_claims(connection, one.number)]
        return found

    # --- writing

    def append(
        self,
        snapshot: Snapshot,
        observations: Iterable[Observation],
        sightings: pa.Table | None = None,
        claims: Iterable[Claim] = (),
    ) -> Appended:
        """Add a snapshot and all that was found in it, in one transaction; nothing, if it is held already.

        Raises:
            LedgerError: an observation breaks a rule, or the ledger cannot be written.
        """
        known = self._known(snapshot.id)
        if known is not None:
            return known
        from settled.ledger import parquet

        store = self._writable()
        rows = rows_of(snapshot, observations)
        count = 0 if sightings is None else sightings.num_rows
        digest, data = (None, b"") if not count or sightings is None else parquet.encode(sightings)
        held = Held(snapshot, "mine", 0, "active", len(rows), digest_of(rows), count, digest)
        with store.writing() as connection:
            before = read_held(connection, "mine")
            if any(one.snapshot.id == snapshot.id for one in before):  # another process was quicker
                return Appended(snapshot.id, "known")
            parquet.remove_orphans(store.sightings, (one.sightings_digest for one in before))
            number = insert_snapshot(connection, held)
            insert_rows(connection, number, rows)
            stated = insert_claims(connection, number, claims)
            if digest is not None:
                parquet.store(store.sightings, digest, data)
        return Appended(snapshot.id, "added", len(rows), count, stated)

    def _known(self, snapshot_id: str) -> Appended | None:
        for one in self.held():
            if one.snapshot.id == snapshot_id:
                return Appended(snapshot_id, "withdrawn" if one.status == "withdrawn" else "known")
        return None

    def withdraw(self, snapshot_id: str, why: str) -> None:
        """Stop counting a snapshot of either layer; nothing is deleted.

        Raises:
            LedgerError: no layer holds it, or the ledger cannot be written.
        """
        ids = [one.snapshot.id for one in self.held()]
        if snapshot_id not in ids:
            hint = did_you_mean(snapshot_id, ids) if ids else "the ledger is empty"
            raise LedgerError("ledger withdraw", f"no snapshot {snapshot_id!r}", hint)
        with self._writable().writing() as connection:
            connection.execute("INSERT INTO withdrawals (snapshot, why) VALUES (?, ?)", (snapshot_id, why))

    def _writable(self) -> Store:
        if self.mine is None:
            raise LedgerError(
                "ledger", "the shipped ledger is read-only", "name a folder of your own as SETTLED_HOME"
            )
        return self.mine
