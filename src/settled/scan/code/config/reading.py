"""What all readers of configuration and manifests share: bytes to text, and what happens when that fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import wraps

from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon

Read = Callable[[bytes, Lexicon], list[Fact]]

# Configuration that people write is nested some ten deep; what is deeper than this is written to do harm.
MOST_NESTED = 100


class UnreadableError(ValueError):
    """The content is not of the format that its file's name promises."""


def guarded(format_name: str) -> Callable[[Read], Read]:
    """Make a reader give one ``skipped`` fact where its parser gives up, and never raise.

    Args:
        format_name: as people call it (``YAML``); the reason reads ``not parsable as YAML``.
    """

    def around(read: Read) -> Read:
        @wraps(read)
        def safely(content: bytes, lexicon: Lexicon) -> list[Fact]:
            try:
                return read(content, lexicon)
            except (ValueError, LookupError, SyntaxError, RecursionError, MemoryError):
                return [Fact("skipped", 1, text=f"not parsable as {format_name}")]

        return safely

    return around


def text_of(content: bytes) -> str:
    """Content as text with ``\\n`` at the line ends; what is not UTF-8 becomes a replacement character."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return content.decode(encoding, errors="replace").replace("\r\n", "\n").replace("\r", "\n")


def numbered(
    pattern: re.Pattern[str], text: str, group: int | str = 0
) -> Iterator[tuple[int, re.Match[str]]]:
    """The matches in a text, each with the 1-based line where it, or a group of it, begins."""
    line, counted = 1, 0
    for found in pattern.finditer(text):
        start = found.start(group)
        line += text.count("\n", counted, start)
        counted = start
        yield line, found
