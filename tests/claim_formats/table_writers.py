"""One table, written in every format that is read, and what a reader must find in it."""

from __future__ import annotations

import io
import json
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True)
class Merged:
    """A cell as written: its place, what it covers, its text."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(frozen=True)
class Model:
    """A table: ``heads`` header rows, then the body; ``cells`` row by row, left to right."""

    height: int
    width: int
    heads: int
    cells: tuple[Merged, ...]

    def at(self, row: int, column: int) -> Merged:
        """The cell that covers a place."""
        for cell in self.cells:
            below, right = row - cell.row, column - cell.column
            if 0 <= below < cell.rows and 0 <= right < cell.columns:
                return cell
        raise AssertionError((row, column))

    def starts(self, row: int) -> list[Merged]:
        return [cell for cell in self.cells if cell.row == row]

    @property
    def header(self) -> tuple[str, ...]:
        columns = [[self.at(row, column).text for row in range(self.heads)] for column in range(self.width)]
        return tuple(" ".join(dict.fromkeys(titles)) for titles in columns)

    @property
    def body(self) -> list[tuple[str, ...]]:
        rows = range(self.heads, self.height)
        return [tuple(self.at(row, column).text for column in range(self.width)) for row in rows]

    @property
    def repeated(self) -> frozenset[tuple[int, int]]:
        places = [(row, column) for row in range(self.heads, self.height) for column in range(self.width)]
        again = [(r, c) for r, c in places if (self.at(r, c).row, self.at(r, c).column) != (r, c)]
        return frozenset((row - self.heads, column) for row, column in again)


Written = tuple[bytes, list[list[int]]]  # the file, and the line of each cell of the body


def _lines(model: Model, line_of: Callable[[Merged], int]) -> list[list[int]]:
    rows = range(model.heads, model.height)
    return [[line_of(model.at(row, column)) for column in range(model.width)] for row in rows]


def to_markdown(model: Model) -> Written:
    rows = [
        "| " + " | ".join(model.at(row, c).text for c in range(model.width)) + " |"
        for row in range(model.height)
    ]
    lines = ["# Title", "", "Text.", "", rows[0], "|" + "---|" * model.width, *rows[1:], "", "End."]
    return "\n".join(lines).encode(), _lines(model, lambda cell: 6 + cell.row)


def to_notebook(model: Model) -> Written:
    text = to_markdown(model)[0].decode()
    cell = {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}
    book = json.dumps({"cells": [cell], "nbformat": 4}, indent=1, ensure_ascii=False)
    first = (
        book.splitlines().index('   "source": [') + 2
    )  # lines count from 1, and the first string comes after
    return book.encode(), _lines(model, lambda cell: first + 5 + cell.row)


def to_html(model: Model) -> Written:
    lines = ["<!DOCTYPE html>", "<html><body><h1>Title</h1>", "<p>Text.</p>", "<table>", "<thead>"]
    at: dict[Merged, int] = {}
    for row in range(model.height):
        if row == model.heads:
            lines += ["</thead>", "<tbody>"]
        lines.append("<tr>")
        for cell in model.starts(row):
            tag = "th" if row < model.heads else "td"
            lines.append(f"  <{tag} rowspan='{cell.rows}' colspan={cell.columns}>{escape(cell.text)}")
            at[cell] = len(lines)
        lines.append("</tr>" if row % 2 else "")
    return "\n".join([*lines, "</table>", "<p>End."]).encode(), _lines(model, lambda cell: at[cell])


def to_latex(model: Model) -> Written:
    lines = ["\\documentclass{article}", "\\begin{document}", "\\section{Title}", "Text. % not this", ""]
    lines += ["\\begin{table}", "\\begin{tabular}{" + "l" * model.width + "}", "\\toprule"]
    at: dict[Merged, int] = {}
    for row in range(model.height):
        if row == model.heads:
            lines.append("\\midrule")
        cells = []
        column = 0
        while column < model.width:
            cell = model.at(row, column)
            text = cell.text.replace("%", "\\%") if row == cell.row else ""
            if row == cell.row:
                at[cell] = len(lines) + 1
                text = f"\\multirow{{{cell.rows}}}{{*}}{{{text}}}" if cell.rows > 1 else text
            text = f"\\multicolumn{{{cell.columns}}}{{c}}{{{text}}}" if cell.columns > 1 else text
            cells.append(text)
            column += cell.columns
        lines.append(" & ".join(cells) + " \\\\")
    lines += ["\\bottomrule", "\\end{tabular}", "\\end{table}", "End.", "\\end{document}"]
    return "\n".join(lines).encode(), _lines(model, lambda cell: at[cell])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def to_restructured(model: Model) -> Written:
    """A grid table; every row is one line high, so that a merged cell's text is on its first."""
    wide = 3 + max(_width(cell.text) for cell in model.cells)
    lines = ["Title", "=====", "", "Text.", ""]

    def border(row: int) -> str:
        """The line above a row (below the last one, for the row past the end)."""
        sign = "=" if row == model.heads else "-"
        out = ""
        for column in range(model.width):
            inside = 0 < row < model.height and model.at(row, column) == model.at(row - 1, column)
            left = (
                column > 0
                and 0 < row < model.height
                and model.at(row, column - 1) == model.at(row - 1, column - 1)
            )
            same = left and inside and model.at(row, column) == model.at(row, column - 1)
            out += (" " if same else "|" if left and inside else "+") + (" " if inside else sign) * wide
        ends = 0 < row < model.height and model.at(row, model.width - 1) == model.at(row - 1, model.width - 1)
        return out + ("|" if ends else "+")

    at: dict[Merged, int] = {}
    for row in range(model.height):
        lines.append(border(row))
        out, column = "", 0
        while column < model.width:
            cell = model.at(row, column)
            text = cell.text if row == cell.row else ""
            at.setdefault(cell, len(lines) + 1)
            out += "| " + text + " " * (wide * cell.columns + cell.columns - 2 - _width(text))
            column += cell.columns
        lines.append(out + "|")
    return "\n".join([*lines, border(model.height), "", "End."]).encode(), _lines(
        model, lambda cell: at[cell]
    )


