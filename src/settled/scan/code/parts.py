"""The part of a Python file that its reader looks into: parsing is what costs, so only that is parsed.

Kept are the logical lines of interest; the headers of the blocks around them, with all clauses and
decorators; the headers of classes, which lead from one to another; definitions whose whole body counts; and
what leaves a block that is kept, as it decides on what runs. Everything else becomes empty lines, so that
lines keep their numbers.

A file that is no valid Python is read as far as the part is.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from settled.scan.code.layout import STRING, without_text

_DEPTH = np.zeros(256, np.int32)
_DEPTH[list(b"([{")], _DEPTH[list(b")]}")] = 1, -1
_IS_BRACKET = bytes(byte in b"([{)]}" for byte in range(256))
_IS_FILLED = bytes(byte not in b" \t\n\r\f\v" for byte in range(256))

_OPENS = re.compile(rb"(?:if|for|while|try|async[ \t]+for|else|elif|except|finally)\b")
_CLAUSE = re.compile(rb"(?:else|elif|except|finally)\b")
_CONDITION = re.compile(rb"(?:if|elif|else)\b")
_DEFINES = re.compile(rb"(?:async[ \t]+)?(?:def|class)\b")
_CLASS = re.compile(rb"class\b")
_IMPORTS = re.compile(rb"(?:import|from)\b")
_LEAVES = re.compile(rb"(?:return|raise|continue|break)\b")
_LEAVES_AT_ONCE = re.compile(rb":[ \t]*+(?:return|raise|continue|break)\b")
# A string by itself: a docstring, or a comment in quotes.
_TEXT = b" \t\n\r\f\v\x01\x02"
_PREFIXES = b"rRuU"
_NONE = -1
_ZERO = np.zeros(1, np.int64)
_NO_IDLE: Mapping[int, frozenset[bytes]] = MappingProxyType({})


def starts_of_lines(content: bytes) -> NDArray[np.int64]:
    """Offsets at which the physical lines begin, with that of a further one behind the last."""
    (breaks,) = (np.frombuffer(content, np.uint8) == ord("\n")).nonzero()
    starts = np.empty(len(breaks) + 2, np.int64)
    starts[0], starts[-1] = 0, len(content) + 1
    np.add(breaks, 1, out=starts[1:-1])
    return starts


class Parts:
    """A file by its logical lines, which have numbers from 0 on.

    Attributes:
        code: the file without its text.
        physical: offsets at which the physical lines begin (see :func:`starts_of_lines`).
        is_sound: whether brackets are closed as they are opened; else it is not known what belongs together.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.code = without_text(content)
        self._bytes = np.frombuffer(self.code, np.uint8)
        self.physical = starts_of_lines(content)
        self._split()
        self._last_within: dict[int, list[int]] = {}
        self._numbers = np.arange(len(self._starts))
        self._asked = 0

    def _split(self) -> None:
        """Find where the logical lines begin, and how far each is indented."""
        # Methods, not functions of the module: of files as small as most are the calls are what costs.
        (brackets,) = np.frombuffer(self.code.translate(_IS_BRACKET), bool).nonzero()
        depth = np.concatenate((_ZERO, _DEPTH[self._bytes[brackets]])).cumsum()
        self.is_sound = bool(self.code) and bool(depth[-1] == 0 and depth.min() >= 0)
        (breaks,) = (self._bytes == ord("\n")).nonzero()
        before = self._bytes[np.maximum(breaks - 1, 0)]
        is_end = (depth[brackets.searchsorted(breaks)] <= 0) & (before != ord("\\"))
        starts = np.concatenate((_ZERO, breaks[is_end] + 1))
        is_filled = np.frombuffer(b"\0" + self.code.translate(_IS_FILLED), bool)
        # A line begins behind something blank, so that of what is filled only beginnings can be its first.
        (filled,) = (is_filled[1:] > is_filled[:-1]).nonzero()
        size = np.array([len(self.code)])
        filled = np.concatenate((filled, size))
        firsts = filled[filled.searchsorted(starts)]
        stands = firsts < np.concatenate((starts[1:], size))
        firsts, starts = firsts[stands], starts[stands]
        self._indents = firsts - starts
        self._widths: list[int] = self._indents.tolist()
        self._starts: list[int] = starts.tolist()
        self._firsts: list[int] = firsts.tolist()
        self._ends = [*self._starts[1:], len(self._content)]
        # Where each begins among the physical lines, 1-based.
        self._lines = self.physical.searchsorted(firsts, "right")
        letters = self._bytes[firsts].astype(np.int64) << 8
        # The first two letters of each line as a number.
        self._pairs = letters | self._bytes[np.minimum(firsts + 1, len(self.code) - 1)]

    # --- asked by offset

    def line_at(self, place: int) -> tuple[int, int]:
        """Start and end of the logical line that an offset lies in."""
        number = self._number_at(place)
        return self._starts[number], self._ends[number]

    def block_at(self, place: int) -> tuple[int, int]:
        """Start and end of the outermost function or class around an offset, else of the statement."""
        first, end = self._block_at(place)
        return self._starts[first], self._ends[end - 1]

    def imports(self, places: Iterable[int]) -> list[tuple[int, bytes]]:
        """The import statements among those at some offsets with their numbers, in order."""
        numbers = sorted({self._number_at(place) for place in places}) if self._starts else ()
        return [
            (number, self._content[self._firsts[number] : self._ends[number]])
            for number in numbers
            if self._begins(number, _IMPORTS)
        ]

    def is_outermost(self, number: int) -> bool:
        """Whether a line is in no block."""
        return not self._widths[number]

    def heads(self) -> list[int]:
        """Offsets of the lines that begin like ``class`` or ``def``."""
        return [self._firsts[number] for number in self._beginning(b"cl", b"de")]

    def _number_at(self, place: int) -> int:
        return max(0, bisect_right(self._starts, place) - 1)

    def _block_at(self, place: int) -> tuple[int, int]:
        """Numbers of the first line of a block, and of the one behind its last."""
        number = outermost = self._number_at(place)
        while (parent := self._parent(number)) != _NONE:
            number = parent
            if self._begins(number, _DEFINES):
                outermost = number
        return outermost, self._end(outermost)

    # --- lines and blocks by number

    def _of_lines(self, lines: Sequence[int]) -> list[int]:
        """Numbers of the logical lines of physical ones, in order; comments and bare strings are none."""
        touched = np.array(lines, np.int64)
        numbers = (np.searchsorted(self._lines, touched, "right") - 1).tolist()
        begins, ends = self.physical[touched - 1].tolist(), self.physical[touched].tolist()
        found: list[int] = []
        last = _NONE
        for number, begin, end in zip(numbers, begins, ends, strict=True):
            if number not in (last, _NONE) and not self.code[begin:end].isspace():
                last = number
                if not self._is_text(number):
                    found.append(number)
        return found

    def _is_text(self, number: int) -> bool:
        first = self._firsts[number]
        if self.code[first] in _PREFIXES:
            first += 1
        return self.code.startswith(STRING, first) and not self.code[first : self._ends[number]].strip(_TEXT)

    def _begins(self, number: int, pattern: re.Pattern[bytes]) -> bool:
        return pattern.match(self.code, self._firsts[number]) is not None

    def _up_to(self, width: int) -> list[int]:
        """For each line the last one, up to itself, that is indented so far or less."""
        found = self._last_within.get(width)
        if found is None:
            numbers = np.where(self._indents <= width, self._numbers, _NONE)
            found = self._last_within[width] = np.maximum.accumulate(numbers).tolist()
        return found

    def _parent(self, number: int) -> int:
        """The header of the block that a line is in; -1: none."""
        width = self._widths[number]
        return self._up_to(width - 1)[number] if width else _NONE

    def _before(self, number: int) -> int:
        """The line before one in its block; -1: it is the first."""
        width = self._widths[number]
        found = self._up_to(width)[number - 1] if number else _NONE
        return found if found >= 0 and self._widths[found] == width else _NONE

    def _after(self, number: int) -> int:
        """The line in its block that is next behind one and all that belongs to it; -1: it is the last."""
        end = self._end(number)
        return end if end < len(self._widths) and self._widths[end] == self._widths[number] else _NONE

    def _end(self, number: int) -> int:
        """The number behind a line and the block that it opens."""
        widths, width, size = self._widths, self._widths[number], len(self._widths)
        at = number + 1
        while at < size and widths[at] > width:
            at += 1
        return at

    # --- what is kept

    def of(
        self, lines: Sequence[int], whole: Iterable[int] = (), idle: Mapping[int, frozenset[bytes]] = _NO_IDLE
    ) -> tuple[bytes, set[int]]:
        """The part to parse, and the numbers of the logical lines that are whole in it, or not needed.

        Args:
            lines: the physical lines of interest, 1-based, in order.
            whole: offsets; the outermost function or class around each is kept as it is.
            idle: lines in no block, by number, that are only kept where one of some words stands elsewhere.
        """
        kept: set[int] = set()
        self._asked = len(lines)
        for place in whole:
            first, end = self._block_at(place)
            self._keep(first, kept)
            kept.update(range(first, end))
        for number in self._of_lines(lines):
            if number not in idle:
                self._keep(number, kept)
        for number in self._classes:
            if (parent := self._parent(number)) == _NONE or parent in kept:
                self._keep(number, kept)
        bare = self._keep_leaving(kept)
        if idle:
            text = b"".join([self._content[self._starts[number] : self._ends[number]] for number in kept])
            kept.update(number for number, names in idle.items() if any(name in text for name in names))
        return b"".join(self._written(sorted(kept), bare)), (kept - bare).union(idle)

    def lacks(self, lines: Sequence[int], kept: set[int]) -> bool:
        """Whether a part of these logical lines is too small for the lines of interest, which only grow."""
        return len(lines) > self._asked and not kept.issuperset(self._of_lines(lines))

    def _keep(self, number: int, kept: set[int]) -> None:
        """Keep a line, what it stands in, and what it cannot stand without."""
        waiting = [number]
        while waiting:
            number = waiting.pop()
            if number in kept or number == _NONE:
                continue
            kept.add(number)
            waiting.append(self._parent(number))
            first = self.code[self._firsts[number]]
            if first in b"ifwtae" and self._begins(number, _OPENS):
                waiting += self._clauses_beside(number)
            if first == ord("@"):
                waiting.append(self._after(number))
            elif first in b"dca" and self._begins(number, _DEFINES):
                waiting += self._decorators(number)

    def _clauses_beside(self, number: int) -> Iterator[int]:
        after = self._after(number)
        if after != _NONE and self._begins(after, _CLAUSE):
            yield after
        if self._begins(number, _CLAUSE):
            yield self._before(number)

    def _decorators(self, number: int) -> Iterator[int]:
        while (number := self._before(number)) != _NONE and self.code.startswith(b"@", self._firsts[number]):
            yield number

    @cached_property
    def _classes(self) -> list[int]:
        return [number for number in self._beginning(b"cl") if self._begins(number, _CLASS)]

    # --- what leaves a block

    def _keep_leaving(self, kept: set[int]) -> set[int]:
        """Keep what leaves a block that is kept; the numbers of the lines that are kept for that alone."""
        bare: set[int] = set()
        done = 0
        for header in sorted(kept):
            if header < done or not self._begins(header, _DEFINES):
                continue
            done = self._end(header)
            for number in self._leaving(header + 1, done):
                if number not in kept and self._is_reached(number, kept):
                    self._keep(number, kept)
                    bare.add(number)
        return bare

    def _leaving(self, first: int, end: int) -> list[int]:
        """Numbers of the lines that leave a block, in order, of those from ``first`` on before ``end``."""
        if first == end:
            return []
        maybe = self._maybe_leaving
        among = maybe[bisect_left(maybe, first) : bisect_left(maybe, end)]
        found = {number for number in among if self._begins(number, _LEAVES)}
        at_once = _LEAVES_AT_ONCE.finditer(self.code, self._starts[first], self._ends[end - 1])
        found.update(self._number_at(match.end() - 1) for match in at_once)
        return sorted(found)

    @cached_property
    def _maybe_leaving(self) -> list[int]:
        """Numbers of the lines that begin like ``return``, ``raise``, ``continue`` or ``break``."""
        return self._beginning(b"re", b"ra", b"co", b"br")

    def _beginning(self, *starts: bytes) -> list[int]:
        """Numbers of the lines that begin with one of some pairs of letters, in order."""
        is_one = np.zeros(len(self._pairs), bool)
        for start in starts:
            is_one |= self._pairs == start[0] << 8 | start[1]
        found: list[int] = is_one.nonzero()[0].tolist()
        return found

    def _is_reached(self, number: int, kept: set[int]) -> bool:
        """Whether a line is in a block that is kept, or in a condition of one that has an ``else``."""
        if not self._begins(number, _LEAVES):  # else: return
            number = self._last_clause(number)
            if not self.code.startswith(b"else", self._firsts[number]):
                return False
        while (parent := self._parent(number)) not in kept:
            if parent == _NONE or not self._begins(parent, _CONDITION):
                return False
            number = self._last_clause(parent)
            if not self.code.startswith(b"else", self._firsts[number]):
                return False
        return True

    def _last_clause(self, number: int) -> int:
        while (after := self._after(number)) != _NONE and self._begins(after, _CLAUSE):
            number = after
        return number

    # --- what is written

    def _written(self, kept: list[int], bare: set[int]) -> Iterator[bytes]:
        """The kept lines in runs, with line ends for what is between them."""
        content = self._content
        # What comes before the first line may name the encoding.
        begun, done = 0, self._starts[0] if self._starts else 0
        for at, number in enumerate(kept):
            start, end = self._starts[number], self._ends[number]
            if start != done:
                yield content[begun:done]
                yield b"\n" * content.count(b"\n", done, start)
                begun = start
            done = end
            is_alone = at + 1 == len(kept) or self._widths[kept[at + 1]] <= self._widths[number]
            stop, more = self._shortened(number, number in bare, is_alone)
            if stop:
                yield content[begun:stop] + more
                yield b"\n" * content.count(b"\n", stop, end)
                begun = end
        yield content[begun:done]

    def _shortened(self, number: int, is_bare: bool, is_alone: bool) -> tuple[int, bytes]:
        """Where a line is cut off, and what comes instead; 0: it stays as it is.

        Args:
            is_bare: only the word that it begins with matters.
            is_alone: nothing of a block that it opens is kept.
        """
        if is_bare and (word := _LEAVES.match(self.code, self._firsts[number])):
            return word.end(), b""
        stop = self._ends[number]
        while is_alone and self.code[stop - 1] in b" \t\n\r\f\v":
            stop -= 1
        return (stop, b" pass") if is_alone and self.code[stop - 1] == ord(":") else (0, b"")


def moved(content: bytes, hits: array[int]) -> array[int]:
    """The (meaning, end) of words found in a file as if line ends were single characters."""
    found, counted, done = array("I"), 0, 0
    for meaning, end in zip(hits[::2], hits[1::2], strict=True):
        # In the order of the ends; a word that ends between the two characters of a line end is none.
        counted, done = counted + content.count(b"\r\n", done, end), end
        found.extend((meaning, end - counted))
    return found
