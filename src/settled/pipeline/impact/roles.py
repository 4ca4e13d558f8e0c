"""Papers of each field by what they do with its technologies, from the sightings that were kept."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl
import pyarrow as pa

from settled.records import RoleCounts

ROLE_COLUMNS = ("unit_key", "source", "period", "field", "technology", "role")
"""What is read of a sighting."""


def role_counts(sightings: pa.Table, fields: Mapping[str, Sequence[str]]) -> list[RoleCounts]:
    """Counts by field, venue and quarter; a paper that stands at two venues counts once, at the first.

    Args:
        sightings: with ``ROLE_COLUMNS``; those of papers are taken.
        fields: by id, the technologies' ids, incumbent first.
    """
    rows = pl.from_arrow(sightings)
    assert isinstance(rows, pl.DataFrame)
    incumbents = pl.DataFrame(
        {"field": list(fields), "first": [technologies[0] for technologies in fields.values()]}
    )
    papers = (
        rows.filter(pl.col("source").str.starts_with("papers/"), pl.col("period").is_not_null())
        .join(incumbents, on="field")
        .with_columns(own=pl.col("technology") == pl.col("first"), proposes=pl.col("role") == "proposes")
        .with_columns(
            seeking=(pl.col("proposes") & ~pl.col("own")) | ((pl.col("role") == "contests") & pl.col("own"))
        )
        .sort("period", "source")
        .group_by("field", "unit_key", maintain_order=True)
        .agg(pl.first("period", "source"), pl.col("own", "seeking", "proposes").any())
        .with_columns(quarter=pl.col("period").dt.quarter(), year=pl.col("period").dt.year())
        .group_by("field", "source", "year", "quarter")
        .agg(pl.len(), pl.col("own", "seeking", "proposes").sum())
        .sort("field", "source", "year", "quarter")
    )
    return [_counted(*row) for row in papers.iter_rows()]


def _counted(
    field: str, source: str, year: int, quarter: int, papers: int, own: int, seeking: int, founding: int
) -> RoleCounts:
    month = 3 * quarter
    end = date(year, month, calendar.monthrange(year, month)[1])
    venue = source.partition("/")[2]
    return RoleCounts(field, venue, date(year, month - 2, 1), end, papers, own, seeking, founding)
