"""A stated mean, weighted mean or index against its components and weights."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from settled.audit.contradiction import name_key
from settled.audit.findings import added_up, found, shown
from settled.audit.intervals import Interval, meet, values_of
from settled.records.audit import (
    AuditedDocument,
    Definition,
    Equation,
    Expression,
    Finding,
    Grid,
    Judgement,
    Row,
    Statement,
)

CHECK = "mean"
_INDEX = re.compile(r"\\frac\s?\{\s?\\sum")
_WEIGHTS = re.compile(r"权重|weight", re.IGNORECASE)
_TEXT = re.compile(r"\\text\s?\{([^{}]{1,60})\}")
_MOST_SUMMARIES, _MOST_TABLES = 40, 12  # rows of a table of summaries; tables below it that may work them out
_MOST_FORMULAS = 1000
_LEAST = 2 / 3  # of the rows or columns that must agree before a mean without stated components is believed
_NO_PART = re.compile(r"\b(?:std|n|count|params?|size|year|rank)\b|数量|参数", re.IGNORECASE)


def check_mean(document: AuditedDocument) -> Iterator[Finding]:
    """Weighted means that a formula defines, indices over a column, columns and rows called a mean,
    summaries.

    Where weights are not stated, a figure that equal weights do not give but other weights could is
    ``imprecise``; outside the range of its components it is contradicted.
    """
    for grid in document.grids:
        yield from _mean_column(grid)
        yield from _mean_row(grid)
    section = _Stated(document)
    by_section: dict[tuple[str, ...], list[Grid]] = defaultdict(list)
    for grid in document.grids:
        by_section[grid.section].append(grid)
    for definition in document.definitions[:_MOST_FORMULAS]:
        yield from _defined_column(definition, by_section[definition.section][:_MOST_TABLES])
        yield from _defined_product(definition, section)
    yield from _indices(document)
    yield from _summaries(document)


# --- by a formula


def _defined_column(definition: Definition, grids: Sequence[Grid]) -> Iterator[Finding]:
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
    if _fits((value, value), stated):
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


def _fits(computed: Interval, stated: Statement) -> bool:
    low, high = values_of(stated.quantity)
    half = stated.quantity.step / 2 if stated.quantity.bound in ("≥", ">", "≤", "<") else 0.0
    return meet(computed, (low - half, high + half))


def _is_close(value: float, stated: Statement) -> bool:
    return abs(value - stated.quantity.value) <= 1.5 * stated.quantity.step


def _defined_product(definition: Definition, section: _Stated) -> Iterator[Finding]:
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
    verdict: Judgement = "holds" if _fits((product, product), stated) else "contradicted"
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


class _Stated:
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
            if definition.form == "sum" and len(self._sums[definition.section]) < _MOST_TABLES:
                self._sums[definition.section].append(definition)
        for equation in document.equations:
            section = equation.results[0].section
            if len(self._equations[section]) < _MOST_TABLES:
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


# --- an index over a column


def _indices(document: AuditedDocument) -> Iterator[Finding]:
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
                yield _equally(statement, parts, "mean.index")


def _column_named(name: str, section: tuple[str, ...], grids: Sequence[Grid]) -> list[Statement]:
    for grid in grids:
        if grid.section == section:
            for place, column in enumerate(grid.columns):
                if name_key(column.title) == name and len(grid.filled(place)) > 1:
                    return [cell for row, cell in grid.filled(place) if row.role in ("part", "rest")]
    return []


def _equally(stated: Statement, parts: Sequence[Statement], reason: str) -> Finding:
    unit = stated.quantity.unit
    values = [cell.quantity.value for cell in parts]
    value = sum(values) / len(values)
    working = f"({added_up(parts)}) / {len(values)} = {shown(value, unit)}"
    lows, highs = zip(*(values_of(cell.quantity) for cell in parts), strict=True)
    if _fits((value, value), stated):
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


# --- a summary row, worked out in a table of its own


def _summaries(document: AuditedDocument) -> Iterator[Finding]:
    """A share in a table of summaries, whose name heads a later table of the section with its parts.

    Not of a whole: shares of a market have no mean that means anything.
    """
    for at, summary in enumerate(document.grids):
        columns = [place for place in range(len(summary.columns)) if summary.filled(place)]
        if len(columns) != 1 or len(summary.rows) > _MOST_SUMMARIES:
            continue
        later = [
            grid for grid in document.grids[at + 1 : at + 1 + _MOST_TABLES] if grid.section == summary.section
        ]
        for row, stated in summary.filled(columns[0]):
            if stated.quantity.unit != "share" or stated.technology:
                continue
            worked = next((grid for grid in later if _is_headed(grid, row.label, summary)), None)
            parts = _components(worked) if worked else []
            if len(parts) > 1:
                yield _equally(stated, parts, "mean.summary")


def _is_headed(grid: Grid, label: str, summary: Grid) -> bool:
    """Whether the last topic above a table that names any summary names this one."""
    labels = [name_key(row.label) for row in summary.rows]
    for topic in reversed(grid.topics):
        named = [name for name in labels if len(name) >= 3 and name_key(topic).startswith(name)]
        if named:
            return name_key(label) in named
    return False


def _components(grid: Grid) -> list[Statement]:
    shares = [
        place
        for place, column in enumerate(grid.columns)
        if column.role in ("value", "change")
        and grid.filled(place)
        and all(cell.quantity.unit == "share" for _, cell in grid.filled(place))
    ]
    changes = [place for place in shares if grid.columns[place].role == "change"]
    if any(column.role == "part" for column in grid.columns) or not shares:
        return []
    place = changes[0] if changes else shares[-1]
    return [cell for row, cell in grid.filled(place) if row.role in ("part", "rest")]


# --- columns and rows called a mean


def _mean_column(grid: Grid) -> Iterator[Finding]:
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


def _mean_row(grid: Grid) -> Iterator[Finding]:
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
