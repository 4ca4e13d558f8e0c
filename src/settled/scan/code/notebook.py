"""Notebooks: the Python of their code cells, read as one file, at the lines of the ``.ipynb`` file itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from settled.scan.code.config.json_files import root_table
from settled.scan.code.config.reading import guarded, text_of
from settled.scan.code.config.tree import Listing, Node, Scalar, Table
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.python import read as read_python
from settled.scan.code.python.parsing import UnreadableError, parse

# Magics of a whole cell whose other lines are Python all the same.
_PYTHON_CELLS = frozenset({"time", "timeit", "capture", "prun", "python", "python3", "pypy", "px", "debug"})
# Those that write the cell to a file.
_WRITING = frozenset({"writefile", "file"})
_CELL_MAGIC = re.compile(r"\s*%%(\w*)(.*)")
_MAGIC = re.compile(r"^(\s*)(?:[%!?].*|.*[^\s#?]\?{1,2})$")
_ASSIGNED = re.compile(r"^(\s*[\w.,\s]+=\s*)[%!].*$")


@dataclass(frozen=True, slots=True)
class Source:
    """The Python of a notebook: its text, and for each of its lines the 1-based one of the file."""

    text: str
    lines: tuple[int, ...]


@guarded("notebook")
def read(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """What the reader of Python finds in the code cells; other languages' notebooks say nothing."""
    source = source_of(text_of(content))
    last = len(source.lines)
    return [
        replace(fact, line=source.lines[min(fact.line, last) - 1])
        for fact in (read_python(source.text.encode(), lexicon) if last else [])
    ]


def source_of(text: str) -> Source:
    """The Python of a notebook's code cells, one below the other; cells that do not parse are left out.

    Raises:
        ValueError: not a notebook.
    """
    root = root_table(text)
    if not _is_python(root):
        return Source("", ())
    kept: list[tuple[int, str]] = []
    for cell in _code_cells(root):
        kept += _python(list(_lines(cell)))
    return Source("".join(f"{line}\n" for _, line in kept), tuple(number for number, _ in kept))


def _is_python(root: Table) -> bool:
    for path in (("kernelspec", "language"), ("language_info", "name")):
        named = root.get("metadata", *path)
        if isinstance(named, Scalar) and named.text:
            return named.text.lower().startswith(("python", "ipython"))
    return True


def _code_cells(root: Table) -> Iterator[Table]:
    """The code cells, in notebooks before version 4 those of each worksheet."""
    sheets = root.get("worksheets")
    for owner in [root, *(sheets.items if isinstance(sheets, Listing) else ())]:
        cells = owner.get("cells") if isinstance(owner, Table) else None
        for cell in cells.items if isinstance(cells, Listing) else ():
            kind = cell.get("cell_type") if isinstance(cell, Table) else None
            if isinstance(cell, Table) and isinstance(kind, Scalar) and kind.text == "code":
                yield cell


def _lines(cell: Table) -> Iterator[tuple[int, str]]:
    """The cell's lines, each with the line of the file where its string stands.

    Where the whole cell is one string, on one line of the file, all have that line.
    """
    source: Node | None = cell.get("source") or cell.get("input")
    pieces = source.items if isinstance(source, Listing) else [source]
    begun: tuple[int, str] | None = None
    for piece in pieces:
        if not isinstance(piece, Scalar):
            continue
        *whole, rest = piece.text.split("\n")
        for line in whole:
            yield (begun[0], begun[1] + line) if begun else (piece.line, line)
            begun = None
        if rest:
            begun = (begun[0], begun[1] + rest) if begun else (piece.line, rest)
    if begun:
        yield begun


def _python(cell: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """A cell's lines as Python, its magics made harmless; none where it is not Python even so."""
    if _parses(cell):
        return cell
    plain = list(_without_magics(cell))
    indent = next((line[: len(line) - len(line.lstrip())] for _, line in plain if line.strip()), "")
    plain = [(number, line.removeprefix(indent)) for number, line in plain]
    return plain if _parses(plain) else []


def _parses(cell: list[tuple[int, str]]) -> bool:
    try:
        parse("".join(f"{line}\n" for _, line in cell).encode())
    except UnreadableError:
        return False
    return True


def _without_magics(cell: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines with magics as ``pass`` and what a magic assigns as ``None``; none of another language."""
    goes_on = False
    for at, (number, line) in enumerate(cell):
        plain = "" if goes_on else line
        if magic := _CELL_MAGIC.match(plain):
            if at == 0 and not _holds_python(magic):
                return
            plain = ""
        elif assigned := _ASSIGNED.match(plain):
            plain = f"{assigned[1]}None"
        elif found := _MAGIC.match(plain):
            plain = f"{found[1]}pass"
        # A command of the shell may go on in the next line.
        goes_on = (goes_on or plain != line) and line.endswith("\\")
        yield number, plain


def _holds_python(magic: re.Match[str]) -> bool:
    if magic[1] in _WRITING:
        return magic[2].strip().endswith(".py")
    return magic[1] in _PYTHON_CELLS
