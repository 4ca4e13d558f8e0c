"""Whether the ledger still holds what was counted, by counting its sightings again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from settled.records import Field, Observation, Snapshot
from settled.scan import counting

if TYPE_CHECKING:
    import pyarrow as pa

    from settled.ledger.verify import Problem
    from settled.pipeline.tool import Settled

Counting = Callable[[pl.DataFrame, Sequence[Field], str, date], list[Observation]]

# Scanners whose observations come from sightings, bar those of `BEYOND_SIGHTINGS`, and the kind of signatures
# that these look for.
_RECOUNTED: dict[str, tuple[Counting, str]] = {
    "text": (counting.count_papers, "aliases"),
    "zoo": (counting.count_adopters, "zoo"),
    "models": (counting.count_adopters, "models"),
    "code": (counting.count_repositories, "repositories"),
}


def verify(tool: Settled) -> tuple[dict[str, int], Sequence[Problem]]:
    """How many of each kind were checked, and what is wrong.

    A snapshot is counted again only while the catalog is the one that it was counted with.
    """
    fields = list(tool.catalog.fields.values())

    def recount(snapshot: Snapshot, sightings: pa.Table) -> Iterable[Observation] | None:
        how = _RECOUNTED.get(snapshot.scanner)
        if how is None or snapshot.signature_digest != tool.catalog.digest(how[1]):
            return None
        frame = pl.DataFrame(sightings)
        return how[0](frame, fields, snapshot.id, date.fromisoformat(snapshot.retrieved_at))

    held = tool.ledger.held()
    checked = {
        "snapshots": len(held),
        "observations": sum(one.observations for one in held),
        "sightings": sum(one.sightings for one in held),
    }
    return checked, tool.ledger.verify(recount)
