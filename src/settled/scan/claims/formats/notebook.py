"""Jupyter notebooks: the Markdown cells. The line is that of the cell's text inside the JSON file.

Code, outputs and raw cells state nothing: what a program prints is no statement of the author's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from settled.errors import InputError
from settled.scan.claims.blocks import Block, Paragraph, Table
from settled.scan.claims.formats import markdown
from settled.scan.claims.formats.above import Above
from settled.scan.claims.formats.json_lines import Written, read_json


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a notebook, in the order of its cells.

    Raises:
        InputError: it is no JSON, or no notebook.

    >>> text = '{"cells": [{"cell_type": "markdown",\\\\n "source": ["95%\\\\\\\\n",\\\\n  "5%"]}]}'
    >>> [(block.text, block.lines) for block in blocks(text)]
    [('95%\\\\n5%', (2, 3))]
    """
    notebook = read_json(text)
    if not isinstance(notebook, dict):
        raise InputError("line 1", "is JSON but no notebook: no object of cells", "hint: save it in Jupyter")
    above = Above()
    for cell in _cells(notebook):
        if _value(cell.get("cell_type")) == "markdown":
            words, lines = _source(cell.get("source"))
            for block in markdown.blocks(words, above=above):
                yield _placed(block, lines)


def _cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells; of the third format, those of all worksheets."""
    sheets = notebook.get("worksheets")
    owners = [notebook, *(sheets if isinstance(sheets, list) else [])]
    listed = [owner.get("cells") for owner in owners if isinstance(owner, dict)]
    every = [cell for cells in listed if isinstance(cells, list) for cell in cells]
    return [cell for cell in every if isinstance(cell, dict)]


def _value(written: object) -> str:
    return written.text if isinstance(written, Written) else ""


def _source(source: object) -> tuple[str, list[int]]:
    """The text of a cell, and the line of the file of each of its lines."""
    parts = source if isinstance(source, list) else [source]
    words: list[str] = []
    lines: list[int] = []
    begins = True
    for part in parts:
        if isinstance(part, Written) and part.text:
            text = part.text.replace("\r\n", "\n").replace("\r", "\n")
            words.append(text)
            lines += [part.line] * (begins + text[:-1].count("\n"))
            begins = text.endswith("\n")
    return "".join(words), lines or [1]


def _placed(block: Block, lines: Sequence[int]) -> Block:
    """A block of a cell with its lines of the file."""

    def at(line: int) -> int:
        return lines[min(max(line, 1), len(lines)) - 1]

    if isinstance(block, Paragraph):
        written = block.lines or range(block.line, block.line + block.text.count("\n") + 1)
        return replace(block, line=at(block.line), lines=tuple(at(line) for line in written))
    assert isinstance(block, Table)
    rows = tuple((at(line), cells) for line, cells in block.rows)
    cell_lines = tuple(tuple(at(line) for line in row) for row in block.cell_lines)
    return replace(block, rows=rows, line=at(block.line), cell_lines=cell_lines)
