"""Rankings against the figures that they rank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from settled.audit.findings import found
from settled.records.audit import AuditedDocument, Finding, Grid, Judgement, Statement

CHECK = "order"
_LEAST_ROWS = 4


def check_order(document: AuditedDocument) -> Iterator[Finding]:
    """Ranks 1, 2, 3 ... of a table, if exactly one row stands against a column that they rank otherwise.

    Which column they rank is not said: it is one whose order all other rows follow.
    """
    for grid in document.grids:
        for place, column in enumerate(grid.columns):
            if column.role == "rank":
                yield from _ranks(grid, place)


def _ranks(grid: Grid, place: int) -> Iterator[Finding]:
    ranked = []
    for row in grid.rows:
        word = row.words[place].strip(" .#*") if place < len(row.words) else ""
        if not word.isascii() or not word.isdigit() or len(word) > 6:
            return
        ranked.append((int(word), row))
    ranked.sort(key=lambda each: each[0])
    if len(ranked) < _LEAST_ROWS:
        return
    for column in range(len(grid.columns)):
        if column == place:
            continue
        cells = [
            row.cells[column]
            for _, row in ranked
            if column < len(row.cells) and row.cells[column] is not None
        ]
        if len(cells) != len(ranked) or len({cell.quantity.unit for cell in cells if cell}) != 1:
            continue
        full = [cell for cell in cells if cell is not None]
        for sign in (1, -1):
            misplaced = _misplaced([sign * cell.quantity.value for cell in full])
            if misplaced is not None:
                yield from _judged(full, misplaced)
                return


def _misplaced(values: Sequence[float]) -> int | None:
    """-1 if values rise; the place of the one without which they do; ``None`` if there is no such one."""
    breaks = [at for at in range(1, len(values)) if values[at] < values[at - 1]]
    if not breaks:
        return -1 if len(set(values)) > 2 else None
    if len(breaks) != 1 or len(values) < _LEAST_ROWS + 1:
        return None
    at = breaks[0]
    for place in (at, at - 1):
        rest = [*values[:place], *values[place + 1 :]]
        if all(one <= other for one, other in pairwise(rest)) and len(set(rest)) > 2:
            return place
    return None


def _judged(cells: Sequence[Statement], misplaced: int) -> Iterator[Finding]:
    for number, cell in enumerate(cells):
        verdict: Judgement = "contradicted" if number == misplaced else "holds"
        yield found(
            cell,
            CHECK,
            verdict,
            f"order.{verdict}",
            kind="rank",
            computed="",
            stated=cell.quantity.text,
            rank=number + 1,
            others=[each.line for each in cells[max(0, number - 1) : number + 2]]
            if verdict == "contradicted"
            else (),
        )
