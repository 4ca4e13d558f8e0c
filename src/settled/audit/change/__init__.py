"""Before, after and the stated change agree: in per cent, percentage points, factors or plain differences."""

from __future__ import annotations

from collections.abc import Iterator

from settled.audit.change.agreement import finding
from settled.audit.change.bases import to_base
from settled.audit.change.columns import judged_column
from settled.audit.change.sentences import told_changes
from settled.audit.intervals import Interval
from settled.records.audit import AuditedDocument, Finding, Statement

__all__ = ["check_change", "stated_changes"]


def check_change(document: AuditedDocument) -> Iterator[Finding]:
    """Each row of each table that has a before, an after and a change of theirs; changes told in a sentence.

    Which columns these are is said by years or words in the titles, else by at least four rows, and
    three in four, that agree.
    """
    for grid in document.grids:
        for place, column in enumerate(grid.columns):
            if column.role == "change":
                told = [finding(*judged) for judged in judged_column(grid, place, column)]
                yield from told or to_base(grid, place)
    for judged in told_changes(document):
        yield finding(*judged)


def stated_changes(document: AuditedDocument) -> Iterator[tuple[Statement, Statement, Statement, Interval]]:
    """The changes that hold: before, after, the change, and what it may be as these are rounded."""
    columns = ((grid, place, one) for grid in document.grids for place, one in enumerate(grid.columns))
    of_tables = (
        judged
        for grid, place, one in columns
        if one.role == "change"
        for judged in judged_column(grid, place, one)
    )
    for first, second, stated, verdict, value in (*of_tables, *told_changes(document)):
        if verdict == "holds" and value is not None:
            yield first, second, stated, value
