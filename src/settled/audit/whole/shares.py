"""Shares of a whole: they add to it, and follow from the counts beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from settled.audit.findings import added_up, found, shown
from settled.audit.intervals import EPS, Interval, holds, meet, values_of
from settled.audit.whole.fits import CHECK, FITS, SUBTOTAL
from settled.audit.whole.running import running_totals
from settled.records.audit import Finding, Grid, Row, Statement

_NEAR = 0.05  # how far a sum may be from 100 % where neither a rest nor a total says that the parts are all
_COUNTS = ("", "人", "人次", "家", "篇", "个", "款", "次", "项", "台", "套", "种", "名")
_EXCLUSIVE = re.compile(
    r"市场份额|\b(?:market|revenue) share\b|\bshare of (?:the )?(?:total|market)\b", re.IGNORECASE
)

_Cells = Sequence[tuple[Row, Statement]]


def shares(grid: Grid, place: int) -> Iterator[Finding]:
    """A column of parts: held to its counts and its running totals, else to its sum."""
    cells = [(row, cell) for row, cell in grid.filled(place) if row.role in ("part", "rest")]
    if len(cells) < 2 or any(cell.quantity.unit != "share" for _, cell in cells):
        return
    if any(SUBTOTAL.search(row.label) for row, _ in cells):
        return
    cumulative = next(
        (at for at in range(place + 1, len(grid.columns)) if grid.columns[at].role == "cumulative"), None
    )
    judged = list(_by_counts(grid, place, cells))
    if cumulative is not None:
        judged += running_totals(grid, place, cumulative)
    yield from judged
    if not any(finding.verdict == "contradicted" for finding in judged):
        yield from _sum(grid, place, cells)


def _by_counts(grid: Grid, place: int, cells: _Cells) -> Iterator[Finding]:
    """Shares held to the counts of another column, if at least two in three of them follow from it."""
    for column in range(len(grid.columns)):
        counts = _counts(column, cells) if column != place else None
        if counts is None:
            continue
        whole = (sum(low for low, _ in counts), sum(high for _, high in counts))
        shares = [_share(count, whole) for count in counts]
        fits = [holds(share, cell.quantity) for share, (_, cell) in zip(shares, cells, strict=True)]
        if sum(fit is True for fit in fits) * 3 < len(cells) * 2 or sum(fit is True for fit in fits) < 2:
            continue
        total = sum(count.quantity.value for row, _ in cells if (count := row.cells[column]) is not None)
        for (row, cell), fit in zip(cells, fits, strict=True):
            count = row.cells[column]
            if count is None:
                continue
            value = shown(count.quantity.value / total, "share", step=cell.quantity.step)
            verdict = FITS[fit]
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


def _is_short(most: float, whole: float) -> bool:
    """Whether parts that nothing says to be all fall short: what is small is often left out."""
    return most < whole - EPS


def _sum(grid: Grid, place: int, cells: _Cells) -> Iterator[Finding]:
    total = next((cell for row, cell in grid.filled(place) if row.role == "total"), None)
    whole = total.quantity.value if total else 1.0
    intervals = [values_of(cell.quantity) for _, cell in cells]
    low, high = sum(one[0] for one in intervals), sum(one[1] for one in intervals)
    added = sum(cell.quantity.value for _, cell in cells)
    is_closed = total is not None or any(row.role == "rest" for row, _ in cells)
    # Some of the parts of a market may be left out; but none adds to more than it.
    is_over = added > whole and _EXCLUSIVE.search(grid.columns[place].title) is not None
    if not (is_closed or is_over) and (abs(added - whole) > _NEAR or _is_short(high, whole)):
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
