"""From sightings to papers: the role of each paper towards each technology that it names."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute

from settled.scan.text.cues import load


def paper_roles(sightings: pa.Table | pa.RecordBatch) -> pa.Table:
    """The strongest role of each (unit, field, technology), by the priority of ``roles.toml``.

    Args:
        sightings: with at least unit, field, technology, role; in any order.

    Returns:
        Columns unit, field, technology, role; one row each, ordered by these.
    """
    priority = pa.array(load().priority, pa.string())
    table = pa.table({name: sightings.column(name) for name in ("unit", "field", "technology", "role")})
    rank = pa.compute.index_in(table["role"], value_set=priority)
    strongest = (
        table.drop_columns("role")
        .append_column("rank", rank)
        .group_by(["unit", "field", "technology"])
        .aggregate([("rank", "min")])
    )
    role = priority.take(strongest["rank_min"].combine_chunks())
    named = strongest.drop_columns("rank_min").append_column("role", role)
    return named.sort_by([(name, "ascending") for name in ("unit", "field", "technology")])
