"""Plain text in columns: widths in terminal cells, so that Chinese lines up with English."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

WIDTH = 100
GAP = "  "


def cells(text: str) -> int:
    """Terminal cells that ``text`` takes: 2 for a wide character, 0 for a combining one, else 1.

    >>> cells("AdamW"), cells("优化器")
    (5, 6)
    """
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def clean(text: str) -> str:
    """``text`` on one line without control characters: a name must not steer the terminal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " "
        if c.isspace()
        else c
        if unicodedata.category(c) not in ("Cc", "Cs") and c not in _BIDI
        else "\ufffd"
        for c in text
    )


# Marks that turn the direction of what follows: they could make a table read backwards.
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def fit(text: str, width: int) -> str:
    """``text`` cut to ``width`` cells, with ``…`` for what was cut.

    >>> fit("stochastic gradient descent", 12)
    'stochastic …'
    """
    text = clean(text)
    if cells(text) <= width:
        return text
    kept, used = [], 0
    for character in text:
        used += _cells(character)
        if used > width - 1:
            break
        kept.append(character)
    return "".join(kept) + "…" if width > 0 else ""


def pad(text: str, width: int, *, right: bool = False) -> str:
    """``text`` filled with spaces to ``width`` cells; ``right``: aligned to the right."""
    space = " " * max(0, width - cells(text))
    return space + text if right else text + space


def line(words: Sequence[str], widths: Sequence[int], right: frozenset[int] = frozenset()) -> str:
    """Words in columns of the given widths; the last column is not filled."""
    parts = [
        pad(fit(word, width), width, right=index in right)
        for index, (word, width) in enumerate(zip(words, widths, strict=True))
    ]
    return GAP.join(parts).rstrip()


def widths_of(rows: Sequence[Sequence[str]], most: Sequence[int]) -> list[int]:
    """The width of each column: its widest word, at most ``most``."""
    return [
        min(limit, max((cells(clean(row[index])) for row in rows), default=0))
        for index, limit in enumerate(most)
    ]


def wrap(text: str, width: int, indent: str = "") -> list[str]:
    """``text`` on lines of at most ``width`` cells, each after ``indent``; long words are cut, not lost."""
    lines: list[str] = []
    current = ""
    for word in _pieces(clean(text).split(), width - cells(indent)):
        longer = f"{current} {word}" if current else word
        if current and cells(indent + longer) > width:
            lines.append(indent + current)
            current = word
        else:
            current = longer
    return [*lines, indent + current] if current else lines


def _pieces(words: Sequence[str], width: int) -> list[str]:
    """Words, those wider than a line broken into pieces that are not."""
    pieces: list[str] = []
    for word in words:
        start = 0
        while cells(word[start:]) > width:
            end = start + 1
            while end < len(word) and cells(word[start : end + 1]) <= width:
                end += 1
            pieces.append(word[start:end])
            start = end
        pieces.append(word[start:])
    return pieces


def grid(
    rows: Sequence[tuple[str, ...]],
    most: tuple[int, ...],
    right: frozenset[int] = frozenset(),
    indent: str = "  ",
) -> list[str]:
    """Rows as lines; each column as wide as its widest cell, and at most ``most``."""
    widths = widths_of(rows, most)
    return [indent + line(row, widths, right) for row in rows]
