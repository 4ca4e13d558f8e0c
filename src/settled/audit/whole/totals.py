"""Rows and columns of totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from settled.audit.findings import added_up, found, shown
from settled.audit.intervals import Interval, holds, meet, rough_values_of, values_of
from settled.audit.whole.fits import CHECK, FITS, SUBTOTAL
from settled.records.audit import Column, Finding, Grid, Row, Statement

_NO_SUM = re.compile(
    r"\b(?:avg|average|mean|median|rate|ratio|score|acc\w*|latency|per|max|min|std|best|rank|speed|throughput|f1|bleu|price|year"
    r"|durations?|timeline|time ?line|weeks?|months?|schedule)\b"
    r"|率|均|比|排名|单价|价格|年份|工期|周期|时长|%",
    re.IGNORECASE,
)
# Words that say that the rows are not all, or not apart from one another.
_SOME = re.compile(
    r"\b(?:top|leading|selected|main|major|notable|examples?|sample|e\.g|including|among|partial|unique|distinct|overlap\w*)\b"
    r"|前[一二三四五六七八九十\d]|主要|部分|代表|示例|典型|去重|重叠",
    re.IGNORECASE,
)
_MORE = re.compile(r"^\W*(?:\.{2,}|…+|etc\.?|and \w+ more|等)\W*$", re.IGNORECASE)


def total_row(grid: Grid) -> Iterator[Finding]:
    """A first or last row called a total, column by column."""
    totals = [number for number, row in enumerate(grid.rows) if row.role == "total"]
    if len(totals) != 1 or any(SUBTOTAL.search(row.label) for row in grid.rows):
        return
    if totals[0] not in (0, len(grid.rows) - 1):
        return
    sums = list(_sums(grid, totals[0]))
    if len(sums) > 1 and all(_is_between(total, parts) for total, parts in sums):
        return  # row by row shares, or means: the last row is that of all, not the sum of the others
    for total, parts in sums:
        finding = _totalled(total, parts)
        is_more = total.quantity.value > sum(cell.quantity.value for cell in parts)
        is_of_some = is_more and finding.verdict != "holds" and _says_some(grid, total)
        if not is_of_some and not _is_of_more(grid, total, parts):
            yield finding


def _says_some(grid: Grid, total: Statement) -> bool:
    """Whether words say that the rows are some of what the total is of."""
    above = (grid.caption, *grid.section[-1:], *grid.topics[-1:], total.attribute, grid.columns[0].title)
    labels = [row.label for row in grid.rows]
    return any(map(_SOME.search, above)) or any(map(_MORE.match, labels))


def _is_of_more(grid: Grid, total: Statement, parts: Sequence[Statement]) -> bool:
    """Whether a running share of the last part says that the parts are not all of the total."""
    if total.quantity.value <= 0:
        return False
    share = sum(cell.quantity.value for cell in parts) / total.quantity.value
    last = next((row for row in reversed(grid.rows) if row.role in ("part", "rest")), None)
    cells = [] if last is None else [cell for cell in last.cells if cell is not None]
    told = [cell.quantity for cell in cells if cell.quantity.unit == "share" and cell.quantity.value < 1]
    return any(abs(one.value - share) <= one.step for one in told)


def _sums(grid: Grid, total_at: int) -> Iterator[tuple[Statement, list[Statement]]]:
    """Each column's total with its parts, where they may be added."""
    cells = grid.rows[total_at].cells
    for column in range(len(grid.columns)):
        total = cells[column] if column < len(cells) else None
        parts = [cell for row, cell in grid.filled(column) if row.role in ("part", "rest")]
        if (
            total is None
            or len(parts) < 2
            or len(parts) < len(grid.rows) - 1
            or _NO_SUM.search(grid.columns[column].title)
            or _is_figure(grid.columns[column])
        ):
            continue
        units = {cell.quantity.unit for cell in (total, *parts)}
        words = _words_beside(grid.rows[total_at], column)
        rows = (row for row in grid.rows if row.role in ("part", "rest"))
        is_alike = not words or all(_words_beside(row, column) == words for row in rows)
        if len(units) == 1 and units.isdisjoint(("share", "factor")) and is_alike:
            yield total, parts


def _words_beside(row: Row, column: int) -> str:
    """The words of a cell beside its figure: ``12 months`` is no sum of weeks."""
    cell = row.cells[column]
    written = row.words[column] if column < len(row.words) else ""
    rest = written.replace(cell.quantity.text, "", 1) if cell is not None else written
    return "".join(filter(str.isalpha, rest)).lower()


def _is_figure(column: Column) -> bool:
    """Whether the title is a figure: of a table without a head, whose first row was taken for it."""
    title = column.title.strip(" *$€£¥")
    return column.year is None and any(map(str.isdigit, title)) and not any(map(str.isalpha, title))


def _is_between(total: Statement, parts: Sequence[Statement]) -> bool:
    """Whether a total is none of its parts' extremes or beyond: a sum of what is not negative never is."""
    values = [cell.quantity.value for cell in parts]
    return 0 <= min(values) <= total.quantity.value <= max(values)


def total_column(grid: Grid, place: int) -> Iterator[Finding]:
    """A column of row totals, if at least two rows in three add up to it."""
    columns = [number for number in range(place) if grid.columns[number].role in ("value", "part")]
    rows = []
    for row, total in grid.filled(place):
        parts = [row.cells[number] for number in columns]
        cells = [cell for cell in parts if cell is not None and cell.quantity.unit == total.quantity.unit]
        if len(cells) >= 2 and len(cells) == sum(bool(row.words[number].strip("-— ")) for number in columns):
            rows.append((total, cells))
    judged = [_totalled(total, cells) for total, cells in rows]
    agreeing = sum(finding.verdict == "holds" for finding in judged)
    if agreeing >= 2 and agreeing * 3 >= len(judged) * 2:
        yield from judged


def _totalled(total: Statement, parts: Sequence[Statement]) -> Finding:
    intervals = [values_of(cell.quantity) for cell in parts]
    added: Interval = (sum(low for low, _ in intervals), sum(high for _, high in intervals))
    rough = [rough_values_of(cell.quantity) for cell in parts]
    wider: Interval = (sum(low for low, _ in rough), sum(high for _, high in rough))
    exact = all(
        cell.quantity.bound == "=" and float(cell.quantity.value).is_integer() for cell in (*parts, total)
    )
    value = sum(cell.quantity.value for cell in parts)
    if exact:
        added = (value, value)  # counts are not rounded
    fit = holds(added, total.quantity)
    if (
        fit is False
        and meet(wider, rough_values_of(total.quantity))
        and abs(value - total.quantity.value) <= 0.01 * abs(value)
    ):
        fit = None
    verdict = FITS[fit]
    unit = total.quantity.unit
    working = f"{added_up(parts)} = {shown(value, unit)}"
    return found(
        total,
        CHECK,
        verdict,
        f"whole.total.{verdict}",
        kind="sum",
        computed=working,
        stated=total.quantity.text,
        computed_value=shown(value, unit),
    )
