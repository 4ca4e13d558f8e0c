"""Where in a file something of interest stands: only statements on these lines are looked into."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from copy import copy

import numpy as np
from numpy.typing import NDArray

from settled.scan.code.parts import starts_of_lines

_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") | frozenset(
    range(128, 256)
)
# Nothing is tried again with less of what was matched, which would take three times as long.
_RENAMED = re.compile(rb"=[ \t]*+([A-Za-z_]\w*+)(?:\.\w++)*+[ \t]*+(?:#[^\n]*+)?$", re.MULTILINE)

# Each name costs a search of the whole file; no file written by hand binds so many that matter.
_MOST_NAMES = 400


class Places:
    """The lines of a file that are worth reading; they grow while names are bound.

    Args:
        content: with ``\\n`` as the only end of line.
        starts: where its lines begin, as :func:`settled.scan.code.parts.starts_of_lines` says; found if
            ``None``.
    """

    def __init__(self, content: bytes, starts: NDArray[np.int64] | None = None) -> None:
        self._content = content
        self._starts: list[int] = (starts_of_lines(content) if starts is None else starts).tolist()
        self._forget()

    def _forget(self) -> None:
        self._lines: list[int] = []
        self._known: set[int] = set()
        self._wanted: set[str] = set()
        self._renamings: dict[bytes, list[int]] | None = None

    def without_lines(self) -> Places:
        """The same file with no line of interest."""
        other = copy(self)
        other._forget()
        return other

    def lines(self) -> list[int]:
        """The 1-based lines of interest, in order."""
        return self._lines

    def offsets(self) -> list[int]:
        """Where the lines of interest begin."""
        return [self._starts[line - 1] for line in self._lines]

    def touch(self, first: int, last: int) -> bool:
        """Whether one of the 1-based lines from ``first`` to ``last`` is of interest."""
        at = bisect_left(self._lines, first)
        return at < len(self._lines) and self._lines[at] <= last

    def add(self, offsets: Iterable[int]) -> int:
        """Make the lines at these byte offsets interesting; the first that was not, or 0."""
        first = 0
        for offset in offsets:
            line = bisect_right(self._starts, offset)
            if line not in self._known:
                self._known.add(line)
                insort(self._lines, line)
                first = first or line
        return first

    def add_line(self, line: int) -> None:
        """Make a line interesting."""
        self.add((self._starts[line - 1],))

    def want(self, name: str, most: int = 0) -> int:
        """Make the lines on which a name stands interesting; the first that was not, or 0.

        Args:
            most: only the first so many places; 0: all.
        """
        if name in self._wanted or len(self._wanted) >= _MOST_NAMES:
            return 0
        if not most:
            self._wanted.add(name)
        return self.add(self.occurrences(name.encode(), most))

    def want_rebindings(self, name: str) -> None:
        """Make the lines interesting on which a module's name is bound anew or gets another name."""
        if (mark := f"{name} =") in self._wanted or len(self._wanted) >= _MOST_NAMES:
            return
        self._wanted.add(mark)
        word = name.encode()
        self.add(self.occurrences(word + b" ="))
        self.add(self._renamed().get(word, ()))

    def _renamed(self) -> dict[bytes, list[int]]:
        if self._renamings is None:
            self._renamings = {}
            for match in _RENAMED.finditer(self._content):
                self._renamings.setdefault(match[1], []).append(match.start())
        return self._renamings

    def occurrences(self, word: bytes, most: int = 0) -> list[int]:
        """Offsets of a word that is no part of a longer one."""
        content, found = self._content, []
        at, length, end = content.find(word), len(word), len(content)
        while at >= 0:
            after = at + length
            if not (at and content[at - 1] in _WORD) and not (after < end and content[after] in _WORD):
                found.append(at)
                if len(found) == most:
                    break
            at = content.find(word, after)
        return found

    def lowered(self, first: int, last: int | None) -> bytes:
        """The text of the lines from ``first`` to ``last``, in lower case; ``None``: of that line alone."""
        start, end = self._starts[first - 1], self._starts[min(last or first, len(self._starts) - 1)]
        return self._content[start:end].lower()
