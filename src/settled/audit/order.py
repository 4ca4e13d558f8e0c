"""Rankings, in tables and in sentences, against the figures that they rank."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from settled.audit.contradiction import name_key
from settled.audit.findings import found
from settled.audit.intervals import meet, values_of
from settled.records.audit import AuditedDocument, Finding, Grid, Judgement, Ranking, Statement

CHECK = "order"
_LEAST_ROWS = 4
_LEAST_ACCUSED = 7  # of five rows 34 in 120 orders are so by chance, of seven 74 in 5,040
_LEAST_TOLD = 3
_NUMBERS = re.compile(r"^(?:#|no\.?)$", re.IGNORECASE)  # a column that may number rows, and not rank them


def check_order(document: AuditedDocument) -> Iterator[Finding]:
    """Ranks 1, 2, 3 ... of a table, if exactly one row stands against a column that they rank otherwise.

    Which column they rank is not said: it is one whose order all rows follow, else all but one. A
    sentence is held to the one table of its section that has its names as rows and its words as the title of
    a column.
    """
    for grid in document.grids:
        for place, column in enumerate(grid.columns):
            if column.role == "rank":
                yield from _ranks(grid, place)
    by_section: dict[tuple[str, ...], list[Grid]] = defaultdict(list)
    for grid in document.grids:
        by_section[grid.section].append(grid)
    for ranking in document.rankings:
        yield from _told(ranking, by_section[ranking.section])


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
    fitting: list[tuple[bool, list[Statement], int]] = []
    for column in range(len(grid.columns)):
        cells = [row.cells[column] if column < len(row.cells) else None for _, row in ranked]
        full: list[Statement] = [cell for cell in cells if cell is not None]
        if column == place or len(full) != len(ranked) or len({cell.quantity.unit for cell in full}) != 1:
            continue
        for sign in (1, -1):
            misplaced = _misplaced([sign * cell.quantity.value for cell in full])
            if misplaced is not None:
                fitting.append((misplaced >= 0, full, misplaced))
    # A column that all rows follow is the one that is ranked, whatever nearly follows beside it.
    fitting.sort(key=lambda each: each[0])
    if not fitting or (len(fitting) > 1 and fitting[0][0]):
        return
    is_accused, column_cells, misplaced = fitting[0]
    if not is_accused or _is_ranked(grid, place, column_cells, misplaced):
        yield from _judged(column_cells, misplaced)


def _is_ranked(grid: Grid, place: int, cells: Sequence[Statement], misplaced: int) -> bool:
    """Whether ranks are said to be those of a column that one row stands against by more than rounding.

    They are of the only column of figures, or of the one that the words above the table name: another may go
    with them by chance, and one row be out of its order rightly.
    """
    if _NUMBERS.match(grid.columns[place].title.strip()):
        return False
    beside = (*cells[max(0, misplaced - 1) : misplaced], *cells[misplaced + 1 : misplaced + 2])
    if all(meet(values_of(cells[misplaced].quantity), values_of(one.quantity)) for one in beside):
        return False
    columns = [
        number
        for number in range(len(grid.columns))
        if number != place and any(True for _ in grid.filled(number))
    ]
    ranked = next(number for number in columns if any(cell is cells[0] for _, cell in grid.filled(number)))
    above = name_key(" ".join((*grid.section[-1:], grid.caption, *grid.topics[-1:])))
    title = name_key(grid.columns[ranked].title)
    return columns == [ranked] or (bool(title) and title in above)


def _misplaced(values: Sequence[float]) -> int | None:
    """-1 if values rise; the place of the one without which they do; ``None`` if there is no such one."""
    breaks = [at for at in range(1, len(values)) if values[at] < values[at - 1]]
    if not breaks:
        return -1 if len(set(values)) > 2 else None
    if len(breaks) != 1 or len(values) < _LEAST_ACCUSED:
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


# --- in a sentence


def _told(ranking: Ranking, grids: Sequence[Grid]) -> Iterator[Finding]:
    tables = [ranked for grid in grids if (ranked := _ranked(ranking, grid))]
    if len(tables) != 1:
        return
    named, cells = tables[0]
    ways = {"most": (1,), "least": (-1,)}.get(ranking.way, (1, -1))
    above = min((_above(named, cells, sign) for sign in ways), key=len)
    verdict: Judgement = "contradicted" if above else "holds"
    working = ", ".join(f"{cell.subject} {cell.quantity.text}" for cell in (*named, *above[:3]))
    claim = replace(named[0], line=ranking.line, quantity=replace(named[0].quantity, text=ranking.text))
    yield found(
        claim, CHECK, verdict, f"order.told.{verdict}", kind="rank", computed=working,
        others=[cell.line for cell in (*named, *above[:3])], working=working,
    )  # fmt: skip


def _ranked(ranking: Ranking, grid: Grid) -> tuple[list[Statement], list[Statement]] | None:
    """The cells of the names, as they are ranked, and all cells of the column."""
    key = name_key(ranking.column)
    places = [place for place, column in enumerate(grid.columns) if name_key(column.title) == key]
    if len(places) != 1 or not key:
        return None
    rows = [(row, cell) for row, cell in grid.filled(places[0]) if row.role in ("part", "rest")]
    by_name = {name_key(row.label): cell for row, cell in rows}
    named = [by_name[name_key(name)] for name in ranking.names if name_key(name) in by_name]
    is_whole = len(rows) == sum(row.role in ("part", "rest") for row in grid.rows) == len(by_name)
    units = {cell.quantity.unit for _, cell in rows}
    if not is_whole or len(rows) < _LEAST_TOLD or len(named) != len(ranking.names) or len(units) != 1:
        return None
    return named, [cell for _, cell in rows]


def _above(named: Sequence[Statement], cells: Sequence[Statement], sign: int) -> list[Statement]:
    """The cells that stand above the last of the named ones and are not named; equal ones do not."""
    last = min(named, key=lambda cell: sign * cell.quantity.value)
    return [
        cell
        for cell in cells
        if cell not in named
        and sign * cell.quantity.value > sign * last.quantity.value
        and (_are_exact(cell, last) or not meet(values_of(cell.quantity), values_of(last.quantity)))
    ]


def _are_exact(one: Statement, other: Statement) -> bool:
    """Whether two figures are printed without a bound: they are then ranked as they are printed."""
    return one.quantity.bound == other.quantity.bound == "="
