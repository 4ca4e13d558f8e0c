"""Columns and rows called a mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from settled.audit.findings import added_up, found, shown
from settled.audit.intervals import Interval, meet, values_of
from settled.audit.mean.agreement import CHECK
from settled.records.audit import Finding, Grid, Judgement, Row, Statement

_LEAST = 2 / 3  # of the rows or columns that must agree before a mean without stated components is believed
_NO_PART = re.compile(r"\b(?:std|n|count|params?|size|year|rank)\b|数量|参数", re.IGNORECASE)


def mean_column(grid: Grid) -> Iterator[Finding]:
    """A column called a mean, if most rows follow from the columns before or after it."""
    for place, column in enumerate(grid.columns):
        if column.role != "mean":
            continue
        for places in _component_columns(grid, place):
            judged = [
                judged
                for row, stated in grid.filled(place)
                if (judged := _plain(stated, _cells(row, places, stated)))
            ]
            if _is_rule(judged):
                yield from judged
                break


def _component_columns(grid: Grid, place: int) -> list[list[int]]:
    every = [
        number
        for number, column in enumerate(grid.columns)
        if number != place
        and column.role == "value"
        and not _NO_PART.search(column.title)
        and grid.filled(number)
    ]
    before = [number for number in every if number < place]
    after = [number for number in every if number > place]
    return [columns for columns in dict.fromkeys(map(tuple, (every, before, after))) if len(columns) > 1]  # type: ignore[misc]


def _cells(row: Row, places: Sequence[int], stated: Statement) -> list[Statement]:
    cells = [row.cells[place] for place in places if place < len(row.cells)]
    full = [cell for cell in cells if cell is not None and cell.quantity.unit == stated.quantity.unit]
    return full if len(full) == len(places) else []


def mean_row(grid: Grid) -> Iterator[Finding]:
    """A row called a mean, if most of its figures follow from the rows."""
    rows = [row for row in grid.rows if row.role == "mean"]
    if len(rows) != 1 or any(row.role == "total" for row in grid.rows):
        return
    judged = []
    for place, stated in enumerate(rows[0].cells):
        parts = [cell for row, cell in grid.filled(place) if row.role in ("part", "rest")] if stated else []
        if stated and len(parts) == len(grid.rows) - 1:
            finding = _plain(stated, [cell for cell in parts if cell.quantity.unit == stated.quantity.unit])
            judged += [finding] if finding else []
    if _is_rule(judged):
        yield from judged


def _is_rule(judged: Sequence[Finding]) -> bool:
    agreeing = sum(finding.verdict == "holds" for finding in judged)
    return agreeing >= 2 and agreeing >= _LEAST * len(judged)


def _plain(stated: Statement, parts: Sequence[Statement]) -> Finding | None:
    if len(parts) < 2:
        return None
    ends = [values_of(cell.quantity) for cell in parts]
    mean: Interval = (sum(low for low, _ in ends) / len(ends), sum(high for _, high in ends) / len(ends))
    value = sum(cell.quantity.value for cell in parts) / len(parts)
    unit = stated.quantity.unit
    if meet(mean, values_of(stated.quantity)):
        verdict: Judgement = "holds"
    else:
        verdict = (
            "imprecise" if abs(value - stated.quantity.value) <= 2 * stated.quantity.step else "contradicted"
        )
    working = f"({added_up(parts)}) / {len(parts)} = {shown(value, unit)}"
    return found(
        stated,
        CHECK,
        verdict,
        f"mean.plain.{verdict}",
        kind="mean",
        computed=working,
        stated=stated.quantity.text,
        computed_value=shown(value, unit),
    )
