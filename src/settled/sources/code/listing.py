"""What a tree of code lists, and which of its contents are fit to be read."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

KindOf = Callable[[str], str | None]
"""Tells the kind of file by its path with ``/``; ``None``: none that is read."""

LARGEST = 2 << 20
"""Bytes; larger files are weights, data or bundles: skipped and counted."""

MOST_FILES = 500_000
"""Files to read in one tree; the largest public repositories have a fifth of that."""

DEEPEST = 100
"""Folders within one another; what lies deeper is skipped and counted."""

# A pointer of Git LFS is a text of three short lines that begins so; what it stands for lies elsewhere.
_POINTER = b"version https://git-lfs.github.com/spec/"
POINTER_BYTES = 1024
"""No pointer of Git LFS is larger (its specification says so)."""

LINK = "symbolic link"
SUBMODULE = "submodule"
POINTER = "Git LFS pointer"
TOO_LARGE = "over 2 MiB"
MISSING = "missing object"
UNREADABLE = "unreadable"
NOT_UTF8 = "name not UTF-8"
TOO_DEEP = "too deep"
NO_FILE = "no regular file"
CHANGED = "changed while it was read"
SHALLOW = "shallow: earlier history is not there"
UNREAD_KIND = "kind not read"
BAD_NAME = "name that leads elsewhere"


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of a tree.

    Attributes:
        path: relative to the root, with ``/``.
        blob: id that git gives the content, in hexadecimal: SHA-1, or SHA-256 in a repository of that kind.
        kind: which reader it is for.
    """

    path: str
    blob: str
    kind: str


@dataclass(slots=True)
class Tree:
    """One state of one root.

    Attributes:
        name: as the user would name the root; no machine path.
        revision: commit id; empty for files.
        committed: day (UTC) of the commit; ``None`` for files.
        listed: the files of kinds that are read, by path.
        skipped: what was left out, by reason.
    """

    name: str
    revision: str
    committed: date | None
    listed: Sequence[Listed]
    skipped: Counter[str] = field(default_factory=Counter)


def blob_id(content: bytes, algorithm: str = "sha1") -> str:
    """The id that git gives a content, in hexadecimal.

    >>> blob_id(b"")
    'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    """
    digest = hashlib.new(algorithm, b"blob %d\0" % len(content), usedforsecurity=False)
    digest.update(content)
    return digest.hexdigest()


def is_pointer(content: bytes) -> bool:
    """Whether a content only points to one that Git LFS keeps elsewhere."""
    return len(content) <= POINTER_BYTES and content.startswith(_POINTER)


def is_text(path: str) -> bool:
    """Whether a path is UTF-8, and not bytes that Python only keeps (PEP 383)."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
