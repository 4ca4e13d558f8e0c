"""A table of a DOCX file in the making."""

from __future__ import annotations

from dataclasses import dataclass, field

from settled.scan.claims.blocks import Skipped, Table
from settled.scan.claims.formats.grid import Cell, table

_COLUMNS = 10_000  # that a cell may cover


@dataclass(slots=True)
class _Entry:
    """A cell: ``rows`` grows with each cell below that continues it."""

    columns: int = 1
    rows: int = 1
    continues: bool = False
    words: list[str] = field(default_factory=list)
    line: int = 0


@dataclass(slots=True)
class WordTable:
    """Rows so far; the last cell of the last row is the open one."""

    caption: str
    rows: list[list[_Entry]] = field(default_factory=list)
    heads: int = 0
    _merged: dict[int, _Entry] = field(default_factory=dict)  # by column: the cell that may be continued
    _column: int = 0

    def start_row(self) -> None:
        """A row begins."""
        self.rows.append([])
        self._column = 0

    def head(self) -> None:
        """The row is repeated at the top of every page: it is header, if all above it are."""
        self.heads += self.heads == len(self.rows) - 1

    def start_cell(self) -> None:
        """A cell begins."""
        if not self.rows:
            self.start_row()
        self.rows[-1].append(_Entry())

    def span(self, columns: str) -> None:
        """The open cell covers several columns."""
        if self.rows and self.rows[-1] and columns.isascii() and columns.isdigit() and len(columns) < 9:
            self.rows[-1][-1].columns = min(max(int(columns), 1), _COLUMNS)

    def merge(self, how: str) -> None:
        """The open cell begins a merged one (``restart``) or continues the one above."""
        if self.rows and self.rows[-1]:
            self.rows[-1][-1].continues = how != "restart"

    def add(self, text: str, line: int) -> None:
        """A paragraph of the open cell."""
        if self.rows and self.rows[-1] and text:
            entry = self.rows[-1][-1]
            entry.words.append(text.replace("\n", " "))
            entry.line = entry.line or line

    def end_cell(self, line: int) -> None:
        """The cell is full; one that continues another is part of that."""
        if not self.rows or not self.rows[-1]:
            return
        entry = self.rows[-1][-1]
        entry.line = entry.line or line
        above = self._merged.get(self._column)
        at, self._column = self._column, self._column + entry.columns
        if entry.continues and above is not None and not entry.words:
            above.rows += 1
            self.rows[-1].pop()
        else:
            self._merged[at] = entry

    def finished(self, headings: tuple[str, ...]) -> Table | Skipped | None:
        """The table."""
        rows = [
            [Cell(" ".join(entry.words), entry.line, entry.columns, entry.rows) for entry in row]
            for row in self.rows
        ]
        return table(rows, headings, self.caption, self.heads or None)
