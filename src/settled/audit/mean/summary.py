"""A summary row, worked out in a table of its own."""

from __future__ import annotations

from collections.abc import Iterator

from settled.audit.contradiction import name_key
from settled.audit.mean.agreement import MOST_TABLES, equally
from settled.records.audit import AuditedDocument, Finding, Grid, Statement

_MOST_SUMMARIES = 40  # rows of a table of summaries


def summaries(document: AuditedDocument) -> Iterator[Finding]:
    """A share in a table of summaries, whose name heads a later table of the section with its parts.

    Not of a whole: shares of a market have no mean that means anything.
    """
    for at, summary in enumerate(document.grids):
        columns = [place for place in range(len(summary.columns)) if summary.filled(place)]
        if len(columns) != 1 or len(summary.rows) > _MOST_SUMMARIES:
            continue
        later = [
            grid for grid in document.grids[at + 1 : at + 1 + MOST_TABLES] if grid.section == summary.section
        ]
        for row, stated in summary.filled(columns[0]):
            if stated.quantity.unit != "share" or stated.technology:
                continue
            worked = next((grid for grid in later if _is_headed(grid, row.label, summary)), None)
            parts = _components(worked) if worked else []
            if len(parts) > 1:
                yield equally(stated, parts, "mean.summary")


def _is_headed(grid: Grid, label: str, summary: Grid) -> bool:
    """Whether the last topic above a table that names any summary names this one."""
    labels = [name_key(row.label) for row in summary.rows]
    for topic in reversed(grid.topics):
        named = [name for name in labels if len(name) >= 3 and name_key(topic).startswith(name)]
        if named:
            return name_key(label) in named
    return False


def _components(grid: Grid) -> list[Statement]:
    shares = [
        place
        for place, column in enumerate(grid.columns)
        if column.role in ("value", "change")
        and grid.filled(place)
        and all(cell.quantity.unit == "share" for _, cell in grid.filled(place))
    ]
    changes = [place for place in shares if grid.columns[place].role == "change"]
    if any(column.role == "part" for column in grid.columns) or not shares:
        return []
    place = changes[0] if changes else shares[-1]
    return [cell for row, cell in grid.filled(place) if row.role in ("part", "rest")]
