"""LaTeX: paragraphs, headings, footnotes, tables with merged cells, and displayed mathematics.

The reader is our own: the well-known one (pylatexenc 2.11) takes 5 seconds a megabyte, fails on 1,000 braces
inside one another, and expands no macros. What stands before the document begins defines macros and states
nothing; so do comments, code, pictures, labels, citations and addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from unicodedata import normalize

from settled.scan.claims.blocks import Block, Table
from settled.scan.claims.formats import latex_words as words
from settled.scan.claims.formats.above import Above
from settled.scan.claims.formats.latex_math import formula, inline
from settled.scan.claims.formats.latex_tables import Tabular
from settled.scan.claims.formats.latex_tokens import Stream, Token
from settled.scan.claims.formats.passage import Passage

_HEADING = 300  # characters of a heading that are read
_DOCUMENT = re.compile(r"^(?:[^%\\\n]|\\[^\n]){0,500}?\\begin\s{0,5}\{document\}", re.MULTILINE)
_DASHES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))
_AFTER_ROW = re.compile(r"\*?[ \t]{0,20}\[[^\]\n]{0,40}\]|\*")
_AFTER_RULE = re.compile(r"\s{0,20}\([^)\n]{0,40}\)")

_End = Callable[[Passage], None]


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a document, or of a part of one.

    >>> [(block.line, block.text) for block in blocks("A \\\\emph{share}\\nof $95\\\\%$ % not 5\\n")]
    [(1, 'A share\\nof $95%$')]
    """
    return _Reader(text).blocks()


