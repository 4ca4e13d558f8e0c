"""Which statements of a Python file matter, told by their words alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from settled.scan.code.layout import NAME, Layout
from settled.scan.code.seeds import occurrences

_NAMES = re.compile(NAME)
_BRACKETED = re.compile(rb"[(\[{][^()\[\]{}]*[)\]}]")
_ASSIGNED = re.compile(rb"(\.[ \t]*)?(" + NAME + rb")[ \t]*(?::[^=\n]*)?(?:[-+|&*/^@%]|//|\*\*|:)?=(?!=)")
_LISTED = re.compile(rb"((?:" + NAME + rb"[ \t]*,[ \t]*)+" + NAME + rb")[ \t]*,?[ \t]*=(?!=)")
_OTHERWISE = re.compile(rb"\b(?:as|for|def|class|global)[ \t]+([^\n:=(]+)")
_IMPORTED = re.compile(rb"\bimport\b[ \t]*(\([^)]*\)|(?:[^\\\n]|\\\n)*)")
_ALIAS = re.compile(rb"[ \t\\\n]+as[ \t\\\n]+(" + NAME + rb")")


_GLOBAL = re.compile(rb"\bglobal[ \t]")
_COMPOUND = re.compile(rb"\s*(?:if|try|for|while|with|async|match|def|class|@)\b")
# Longer statements are not looked through for brackets within brackets.
_LONG = 400


class Choice:
    """The statements that matter.

    Attributes:
        whole: numbers of the units kept as they are; ``headers``: of those of which only the header is.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._code = layout.code
        self._units = layout.units
        self.whole: set[int] = set()
        self.headers: set[int] = set()
        self.opened: set[int] = set()
        self._followed: set[bytes] = set()
        self._lines: set[int] = set()

    def choose(self, places: Iterable[int]) -> None:
        """Choose the units that matter if what stands at these offsets does."""
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            number = self._layout.unit_at(place)
            self._keep(number)
            for name in self._bound_at(number, place):
                if name not in self._followed:
                    self._followed.add(name)
                    waiting += occurrences(self._code, name)
        self._keep_what_binds()

    def _keep(self, number: int) -> None:
        unit = self._units[number]
        if unit.has_members:
            self._open(number)
            return
        self.whole.add(number)
        if unit.parent is not None:
            self._open(unit.parent)

    def _open(self, number: int) -> None:
        """Keep a class: its header, its attributes, and the headers of its methods."""
        if number in self.opened:
            return
        self.opened.add(number)
        self.whole.add(number)
        self.headers.discard(number)
        for member in range(number + 1, len(self._units)):
            unit = self._units[member]
            if unit.parent != number:
                break
            (self.headers if unit.kind in ("def", "class") else self.whole).add(member)

    # --- names that kept statements bind

    def _bound_at(self, number: int, place: int) -> Iterator[bytes]:
        """Names that the statement at an offset binds beyond itself to something that matters."""
        unit = self._units[number]
        start, end = self._layout.line_at(place)
        line = self._code[start:end]
        if b"import" in line and _IMPORTED.search(line):
            if renamed := _ALIAS.match(self._code, place + 1, end):
                yield renamed[1]
            return
        if start in self._lines:
            return
        self._lines.add(start)
        if unit.kind in ("def", "class") and start <= unit.head < end:
            if unit.parent is None:
                yield unit.name
        else:
            yield from self._assigned(line, unit.kind == "def" and not _GLOBAL.search(self._text(number)))

    def _assigned(self, text: bytes, attributes_only: bool) -> Iterator[bytes]:
        """Names that a statement, or a line of one, may give another value."""
        if len(text) <= _LONG:
            while (shorter := _BRACKETED.sub(b"", text)) != text:
                text = shorter
        elif not _COMPOUND.match(text):
            text = text[: text.find(b"\n") + 1]  # a long list, dictionary or call: targets come first
        for match in _ASSIGNED.finditer(text):
            if match[1] or not attributes_only:
                yield match[2]
        if not attributes_only:
            for pattern in (_LISTED, _OTHERWISE):
                for match in pattern.finditer(text):
                    yield from _NAMES.findall(match[1])

    # --- names that kept statements need

    def _keep_what_binds(self) -> None:
        """Keep what binds the names that kept statements mention."""
        binding: dict[bytes, list[int]] = {}
        for number, unit in enumerate(self._units):
            if unit.parent is None and number not in self.whole:
                for name in self._bound_by(number):
                    binding.setdefault(name, []).append(number)
        waiting = [*self.whole, *self.headers]
        known: set[bytes] = set()
        while waiting:
            names = {*_NAMES.findall(self._text(waiting.pop()))} - known
            known |= names
            for number in {number for name in names for number in binding.get(name, ())}:
                kept = self.headers if self._units[number].kind in ("def", "class") else self.whole
                if number not in kept:
                    kept.add(number)
                    waiting.append(number)

    def _bound_by(self, number: int) -> set[bytes]:
        unit = self._units[number]
        if unit.name:
            return {unit.name}
        text = self._text(number)
        names = set() if unit.kind == "import" else {*self._assigned(text, attributes_only=False)}
        if b"import" in text:
            names.update(name for found in _IMPORTED.finditer(text) for name in _NAMES.findall(found[1]))
        return names

    def _text(self, number: int) -> bytes:
        """The code of a unit as far as it is kept, or about so."""
        unit = self._units[number]
        text = self._code[unit.start : unit.end]
        if number in self.whole or number not in self.headers:
            return text
        return text[unit.head - unit.start :].partition(b"\n")[0]
