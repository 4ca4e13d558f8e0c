"""Files on disk that may be hostile: regular ones only, bounded, no link followed, nothing waited for."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from settled.sources.code.listing import LARGEST

# A FIFO that takes a file's place after it was listed must not block; Windows knows neither flag.
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


def read_regular(path: str | Path, most: int = LARGEST) -> bytes | None:
    """The content of a regular file, of at most ``most`` bytes.

    Returns:
        ``None`` where it is larger, no regular file, or a link.

    Raises:
        OSError: it is not there or may not be read; ``ELOOP`` for a link on most systems.
    """
    descriptor = os.open(path, _FLAGS)
    try:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode) or state.st_size > most:
            return None
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            content = stream.read(most + 1)
    finally:
        os.close(descriptor)
    return content if len(content) <= most else None


def text_of(path: Path, most: int = 1 << 20) -> str:
    """The text of a small file of git's own; empty where there is none, or none that may be read."""
    try:
        return (read_regular(path, most) or b"").decode("utf-8", "replace")
    except OSError:
        return ""


def is_real_folder(path: Path) -> bool:
    """Whether a path is a folder itself, not a link to one."""
    return path.is_dir() and not path.is_symlink()


def is_real_file(path: Path) -> bool:
    """Whether a path is a regular file itself, not a link to one."""
    return path.is_file() and not path.is_symlink()
