"""Tables of HTML in the making; a table with another inside it lays out a page, its cells are paragraphs."""

from __future__ import annotations

from dataclasses import dataclass, field

from settled.scan.claims.blocks import Block, Paragraph
from settled.scan.claims.formats.above import Above
from settled.scan.claims.formats.grid import Cell, table
from settled.scan.claims.formats.passage import Passage

_COLUMN_SPAN = 1_000  # as browsers bound it
_ROW_SPAN = 65_534


@dataclass(slots=True)
class _Open:
    """A table of which the end has not come."""

    caption: str
    rows: list[list[Cell]] = field(default_factory=list)
    heads: int = 0
    in_head: bool = False
    layout: bool = False
    cell: Cell | None = None  # begun, its text to come
    in_caption: bool = False


class Tables:
    """The open tables, the innermost last. ``passage`` gathers the text of the open cell, too."""

    def __init__(self, above: Above, passage: Passage) -> None:
        self._above = above
        self._passage = passage
        self._open: list[_Open] = []

    @property
    def open(self) -> bool:
        """Whether a table is open."""
        return bool(self._open)

    @property
    def in_cell(self) -> bool:
        """Whether the text that comes belongs to a cell or a caption, not to a paragraph."""
        return bool(self._open) and (self._open[-1].cell is not None or self._open[-1].in_caption)

    def start(self, tag: str, attributes: dict[str, str], line: int) -> list[Block]:
        """A table or a part of one begins; answers with the blocks that this makes known."""
        if tag == "table":
            return self._nest()
        if not self._open or self._open[-1].layout:
            return []
        now = self._open[-1]
        found = self._end_part(now)
        if tag in ("td", "th"):
            now.rows = now.rows or [[]]
            now.cell = Cell("", line, _columns(attributes), _rows(attributes), tag == "th")
        elif tag == "tr":
            now.rows.append([])
            now.heads += now.in_head
        elif tag == "caption":
            now.in_caption = True
        else:
            now.in_head = tag == "thead"
        return found

    def end(self, tag: str) -> list[Block]:
        """The same for an end."""
        if not self._open:
            return []
        now = self._open[-1]
        found: list[Block] = []
        if not now.layout:
            found = self._end_part(now)
            now.in_head = now.in_head and tag != "thead"
        if tag != "table":
            return found
        self._open.pop()
        whole = None if now.layout else table(now.rows, self._above.headings, now.caption, now.heads or None)
        self._above.other()
        return [*found, whole] if whole is not None else found

    def _nest(self) -> list[Block]:
        """A table begins; the one around it, if any, lays out the page."""
        found: list[Block] = []
        if self._open and not self._open[-1].layout:
            outer = self._open[-1]
            found += self._end_part(outer)
            outer.layout = True
            cells = [cell for row in outer.rows for cell in row if cell.text]
            found += [Paragraph(cell.line, cell.text, self._above.headings) for cell in cells]
            outer.rows = []
        self._open.append(_Open(self._above.caption))
        return found

    def _end_part(self, now: _Open) -> list[Block]:
        """The open cell or caption has its text; a caption is a paragraph, too."""
        if now.in_caption:
            now.in_caption = False
            caption = self._passage.paragraph(self._above.headings)
            now.caption = caption.text.replace("\n", " ") if caption is not None else ""
            return [caption] if caption is not None else []
        if now.cell is not None:
            text, lines = self._passage.take()
            begun = now.cell
            line = lines[0] if lines else begun.line
            now.rows[-1].append(Cell(text.replace("\n", " "), line, begun.columns, begun.rows, begun.header))
            now.cell = None
        return []


def _columns(attributes: dict[str, str]) -> int:
    return min(_number(attributes.get("colspan", "")), _COLUMN_SPAN) or 1


def _rows(attributes: dict[str, str]) -> int:
    written = attributes.get("rowspan", "").strip()
    return 0 if written == "0" else min(_number(written), _ROW_SPAN) or 1


def _number(written: str) -> int:
    digits = written.strip()[:6]
    return int(digits) if digits.isascii() and digits.isdigit() else 1
