"""A Python file without its text, told without parsing it."""

from __future__ import annotations

import re

PART = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") | frozenset(
    range(128, 256)
)
"""Bytes that names are made of; beyond ASCII all may be."""

NAME = rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*"
"""A name, as a pattern."""

_TEXT = re.compile(
    rb"(#[^\n]*"
    rb'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    rb"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    rb'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    rb"|'[^'\\\n]*(?:\\.[^'\\\n]*)*')",
    re.DOTALL,
)
COMMENT, STRING = b" ", b"\x01"
_HASH = ord("#")
# Line ends within strings are none of the code.
_COMMENTED = COMMENT * 256
_QUOTED = STRING * 10 + b"\x02" + STRING * 245


def without_text(content: bytes) -> bytes:
    """The file with comments and strings overwritten, byte for byte; only line ends of code stay line ends.

    Args:
        content: with ``\\n`` as the only end of line.
    """
    # Code and text in turns: a call for each text would take as long as finding them all.
    parts = _TEXT.split(content)
    parts[1::2] = [text.translate(_COMMENTED if text[0] == _HASH else _QUOTED) for text in parts[1::2]]
    return b"".join(parts)
