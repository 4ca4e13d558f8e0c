"""The columns of a table that are a before, an after and their change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from settled.audit.change.agreement import LEAST_ROWS, MOST, Judged, agrees
from settled.records.audit import Column, Grid, Statement

_BEFORE = re.compile(
    r"\b(?:before|unoptimi[sz]ed|baseline|base|old|original|previous|from)\b|之前|优化前|改[造进]前|原[来始]?值|旧|^前$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\b(?:after|new|now|current|optimi[sz]ed|to)\b|之后|优化后|改[造进]后|现值|新|^后$", re.IGNORECASE
)
# Columns that say how something was measured; a factor of them is chance.
_SETTING = re.compile(
    r"batch|size|window|length|\bseq|beam|\b(?:number|num|epochs?|steps?|layers?|gpus?|threads|id)\b|数量|批",
    re.IGNORECASE,
)
_MOST_COLUMNS = 8

_Three = tuple[Statement, Statement, Statement]


def judged_column(grid: Grid, place: int, column: Column) -> Iterator[Judged]:
    """The changes of the column at ``place``, each held to the columns that are its before and after."""
    best: list[Judged] = []
    most = 0
    for before, after, is_named in _pairs(grid, place):
        rows = _rows(grid, before, after, place)
        judged = [(*three, *agrees(*three, column)) for three in rows]
        agreeing = _agreeing(judged)
        if is_named and judged and (len(rows) == 1 or agreeing * 2 >= len(rows)):
            yield from judged
            return
        # The two that most rows follow: small changes go with either order of the same two columns.
        if not is_named and agreeing > most and _is_followed(judged):
            best, most = judged, agreeing
    yield from best


def _agreeing(judged: Sequence[Judged]) -> int:
    return sum(verdict == "holds" for *_, verdict, _ in judged)


def _is_followed(judged: Sequence[Judged]) -> bool:
    """Whether rows enough say which columns are the two; no change goes with any two that are the same."""
    telling = [
        each for each in judged if each[0].quantity.value != each[1].quantity.value and each[2].quantity.value
    ]
    return _agreeing(telling) >= max(LEAST_ROWS + 1, MOST * len(telling))


def _pairs(grid: Grid, place: int) -> Iterator[tuple[int, int, bool]]:
    """Columns that may be before and after, those that say so first."""
    columns = [
        number
        for number, column in enumerate(grid.columns)
        if number != place and column.role in ("value", "total") and grid.filled(number)
    ]
    years = sorted(
        (grid.columns[number].year, number) for number in columns if grid.columns[number].year is not None
    )
    if len(years) == 2:
        yield years[0][1], years[1][1], True
    before = [number for number in columns if _BEFORE.search(grid.columns[number].title)]
    after = [
        number for number in columns if _AFTER.search(grid.columns[number].title) and number not in before
    ]
    if len(before) == 1 and len(after) == 1:
        yield before[0], after[0], True
    measured = [number for number in columns if not _SETTING.search(grid.columns[number].title)]
    for first, second in permutations(measured[:_MOST_COLUMNS], 2):
        # One name is enough to tell the direction.
        if not _AFTER.search(grid.columns[first].title) and not _BEFORE.search(grid.columns[second].title):
            yield first, second, False


def _rows(grid: Grid, before: int, after: int, change: int) -> list[_Three]:
    rows = []
    for row in grid.rows:
        cells = [row.cells[number] if number < len(row.cells) else None for number in (before, after, change)]
        first, second, stated = cells
        if first is None or second is None or stated is None:
            continue
        if first.quantity.unit == second.quantity.unit:
            rows.append((first, second, stated))
    return rows
