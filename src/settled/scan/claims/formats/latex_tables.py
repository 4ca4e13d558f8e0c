"""A LaTeX table in the making."""

from __future__ import annotations

from dataclasses import dataclass, field

from settled.scan.claims.blocks import Skipped, Table
from settled.scan.claims.formats.grid import Cell, table
from settled.scan.claims.formats.passage import Passage

_HEADER = 4  # rows above a rule that may be header; more are the table's first part
_ROWS = 10_000  # that a merged cell may cover


@dataclass(slots=True)
class Tabular:
    """Rows so far. ``depth``: of the groups around it; ``caption``: what stands above it, or within."""

    depth: int
    caption: str
    passage: Passage = field(default_factory=Passage)  # of the open cell
    rows: list[list[Cell]] = field(default_factory=lambda: [[]])
    columns: int = 1  # that the open cell covers
    covers: int = 1  # rows that it covers
    header: int | None = None
    first_head: bool = False
    inner: int = 0  # tables inside a cell: their cells are words of it

    def end_cell(self, line: int) -> None:
        """The open cell is full."""
        text, lines = self.passage.take()
        text = text.replace("\n", " ")
        self.rows[-1].append(Cell(text, lines[0] if lines else line, self.columns, self.covers))
        self.columns = self.covers = 1

    def end_row(self, line: int) -> None:
        """The open row is full; one without any text is none."""
        self.end_cell(line)
        if any(cell.text for cell in self.rows[-1]):
            self.rows.append([])
        else:
            self.rows[-1] = []

    def rule(self) -> None:
        """A rule: what stands above the first one below a row is the header."""
        full = len(self.rows) - 1
        if self.header is None and 0 < full <= _HEADER:
            self.header = full

    def mark(self, name: str) -> None:
        """The end of a head or foot of a table that runs over pages: the rows of repeated ones go."""
        kept = self.header or 0
        if name == "\\endfirsthead" or (name == "\\endhead" and not self.first_head):
            self.header = len(self.rows) - 1
            self.first_head = True
        else:
            self.rows = [*self.rows[:kept], []]
        self.passage.take()

    def merge(self, *, columns: str = "1", rows: str = "1") -> None:
        """The open cell covers more than its place."""
        self.columns = max(self.columns, _number(columns))
        self.covers = max(self.covers, _number(rows))

    def finished(self, headings: tuple[str, ...], line: int) -> Table | Skipped | None:
        """The table."""
        self.end_row(line)
        return table(self.rows, headings, self.caption, self.header, placeholders=True)


def _number(written: str) -> int:
    digits = written.strip()
    return min(max(int(digits), 1), _ROWS) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 1
