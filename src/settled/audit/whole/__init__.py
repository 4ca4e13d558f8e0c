"""Parts of a whole add to it; shares follow from the counts beside them; cumulative columns; totals."""

from __future__ import annotations

from collections.abc import Iterator

from settled.audit.whole.concentration import concentrations
from settled.audit.whole.shares import shares
from settled.audit.whole.totals import total_column, total_row
from settled.records.audit import AuditedDocument, Finding

__all__ = ["check_whole"]


def check_whole(document: AuditedDocument) -> Iterator[Finding]:
    """Tables whose parts must add up.

    A slip stands at the row whose figure fails: by the counts beside it, by the cumulative column, or else
    the rest (the largest part where there is none).
    """
    for grid in document.grids:
        for place, column in enumerate(grid.columns):
            if column.role == "part":
                yield from shares(grid, place)
            elif column.role == "total":
                yield from total_column(grid, place)
        yield from total_row(grid)
    yield from concentrations(document)