class _Reader:
    """The way through the tokens: passages being gathered, open groups, the open table, open floats."""

    def __init__(self, text: str) -> None:
        self._stream = Stream(text, words.STRUCTURE)
        self._preamble = _DOCUMENT.search(text) is not None
        self._above = Above()
        self._passages = [Passage()]  # the paragraph; what is gathered apart from it; the innermost last
        self._groups: list[_End | None] = []  # of each open group, what is done with its passage, if any
        self._apart = 0  # open groups whose text is gathered apart
        self._table: Tabular | None = None
        self._floats: list[tuple[int, list[str]]] = []  # where the blocks of each begin, and its captions
        self._found: list[Block] = []
        self._notes: list[Block] = []
        self._token = Token("text", "", 1)
        self._accent = ""  # for the letter that follows
        self._last = ""  # kind of the token before

    def blocks(self) -> Iterator[Block]:
        for token in self._stream:
            self._token = token
            if self._preamble:
                self._preamble = not (token.text == "\\begin" and self._stream.argument() == "document")
            elif token.text == "\\end" and self._end(self._stream.argument()):
                break
            elif token.text != "\\end":
                self._read(token)
            if not self._floats:
                yield from self._found
                self._found = []
        self._finish()
        yield from self._found

    def _read(self, token: Token) -> None:
        if token.kind in ("text", "tie"):
            self._add(_typeset(token.text))
        elif token.kind in ("word", "symbol"):
            self._command(token.text)
        elif token.kind == "open":
            if self._last == "close":
                self._add(" ")  # another argument of a command that is not known
            self._groups.append(None)
        elif token.kind == "close":
            self._close()
        elif token.kind == "break":
            self._break()
        elif token.kind == "math":
            self._mathematics(token.text)
        elif token.kind == "ampersand":
            self._separate(row=False)
        self._last = token.kind

    def _add(self, text: str) -> None:
        if self._accent and text[:1].isalpha():
            text = normalize("NFC", text[0] + self._accent) + text[1:]
        self._accent = ""
        self._passages[-1].add(text, self._token.line)

    def _command(self, name: str) -> None:
        bare = name.rstrip("*")
        if name == "\\begin":
            self._begin(self._stream.argument())
        elif name in ("\\\\", "\\tabularnewline"):
            self._separate(row=True)
        elif name in ("\\(", "\\["):
            self._mathematics(name)
        elif bare in words.HEADINGS:
            self._gather_apart(partial(self._heading, words.HEADINGS[bare]))
        elif name in words.CHARACTERS:
            self._add(words.CHARACTERS[name])
        elif name in words.ACCENTS:
            self._accent = words.ACCENTS[name]
        elif name in ("\\par", "\\item"):
            self._break()
            if name == "\\item":
                self._stream.optional()
        elif bare in ("\\footnote", "\\footnotetext"):
            self._gather_apart(self._note)
        elif bare == "\\caption":
            self._gather_apart(self._caption)
        elif bare in words.ARGUMENTS and bare not in words.RULES:
            self._stream.skip_arguments(words.ARGUMENTS[bare])
        elif not self._of_table(bare) and name[1:2].isalpha():
            self._add("" if self._stream.opens_at_once() else " ")

    def _of_table(self, name: str) -> bool:
        """Whether the command belongs to the open table."""
        table = self._table
        if name in ("\\cmidrule", "\\cline"):
            self._stream.skip_text(_AFTER_RULE)
            self._stream.skip_arguments(1)
        elif table is None:
            return False
        elif name in words.RULES:
            if not table.inner:
                table.rule()
        elif name == "\\multicolumn":
            table.merge(columns=self._stream.argument())
            self._stream.skip_arguments(1)
        elif name == "\\multirow":
            self._stream.optional()
            table.merge(rows=self._stream.argument())
            self._stream.skip_arguments(1)
            self._stream.optional()
        elif name in ("\\endfirsthead", "\\endhead", "\\endfoot", "\\endlastfoot"):
            table.mark(name)
        else:
            return False
        return True

    def _begin(self, name: str) -> None:
        if name in words.FORMULAS:
            self._stream.skip_arguments(words.ENVIRONMENT_ARGUMENTS.get(name, 0))
            self._mathematics(name)
        elif name in words.SILENT:
            self._stream.skip_environment(name)
        elif name in words.TABLES:
            self._stream.optional()
            self._stream.skip_arguments(words.TABLES[name])
            if self._table is not None:
                self._table.inner += 1
                return
            self._break()
            self._table = Tabular(len(self._groups), self._above.caption)
            self._passages.append(self._table.passage)
        else:
            self._break()
            self._stream.optional()
            self._stream.skip_arguments(words.ENVIRONMENT_ARGUMENTS.get(name, 0))
            if name in words.FLOATS:
                self._floats.append((len(self._found), []))

    def _end(self, name: str) -> bool:
        """An environment ends; answers whether it is the document."""
        if name in words.TABLES and self._table is not None:
            if self._table.inner:
                self._table.inner -= 1
            else:
                self._end_table(self._table)
        else:
            self._break()
            if name in words.FLOATS and self._floats:
                start, captions = self._floats.pop()
                self._found[start:] = [_captioned(block, captions) for block in self._found[start:]]
        return name == "document"

    def _end_table(self, table: Tabular) -> None:
        for end in self._groups[table.depth :]:
            self._apart -= end is not None
        del self._groups[table.depth :]
        while self._passages.pop() is not table.passage:
            pass
        self._table = None
        whole = table.finished(self._above.headings, self._token.line)
        self._found += [whole] if whole is not None else []
        self._above.other()

    def _separate(self, *, row: bool) -> None:
        """The end of a cell or row, or of a line of text."""
        table = self._table
        if row:
            self._stream.skip_text(_AFTER_ROW)
        if table is None or table.inner or len(self._groups) != table.depth:
            self._add(" ")
        elif row:
            table.end_row(self._token.line)
        else:
            table.end_cell(self._token.line)

    def _mathematics(self, name: str) -> None:
        begun = self._token
        inside, ended = formula(self._stream, begun, name)
        if name in ("$", "\\(") or self._table is not None or self._apart or not ended:
            tex = inline(inside.take()[0])
            self._passages[-1].add(tex if ended else f"${tex.strip('$')}", begun.line)
            return
        self._break()
        found = inside.formula(self._above.headings)
        self._found += [found] if found is not None else []

    def _gather_apart(self, end: _End) -> None:
        """The text of the argument that follows is gathered apart, then given to ``end``."""
        self._stream.optional()
        if self._stream.opens():
            self._groups.append(end)
            self._passages.append(Passage())
            self._apart += 1

    def _close(self) -> None:
        if len(self._groups) <= (self._table.depth if self._table is not None else 0):
            return  # it closes nothing
        end = self._groups.pop()
        if end is not None:
            self._apart -= 1
            end(self._passages.pop())

    def _heading(self, level: int, passage: Passage) -> None:
        self._end_paragraph()
        words, lines = passage.take()
        line = lines[0] if lines else self._token.line
        self._found += self._above.heading(level, words.replace("\n", " ")[:_HEADING], line)

    def _note(self, passage: Passage) -> None:
        note = passage.paragraph(self._above.headings)
        self._notes += [note] if note is not None else []

    def _caption(self, passage: Passage) -> None:
        found = passage.paragraph(self._above.headings)
        if found is not None:
            self._found.append(found)
            caption = found.text.replace("\n", " ")
            if self._table is not None:
                self._table.caption = caption
            elif self._floats:
                self._floats[-1][1].append(caption)

    def _break(self) -> None:
        """A paragraph ends, unless its end stands in something else."""
        if self._apart or self._table is not None:
            self._add(" ")
        else:
            self._end_paragraph()

    def _end_paragraph(self) -> None:
        found = self._passages[0].paragraph(self._above.headings)
        if found is not None:
            self._found.append(found)
            self._above.paragraph(found.text)
        self._found += self._notes
        self._notes = []

    def _finish(self) -> None:
        """The document is at its end: whatever is open is closed."""
        if self._table is not None:
            self._end_table(self._table)
        apart = [passage.paragraph(self._above.headings) for passage in self._passages[1:]]
        self._notes += [block for block in apart if block is not None]
        self._end_paragraph()


def _captioned(block: Block, captions: list[str]) -> Block:
    """A table with the caption of its float."""
    return replace(block, caption=captions[-1]) if isinstance(block, Table) and captions else block


def _typeset(text: str) -> str:
    """Dashes and quotes as they are printed."""
    if text == "~":
        return " "
    for written, printed in _DASHES:
        text = text.replace(written, printed)
    return text
