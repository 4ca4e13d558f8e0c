"""The grammars, and parsing within bounds."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from itertools import accumulate

from tree_sitter import Language, Node, Parser, Tree

_GRAMMARS: dict[str, tuple[str, str]] = {
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "rust": ("tree_sitter_rust", "language"),
    "go": ("tree_sitter_go", "language"),
    "java": ("tree_sitter_java", "language"),
    "cpp": ("tree_sitter_cpp", "language"),
}

QUERY_LANGUAGES: dict[str, tuple[str, ...]] = {"typescript": ("typescript", "javascript")}
QUERY_LANGUAGES["tsx"] = QUERY_LANGUAGES["typescript"]
"""The catalog's names of a language, best first, where they are not just its own."""

# The parser reports every hundred steps, some 20,000 times for a MiB of dense code. A bound by steps, unlike
# one by time, gives the same answer on every machine.
MAX_REPORTS = 60_000

_CHUNK = 1 << 16

# Tens of thousands of nested brackets overflow the parser's C stack; code by people stays below a hundred.
MAX_BRACKETS = 2_000
_STEPS = {**dict.fromkeys(b"([{", 1), **dict.fromkeys(b")]}", -1)}
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in _STEPS)

# Nodes that lie deeper are not looked at.
_DEEPEST = 600


@cache
def grammar(language: str) -> Language:
    """The grammar of a language."""
    module, function = _GRAMMARS[language]
    return Language(getattr(import_module(module), function)())


def parse(content: bytes, language: str) -> Tree | None:
    """The syntax tree of a file, with ``ERROR`` nodes where it is none; ``None``: it takes too many steps."""
    if nesting(content) > MAX_BRACKETS:
        return None
    reports = 0

    def too_many(_offset: int, _has_error: bool) -> bool:
        nonlocal reports
        reports += 1
        return reports > MAX_REPORTS

    def chunk(offset: int, _point: object) -> bytes:
        return content[offset : offset + _CHUNK]

    try:
        return Parser(grammar(language)).parse(chunk, progress_callback=too_many)
    except ValueError:  # how the binding says that it was told to stop
        return None


def nesting(content: bytes) -> int:
    """How deep brackets are nested at most, whatever they stand in.

    >>> nesting(b"f([a, {b}])")
    3
    """
    steps = map(_STEPS.__getitem__, content.translate(None, _NO_BRACKETS))
    return max(accumulate(steps, lambda depth, step: max(depth + step, 0)), default=0)


def way_to(tree: Tree, start: int, end: int) -> list[Node]:
    """The nodes from the root to the innermost one that holds these bytes; none: it lies too deep."""
    cursor = tree.walk()
    way: list[Node] = []
    while (node := cursor.node) is not None and node.start_byte <= start and end <= node.end_byte:
        way.append(node)
        if len(way) == _DEEPEST:
            return []
        if cursor.goto_first_child_for_byte(start) is None:
            break
    return way