def to_docx(model: Model) -> Written:
    at: dict[Merged, int] = {}
    number = 2
    rows = ""
    for row in range(model.height):
        cells, column = "", 0
        while column < model.width:
            cell = model.at(row, column)
            number += 1
            at.setdefault(cell, number)
            merge = (
                ""
                if cell.rows == 1
                else f"<w:vMerge{' w:val=' + chr(34) + 'restart' + chr(34) if row == cell.row else ''}/>"
            )
            text = escape(cell.text) if row == cell.row else ""
            cells += (
                f'<w:tc><w:tcPr><w:gridSpan w:val="{cell.columns}"/>{merge}</w:tcPr>'
                f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
            )
            column += cell.columns
        head = "<w:trPr><w:tblHeader/></w:trPr>" if row < model.heads else ""
        rows += f"<w:tr>{head}{cells}</w:tr>"
    title = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Title</w:t></w:r></w:p>'
    body = f"{title}{paragraph('Text.')}<w:tbl>{rows}</w:tbl>{paragraph('End.')}"
    return docx(body), _lines(model, lambda cell: at[cell])


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def docx(body: str, **parts: str) -> bytes:
    """A DOCX file with this body, and further parts of ``word/`` by name."""
    stream = io.BytesIO()
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}" xmlns:m="{math}">'
            f"<w:body>{body}</w:body></w:document>",
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return stream.getvalue()


WRITERS: dict[str, Callable[[Model], Written]] = {
    "table.html": to_html,
    "table.tex": to_latex,
    "table.rst": to_restructured,
    "table.docx": to_docx,
}
PLAIN_WRITERS = {"table.md": to_markdown, "table.ipynb": to_notebook}
