"""Parts of a whole add to it; shares follow from the counts beside them; cumulative columns; totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from settled.audit.findings import added_up, found, shown
from settled.audit.intervals import EPS, Interval, holds, meet, rough_values_of, values_of
from settled.records.audit import AuditedDocument, Finding, Grid, Judgement, Row, Statement

CHECK = "whole"
_NEAR = 0.05  # how far a sum may be from 100 % where neither a rest nor a total says that the parts are all
_COUNTS = ("", "人", "人次", "家", "篇", "个", "款", "次", "项", "台", "套", "种", "名")
_NO_SUM = re.compile(
    r"\b(?:avg|average|mean|median|rate|ratio|score|acc\w*|latency|per|max|min|std|best|rank|speed|throughput|f1|bleu|price|year)\b"
    r"|率|均|比|排名|单价|价格|年份|%",
    re.IGNORECASE,
)
_EXCLUSIVE = re.compile(
    r"市场份额|\b(?:market|revenue) share\b|\bshare of (?:the )?(?:total|market)\b", re.IGNORECASE
)
_SUBTOTAL = re.compile(r"sub-?total|小计|其中", re.IGNORECASE)
_CONCENTRATION = re.compile(r"(?<![A-Za-z])CR\s?-?(\d{1,2})(?!\d)", re.IGNORECASE)

_FITS: dict[bool | None, Judgement] = {True: "holds", None: "imprecise", False: "contradicted"}

_Cells = Sequence[tuple[Row, Statement]]


def check_whole(document: AuditedDocument) -> Iterator[Finding]:
    """Tables whose parts must add up.

    A slip stands at the row whose figure fails: by the counts beside it, by the cumulative column, or else
    the rest (the largest part where there is none).
    """
    for grid in document.grids:
        for place, column in enumerate(grid.columns):
            if column.role == "part":
                yield from _parts(grid, place)
            elif column.role == "total":
                yield from _total_column(grid, place)
        yield from _total_row(grid)
    yield from _concentrations(document)


# --- shares of a whole


def _parts(grid: Grid, place: int) -> Iterator[Finding]:
    cells = [(row, cell) for row, cell in grid.filled(place) if row.role in ("part", "rest")]
    if len(cells) < 2 or any(cell.quantity.unit != "share" for _, cell in cells):
        return
    if any(_SUBTOTAL.search(row.label) for row, _ in cells):
        return
    cumulative = next(
        (at for at in range(place + 1, len(grid.columns)) if grid.columns[at].role == "cumulative"), None
    )
    judged = list(_by_counts(grid, place, cells))
    if cumulative is not None:
        judged += _cumulative(grid, place, cumulative)
    yield from judged
    if not any(finding.verdict == "contradicted" for finding in judged):
        yield from _sum(grid, place, cells)


def _by_counts(grid: Grid, place: int, cells: _Cells) -> Iterator[Finding]:
    """Shares held to the counts of another column, if at least half of them follow from it."""
    for column in range(len(grid.columns)):
        counts = _counts(column, cells) if column != place else None
        if counts is None:
            continue
        whole = (sum(low for low, _ in counts), sum(high for _, high in counts))
        shares = [_share(count, whole) for count in counts]
        fits = [holds(share, cell.quantity) for share, (_, cell) in zip(shares, cells, strict=True)]
        if sum(fit is True for fit in fits) * 2 < len(cells) or sum(fit is True for fit in fits) < 2:
            continue
        total = sum(count.quantity.value for row, _ in cells if (count := row.cells[column]) is not None)
        for (row, cell), fit in zip(cells, fits, strict=True):
            count = row.cells[column]
            if count is None:
                continue
            value = shown(count.quantity.value / total, "share", step=cell.quantity.step)
            verdict = _FITS[fit]
            yield found(
                cell,
                CHECK,
                verdict,
                f"whole.count.{verdict}",
                computed=f"{count.quantity.text} / {total:,.10g} = {value}",
                stated=cell.quantity.text,
                computed_value=value,
                count=count.quantity.text,
                total=f"{total:,.10g}",
            )
        return


def _counts(column: int, cells: _Cells) -> list[Interval] | None:
    """The counts of the rows in a column; ``None`` if it does not hold one for each."""
    counts = []
    for row, _ in cells:
        count = row.cells[column] if column < len(row.cells) else None
        if count is None or count.quantity.unit not in _COUNTS or count.quantity.value < 0:
            return None
        counts.append(values_of(count.quantity))
    return counts if sum(high for _, high in counts) > 0 else None


def _share(count: Interval, whole: Interval) -> Interval:
    """The least and the largest share that a count can be of a whole that it is part of."""
    others_low, others_high = whole[0] - count[0], whole[1] - count[1]
    low = count[0] / (count[0] + others_high) if count[0] + others_high > 0 else 0.0
    high = count[1] / (count[1] + others_low) if count[1] + others_low > 0 else 1.0
    return min(low, high), max(low, high)


def _sum(grid: Grid, place: int, cells: _Cells) -> Iterator[Finding]:
    total = next((cell for row, cell in grid.filled(place) if row.role == "total"), None)
    whole = total.quantity.value if total else 1.0
    intervals = [values_of(cell.quantity) for _, cell in cells]
    low, high = sum(one[0] for one in intervals), sum(one[1] for one in intervals)
    added = sum(cell.quantity.value for _, cell in cells)
    is_closed = total is not None or any(row.role == "rest" for row, _ in cells)
    # Some of the parts of a market may be left out; but none adds to more than it.
    is_over = added > whole and _EXCLUSIVE.search(grid.columns[place].title) is not None
    if not (is_closed or is_over) and abs(added - whole) > _NEAR:
        return
    accused = (
        total
        or next((cell for row, cell in cells if row.role == "rest"), None)
        or max((cell for _, cell in cells), key=lambda each: each.quantity.value)
    )
    working = f"{added_up([cell for _, cell in cells])} = {shown(added, 'share')}"
    target = values_of(total.quantity) if total else (1.0, 1.0)
    if meet((low, high), target):
        for _, cell in [*cells, *((((grid.rows[-1], total)),) if total else ())]:
            yield found(
                cell,
                CHECK,
                "holds",
                "whole.sum.holds",
                kind="sum",
                computed=working,
                total=shown(whole, "share"),
            )
        return
    yield found(
        accused,
        CHECK,
        "contradicted",
        "whole.sum.contradicted",
        kind="sum",
        computed=working,
        computed_value=shown(added, "share"),
        total=shown(whole, "share"),
        others=[cell.line for _, cell in cells],
    )


def _cumulative(grid: Grid, place: int, column: int) -> Iterator[Finding]:
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


# --- totals of counts


def _total_row(grid: Grid) -> Iterator[Finding]:
    totals = [number for number, row in enumerate(grid.rows) if row.role == "total"]
    if len(totals) != 1 or any(_SUBTOTAL.search(row.label) for row in grid.rows):
        return
    if totals[0] not in (0, len(grid.rows) - 1):
        return
    for column in range(len(grid.columns)):
        total = grid.rows[totals[0]].cells[column] if column < len(grid.rows[totals[0]].cells) else None
        parts = [(row, cell) for row, cell in grid.filled(column) if row.role in ("part", "rest")]
        if (
            total is None
            or len(parts) < 2
            or len(parts) < len(grid.rows) - 1
            or _NO_SUM.search(grid.columns[column].title)
        ):
            continue
        if any(cell.quantity.unit != total.quantity.unit for _, cell in parts) or total.quantity.unit in (
            "share",
            "factor",
        ):
            continue
        yield _totalled(total, [cell for _, cell in parts])


def _total_column(grid: Grid, place: int) -> Iterator[Finding]:
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
    verdict = _FITS[fit]
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


# --- concentration ratios


def _concentrations(document: AuditedDocument) -> Iterator[Finding]:
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
