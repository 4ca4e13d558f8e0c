"""The words in diagrams written as text: labels of nodes and edges in Mermaid and Graphviz, pie charts.

Each label is a paragraph of its own, on its line; identifiers and styles state nothing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from settled.scan.claims.blocks import Block, Paragraph, Table

_NODES = re.compile(r"\s*(?:graph|flowchart|mindmap|stateDiagram(?:-v2)?)\b")
_PIE = re.compile(r"\s*pie\b(?:\s+showData)?(?:\s+title\s+(?P<title>.{0,300}))?")
_TITLE = re.compile(r"\s*title\s+(?P<title>.{0,300})")
_SLICE = re.compile(r'\s*"(?P<label>[^"]{1,300})"\s{0,10}:\s{0,10}(?P<value>\S{1,40})\s*$')
_SILENT = re.compile(r"\s*(?:style|classDef|class|linkStyle|click|direction|%%)\b|\s*%%")
_LABEL = re.compile(
    r'"(?P<quoted>[^"]{1,500})"'
    r"|\[(?P<box>[^\[\]\"|]{1,500})\]"
    r"|[({]{1,3}(?P<round>[^\[\](){}\"|]{1,500})[)}]"
    r"|\|(?P<edge>[^|\"]{1,300})\|"
    r"|(?:--|==|-\.)\s(?P<arrow>[^|\"<>=-]{1,300})\s(?:-[-.]?|==|\.-)"
)
_BREAK = re.compile(r"<br\s{0,3}/?>|\\[nlr]", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_STRING = re.compile(
    r"//[^\n]*|/\*(?:[^*]|\*(?!/)){0,5000}\*/|(?:(?P<key>[A-Za-z]{1,40})\s{0,5}=\s{0,5})?"
    r'"(?P<text>(?:[^"\\]|\\.){0,2000})"',
    re.DOTALL,
)
_LABELS = ("label", "xlabel", "headlabel", "taillabel")


def blocks(language: str, text: str, line: int, headings: tuple[str, ...]) -> Iterator[Block]:
    """The labels of a diagram in ``language``; none of a language that is not a diagram's.

    Args:
        language: of the code block: ``mermaid``, ``dot`` or ``graphviz``.
        text: what stands in it; ``line``: the line of the file on which it begins.

    >>> [(label.line, label.text) for label in blocks("mermaid", "graph TD\\nA[share 95%] --> B", 7, ())]
    [(8, 'share 95%')]
    """
    if language == "mermaid":
        yield from _mermaid(text.split("\n"), line, headings)
    elif language in ("dot", "graphviz"):
        yield from _graphviz(text, line, headings)


def _mermaid(lines: list[str], first: int, headings: tuple[str, ...]) -> Iterator[Block]:
    start = next((at for at, words in enumerate(lines) if words.strip() and not _SILENT.match(words)), None)
    if start is None:
        return
    if (pie := _PIE.match(lines[start])) is not None:
        yield from _pie(lines[start:], first + start, pie["title"] or "", headings)
    elif _NODES.match(lines[start]):
        for at, words in enumerate(lines[start:], first + start):
            if not _SILENT.match(words):
                for found in _LABEL.finditer(words):
                    yield from _label(found[found.lastgroup or 0], at, headings)


def _pie(lines: list[str], first: int, title: str, headings: tuple[str, ...]) -> Iterator[Table]:
    """A pie chart, as the table of its slices."""
    slices = []
    for at, words in enumerate(lines, first):
        if (found := _SLICE.match(words)) is not None:
            slices.append((at, (found["label"], found["value"])))
        elif (named := _TITLE.match(words)) is not None:
            title = named["title"]
    if slices:
        yield Table(("", title.strip()), tuple(slices), headings, title.strip(), first)


def _graphviz(text: str, first: int, headings: tuple[str, ...]) -> Iterator[Paragraph]:
    line, at = first, 0
    for found in _STRING.finditer(text):
        if found["text"] is not None and (found["key"] is None or found["key"].lower() in _LABELS):
            line, at = line + text.count("\n", at, found.start("text")), found.start("text")
            yield from _label(found["text"], line, headings)


def _label(written: str, line: int, headings: tuple[str, ...]) -> Iterator[Paragraph]:
    """A label: its lines are all on one line of the file."""
    words = html.unescape(_TAG.sub(" ", _BREAK.sub("\n", written))).strip()
    if words:
        yield Paragraph(line, words, headings, (line,) * (words.count("\n") + 1))
