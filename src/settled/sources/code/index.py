"""The paths that a repository's index tracks, read from its file: versions 2, 3 and 4.

The format: <https://git-scm.com/docs/index-format>.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from settled.sources.code.disk import read_regular

_LARGEST = 256 << 20  # bytes; the index of a million files has a third of that
_ID_BYTES = {"sha1": 20, "sha256": 32}
_STATE_BYTES = 40  # what the file system said of the file, before the object's id
_EXTENDED = 0x4000


def tracked_paths(index: Path, algorithm: str = "sha1") -> frozenset[str]:
    """The paths in an index file; none where there is no index, or none that can be read.

    What is tracked is a part of the tree even where an ignore file covers it, as git has it.

    Args:
        algorithm: of the repository's object ids.
    """
    try:
        content = read_regular(index, _LARGEST) or b""
        return frozenset(name.decode() for name in _names(content, _ID_BYTES[algorithm]))
    except (OSError, ValueError, IndexError, struct.error):
        return frozenset()


def _names(content: bytes, id_bytes: int) -> Iterator[bytes]:
    magic, version, entries = struct.unpack_from(">4sII", content)
    if magic != b"DIRC" or version not in (2, 3, 4):
        raise ValueError(version)
    at, name = 12, b""
    for _ in range(entries):
        start = at
        at += _STATE_BYTES + id_bytes + 2
        (flags,) = struct.unpack_from(">H", content, at - 2)
        at += 2 if flags & _EXTENDED else 0
        kept = 0
        if version == 4:
            dropped, at = _number(content, at)
            kept = max(0, len(name) - dropped)
        end = content.index(b"\0", at)
        name = name[:kept] + content[at:end]
        # Entries of versions 2 and 3 end with 1 to 8 NULs, so that their length is a multiple of 8.
        at = end + 1 if version == 4 else start + (end - start + 8) // 8 * 8
        yield name


def _number(content: bytes, at: int) -> tuple[int, int]:
    """A number of variable width as in packs' offsets, and where it ends."""
    value = content[at] & 127
    while content[at] & 128:
        at += 1
        value = ((value + 1) << 7) | (content[at] & 127)
        if value > _LARGEST:
            raise ValueError(value)
    return value, at + 1
