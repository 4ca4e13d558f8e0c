"""HTML: paragraphs, headings, tables with merged cells, and mathematics as TeX.

The tokens come from the standard library's parser, which knows the line of each and builds no tree, so that
no nesting is too deep for it. Scripts, styles, code and what is hidden state nothing. Mathematics is read
from its TeX annotation (KaTeX, MathJax, Wikipedia), else written as LaTeX from the MathML.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from settled.scan.claims.blocks import Block
from settled.scan.claims.formats.above import Above
from settled.scan.claims.formats.html_guard import sound
from settled.scan.claims.formats.html_math import Mathematics, is_formula
from settled.scan.claims.formats.html_tables import Tables
from settled.scan.claims.formats.passage import Passage

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HEADING = 300  # characters of a heading that are read
_BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
    }
    | {"fieldset", "figcaption", "figure", "footer", "form", "head", "header", "hr", "html", "legend", "li"}
    | {"main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary", "ul", *_HEADINGS}
)
_TABLE = frozenset({"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"})
_SILENT = frozenset(
    {"script", "style", "template", "pre", "textarea", "select", "svg", "iframe", "object", "audio", "video"}
    | {"canvas", "title", "noframes"}
)
_SILENT_INLINE = frozenset(
    {"code", "kbd", "samp", "tt", "s", "strike", "del"}
)  # these end with their paragraph
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_OPTIONAL_END = frozenset(
    {"p", "li", "td", "th", "tr", "dt", "dd", "option", "thead", "tbody", "tfoot", "body"}
)


def blocks(text: str, *, line: int = 1, headings: tuple[str, ...] = (), caption: str = "") -> Iterator[Block]:
    """The blocks of a page or of a part of one.

    Args:
        line: of the file on which ``text`` begins; ``headings`` and ``caption``: what stands above it.

    >>> [(block.line, block.text) for block in blocks("<p>A share\\n<br>of <b>95%</b><script>1%</script>")]
    [(1, 'A share\\nof 95%')]
    """
    page = _Page(line, Above(headings, caption))
    page.feed(sound(text))
    page.close()
    page.finish()
    yield from page.found


class _Page(HTMLParser):
    """The page read so far: ``found`` holds its blocks."""

    def __init__(self, line: int, above: Above) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Block] = []
        self._first = line
        self._above = above
        self._passage = Passage()
        self._tables = Tables(above, self._passage)
        self._math = Mathematics()
        self._silent = ""  # the element that silences what stands in it
        self._silent_depth = 0
        self._raised = ""  # mark of a superscript or subscript whose text comes next

    @property
    def _line(self) -> int:
        return self.getpos()[0] + self._first - 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent in _SILENT_INLINE and (tag in _BLOCKS or tag in _TABLE):
            self._silent = ""
        if self._silent:
            self._silent_depth += tag == self._silent
            return
        attributes = {name: value or "" for name, value in attrs}
        if _is_silent(tag, attributes, self._raised) and not self._math.open:
            if tag in _BLOCKS:
                self._end_paragraph()
            self._silent, self._silent_depth = tag, 1
        elif self._math.start(tag, attributes, self._line):
            return
        elif tag in _TABLE:
            self._table(tag, attributes, ends=False)
        elif tag in _BLOCKS:
            self._end_paragraph()
        elif tag == "br":
            self._passage.end_line(self._line)
        elif tag in ("sup", "sub"):
            self._raised = "^" if tag == "sup" else "_"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._silent in _SILENT_INLINE and tag != self._silent and (tag in _BLOCKS or tag in _TABLE):
            self._silent = ""
        if self._silent:
            self._silent_depth -= tag == self._silent
            self._silent = self._silent if self._silent_depth else ""
        elif (formula := self._math.end(tag)) is not None:
            self._formula(*formula)
        elif tag in _HEADINGS and not self._tables.in_cell:
            words, lines = self._passage.take()
            line = lines[0] if lines else self._line
            self.found += self._above.heading(_HEADINGS[tag], words.replace("\n", " ")[:_HEADING], line)
        elif tag in _TABLE:
            self._table(tag, {}, ends=True)
        elif tag in _BLOCKS:
            self._end_paragraph()
        self._raised = "" if tag in ("sup", "sub") else self._raised

    def handle_data(self, data: str) -> None:
        if self._silent or self._math.data(data):
            return
        line = self._line
        if self._raised and data.strip():
            raises = data.strip()[0] in "0123456789+-−" or self._raised == "_"
            data = (self._raised if raises and self._passage.last.strip() else "") + data.strip()
            self._raised = ""
        self._passage.add(data, line)

    def finish(self) -> None:
        """The document is at its end: whatever is open is closed."""
        self._end_paragraph()
        while self._tables.open:
            self._table("table", {}, ends=True)

    def _formula(self, tex: str, line: int, display: bool) -> None:
        if display and not self._tables.in_cell:
            self._end_paragraph()
            self._passage.add(tex, line)
            formula = self._passage.formula(self._above.headings)
            self.found += [formula] if formula else []
        else:
            self._passage.add(f"${tex}$".replace("\n", " ") if tex else "", line)

    def _table(self, tag: str, attributes: dict[str, str], *, ends: bool) -> None:
        if not self._tables.in_cell:
            self._end_paragraph()
        self.found += self._tables.end(tag) if ends else self._tables.start(tag, attributes, self._line)

    def _end_paragraph(self) -> None:
        if self._tables.in_cell:
            self._passage.end_line(self._line)
            return
        paragraph = self._passage.paragraph(self._above.headings)
        if paragraph is not None:
            self.found.append(paragraph)
            self._above.paragraph(paragraph.text)


def _is_silent(tag: str, attributes: dict[str, str], raised: str) -> bool:
    if tag in _SILENT or tag in _SILENT_INLINE:
        return not is_formula(tag, attributes)
    if tag == "a" and raised and attributes.get("href", "").startswith("#"):
        return True  # a note's mark
    hidden = "hidden" in attributes or attributes.get("aria-hidden") == "true"
    return hidden and tag not in _VOID and tag not in _OPTIONAL_END
