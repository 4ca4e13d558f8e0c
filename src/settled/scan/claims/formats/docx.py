"""DOCX: paragraphs, headings, tables with merged cells, footnotes, formulas.

Such a file has no lines: ``line`` is the number of the paragraph, counted from 1 through the whole document,
those in tables included; a footnote stands at the paragraph that refers to it. Deleted, hidden and struck
text states nothing, nor do fields, comments, headers and footers.
"""

from __future__ import annotations

from collections.abc import Iterator

from settled.errors import InputError
from settled.scan.claims.blocks import Block, Formula, Paragraph
from settled.scan.claims.formats.above import Above
from settled.scan.claims.formats.docx_math import ENDS, SIGNS, SILENT, STARTS
from settled.scan.claims.formats.docx_package import Package, walk
from settled.scan.claims.formats.docx_styles import heading_levels
from settled.scan.claims.formats.docx_tables import WordTable
from settled.scan.claims.formats.passage import Passage

_HEADING = 300  # characters of a heading that are read
_DOCUMENT, _NOTES, _STYLES = (
    "word/document.xml",
    ("word/footnotes.xml", "word/endnotes.xml"),
    "word/styles.xml",
)
_SKIPPED = frozenset({"mc:Fallback", "w:del", "w:moveFrom", "w:instrText", "w:delText", "w:sectPr", *SILENT})
_CHARACTERS = {"w:tab": "\t", "w:noBreakHyphen": "-"}
_OFF = ("0", "false", "off")


def blocks(content: bytes) -> Iterator[Block]:
    """The blocks of a document.

    Raises:
        InputError: the file is no DOCX, or beyond the bounds of ``docx_package``.
    """
    package = Package(content)
    document = package.part(_DOCUMENT)
    if not document:
        raise InputError("", f"is no DOCX: it has no {_DOCUMENT}", "hint: save it anew as .docx")
    levels = heading_levels(package.part(_STYLES))
    notes: dict[str, list[str]] = {}
    for name in _NOTES:
        reader = _Reader({}, {})
        if part := package.part(name):
            walk(part, name, reader.start, reader.end, reader.data)
        notes |= {f"{name[5:8]}{number}": words for number, words in reader.by_note.items()}
    reader = _Reader(levels, notes)
    walk(document, _DOCUMENT, reader.start, reader.end, reader.data)
    yield from reader.found


class _Reader:
    """The way through a part: ``found`` holds its blocks, ``by_note`` the texts of its notes."""

    def __init__(self, levels: dict[str, int], notes: dict[str, list[str]]) -> None:
        self.found: list[Block] = []
        self.by_note: dict[str, list[str]] = {}
        self._levels = levels
        self._notes = notes
        self._above = Above()
        self._number = 0  # of the paragraph
        self._passage = Passage()
        self._level = 0
        self._tables: list[WordTable] = []
        self._skipped = 0  # elements inside one that states nothing
        self._silent_run = False
        self._raised = ""
        self._text = False  # inside an element of text
        self._note = ""
        self._referred: list[str] = []
        self._formula = 0  # formulas inside one another
        self._displayed = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipped or name in _SKIPPED:
            self._skipped += 1
        elif name == "w:p":
            self._end_paragraph()  # text boxes hold paragraphs inside one
            self._number += 1
        elif name in ("w:t", "m:t"):
            self._text = True
        elif name in _CHARACTERS:
            self._add(_CHARACTERS[name])
        elif name in ("w:br", "w:cr"):
            self._passage.end_line(self._number)
        elif name.startswith("m:"):
            self._start_math(name, attributes)
        else:
            self._start_other(name, attributes.get("w:val", ""), attributes)

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif name == "w:p":
            self._end_paragraph()
        elif name in ("w:t", "m:t"):
            self._text = False
        elif name == "w:r":
            self._silent_run, self._raised = False, ""
        elif name.startswith("m:"):
            self._end_math(name)
        elif name == "w:tc" and self._tables:
            self._tables[-1].end_cell(self._number)
        elif name == "w:tbl" and self._tables:
            table = self._tables.pop().finished(self._above.headings)
            self.found += [table] if table is not None else []
            self._above.other()

    def data(self, text: str) -> None:
        if self._text and not self._skipped and not self._silent_run:
            if self._raised and self._passage.last.strip() and text[:1] in "0123456789+-−":
                text = self._raised + text
            self._raised = ""
            self._add(text)

    def _add(self, text: str) -> None:
        self._passage.add(text.replace("\n", " "), self._number)

    def _start_other(self, name: str, value: str, attributes: dict[str, str]) -> None:
        if name == "w:pStyle":
            self._level = self._levels.get(value, 0)
        elif name == "w:outlineLvl" and value.isascii() and value.isdigit():
            self._level = int(value[:1]) + 2 if value != "9" else 0
        elif name in ("w:vanish", "w:strike", "w:dstrike"):
            self._silent_run = value not in _OFF
        elif name == "w:vertAlign":
            self._raised = {"superscript": "^", "subscript": "_"}.get(value, "")
        elif name in ("w:footnoteReference", "w:endnoteReference"):
            self._referred.append(f"{name[2:5]}{attributes.get('w:id', '')}")
        elif name in ("w:footnote", "w:endnote"):
            self._note = attributes.get("w:id", "")
        elif name == "w:tbl":
            self._tables.append(WordTable(self._above.caption))
        elif self._tables:
            self._start_in_table(name, value)

    def _start_in_table(self, name: str, value: str) -> None:
        table = self._tables[-1]
        if name == "w:tr":
            table.start_row()
        elif name == "w:tc":
            table.start_cell()
        elif name == "w:gridSpan":
            table.span(value)
        elif name == "w:vMerge":
            table.merge(value)
        elif name == "w:tblHeader" and value not in _OFF:
            table.head()

    def _start_math(self, name: str, attributes: dict[str, str]) -> None:
        if name == "m:oMathPara":
            self._displayed = not self._passage.last
        elif name == "m:oMath":
            self._formula += 1
            self._add("$" if self._formula == 1 and not self._displayed else "")
        elif name == "m:chr" and self._passage.last == "∫":
            self._passage.replace_last(
                SIGNS.get(attributes.get("m:val", "∫"), attributes.get("m:val", "")[:1])
            )
        elif name in STARTS:
            self._add(STARTS[name])

    def _end_math(self, name: str) -> None:
        if name == "m:oMath":
            self._formula -= 1
            self._add("$" if self._formula == 0 and not self._displayed else " ")
        elif name in ENDS:
            self._add(ENDS[name])

    def _end_paragraph(self) -> None:
        level, displayed = self._level, self._displayed
        self._level, self._displayed = 0, False
        passage = self._passage.formula if displayed else self._passage.paragraph
        found = passage(self._above.headings)
        if found is not None:
            self._place(found, level)
        for note in self._referred:
            for words in self._notes.get(note, ()):
                self.found.append(Paragraph(self._number, words, self._above.headings))
        self._referred = []

    def _place(self, found: Paragraph, level: int) -> None:
        """A paragraph where it belongs: a note, a cell, a heading, or the text."""
        if self._note:
            self.by_note.setdefault(self._note, []).append(found.text.replace("\n", " "))
        elif self._tables:
            self._tables[-1].add(found.text, self._number)
        elif level:
            words = found.text.replace("\n", " ")[:_HEADING]
            self.found += self._above.heading(level, words, self._number)
        else:
            self.found.append(found)
            if not isinstance(found, Formula):
                self._above.paragraph(found.text)
