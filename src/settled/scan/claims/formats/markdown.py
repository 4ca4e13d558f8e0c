"""Markdown: CommonMark with tables, footnotes and front matter; what diagrams and HTML in it say.

Code, front matter, images and addresses state nothing. Inline marks are dropped; line breaks stay, so that a
place in a block is a line of the file.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from settled.scan.claims.blocks import Block, Formula, Paragraph, Table
from settled.scan.claims.formats.above import Above
from settled.scan.claims.formats.diagrams import blocks as of_diagram

_HEADING = 300  # characters of a heading that are read
_FRONT_MATTER = re.compile(r"\A(?:---\n(?:.*\n){0,200}?(?:---|\.\.\.)|\+\+\+\n(?:.*\n){0,200}?\+\+\+)\n")
_NOTE = re.compile(r"^( {0,3}\[\^[^\]\s]{1,100}\]):", re.MULTILINE)  # else read as a link's address
_NOTHING = re.compile(
    r"(?P<ticks>`+)(?!`)[^`]{0,2000}?(?<!`)(?P=ticks)(?!`)"  # code
    r"|!\[[^\[\]]{0,500}\]\([^()\s]{0,2000}(?:\s\"[^\"]{0,500}\")?\)"  # an image
    r"|<!--.{0,2000}?-->|</?[A-Za-z][^<>]{0,500}>"  # HTML
    r"|\[\^[^\]\s]{1,100}\](?: :)?"  # a footnote's mark
    r"|~~[^~\n]{1,500}~~"  # struck out
    r"|\b(?:https?|ftp)://[^\s<>)\]，。；、）]+",
    re.DOTALL,
)
# As the readers of HTML, LaTeX and DOCX write them: 10<sup>-6</sup> is 10^-6.
_RAISED = re.compile(r"(?<=[A-Za-z0-9)])<(?P<tag>su[pb])>(?P<what>[+\-\u2212]?[A-Za-z0-9]{1,8})</(?P=tag)>")
_LINK = re.compile(r"(?<=\])(?:\([^()\s]{0,2000}(?:\s\"[^\"]{0,500}\")?\)|\[[^\[\]]{0,200}\])")
_MARK = re.compile(
    r"(?<![0-9])(?<![0-9)%] )\*+|\*+(?! ?[0-9(])|(?<![A-Za-z0-9_])_{1,2}(?=\S)|(?<=\S)_{1,2}(?![A-Za-z0-9_{])"
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_LINE_BREAK = re.compile(r"&(?:#0*1[03](?!\d)|#[xX]0*[aAdD](?![0-9a-fA-F])|NewLine;);?")
_MATH = ("math", "latex", "tex", "katex")


def blocks(text: str, *, embedded: bool = True, above: Above | None = None) -> Iterator[Block]:
    """The blocks of a document, in order.

    Args:
        text: the document, line ends as ``\\n``.
        embedded: whether the labels of diagrams, and blocks of HTML, are read, too.
        above: what stands above the text, where it is a part of a document; the headings in it are added.
    """
    return _Reader(text, embedded, above or Above()).blocks()


class _Reader:
    """The way through the parser's tokens, with the headings and the short paragraph above."""

    def __init__(self, text: str, embedded: bool, above: Above) -> None:
        text = _FRONT_MATTER.sub(lambda found: "\n" * found.group().count("\n"), text)
        text = _NOTE.sub(r"\1 :", text)
        self._tokens = _parser().parse(text)
        self._source = text.split("\n") if embedded else []
        self._above = above
        self._embedded = embedded
        self._unclosed = False

    def blocks(self) -> Iterator[Block]:
        at = 0
        while at < len(self._tokens):
            token = self._tokens[at]
            if token.type == "heading_open":
                words = plain(self._tokens[at + 1].content[:_HEADING])
                yield from self._above.heading(int(token.tag[1:]), words, _line(token))
                at += 2
            elif token.type == "table_open":
                table, at = _table(self._tokens, at, self._above)
                yield table
                self._above.other()
            elif token.type == "fence":
                yield from self._fence(token)
                self._above.other()
            elif token.type == "inline":
                block = _prose(token, self._above.headings)
                if block.text.strip():
                    yield block
                self._above.paragraph(block.text)
            elif token.type == "html_block" and self._embedded:
                line, at = _line(token), self._end_of_html(at)
                yield from self._html(line, at)
            at += 1

    def _fence(self, token: Token) -> Iterator[Block]:
        """Mathematics, or the labels of a diagram; code states nothing."""
        language = token.info.strip().split(" ", 1)[0].strip("{}").lower()
        if language in _MATH:
            yield Formula(_line(token) + 1, token.content, self._above.headings)
        elif self._embedded:
            yield from of_diagram(language, token.content, _line(token) + 1, self._above.headings)

    def _end_of_html(self, at: int) -> int:
        """The place of the last token of the HTML that begins at ``at``: a table goes on over blank lines."""
        open_tables = 0
        if self._unclosed:
            return at
        for place in range(at, len(self._tokens)):
            content = self._tokens[place].content if self._tokens[place].type == "html_block" else ""
            open_tables += content.count("<table") - content.count("</table")
            if open_tables <= 0:
                return place
        self._unclosed = True  # look to the end of the document once only
        return at

    def _html(self, first: int, last: int) -> Iterator[Block]:
        """What the lines of HTML from ``first`` to those of the token at ``last`` say."""
        from settled.scan.claims.formats.html_page import blocks as of_html

        end = (self._tokens[last].map or [0, first])[1]
        html_text = "\n".join(self._source[first - 1 : end])
        yield from of_html(html_text, line=first, headings=self._above.headings, caption=self._above.caption)


def plain(text: str) -> str:
    """The words of inline Markdown, without code, marks and addresses; line breaks stay.

    >>> plain("**Adoption** [rate](https://example.org/95%) `0.5` \\\\< 1%")
    'Adoption [rate]   < 1%'
    """
    if "<su" in text:
        text = _RAISED.sub(lambda found: ("^" if found["tag"] == "sup" else "_") + found["what"], text)
    text = _NOTHING.sub(lambda found: " " + "\n" * found.group().count("\n"), _LINK.sub("", text))
    text = _MARK.sub("", text)
    return html.unescape(_LINE_BREAK.sub(" ", _ESCAPE.sub(r"\1", text)))


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


def _table(tokens: list[Token], at: int, above: Above) -> tuple[Table, int]:
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
    return Table(rows[0][1], tuple(rows[1:]), above.headings, above.caption, rows[0][0]), at
