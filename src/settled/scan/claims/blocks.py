"""The few kinds of block that state figures, whatever a document's format, each with its true lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose: ``line`` is the first line of ``text``; ``headings`` stand above it, outermost first.

    Attributes:
        lines: of the file, one for each line of ``text``, where they do not simply follow one another (a
            notebook keeps many lines of text in one line of its file); else empty.
    """

    line: int
    text: str
    headings: tuple[str, ...]
    lines: tuple[int, ...] = ()

    def line_at(self, offset: int) -> int:
        """The line of the file on which the character at ``offset`` stands."""
        below = self.text.count("\n", 0, offset)
        return self.lines[below] if below < len(self.lines) else self.line + below


@dataclass(frozen=True, slots=True)
class Formula(Paragraph):
    """Displayed mathematics, as LaTeX or plain text."""


@dataclass(frozen=True, slots=True)
class Heading(Paragraph):
    """A heading that states a figure; it stands above what follows, and in the ``headings`` of that."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """What is too large to be read: ``what`` it is, in words; the rest of the document is read."""

    line: int
    what: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: each row is its line and its cells. ``caption``: its own, else the short paragraph just above.

    A merged cell stands at each place that it covers, so that every row is as long as the others; header rows
    below one another are joined to one. ``repeated`` tells the first place from the others.

    Attributes:
        line: of the header; 0 where it is not known.
        cell_lines: the line of each cell of ``rows``, where a row takes several lines; else empty.
        repeated: (row, column) of the places in ``rows`` that only repeat a cell to the left or above.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    headings: tuple[str, ...]
    caption: str
    line: int = 0
    cell_lines: tuple[tuple[int, ...], ...] = ()
    repeated: frozenset[tuple[int, int]] = frozenset()

    def line_of(self, row: int, column: int) -> int:
        """The line of the file on which a cell of ``rows`` stands."""
        return self.cell_lines[row][column] if self.cell_lines else self.rows[row][0]


Block = Paragraph | Formula | Heading | Table | Skipped


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a Markdown document, in order; what is embedded in it (diagrams, HTML) left out."""
    from settled.scan.claims.formats.markdown import blocks as of_markdown

    return of_markdown(text, embedded=False)
