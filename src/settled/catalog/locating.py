"""Where in a TOML text a value stands, since ``tomllib`` keeps no lines.

The text must be one that ``tomllib`` accepts: the scanner follows its structure and checks nothing.
"""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}\n#]*")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""+' + r"|'''.*?'''+" + r'|"(?:[^"\\]|\\.)*"' + r"|'[^']*'",
    re.DOTALL,
)


def line_of(text: str, path: Path) -> int:
    """The 1-based line where ``path`` (or the nearest part of it that is written) stands.

    >>> line_of('id = "a"\\n[[technology]]\\naliases = [\\n "x",\\n "y"]\\n', ("technology", 0, "aliases", 1))
    5
    """
    starts = _Scanner(text).starts
    while path and path not in starts:
        path = path[:-1]
    return text.count("\n", 0, starts.get(path, 0)) + 1


def offsets(text: str) -> dict[Path, int]:
    """Where each path of the text stands: the offset of its key, header or item."""
    return _Scanner(text).starts


class _Scanner:
    """One walk over the text; ``starts`` maps each path to the offset of its key, header or item."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.starts: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}
        table: Path = ()
        while self._blank() < len(text):
            if text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _blank(self) -> int:
        match = _BLANK.match(self.text, self.at)
        assert match is not None  # the pattern matches nothing, too
        self.at = match.end()
        return self.at

    def _header(self) -> Path:
        start, many = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        *parents, last = self._key()
        self.at += 2 if many else 1
        path = (*self._inside(tuple(parents)), last)
        if many:
            self.counts[path] = self.counts.get(path, -1) + 1
            path = (*path, self.counts[path])
        self.starts.setdefault(path, start)
        return path if many else self._inside((*parents, last))

    def _inside(self, names: tuple[str, ...]) -> Path:
        """The path of a table, with the index of the newest item wherever a name is a list of tables."""
        path: Path = ()
        for name in names:
            path = (*path, name)
            if path in self.counts:
                path = (*path, self.counts[path])
        return path

    def _pair(self, table: Path) -> None:
        start, path = self.at, table
        for name in self._key():
            path = (*path, name)
            self.starts.setdefault(path, start)
        self.at += 1  # the equals sign
        self._value(path)

    def _key(self) -> tuple[str, ...]:
        names = []
        while True:
            self._blank()
            match = _STRING.match(self.text, self.at) or _BARE_KEY.match(self.text, self.at)
            assert match is not None  # tomllib has accepted the key
            names.append(_unquoted(match.group()))
            self.at = match.end()
            self._blank()
            if self.text[self.at] != ".":
                return tuple(names)
            self.at += 1

    def _value(self, path: Path) -> None:
        self._blank()
        opened = self.text[self.at]
        if opened not in "[{":
            match = _STRING.match(self.text, self.at) or _BARE_VALUE.match(self.text, self.at)
            assert match is not None  # tomllib has accepted the value
            self.at = match.end()
            return
        self.at += 1
        index = 0
        while self.text[self._blank()] not in "]}":
            if opened == "[":
                self.starts[(*path, index)] = self.at
                self._value((*path, index))
            else:
                self._pair(path)
            index += 1
            if self.text[self._blank()] == ",":
                self.at += 1
        self.at += 1


def _unquoted(key: str) -> str:
    if key[0] == "'":
        return key[1:-1]
    if key[0] != '"':
        return key
    controls = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}
    return _ESCAPE.sub(
        lambda found: chr(int(found[1][1:], 16)) if len(found[1]) > 1 else controls.get(found[1], found[1]),
        key[1:-1],
    )
