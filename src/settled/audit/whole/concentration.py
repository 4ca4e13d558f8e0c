"""Concentration ratios: CRn is the sum of the n largest shares."""

from __future__ import annotations

import re
from collections.abc import Iterator

from settled.audit.findings import added_up, found, shown
from settled.audit.intervals import meet, values_of
from settled.audit.whole.fits import CHECK
from settled.records.audit import AuditedDocument, Finding, Grid, Judgement, Statement

_CONCENTRATION = re.compile(r"(?<![A-Za-z])CR\s?-?(\d{1,2})(?!\d)", re.IGNORECASE)


def concentrations(document: AuditedDocument) -> Iterator[Finding]:
    """CRn, stated in a sentence: the sum of the n largest shares of its section's table."""
    for statement in document.statements:
        named = _CONCENTRATION.search(statement.attribute) if statement.kind == "prose" else None
        if named is None or statement.quantity.unit != "share":
            continue
        for grid in document.grids:
            cells = _shares_of(grid) if grid.section == statement.section else []
            count = int(named.group(1))
            if len(cells) >= count > 0:
                largest = sorted(cells, key=lambda each: -each.quantity.value)[:count]
                intervals = [values_of(cell.quantity) for cell in largest]
                added = (sum(low for low, _ in intervals), sum(high for _, high in intervals))
                verdict: Judgement = "holds" if meet(added, values_of(statement.quantity)) else "contradicted"
                value = shown(sum(cell.quantity.value for cell in largest), "share")
                working = f"{added_up(largest)} = {value}"
                yield found(
                    statement,
                    CHECK,
                    verdict,
                    f"whole.concentration.{verdict}",
                    kind="sum",
                    computed=working,
                    others=[cell.line for cell in largest],
                    count=count,
                    computed_value=value,
                    stated=statement.quantity.text,
                )
                break


def _shares_of(grid: Grid) -> list[Statement]:
    for place, column in enumerate(grid.columns):
        if column.role == "part":
            return [
                cell
                for row, cell in grid.filled(place)
                if row.role == "part" and cell.quantity.unit == "share"
            ]
    return []
