"""Figures held to a mean of their components."""

from __future__ import annotations

from collections.abc import Sequence

from settled.audit.findings import added_up, found, shown
from settled.audit.intervals import Interval, meet, values_of
from settled.records.audit import Finding, Judgement, Statement

CHECK = "mean"
MOST_TABLES = 12  # of a section, that may work out one figure


def fits(computed: Interval, stated: Statement) -> bool:
    """Whether a computed value may be written as stated."""
    low, high = values_of(stated.quantity)
    half = stated.quantity.step / 2 if stated.quantity.bound in ("≥", ">", "≤", "<") else 0.0
    return meet(computed, (low - half, high + half))


def equally(stated: Statement, parts: Sequence[Statement], reason: str) -> Finding:
    """A figure against the plain mean of its components, and the range over all weightings."""
    unit = stated.quantity.unit
    values = [cell.quantity.value for cell in parts]
    value = sum(values) / len(values)
    working = f"({added_up(parts)}) / {len(values)} = {shown(value, unit)}"
    lows, highs = zip(*(values_of(cell.quantity) for cell in parts), strict=True)
    if fits((value, value), stated):
        verdict: Judgement = "holds"
    elif meet((min(lows), max(highs)), values_of(stated.quantity)) and min(
        values
    ) <= stated.quantity.value <= max(values):
        verdict = "imprecise"
    else:
        verdict = "contradicted"
    return found(
        stated,
        CHECK,
        verdict,
        f"{reason}.{verdict}",
        kind="mean",
        computed=working,
        others=[cell.line for cell in parts],
        stated=stated.quantity.text,
        computed_value=shown(value, unit),
        least=shown(min(values), unit),
        most=shown(max(values), unit),
    )
