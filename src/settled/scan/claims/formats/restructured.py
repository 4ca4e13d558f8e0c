"""reStructuredText by docutils: paragraphs, headings, footnotes, formulas, and tables of all its kinds.

Nothing is inserted from files or addresses, no raw text passes, no code is coloured, and no inline markup is
parsed: marks are dropped here, in linear time. Directives that docutils does not know state nothing, save
those of Sphinx that only frame text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from settled.scan.claims.blocks import Block, Formula, Paragraph
from settled.scan.claims.formats.above import Above
from settled.scan.claims.formats.grid import Cell, table
from settled.scan.claims.formats.latex_math import inline
from settled.scan.claims.formats.restructured_tree import Part, trees

_FORMULA = 100  # lines below its directive on which a formula is looked for
_HEADING = 300  # characters of a heading that are read
_FRAMES = re.compile(
    r"^([ \t]*\.\. )"
    r"(?:versionadded|versionchanged|deprecated|seealso|only|tab-set|tab-item|dropdown|details)::[^\n]*",
    re.MULTILINE,
)
_GLOBAL = re.compile(r"^([ \t]*\.\. )(?:role|default-role)::", re.MULTILINE)  # would outlive the document
_TARGET = re.compile(r"^([ \t]*\.\. )_[^\n:]{1,200}:[^\n]*", re.MULTILINE)  # docutils is slow with many alike
_OPTIONS = re.compile(r"^([ \t]*\.\. math::[^\n]*\n)((?:[ \t]+:[\w-]{1,40}:[^\n]*\n)+)", re.MULTILINE)
_BREAKS = re.compile(r"[\v\f\x1c-\x1e\x85\u2028\u2029]")  # docutils counts them as line ends, editors do not
_MATH = re.compile(r":math:`([^`]{1,2000})`")
_SILENT = re.compile(
    r"``[^`](?:[^`]|`(?!`)){0,2000}``|\[[#*\w.-]{1,100}\]_{1,2}"  # code, a note's mark
    r"|\b(?:https?|ftp)://[^\s<>)\]，。；、）]+"
)
_ROLE = re.compile(r"(?::[A-Za-z][\w:+.-]{0,60}:)?`([^`<]{1,2000})(?:<[^`<>]{0,2000}>)?`_{0,2}")
_MARK = re.compile(r"(?<![0-9])(?<![0-9)%] )\*+|\*+(?! ?[0-9(])|\|_{0,2}")
_ESCAPE = re.compile(r"\\(\s?)(\S?)")

_SKIPPED = frozenset(
    {
        "literal_block",
        "doctest_block",
        "comment",
        "system_message",
        "raw",
        "image",
        "target",
        "label",
        "option",
    }
    | {
        "substitution_definition",
        "pending",
        "problematic",
        "meta",
        "classifier",
        "field_name",
        "option_group",
    }
)
_PROSE = frozenset({"paragraph", "term", "line", "caption", "attribution", "rubric", "subtitle", "title"})


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a document.

    Raises:
        InputError: docutils is not installed; the document is nested too deeply; a table is too large.

    >>> [(block.line, block.text) for block in blocks("A *share*\\\\nof 95%.\\\\n")]
    [(1, 'A share\\\\nof 95%.')]
    """
    text = _BREAKS.sub(" ", text)
    text = _OPTIONS.sub(lambda found: found[1] + "\n" * found[2].count("\n"), text)
    text = _TARGET.sub(r"\1target", _GLOBAL.sub(r"\1", _FRAMES.sub(r"\1compound::", text)))
    above = Above()
    lines = text.split("\n")
    for part in trees(text):
        yield from _blocks(part, above, lines)


def _blocks(part: Part, above: Above, lines: Sequence[str]) -> Iterator[Block]:
    waiting: list[tuple[Any, int]] = [(part.node, 0)]  # nodes to come, each with the depth of its section
    while waiting:
        node, depth = waiting.pop()
        name = node.tagname
        line = _line(node) + part.shift
        if name in _SKIPPED:
            continue
        if name == "title" and node.parent.tagname == "section":
            if _line(node) > part.hidden:
                yield from above.heading(
                    max(depth, 1), plain(node.astext())[:_HEADING], line - 1
                )  # known by its underline
        elif name == "table":
            yield from _table(node, part.shift, above)
            above.other()
        elif name == "math_block":
            yield Formula(_formula_line(node.astext(), line, lines), node.astext(), above.headings)
        elif name in _PROSE:
            if (words := plain(node.astext())).strip():
                yield Paragraph(line, words, above.headings)
                above.paragraph(words)
        else:
            waiting += [(child, depth + (name == "section")) for child in reversed(node.children)]


def plain(text: str) -> str:
    """The words of inline markup, without code, marks and addresses; line breaks stay.

    >>> plain("**95%** of :ref:`all <x>`, :math:`0.4 * 1`, ``5%`` [1]_")
    '95% of all , 0.4 * 1,  '
    """
    text = _SILENT.sub(lambda found: "\n" * found.group().count("\n"), text)
    text = _MATH.sub(lambda found: inline(found[1]) + "\n" * found[1].count("\n"), text)
    text = _MARK.sub("", _ROLE.sub(r"\1", text))
    return _ESCAPE.sub(lambda found: found[2] or ("\n" if found[1] == "\n" else ""), text)


def _formula_line(tex: str, directive: int, lines: Sequence[str]) -> int:
    """The line on which a formula begins; docutils knows that of its directive, which may hold several."""
    first = tex.lstrip().partition("\n")[0].strip()
    after = range(directive, min(directive + _FORMULA, len(lines) + 1))
    return next((line for line in after if first in lines[line - 1]), directive)


def _line(node: Any) -> int:
    """The line of a node; of one that does not know it, of the nearest around it that does."""
    while node is not None and not node.line:
        node = node.parent
    return node.line if node is not None else 1


def _table(node: Any, shift: int, above: Above) -> Iterator[Block]:
    caption = above.caption
    for title in node.children:
        if title.tagname == "title":
            caption = plain(title.astext()).replace("\n", " ")
            yield Paragraph(_line(title) + shift, caption, above.headings)
    heads = 0
    rows: list[list[Cell]] = []
    for group in node.findall(lambda part: part.tagname in ("thead", "tbody")):
        rows += [[_cell(entry, shift) for entry in row.children] for row in group.children]
        heads += len(group.children) * (group.tagname == "thead")
    lines = node.get("record_lines", ())
    if len(lines) == len(rows):
        rows = [
            [replace(cell, line=line + shift) for cell in row] for row, line in zip(rows, lines, strict=True)
        ]
    found = table(rows, above.headings, caption, heads or None)
    if found is not None:
        yield found


def _cell(entry: Any, shift: int) -> Cell:
    words = " ".join(plain(child.astext()) for child in entry.children if child.tagname not in _SKIPPED)
    line = next((child.line for child in entry.children if child.line), None) or _line(entry)
    return Cell(
        " ".join(words.split()), line + shift, entry.get("morecols", 0) + 1, entry.get("morerows", 0) + 1
    )
