"""The tree of a reStructuredText document, by docutils, with everything off that reaches out of the text."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from settled.errors import InputError

_SHORTEST, _LONGEST = 200, 1_000  # lines of a part; from the second on, it may end within a section
_MOST = 10_000  # lines of a part; a list or table of so many takes docutils seconds
_COLUMNS = 1_000  # of a table; docutils takes time in their square
_COLUMN = re.compile(r"=+ *|[-=]+\+")
_BORDER = frozenset("=-+ ")
_CRASHES = (ValueError, LookupError, TypeError, AttributeError, AssertionError, OverflowError)
_ITEM = re.compile(r"[-*+] |\.\. |:[A-Za-z]")
_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1{2,}\s*")
_SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "syntax_highlight": "none",
    "report_level": 5,
    "halt_level": 5,
    "warning_stream": False,
    "line_length_limit": 2**25,  # docutils refuses the whole document for a longer line
    "_disable_config": True,
}


class Part(NamedTuple):
    """A part of a document as docutils' node: a node's line plus ``shift`` is its line of the file.

    Attributes:
        hidden: titles down to this line of the part are none of the document's: they only tell docutils
            which underline is of which level.
    """

    node: Any
    shift: int
    hidden: int


def trees(text: str) -> Iterator[Part]:
    """The document part by part; inline markup stays as it is written.

    A table made from comma-separated values has the line of each of its rows in ``record_lines``. Parts end
    where a section does: docutils copies the rest of its input at each section, which in one piece would take
    time in the square of their number.

    Raises:
        InputError: docutils is not installed.
    """
    try:
        from docutils.frontend import get_default_settings
        from docutils.nodes import Text
        from docutils.parsers.rst import Parser
        from docutils.parsers.rst.states import Inliner
        from docutils.utils import new_document
    except ModuleNotFoundError as error:
        what = "docutils is not installed, which reads reStructuredText"
        raise InputError("", what, "hint: pip install 'settled[audit]'") from error

    styles: list[Any] = []

    def keep_styles(text: str, _: int, memo: Any, *__: Any) -> tuple[list[Any], list[Any]]:
        styles[:] = memo.title_styles
        return [Text(text)], []

    _know_lines_of_records()
    inliner: Any = Inliner()
    inliner.parse = keep_styles
    settings = get_default_settings(Parser)
    for setting, value in _SETTINGS.items():
        setattr(settings, setting, value)
    for first, lines in _parts(text.split("\n")):
        known = [line for style in styles for line in _title(style)]
        document = new_document("document", settings)
        try:
            Parser(inliner=inliner).parse("\n".join([*known, *lines]), document)
        except _CRASHES as error:
            what = f"docutils fails on what follows: {type(error).__name__}"
            raise InputError(f"line {first + 1}", what, "hint: check it with rst2html") from error
        yield Part(document, first - len(known), len(known))


def _parts(lines: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """The lines in parts that begin with a section; where sections are too long, with a paragraph or item."""
    start = 0
    before = ""  # the last line with text
    for at, line in enumerate(lines):
        _bound(at + 1, at - start, line)
        if at - start >= _SHORTEST and line and not line[0].isspace():
            separate = not lines[at - 1].strip()
            breaks = at - start >= _LONGEST and _may_begin(line, before, separate)
            if breaks or (separate and _begins_section(lines, at)):
                yield start, lines[start:at]
                start = at
        before = line.rstrip() or before
    yield start, lines[start:]


def _bound(number: int, length: int, line: str) -> None:
    if length >= _MOST:
        raise InputError(f"line {number}", f"more than {_MOST:,} lines in one block", "hint: split it")
    if len(line) > 2 * _COLUMNS and _BORDER.issuperset(line):
        columns = len(_COLUMN.findall(line))
        if columns > _COLUMNS:
            what = f"a table of {columns:,} columns, more than {_COLUMNS:,}"
            raise InputError(f"line {number}", what, "hint: split the table")


def _may_begin(line: str, before: str, separate: bool) -> bool:
    """Whether a part may begin here: a paragraph that is no row of a table, an item, an explicit markup."""
    if _ITEM.match(line):
        return separate or (bool(_ITEM.match(before)) and before[:1] == line[:1])
    return separate and line[0].isalpha() and "  " not in line + before and not before.endswith("::")


def _begins_section(lines: Sequence[str], at: int) -> bool:
    over = bool(_ADORNMENT.fullmatch(lines[at]))
    under = lines[at + 1 + over : at + 2 + over]
    return (
        bool(under) and bool(_ADORNMENT.fullmatch(under[0])) and (not over or lines[at][:1] == under[0][:1])
    )


def _title(style: Any) -> tuple[str, ...]:
    """A title in a style: the character of its underline, or of overline and underline."""
    line = style[0] * 4
    return (line, "Text", line, "") if len(style) == 2 else ("Text", line, "")


@cache
def _know_lines_of_records() -> None:
    """Let ``csv-table`` tell the lines of its rows; what docutils makes of it stays the same."""
    from docutils.parsers.rst import directives
    from docutils.parsers.rst.directives.tables import CSVTable

    def run(directive: Any) -> Any:
        nodes = CSVTable.run(directive)
        for node in nodes:
            if node.tagname == "table":
                node["record_lines"] = _record_lines(directive)
        return nodes

    directives.register_directive("csv-table", type("CSVTable", (CSVTable,), {"run": run}))


def _record_lines(directive: Any) -> Sequence[int]:
    """The line of each record, a header given as an option first, on the directive's own line."""
    lines = [directive.lineno] * ("header" in directive.options)
    reader = csv.reader(
        (line + "\n" for line in directive.content), dialect=directive.DocutilsDialect(directive.options)
    )
    before = 0
    for _ in reader:
        lines.append(directive.content_offset + before + 1)
        before = reader.line_num
    return lines
