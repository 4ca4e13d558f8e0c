"""Objects that lie in files of their own, not in a pack.

Read here and not by libgit2, which never returns from an object that is cut short.
"""

from __future__ import annotations

import hashlib
import zlib
from functools import cached_property
from pathlib import Path

from settled.sources.code.disk import read_regular

_HEADER_BYTES = 32  # "commit 12345\0" and nothing longer
# Packed size beyond which a file is not opened: no object that is read is larger unpacked, and none of those
# is larger packed than unpacked, but for a few bytes.
_LARGEST_FILE = 80 << 20


class DamagedObjectError(Exception):
    """An object is not what its id says, or cannot be unpacked."""


class Loose:
    """The loose objects of a repository.

    Args:
        objects: the repository's folder of objects.
    """

    def __init__(self, objects: Path) -> None:
        self._objects = objects

    def header(self, identifier: str) -> tuple[str, int] | None:
        """Kind and size of an object; ``None``: it is not here.

        Raises:
            DamagedObjectError: it cannot be unpacked.
        """
        packed = self._packed(identifier)
        if packed is None:
            return None
        kind, size, _ = _opened(packed, 0)
        return kind, size

    def read(self, identifier: str) -> tuple[str, bytes] | None:
        """Kind and content of an object; ``None``: it is not here.

        Raises:
            DamagedObjectError: it cannot be unpacked, or is not what its id says.
        """
        packed = self._packed(identifier)
        if packed is None:
            return None
        kind, size, content = _opened(packed, None)
        head = f"{kind} {size}\0".encode()
        if (
            len(content) != size
            or hashlib.sha1(head + content, usedforsecurity=False).hexdigest() != identifier
        ):
            raise DamagedObjectError(identifier)
        return kind, content

    @cached_property
    def _folders(self) -> frozenset[str]:
        return frozenset(path.name for path in self._objects.iterdir() if len(path.name) == 2)

    def _packed(self, identifier: str) -> bytes | None:
        if identifier[:2] not in self._folders:
            return None
        try:
            return read_regular(self._objects / identifier[:2] / identifier[2:], _LARGEST_FILE)
        except OSError:
            return None


def _opened(packed: bytes, most: int | None) -> tuple[str, int, bytes]:
    """Kind, stated size, and content; of the content no more than ``most``, or the stated size and 1."""
    unpacking = zlib.decompressobj()
    try:
        start = unpacking.decompress(packed, _HEADER_BYTES)
        head, end, content = start.partition(b"\0")
        kind, _, size = head.decode().partition(" ")
        if not end:
            raise DamagedObjectError(kind[:_HEADER_BYTES])
        wanted = int(size) + 1 if most is None else most
        if len(content) < wanted:
            content += unpacking.decompress(unpacking.unconsumed_tail, wanted - len(content))
    except (zlib.error, ValueError, OverflowError) as error:
        raise DamagedObjectError(str(error)) from error
    return kind, int(size), content
