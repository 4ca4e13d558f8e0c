"""TOML, read by the standard library; where a value stands is found by a second look at the text."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

from settled.catalog.locating import Path, offsets
from settled.scan.code.allowing import allowed_in
from settled.scan.code.config.reading import MOST_NESTED, UnreadableError, guarded, text_of
from settled.scan.code.config.selections import in_order, sightings
from settled.scan.code.config.tree import Listing, Node, Scalar, Table, entries
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon

# A dotted key costs its parser the square of its parts.
_DEEP_KEY = re.compile(
    r"(?:^|[{,\[])[ \t]*+(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+)"
    rf"{{{MOST_NESTED}}}",
    re.MULTILINE,
)


# The tables of a policy of ``settled check``: it names what is standard, and adopts nothing.
_POLICY = frozenset({"standards", "allow", "min_share"})


@guarded("TOML")
def read(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """What a TOML file selects; nothing, if it is a policy of ``settled check``."""
    text = text_of(content)
    root = root_table(text)
    found = [] if _is_policy(root) else sightings(entries(root), lexicon)
    return in_order([*found, *allowed_in(text)])


def _is_policy(root: Table) -> bool:
    keys = {key for key, _, _ in root.items}
    return "standards" in keys and keys <= _POLICY


def root_table(text: str) -> Table:
    """The whole file as a table.

    Raises:
        UnreadableError: nested too deeply; its parent ``ValueError``: not TOML.
    """
    if _DEEP_KEY.search(text):
        raise UnreadableError("nested too deeply")
    data = tomllib.loads(text)
    _check_depth(data)
    tree = _Lines(text).node(data, (), 1)
    assert isinstance(tree, Table)  # tomllib gives a dictionary
    return tree


def _check_depth(data: object) -> None:
    level = [data]
    for _ in range(MOST_NESTED):
        level = [
            child
            for parent in level
            if isinstance(parent, (dict, list))
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, (dict, list))
        ]
        if not level:
            return
    raise UnreadableError("nested too deeply")


class _Lines:
    """Where each path of a text stands."""

    def __init__(self, text: str) -> None:
        self._starts = offsets(text)
        self._ends = [at for at, character in enumerate(text) if character == "\n"]

    def line(self, path: Path, above: int) -> int:
        start = self._starts.get(path)
        return above if start is None else bisect_right(self._ends, start - 1) + 1

    def node(self, data: object, path: Path, above: int) -> Node:
        line = self.line(path, above)
        if isinstance(data, dict):
            items = [(key, self.node(child, (*path, key), line)) for key, child in data.items()]
            if path and path not in self._starts:
                # A table that is only named on the way to others stands where the first of them does.
                line = min((child.line for _, child in items), default=line)
            return Table(line, [(key, child.line, child) for key, child in items])
        if isinstance(data, list):
            return Listing(line, [self.node(child, (*path, index), line) for index, child in enumerate(data)])
        return Scalar(line, str(data))
