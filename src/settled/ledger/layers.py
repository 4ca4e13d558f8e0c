"""What a layer is and holds, to be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from settled.ledger.held import Held, Status
from settled.ledger.schema import SCHEMA_VERSION
from settled.ledger.store import Layer, Store


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What a layer's active snapshots hold of one source."""

    source: str
    snapshots: int
    units: int
    observations: int
    sightings: int


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """One layer.

    Attributes:
        exists: whether there is a file; if not, the folder holds nothing and that is fine.
        size_bytes: of the ledger's file; ``sightings_bytes``: of the files of sightings.
        snapshots: how many, by status.
        sources: what is active, by source.
    """

    layer: Layer
    folder: Path
    exists: bool
    schema_version: int
    size_bytes: int
    sightings_bytes: int
    snapshots: dict[Status, int]
    sources: tuple[SourceInfo, ...]


def describe(store: Store, held: Sequence[Held]) -> LayerInfo:
    """What ``store`` is and holds, given the snapshots of all layers."""
    here = [one for one in held if one.layer == store.layer]
    exists = store.exists()
    files = sorted(store.sightings.glob("*.parquet")) if store.sightings.is_dir() else []
    return LayerInfo(
        layer=store.layer,
        folder=store.folder,
        exists=exists,
        schema_version=SCHEMA_VERSION,
        size_bytes=store.file.stat().st_size if exists else 0,
        sightings_bytes=sum(path.stat().st_size for path in files),
        snapshots=dict(Counter(one.status for one in here)),
        sources=_by_source([one for one in here if one.status == "active"]),
    )


def _by_source(active: Sequence[Held]) -> tuple[SourceInfo, ...]:
    names = sorted({one.snapshot.source for one in active})
    groups = [(name, [one for one in active if one.snapshot.source == name]) for name in names]
    return tuple(
        SourceInfo(
            source=name,
            snapshots=len(group),
            units=sum(one.snapshot.units for one in group),
            observations=sum(one.observations for one in group),
            sightings=sum(one.sightings for one in group),
        )
        for name, group in groups
    )
