"""How a Python file is laid out, without parsing it: code apart from strings and comments, and its statements."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

PART = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") | frozenset(range(128, 256))
"""Bytes that names are made of; beyond ASCII all may be."""

NAME = rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*"
"""A name, as a pattern."""

_TEXT = re.compile(
    rb'#[^\n]*'
    rb'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    rb"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    rb'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    rb"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'",
    re.DOTALL,
)
COMMENT, STRING, STRING_END_OF_LINE = b" ", b"\x01", b"\x02"
_COMMENTED = COMMENT * 256
_QUOTED = STRING * 10 + STRING_END_OF_LINE + STRING * 245
_BEGINS_AT = rb"(?<!\\)\n(?=%s[^\s)\]}])"
_CONTINUES = re.compile(rb"\s*(?:else|elif|except|finally)\b")
_DEFINES = re.compile(rb"^[ \t]*(?:async[ \t]+)?(def|class)[ \t]+([A-Za-z_\x80-\xff][\w\x80-\xff]*)", re.MULTILINE)
_FIRST_LINE = re.compile(rb"\n([ \t]+)(?=[^\s])")
_BRACKET_OR_COLON = re.compile(rb"[()\[\]{}:]")


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

    def line_at(self, code: bytes, place: int) -> tuple[int, int]:
        """Start and end of the logical line that an offset lies in."""
        start = code.rfind(b"\n", self.start, place) + 1 or self.start
        depth = opened(code[self.start : start])
        while start > self.start and (depth > 0 or code[start - 2 : start - 1] == b"\\"):
            before = code.rfind(b"\n", self.start, start - 1) + 1 or self.start
            depth -= opened(code[before:start])
            start = before
        end = start
        while end < self.end and (end <= place or depth > 0 or code[end - 2 : end - 1] == b"\\"):
            after = code.find(b"\n", end, self.end) + 1 or self.end
            depth += opened(code[end:after])
            end = after
        return start, end


def units_of(code: bytes) -> list[Unit]:
    """The units of a file ``without_text``, in its order."""
    found: list[Unit] = []
    for unit in _statements(code, 0, len(code), b""):
        found.append(unit)
        if unit.kind == "class":
            found += _members(code, unit, len(found) - 1)
    return found


def unit_at(units: Sequence[Unit], place: int) -> int:
    """Number of the unit that an offset lies in; what lies before the first one is taken for its part."""
    return max(0, bisect_right(units, place, key=lambda unit: unit.start) - 1)


def _members(code: bytes, owner: Unit, number: int) -> list[Unit]:
    """The members of a class, which ends where they begin from then on."""
    body = end_of_header(code, owner.head, owner.end)
    first = _FIRST_LINE.search(code, body, owner.end) if body else None
    if first is None or code[body : first.start() + 1].strip():
        return []
    members = list(_statements(code, first.start() + 1, owner.end, first[1]))
    for member in members:
        member.parent = number
    owner.end, owner.has_members = first.start() + 1, True
    return members


def _statements(code: bytes, start: int, end: int, indent: bytes) -> Iterator[Unit]:
    """The statements of one depth; ``indent`` stands before each."""
    at = start
    for begin in [*_beginnings(code, start, end, indent), end]:
        if begin < end and (
            _is_decorator(code[at:begin]) or _CONTINUES.match(code, begin, begin + len(indent) + 8)
        ):
            continue
        if begin == end or code[at:begin].strip():
            yield _named(code, at, begin)
            at = begin


def _beginnings(code: bytes, start: int, end: int, indent: bytes) -> Iterator[int]:
    """Where logical lines begin at this depth, the first one aside."""
    depth, last = 0, start
    for found in re.compile(_BEGINS_AT % re.escape(indent)).finditer(code, start, end):
        at = found.end()
        depth = max(0, depth + opened(code[last:at]))
        last = at
        if not depth:
            yield at


def _is_decorator(part: bytes) -> bool:
    """Whether a decorator is still waiting for what it decorates."""
    lines = part.lstrip()
    return lines.startswith(b"@") and not _DEFINES.search(part)


def _named(code: bytes, start: int, end: int) -> Unit:
    first = code[start : start + 400].lstrip()
    if first.startswith((b"import ", b"from ", b"import\t", b"from\t")):
        return Unit(start, end, "import")
    if first.startswith((b"@", b"def", b"class", b"async")) and (found := _DEFINES.search(code, start, end)):
        return Unit(start, end, found[1].decode(), found[2], found.start())
    return Unit(start, end)


def end_of_header(code: bytes, head: int, end: int) -> int:
    """Offset behind the colon that opens the body of a ``def`` or ``class``; 0: there is none."""
    depth = 0
    for found in _BRACKET_OR_COLON.finditer(code, head, end):
        sign = found.group()
        if sign in b"([{":
            depth += 1
        elif sign in b")]}":
            depth -= 1
        elif depth <= 0:
            return found.end()
    return 0


def opened(part: bytes) -> int:
    """How many brackets a part opens, less those that it closes."""
    return (
        part.count(b"(") + part.count(b"[") + part.count(b"{")
        - part.count(b")") - part.count(b"]") - part.count(b"}")
    )  # fmt: skip
