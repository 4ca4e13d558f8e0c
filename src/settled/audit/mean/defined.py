"""Columns and figures that a formula defines: weighted sums and products."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from settled.audit.contradiction import name_key
from settled.audit.findings import found, shown
from settled.audit.intervals import meet, values_of
from settled.audit.mean.agreement import CHECK, MOST_TABLES, fits
from settled.records.audit import (
    AuditedDocument,
    Definition,
    Equation,
    Expression,
    Finding,
    Grid,
    Judgement,
    Statement,
)


def defined_column(definition: Definition, grids: Sequence[Grid]) -> Iterator[Finding]:
    """A column that a weighted sum defines, of a table whose other columns are the terms."""
    if definition.weights is None or definition.form != "sum":
        return
    for grid in grids:
        titles = {name_key(column.title): place for place, column in enumerate(grid.columns)}
        places = [titles.get(name_key(name)) for name, _ in definition.terms]
        rest = [place for place in range(1, len(grid.columns)) if place not in places and grid.filled(place)]
        own = titles.get(name_key(definition.name)) or (rest[0] if len(rest) == 1 else None)
        if own is None or any(place is None for place in places):
            continue
        for row, stated in grid.filled(own):
            cells = [row.cells[place] for place in places if place is not None]
            if all(cell is not None for cell in cells):
                yield _weighted(stated, [cell for cell in cells if cell], definition)


def _weighted(stated: Statement, cells: Sequence[Statement], definition: Definition) -> Finding:
    weights = definition.weights or ()
    ends = [values_of(cell.quantity) for cell in cells]
    turned = [
        (1 - high, 1 - low) if inverse else (low, high)
        for (low, high), (_, inverse) in zip(ends, definition.terms, strict=True)
    ]
    values = [
        1 - cell.quantity.value if inverse else cell.quantity.value
        for cell, (_, inverse) in zip(cells, definition.terms, strict=True)
    ]
    value = sum(weight * each for weight, each in zip(weights, values, strict=True))
    low = sum(weight * end[0] for weight, end in zip(weights, turned, strict=True))
    high = sum(weight * end[1] for weight, end in zip(weights, turned, strict=True))
    unit = stated.quantity.unit
    terms = [f"{shown(weight)} × {shown(each, unit)}" for weight, each in zip(weights, values, strict=True)]
    working = f"{' + '.join(terms)} = {shown(value, unit)}"
    if fits((value, value), stated):
        verdict: Judgement = "holds"
    else:
        verdict = (
            "imprecise"
            if meet((low, high), values_of(stated.quantity)) and _is_close(value, stated)
            else "contradicted"
        )
    return found(
        stated,
        CHECK,
        verdict,
        f"mean.weighted.{verdict}",
        kind="mean",
        computed=working,
        stated=stated.quantity.text,
        computed_value=shown(value, unit),
        others=(definition.weights_line or definition.line,),
    )


def _is_close(value: float, stated: Statement) -> bool:
    return abs(value - stated.quantity.value) <= 1.5 * stated.quantity.step


def defined_product(definition: Definition, section: Stated) -> Iterator[Finding]:
    """A figure said to be a product of attributes, whose values the section states."""
    if definition.form != "product" or definition.stated is None:
        return
    values: list[tuple[float, str]] = []
    for name, inverse in definition.terms:
        value = section.value_of(name, definition)
        if value is None:
            yield found(
                definition.stated,
                CHECK,
                "unverifiable",
                "mean.product.unverifiable",
                kind="formula",
                missing=name,
            )
            return
        values.append((1 - value if inverse else value, name))
    product = 1.0
    for value, _ in values:
        product *= value
    working = f"{' × '.join(shown(value, 'share') for value, _ in values)} = {shown(product, 'share')}"
    stated = definition.stated
    verdict: Judgement = "holds" if fits((product, product), stated) else "contradicted"
    yield found(
        stated,
        CHECK,
        verdict,
        f"mean.product.{verdict}",
        kind="formula",
        computed=working,
        stated=stated.quantity.text,
        computed_value=shown(product, "share"),
    )


class Stated:
    """What each section states of each indicator: as a figure, else as a term of its written calculation."""

    def __init__(self, document: AuditedDocument) -> None:
        self._figures: dict[tuple[str, tuple[str, ...], str], float] = {}
        self._sums: dict[tuple[str, ...], list[Definition]] = defaultdict(list)
        self._equations: dict[tuple[str, ...], list[Equation]] = defaultdict(list)
        for statement in document.statements:
            if statement.quantity.unit == "share" and statement.indicator:
                place = (statement.technology, statement.section, statement.indicator)
                self._figures.setdefault(place, statement.quantity.value)
        for definition in document.definitions:
            if definition.form == "sum" and len(self._sums[definition.section]) < MOST_TABLES:
                self._sums[definition.section].append(definition)
        for equation in document.equations:
            section = equation.results[0].section
            if len(self._equations[section]) < MOST_TABLES:
                self._equations[section].append(equation)

    def value_of(self, name: str, definition: Definition) -> float | None:
        """The value of an attribute in the section of a definition."""
        figure = self._figures.get((definition.technology, definition.section, name))
        return self._in_calculation(name, definition.section) if figure is None else figure

    def _in_calculation(self, name: str, section: tuple[str, ...]) -> float | None:
        for other in self._sums[section]:
            terms = [term for term, _ in other.terms]
            for equation in self._equations[section]:
                values = [value for _, value in _products(equation.expression)]
                if equation.line > other.line and len(values) == len(terms) and name in terms:
                    place = terms.index(name)
                    return 1 - values[place] if other.terms[place][1] else values[place]
        return None


def _products(expression: Expression) -> list[tuple[float, float]]:
    """The factors of a sum of products of two numbers."""
    if expression.operator == "+":
        return [pair for operand in expression.operands for pair in _products(operand)]
    if expression.operator == "*" and not any(operand.operator for operand in expression.operands):
        return [(expression.operands[0].value, expression.operands[1].value)]
    return []
