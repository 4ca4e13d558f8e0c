"""Factors (``6.75x``) of the row that has ``1x``."""

from __future__ import annotations

from collections.abc import Iterator

from settled.audit.change.agreement import (
    CHECK,
    JUDGEMENTS,
    LEAST_ROWS,
    MOST,
    Reading,
    inverse_ratio,
    is_cut,
    ratio,
)
from settled.audit.findings import found, shown
from settled.audit.intervals import meet, values_of
from settled.records.audit import Finding, Grid, Statement


def to_base(grid: Grid, place: int) -> Iterator[Finding]:
    """Factors (``6.75x``) of the row that has ``1x``: of a column that most rows follow, up or down."""
    factors = [(row, cell) for row, cell in grid.filled(place) if cell.quantity.unit == "factor"]
    bases = [row for row, cell in factors if cell.quantity.value == 1.0 and cell.quantity.bound == "="]
    if len(bases) != 1 or len(factors) < LEAST_ROWS + 1:
        return
    for column in range(len(grid.columns)):
        base = bases[0].cells[column] if column < len(bases[0].cells) else None
        if base is None or column == place or grid.columns[column].role != "value":
            continue
        rows = [
            (base, measured, stated)
            for row, stated in factors
            if row is not bases[0] and (measured := row.cells[column]) is not None
            and measured.quantity.unit == base.quantity.unit
        ]  # fmt: skip
        for reading in (inverse_ratio, ratio):
            judged = [_of_base(*three, reading) for three in rows]
            fitting = sum(finding.verdict == "holds" for finding in judged)
            if fitting >= LEAST_ROWS - 1 and fitting >= MOST * len(judged):
                yield from judged
                return


def _of_base(base: Statement, measured: Statement, stated: Statement, reading: Reading) -> Finding:
    before, after = values_of(base.quantity), values_of(measured.quantity)
    if min(before[0], after[0]) <= 0:
        return found(stated, CHECK, "unverifiable", "change.unread", kind="change")
    told = values_of(stated.quantity)
    verdict = "holds" if meet(reading(before, after), told) else "contradicted"
    if verdict == "contradicted" and is_cut(reading(before, after), told, stated):
        verdict = "imprecise"
    small, large = sorted((base.quantity.value, measured.quantity.value))
    value = large / small if stated.quantity.value >= 1 else small / large
    given = shown(value, "factor", step=stated.quantity.step)
    return found(
        stated, CHECK, JUDGEMENTS[verdict], f"change.{verdict}", kind="change",
        computed=f"{base.quantity.text} → {measured.quantity.text}: {given}", before=base.quantity.text,
        after=measured.quantity.text, stated=stated.quantity.text, computed_value=given, others=(base.line,),
    )  # fmt: skip
