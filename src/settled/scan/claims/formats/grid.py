"""Tables with merged cells, from rows of cells that say how far they reach."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from settled.scan.claims.blocks import Skipped, Table

_COLUMNS = 10_000  # of a table; a spreadsheet has 16,384, a page a dozen
_PLACES = 2_000_000  # of a table, merged cells counted at each place that they cover
_FIGURE = re.compile(r"\W{0,3}(?!(?:19|20)\d\d\D?$)\d")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as written: ``line`` of the file; ``columns`` and ``rows`` that it covers; 0 rows: all below."""

    text: str
    line: int
    columns: int = 1
    rows: int = 1
    header: bool = False


class _TooLargeError(Exception):
    """A table beyond its bounds, and where."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


_Row = dict[int, tuple[Cell, bool]]  # by column: the cell, and whether it only repeats one


def table(
    rows: Sequence[Sequence[Cell]],
    headings: tuple[str, ...],
    caption: str,
    header_rows: int | None = None,
    *,
    placeholders: bool = False,
) -> Table | Skipped | None:
    """The table of these rows, or ``None`` where they hold no cell; ``Skipped`` beyond its bounds.

    Read are up to 10,000 columns and 2,000,000 places.

    Args:
        rows: top to bottom, without the places that cells above or to the left cover.
        header_rows: how many rows at the top are header; ``None`` where the format does not say: those of
            header cells only, else the first, unless it states figures itself.
        placeholders: an empty cell stands in each place that a cell above covers, as in LaTeX.
    """
    try:
        laid = _laid(rows, placeholders)
    except _TooLargeError as large:
        return Skipped(large.line, str(large), headings)
    if not laid:
        return None
    width = max(max(row, default=-1) for row in laid) + 1
    full = [[row.get(column, (_EMPTY, False)) for column in range(width)] for row in laid]
    heads = _header_rows(full) if header_rows is None else min(header_rows, len(full))
    body = full[heads:]
    lines = [[cell.line or _line(row) for cell, _ in row] for row in body]
    return Table(
        tuple(_joined([row[column][0].text for row in full[:heads]]) for column in range(width)),
        tuple((_line(row), tuple(cell.text for cell, _ in row)) for row in body),
        headings,
        caption,
        _line(full[0]),
        tuple(map(tuple, lines)) if any(len(set(row)) > 1 for row in lines) else (),
        frozenset(
            (at, column) for at, row in enumerate(body) for column, (_, again) in enumerate(row) if again
        ),
    )


_EMPTY = Cell("", 0)


def _laid(rows: Sequence[Sequence[Cell]], placeholders: bool) -> list[_Row]:
    """Each row with its cells, and those reaching in from above, at their columns."""
    laid: list[_Row] = []
    above: dict[int, tuple[Cell, int]] = {}  # by column: a cell reaching down, and how many rows further
    places = 0
    for cells in rows:
        row: _Row = {column: (cell, True) for column, (cell, _) in above.items()}
        above = {column: (cell, left - 1) for column, (cell, left) in above.items() if left > 1}
        column = 0
        for cell in cells:
            while column in row and not placeholders:
                column += 1
            for place in range(column, column + cell.columns):
                if placeholders and place in row and not cell.text:
                    continue
                row[place] = (cell, place > column)
                if cell.rows != 1:
                    above[place] = (cell, cell.rows - 1 if cell.rows else len(rows))
            column += cell.columns
            _bound(cell.line, column, places + len(row))
        places += len(row)
        laid.append(row)
    return [row for row in laid if row]


def _bound(line: int, columns: int, places: int) -> None:
    if columns > _COLUMNS or places > _PLACES:
        what = f"{columns:,} columns" if columns > _COLUMNS else f"{places:,} places"
        most = _COLUMNS if columns > _COLUMNS else _PLACES
        raise _TooLargeError(line, f"a table of {what}, more than {most:,}")


def _header_rows(rows: Sequence[Sequence[tuple[Cell, bool]]]) -> int:
    heads = 0
    while heads < len(rows) - 1 and all(cell.header or not cell.text for cell, _ in rows[heads]):
        heads += 1
    if heads:
        return heads
    values = [cell.text for cell, again in rows[0][1:] if cell.text and not again]
    return 0 if sum(bool(_FIGURE.match(value)) for value in values) * 2 > len(values) else 1


def _joined(titles: Sequence[str]) -> str:
    """The titles of a column, outermost first, each once."""
    return " ".join(dict.fromkeys(title for title in titles if title))


def _line(row: Sequence[tuple[Cell, bool]]) -> int:
    """The line of the first cell that begins in the row; of one that reaches into it where none does."""
    own = next((cell.line for cell, again in row if cell.line and not again), 0)
    return own or max(cell.line for cell, _ in row)
