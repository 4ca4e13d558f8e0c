"""An index: a weighted mean over a column, whose weights are not stated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from settled.audit.contradiction import name_key
from settled.audit.mean.agreement import equally
from settled.records.audit import AuditedDocument, Finding, Grid, Statement

_INDEX = re.compile(r"\\frac\s?\{\s?\\sum")
_WEIGHTS = re.compile(r"权重|weight", re.IGNORECASE)
_TEXT = re.compile(r"\\text\s?\{([^{}]{1,60})\}")
_MOST_FORMULAS = 1000


def indices(document: AuditedDocument) -> Iterator[Finding]:
    """A weighted mean over a column, defined by a formula without stated weights, and its stated value."""
    components: dict[tuple[tuple[str, ...], str], str] = {}
    for formula in document.formulas[:_MOST_FORMULAS]:
        texts = _TEXT.findall(formula.source)
        if _INDEX.search(formula.source) and len(texts) >= 3 and _WEIGHTS.search(texts[-1]):
            components.setdefault((formula.section, name_key(texts[0])), name_key(texts[1]))
    for statement in document.statements if components else ():
        component = components.get((statement.section, name_key(statement.attribute)))
        if component and statement.kind == "prose":
            parts = _column_named(component, statement.section, document.grids)
            if parts:
                yield equally(statement, parts, "mean.index")


def _column_named(name: str, section: tuple[str, ...], grids: Sequence[Grid]) -> list[Statement]:
    for grid in grids:
        if grid.section == section:
            for place, column in enumerate(grid.columns):
                if name_key(column.title) == name and len(grid.filled(place)) > 1:
                    return [cell for row, cell in grid.filled(place) if row.role in ("part", "rest")]
    return []
