"""Shares lie in [0, 100] %, weights sum to 1, and ``100 %`` has no exceptions beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from settled.audit.findings import added_up, found, of_definition, shown
from settled.audit.intervals import EPS
from settled.records.audit import AuditedDocument, Definition, Finding, Grid, Statement

CHECK = "bound"
_A_SHARE = re.compile(
    r"份额|占比|概率|采用率|占有率|覆盖率|准确率|召回率|合格率"
    r"|\b(?:market share|probability|proportion|adoption(?: rate)?|accuracy)\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"增|升|提高|涨|倍|变化|相对|达成|完成"
    r"|\b(?:growth|increase|gain|change|relative|improv\w*|ratio|vs\.?|of baseline"
    r"|degrad\w*|wors\w*|declin\w*|drop\w*|decreas\w*|reduc\w*|exceed\w*|more|faster|speed-?up|over)\b",
    re.IGNORECASE,
)
_NEVER_BELOW = re.compile(r"份额|占比|概率|占有率|\b(?:market share|probability|proportion)\b", re.IGNORECASE)
_MOST = 50
_CHOSEN = 0.05
_SUMS = (1.0, 10.0, 100.0)


def check_bound(document: AuditedDocument) -> Iterator[Finding]:
    """Figures outside what they can be."""
    for statement in document.statements:
        if statement.quantity.unit == "share" and _is_share(statement):
            yield from _range(statement)
    used_by_all = _all(document)
    for grid in document.grids:
        yield from _weights(grid)
        yield from _exceptions(grid, used_by_all)
    for definition in document.definitions:
        yield from _weights_of(definition)


def _is_share(statement: Statement) -> bool:
    words = f"{statement.attribute} {statement.subject if statement.kind == 'cell' else ''}"
    return bool(statement.technology or _A_SHARE.search(words)) and not _CHANGES.search(statement.near)


def _range(statement: Statement) -> Iterator[Finding]:
    quantity = statement.quantity
    if quantity.low < 0 and not _NEVER_BELOW.search(f"{statement.attribute} {statement.subject}"):
        return  # a sign may mean a change
    if quantity.low < -EPS or quantity.low > 1 + EPS:
        yield found(statement, CHECK, "contradicted", "bound.share", computed="0–100 %", stated=quantity.text)


def _weights(grid: Grid) -> Iterator[Finding]:
    """A column of weights sums to a whole; accused is its heaviest row."""
    for place, column in enumerate(grid.columns):
        if column.role != "weight":
            continue
        cells = [cell for row, cell in grid.filled(place) if row.role in ("part", "rest")]
        if (
            len(cells) < 2
            or len({cell.quantity.unit for cell in cells}) != 1
            or any(cell.quantity.value < 0 for cell in cells)
        ):
            continue
        added = sum(cell.quantity.value for cell in cells)
        # Weights of one digit are chosen, not rounded: 0.5, 0.3 and 0.3 are a slip.
        slack = sum(cell.quantity.step for cell in cells if cell.quantity.step < _CHOSEN) / 2
        sums = (1.0,) if cells[0].quantity.unit == "share" else _SUMS
        working = f"{added_up(cells)} = {shown(added, cells[0].quantity.unit)}"
        if any(abs(added - whole) <= slack + EPS for whole in sums):
            for cell in cells:
                yield found(cell, CHECK, "holds", "bound.weights.holds", kind="weight", computed=working)
        elif any(abs(added - whole) <= 0.3 * whole for whole in sums):
            heaviest = max(cells, key=lambda each: each.quantity.value)
            yield found(
                heaviest,
                CHECK,
                "contradicted",
                "bound.weights.contradicted",
                kind="weight",
                computed=working,
                computed_value=shown(added, cells[0].quantity.unit),
                others=[cell.line for cell in cells],
            )


def _weights_of(definition: Definition) -> Iterator[Finding]:
    """The weights of a sum that defines a known attribute."""
    if definition.weights is None or definition.form != "sum" or len(definition.weights) < 2:
        return
    added = sum(definition.weights)
    if abs(added - 1) < 1e-6 or not 0.5 < added < 1.5:
        return
    working = f"{' + '.join(shown(weight) for weight in definition.weights)} = {shown(added)}"
    yield of_definition(
        definition,
        CHECK,
        "contradicted",
        "bound.weights.contradicted",
        kind="weight",
        computed=working,
        computed_value=shown(added),
    )


def _all(document: AuditedDocument) -> dict[str, list[Statement]]:
    """By technology, the statements that all adopt it."""
    found_all: dict[str, list[Statement]] = {}
    for statement in document.statements:
        quantity = statement.quantity
        if (
            statement.technology
            and statement.indicator == "adoption"
            and quantity.bound == "="
            and quantity.value == 1.0
        ):
            found_all.setdefault(statement.technology, []).append(statement)
    return found_all


def _exceptions(grid: Grid, used_by_all: dict[str, list[Statement]]) -> Iterator[Finding]:
    """A technology said to be used by all, while a table lists others that are used.

    A figure with an aside (``100% (as implemented)``) is of another whole.
    """
    for place in range(len(grid.columns)):
        cells = [
            (row, cell)
            for row, cell in grid.filled(place)
            if cell.indicator == "adoption" and cell.technology
        ]
        others = [cell for _, cell in cells if cell.quantity.bound != "<" and 0 < cell.quantity.value < 0.5]
        subjects = {
            cell.technology
            for row, cell in cells
            if cell.quantity.value >= 0.5 and "(" not in row.words[place]
        }
        if len(subjects) != 1:
            continue
        subject = subjects.pop()
        rivals = [cell for cell in others if not cell.technology.startswith(subject)]
        for statement in used_by_all.get(subject, ())[:_MOST] if rivals else ():
            listed = ", ".join(f"{cell.subject} {cell.quantity.text}" for cell in rivals[:12])
            yield found(
                statement,
                CHECK,
                "contradicted",
                "bound.exceptions",
                computed=listed,
                others=[cell.line for cell in rivals],
                stated=statement.quantity.text,
                exceptions=listed,
            )
