"""How a Python file is laid out, without parsing it: code without its text, and statements."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

PART = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") | frozenset(
    range(128, 256)
)
"""Bytes that names are made of; beyond ASCII all may be."""

NAME = rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*"
"""A name, as a pattern."""

_TEXT = re.compile(
    rb"#[^\n]*"
    rb'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    rb"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    rb'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    rb"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'",
    re.DOTALL,
)
COMMENT, STRING = b" ", b"\x01"
# Line ends within strings are none of the code.
_COMMENTED = COMMENT * 256
_QUOTED = STRING * 10 + b"\x02" + STRING * 245

_CONTINUES = re.compile(rb"\s*(?:else|elif|except|finally)\b")
_DEFINES = re.compile(rb"^[ \t]*(?:async[ \t]+)?(def|class)[ \t]+(" + NAME + rb")", re.MULTILINE)
_BRACKET_OR_COLON = re.compile(rb"[()\[\]{}:]")

_DEPTH = np.zeros(256, np.int8)
_DEPTH[list(b"([{")], _DEPTH[list(b")]}")] = 1, -1
_BLANK = np.zeros(256, bool)
_BLANK[list(b" \t\n\r\f\v")] = True


def without_text(content: bytes) -> bytes:
    """The file with comments and strings overwritten, byte for byte; only line ends of code stay line ends.

    Args:
        content: with ``\\n`` as the only end of line.
    """
    return _TEXT.sub(_overwritten, content)


def _overwritten(found: re.Match[bytes]) -> bytes:
    text = found.group()
    return text.translate(_COMMENTED if text.startswith(b"#") else _QUOTED)


@dataclass(slots=True)
class Unit:
    """A top-level statement with its decorators and all that belongs to it, or a member of a class.

    A class with members is a unit that ends where the first of them begins.

    Attributes:
        start: byte offset, ``end`` likewise, exclusive.
        kind: ``def``, ``class``, ``import`` or empty.
        name: of what is defined.
        head: offset of the line of ``def`` or ``class``, behind the decorators.
        parent: number of the class that it is a member of.
        has_members: of a class, whether its members are units of their own.
    """

    start: int
    end: int
    kind: str = ""
    name: bytes = b""
    head: int = 0
    parent: int | None = None
    has_members: bool = False


class Layout:
    """A file's logical lines and units.

    Attributes:
        code: the file ``without_text``.
        lines: where each logical line begins that is not blank.
        units: in the order of the file.
        is_balanced: whether brackets are closed as they are opened.
    """

    def __init__(self, content: bytes) -> None:
        self.code = without_text(content)
        self._bytes = np.frombuffer(self.code, np.uint8)
        self.lines, self._indents = self._logical_lines()
        self.units = list(self._units())

    def _logical_lines(self) -> tuple[list[int], list[int]]:
        """Start and width of the indentation of the logical lines."""
        self.is_balanced = True
        if not self.code:
            return [], []
        depth = np.cumsum(_DEPTH[self._bytes], dtype=np.int32)
        self.is_balanced = bool(depth[-1] == 0 and depth.min() >= 0)
        breaks = np.flatnonzero(self._bytes == 10)
        before = self._bytes[np.maximum(breaks - 1, 0)]
        starts = np.concatenate([[0], breaks[(depth[breaks] <= 0) & (before != ord("\\"))] + 1])
        filled = np.append(np.flatnonzero(~_BLANK[self._bytes]), len(self.code))
        firsts = filled[np.searchsorted(filled, starts)]
        stands = firsts < np.append(starts[1:], len(self.code))
        return starts[stands].tolist(), (firsts - starts)[stands].tolist()

    def line_at(self, place: int) -> tuple[int, int]:
        """Start and end of the logical line that an offset lies in."""
        at = bisect_right(self.lines, place)
        return self.lines[max(0, at - 1)], self.lines[at] if at < len(self.lines) else len(self.code)

    def unit_at(self, place: int) -> int:
        """Number of the unit that an offset lies in; what lies before the first one is taken for its part."""
        return max(0, bisect_right(self._unit_starts, place) - 1)

    @cached_property
    def _unit_starts(self) -> list[int]:
        return [unit.start for unit in self.units]

    def _units(self) -> Iterator[Unit]:
        number = 0
        for unit in self._statements(0, len(self.lines), len(self.code)):
            yield unit
            owner, number = number, number + 1
            if unit.kind == "class":
                for member in self._members(unit):
                    member.parent = owner
                    yield member
                    number += 1

    def classes(self) -> Iterator[list[Unit]]:
        """Each class with members, and these behind it."""
        found: list[Unit] = []
        for unit in self.units:
            if unit.parent is not None:
                found.append(unit)
                continue
            if found:
                yield found
            found = [unit] if unit.has_members else []
        if found:
            yield found

    def _members(self, owner: Unit) -> list[Unit]:
        """The members of a class, which ends where they begin from then on."""
        body = self.end_of_header(owner)
        first = bisect_right(self.lines, body) if body else len(self.lines)
        if first == len(self.lines) or self.lines[first] >= owner.end or self._indents[first] == 0:
            return []
        if self.code[body : self.lines[first]].strip():
            return []  # on the line of the header
        last = bisect_right(self.lines, owner.end - 1)
        members = list(self._statements(first, last, owner.end))
        owner.end, owner.has_members = self.lines[first], True
        return members

    def _statements(self, first: int, last: int, end: int) -> Iterator[Unit]:
        """The statements of one depth in the logical lines from ``first`` up to ``last``."""
        if first >= last:
            return
        width = self._indents[first]
        starts = [self.lines[at] for at in range(first, last) if self._indents[at] <= width]
        begin = starts[0]
        decorated = self._is_decorator(begin)
        for start in starts[1:]:
            if not decorated and not _CONTINUES.match(self.code, start, start + width + 8):
                yield self._named(begin, start)
                begin = start
            decorated = self._is_decorator(start)
        yield self._named(begin, end)

    def _is_decorator(self, start: int) -> bool:
        return self.code[start : start + 200].lstrip().startswith(b"@")

    def _named(self, start: int, end: int) -> Unit:
        first = self.code[start : start + 200].lstrip()
        if first.startswith((b"import ", b"from ")):
            return Unit(start, end, "import")
        if first.startswith((b"@", b"def", b"class", b"async")) and (
            found := _DEFINES.search(self.code, start, end)
        ):
            return Unit(start, end, found[1].decode(), found[2], found.start())
        return Unit(start, end)

    def end_of_header(self, unit: Unit) -> int:
        """Offset behind the colon that opens the body of a ``def`` or ``class``; 0: there is none."""
        depth = 0
        for found in _BRACKET_OR_COLON.finditer(self.code, unit.head, unit.end):
            sign = found.group()
            if sign in b"([{":
                depth += 1
            elif sign in b")]}":
                depth -= 1
            elif depth <= 0:
                return found.end()
        return 0
