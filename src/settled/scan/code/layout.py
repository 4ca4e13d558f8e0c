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
    rb"#[^\n]*"
    rb'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    rb"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    rb'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    rb"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'",
    re.DOTALL,
)
COMMENT, STRING = b" ", b"\x01"
# Line ends within strings are none of the code.
_COMMENTED = COMMENT * 256
_QUOTED = STRING * 10 + b"\x02" + STRING * 245


def without_text(content: bytes) -> bytes:
    """The file with comments and strings overwritten, byte for byte; only line ends of code stay line ends.

    Args:
        content: with ``\\n`` as the only end of line.
    """
    return _TEXT.sub(_overwritten, content)


def _overwritten(found: re.Match[bytes]) -> bytes:
    text = found.group()
    return text.translate(_COMMENTED if text.startswith(b"#") else _QUOTED)
