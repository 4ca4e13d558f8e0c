"""A Markdown document as the few kinds of block that state figures, each with its true line.

Code, HTML, front matter, images and addresses state nothing. Inline marks are dropped; line breaks stay, so
that a place in a block is a line of the file.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_CAPTION = 120  # characters; a longer paragraph before a table is prose, not its caption
_HEADING = 300  # characters of a heading that are read
_FRONT_MATTER = re.compile(r"\A---\n(?:.*\n){0,200}?(?:---|\.\.\.)\n")
_NOTHING = re.compile(
    r"(?P<ticks>`+)(?!`)[^`]{0,2000}?(?<!`)(?P=ticks)(?!`)"  # code
    r"|!\[[^\[\]]{0,500}\]\([^()\s]{0,2000}(?:\s\"[^\"]{0,500}\")?\)"  # an image
    r"|<!--.{0,2000}?-->|</?[A-Za-z][^<>]{0,500}>"  # HTML
    r"|~~[^~\n]{1,500}~~"  # struck out
    r"|\b(?:https?|ftp)://[^\s<>)\]，。；、）]+",
    re.DOTALL,
)
_LINK = re.compile(r"(?<=\])(?:\([^()\s]{0,2000}(?:\s\"[^\"]{0,500}\")?\)|\[[^\[\]]{0,200}\])")
_MARK = re.compile(r"\*+|(?<![A-Za-z0-9_])_{1,2}(?=\S)|(?<=\S)_{1,2}(?![A-Za-z0-9_{])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_MATH = ("math", "latex", "tex", "katex")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose: ``line`` is the first line of ``text``; ``headings`` stand above it, outermost first."""

    line: int
    text: str
    headings: tuple[str, ...]

    def line_at(self, offset: int) -> int:
        """The line of the file on which the character at ``offset`` stands."""
        return self.line + self.text.count("\n", 0, offset)


@dataclass(frozen=True, slots=True)
class Formula(Paragraph):
    """Displayed mathematics, as LaTeX or plain text."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: each row is its line and its cells. ``caption``: the short paragraph just above, if any."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    headings: tuple[str, ...]
    caption: str


Block = Paragraph | Formula | Table


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a document, in order."""
    tokens = _parser().parse(_FRONT_MATTER.sub(lambda found: "\n" * found.group().count("\n"), text))
    headings: list[tuple[int, str]] = []
    caption = ""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        above = tuple(words for _, words in headings)
        if token.type == "heading_open":
            level = int(token.tag[1:])
            headings = [*((depth, words) for depth, words in headings if depth < level)]
            headings.append((level, plain(tokens[at + 1].content[:_HEADING])))
            caption = ""
            at += 2
        elif token.type == "table_open":
            table, at = _table(tokens, at, above, caption)
            yield table
            caption = ""
        elif token.type == "fence":
            if token.info.strip().lower() in _MATH:
                yield Formula(_line(token) + 1, token.content, above)
            caption = ""
        elif token.type == "inline":
            block = _prose(token, above)
            yield block
            caption = block.text if len(block.text) <= _CAPTION else ""
        at += 1


def plain(text: str) -> str:
    """The words of inline Markdown, without code, marks and addresses; line breaks stay.

    >>> plain("**Adoption** [rate](https://example.org/95%) `0.5` \\\\< 1%")
    'Adoption [rate]   < 1%'
    """
    text = _NOTHING.sub(lambda found: " " + "\n" * found.group().count("\n"), _LINK.sub("", text))
    text = _MARK.sub("", text)
    return html.unescape(_ESCAPE.sub(r"\1", text).replace("&#10;", " "))


@cache
def _parser() -> MarkdownIt:
    # Inline marks are dropped by `plain`, in linear time; the inline parser is left out.
    return MarkdownIt("commonmark").enable("table").disable("inline")


def _line(token: Token) -> int:
    return (token.map or [0])[0] + 1


def _prose(token: Token, headings: tuple[str, ...]) -> Paragraph:
    """A paragraph, or the mathematics that a paragraph consists of."""
    content = token.content
    if content.startswith("$$") and content.endswith("$$") and len(content) > 4:
        return Formula(_line(token), content[2:-2], headings)
    return Paragraph(_line(token), plain(content), headings)


def _table(tokens: list[Token], at: int, headings: tuple[str, ...], caption: str) -> tuple[Table, int]:
    """The table whose opening token stands at ``at``, and the place of its closing one."""
    rows: list[tuple[int, tuple[str, ...]]] = []
    cells: list[str] = []
    line = 0
    while tokens[at].type != "table_close":
        token = tokens[at]
        if token.type == "tr_open":
            line, cells = _line(token), []
        elif token.type == "inline":
            cells.append(plain(token.content).strip())
        elif token.type == "tr_close":
            rows.append((line, tuple(cells)))
        at += 1
    return Table(rows[0][1], tuple(rows[1:]), headings, caption), at
