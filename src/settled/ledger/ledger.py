"""The ledger: what was counted, in two layers, of which only the user's own is ever written."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from settled.errors import LedgerError, did_you_mean
from settled.ledger.columns import Columns, join, read_block
from settled.ledger.held import Held, insert_snapshot, read_held, read_withdrawn, settle
from settled.ledger.layers import LayerInfo, describe
from settled.ledger.rows import digest_of, insert_claims, insert_rows, rows_of, stored_claims, stored_rows
from settled.ledger.store import Store
from settled.records import SIGHTING_COLUMNS, Claim, Observation, Snapshot

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    import pyarrow as pa
    from numpy.typing import NDArray

    from settled.ledger.verify import Problem, Recount

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
            wanted = {
                one.number: one.snapshot.id
                for one in held
                if one.layer == store.layer and one.status == "active"
            }
            with store.reading() as connection:
                if connection is not None:
                    blocks.append(read_block(connection, wanted, until))
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

    def sightings(
        self,
        *,
        field: str | None = None,
        technology: str | None = None,
        role: str | None = None,
        source: str | None = None,
        read_from: str | None = None,
        columns: Sequence[str] | None = None,
        only_mine: bool = False,
    ) -> pa.Table:
        """The sightings of the active snapshots, those with these words.

        Args:
            source: as in the sightings' own column (``papers/neurips``).
            read_from: the snapshots' source (``papers``), whose files alone are read.
            columns: of ``records.SIGHTING_COLUMNS``; default all.

        Returns:
            A table of these columns and ``snapshot``, the id of the snapshot that each was seen in.

        Raises:
            LedgerError: a file of sightings is missing or damaged.
        """
        import pyarrow as pa

        from settled.ledger import parquet

        words = {"field": field, "technology": technology, "role": role, "source": source}
        where = {name: word for name, word in words.items() if word is not None}
        names = list(SIGHTING_COLUMNS if columns is None else columns)
        kinds = parquet.schema()
        empty = pa.schema([*(kinds.field(name) for name in names), pa.field("snapshot", pa.string())])
        tables = [empty.empty_table()]
        for held, store in self._with_sightings(only_mine):
            if read_from is not None and held.snapshot.source != read_from:
                continue
            table = parquet.read(store.sightings, held.sightings_digest or "", names, where)
            ids = pa.repeat(pa.scalar(held.snapshot.id), table.num_rows)
            tables.append(table.append_column("snapshot", ids))
        return pa.concat_tables(tables)

    def known_unit_keys(
        self,
        source: str,
        apart_from: str | None = None,
        replaced: Collection[str] = (),
        locator: str | None = None,
    ) -> NDArray[np.int64]:
        """The sorted keys of all units of a source that active snapshots have sightings of.

        What is counted next leaves these out, so that a paper of the shipped ledger is not counted again from
        a user's file.

        Args:
            source: as in ``Snapshot.source`` (``papers``).
            apart_from: digest of the content about to be appended: a snapshot of the same content will be
                superseded, so its units must be counted again.
            replaced: ids of snapshots that are about to be withdrawn, likewise.
            locator: of the only snapshots to look at, for a source whose units are of one locator each.
        """
        import numpy as np

        from settled.ledger import parquet

        keys = [np.zeros(0, np.int64)]
        for held, store in self._with_sightings(only_mine=False):
            snapshot = held.snapshot
            if (
                snapshot.source == source
                and snapshot.content_digest != apart_from
                and snapshot.id not in replaced
                and locator in (None, snapshot.locator)
            ):
                table = parquet.read(store.sightings, held.sightings_digest or "", ["unit_key"])
                keys.append(table.column(0).drop_null().to_numpy())
        return np.unique(np.concatenate(keys))

    def _with_sightings(self, only_mine: bool) -> Iterator[tuple[Held, Store]]:
        stores = {store.layer: store for store in self._stores(only_mine)}
        for held in self.held(only_mine):
            if held.status == "active" and held.sightings_digest is not None:
                yield held, stores[held.layer]

    def export(self, path: Path, kind: str = "csv", only_mine: bool = False) -> int:
        """Write the active observations as ``csv`` or ``parquet``; returns how many.

        Raises:
            InputError: another kind, or the file cannot be written there.
        """
        from settled.ledger import frames

        table = self.observations(only_mine=only_mine)
        frames.write(table, path, kind)
        return table.height

    def info(self) -> tuple[LayerInfo, ...]:
        """What each layer is and holds, the shipped one first."""
        held = self.held()
        return tuple(describe(store, held) for store in self._stores())

    def verify(self, recount: Recount | None = None) -> list[Problem]:
        """Everything that is not as it was stored: structure, rules, digests, counts, files of sightings.

        Removes files that a killed run left beside the user's own ledger; changes nothing else.

        Args:
            recount: counts a snapshot's sightings again, to compare with what was stored.
        """
        from settled.ledger.verify import problems_of, remove_orphans

        found = [problem for store in self._stores() for problem in problems_of(store, recount)]
        if self.mine is not None and not found:
            with suppress(LedgerError):  # a folder that cannot be written may keep them
                remove_orphans(self.mine)
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

    def ship(self, folder: Path) -> None:
        """Write what is active as a small read-only ledger: the same bytes for the same content.

        Raises:
            LedgerError: something is missing or damaged here, or ``folder`` cannot be written.
        """
        from settled.ledger import parquet, ship

        held = [one for one in self.held() if one.status == "active"]
        parts: list[ship.Part] = []
        for store in self._stores():
            with store.reading() as connection:
                for one in held:
                    if connection is not None and one.layer == store.layer:
                        rows, claims = (
                            stored_rows(connection, one.number),
                            stored_claims(connection, one.number),
                        )
                        parts.append(
                            (one, rows, list(claims), parquet.load(store.sightings, one.sightings_digest))
                        )
        ship.write(folder, parts)

    def _writable(self) -> Store:
        if self.mine is None:
            raise LedgerError(
                "ledger", "the shipped ledger is read-only", "name a folder of your own as SETTLED_HOME"
            )
        return self.mine
