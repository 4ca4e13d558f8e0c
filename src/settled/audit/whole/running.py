"""Running totals: each is the one before it and its own part."""

from __future__ import annotations

from collections.abc import Iterator

from settled.audit.findings import found, shown
from settled.audit.intervals import EPS
from settled.audit.whole.fits import CHECK
from settled.records.audit import Finding, Grid, Judgement, Statement


def running_totals(grid: Grid, place: int, column: int) -> Iterator[Finding]:
    """Each running total is the one before it and its own part."""
    running: Statement | None = None
    pending: tuple[Statement, Statement, float] | None = (
        None  # a row that failed: its part, its total, the sum
    )
    for row in grid.rows:
        part, total = row.cells[place], row.cells[column] if column < len(row.cells) else None
        if part is None or total is None or part.quantity.unit != total.quantity.unit:
            return
        if row.role == "total":
            return
        before = running.quantity.value if running else 0.0
        value = before + part.quantity.value
        slack = (part.quantity.step + total.quantity.step * (2 if running else 1)) / 2
        unit = total.quantity.unit
        working = f"{shown(before, unit)} + {part.quantity.text} = {shown(value, unit)}"
        if pending is not None:
            # The total before this one was wrong by itself if the sum that it should have been fits here.
            is_total_wrong = abs(pending[2] + part.quantity.value - total.quantity.value) <= slack + EPS
            yield _failed(pending[1] if is_total_wrong else pending[0], pending[2], total.quantity.unit)
            pending = None
            if is_total_wrong:
                running = total
                continue
        difference = abs(value - total.quantity.value)
        if difference <= slack + EPS:
            verdict: Judgement = "holds" if difference <= total.quantity.step / 2 + EPS else "imprecise"
            yield found(
                total,
                CHECK,
                verdict,
                f"whole.cumulative.{verdict}",
                kind="sum",
                computed=working,
                computed_value=shown(value, total.quantity.unit),
                stated=total.quantity.text,
            )
        else:
            pending = (part, total, value)
        running = total
    if pending is not None:
        # A last total of 100 % is as it must be: its part is not.
        is_full = pending[1].quantity.unit == "share" and pending[1].quantity.value == 1.0
        yield _failed(pending[0] if is_full else pending[1], pending[2], pending[1].quantity.unit)


def _failed(statement: Statement, value: float, unit: str) -> Finding:
    return found(
        statement,
        CHECK,
        "contradicted",
        "whole.cumulative.contradicted",
        kind="sum",
        computed=shown(value, unit),
        computed_value=shown(value, unit),
        stated=statement.quantity.text,
    )
