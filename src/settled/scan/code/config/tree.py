"""Nested configuration, whatever its format, as a tree that keeps lines; and the walk over it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from settled.scan.code.config.reading import UnreadableError
from settled.scan.code.config.selections import Entry

# What selects is the last key or the one before it; the third is for people to read.
_KEPT_KEYS = 3
# Nodes walked of one file: a node that aliases share is walked once for each pair of keys that leads to it.
_MOST_WALKED = 200_000

# Hydra's defaults list: ``override /group/option@package: name``.
_HYDRA_WORDS = re.compile(r"^(?:(?:override|optional)\s+)+")
# Tags that name what is made: ``!new:torch.nn.GELU``, ``!!python/name:torch.nn.GELU``.
_NAMING_TAG = re.compile(r"^(?:!(?:new|name|apply|obj|class)|tag:yaml\.org,2002:python/[\w/]+):([\w.]+)$")


@dataclass(slots=True, eq=False)
class Scalar:
    """A single value as text."""

    line: int
    text: str
    tag: str = ""


@dataclass(slots=True, eq=False)
class Listing:
    """A list of nodes."""

    line: int
    items: list[Node] = field(default_factory=list)
    tag: str = ""


@dataclass(slots=True, eq=False)
class Table:
    """Nodes by key: the key, its line and the node, in the order of the file."""

    line: int
    items: list[tuple[str, int, Node]] = field(default_factory=list)
    tag: str = ""

    def get(self, *keys: str) -> Node | None:
        """The node under a path of keys; where a key stands twice, the last."""
        node: Node | None = self
        for wanted in keys:
            if not isinstance(node, Table):
                return None
            node = next((child for key, _, child in reversed(node.items) if key == wanted), None)
        return node

    def table(self, *keys: str) -> Table:
        """The table under a path of keys; an empty one where there is none."""
        node = self.get(*keys)
        return node if isinstance(node, Table) else Table(self.line)


Node = Scalar | Listing | Table


def texts(node: Node | None) -> Iterator[Scalar]:
    """The single values of a list, or the value itself."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Listing):
        yield from (item for item in node.items if isinstance(item, Scalar))


def entries(root: Node) -> Iterator[Entry]:
    """Every value with its keys; of a list of single values only one that stands alone.

    A list of several values is a list of choices, which selects nothing. A shared node (an alias) is
    followed wherever it is named, but no more often than there are keys for it.
    """
    stack: list[tuple[tuple[str, ...], int, Node]] = [((), 0, root)]
    seen: set[tuple[int, tuple[str, ...]]] = set()
    walked = 0
    while stack:
        keys, key_line, node = stack.pop()
        # The value of an alias stands further up, where it is anchored.
        line = max(key_line, node.line)
        if made := _NAMING_TAG.match(node.tag):
            yield Entry(keys, made[1], line, named=True)
        if isinstance(node, Scalar):
            yield Entry(keys, node.text, line)
            continue
        mark = (id(node), keys[-2:])
        if mark in seen:
            continue
        seen.add(mark)
        walked += len(node.items)
        if walked > _MOST_WALKED:
            raise UnreadableError("too many nodes")
        if isinstance(node, Listing):
            yield from _hydra_options(keys, node)
        else:
            yield from _named_by_key(keys, node)
        stack.extend(reversed(list(_inside(keys, key_line, node))))


def _inside(
    keys: tuple[str, ...], line: int, node: Listing | Table
) -> Iterator[tuple[tuple[str, ...], int, Node]]:
    if isinstance(node, Table):
        for key, key_line, child in node.items:
            below = keys if key == "<<" else (*keys, *key_parts(key))[-_KEPT_KEYS:]
            yield below, key_line, child
        return
    alone = len(node.items) == 1
    for child in node.items:
        if alone or not isinstance(child, Scalar):
            yield keys, line if alone else 0, child


def key_parts(key: str) -> tuple[str, ...]:
    """The keys that one written key stands for.

    >>> key_parts("trainer.optimizer"), key_parts("override /model/optimizer@model.opt")
    (('trainer', 'optimizer'), ('model', 'optimizer'))
    """
    plain = _HYDRA_WORDS.sub("", key.strip()[:200]).partition("@")[0] or key[:200]
    return tuple(part for part in re.split(r"[./]", plain) if part) or (plain,)


def _named_by_key(keys: tuple[str, ...], table: Table) -> Iterator[Entry]:
    """What a table's only key names, whose table says how: ``optimizer: {decoupled_adamw: {lr: 1}}``."""
    if keys and len(table.items) == 1:
        key, line, child = table.items[0]
        if isinstance(child, Table):
            yield Entry(keys, key, line)


def _hydra_options(keys: tuple[str, ...], listing: Listing) -> Iterator[Entry]:
    """What Hydra's defaults list chooses in one word: ``- optimizer/adamw``."""
    if keys != ("defaults",):
        return
    for item in texts(listing):
        *group, option = key_parts(item.text.removesuffix(".yaml"))
        if group:
            yield Entry(tuple(group[-_KEPT_KEYS:]), option, item.line, via=f"defaults {item.text}")
