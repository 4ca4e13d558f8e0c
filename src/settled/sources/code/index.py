"""The paths that a repository's index tracks."""

from __future__ import annotations

from pathlib import Path

from settled.sources.code.disk import is_real_file

_LARGEST = 256 << 20  # bytes; the index of a million files has a third of that


def tracked_paths(index: Path) -> frozenset[str]:
    """The paths in an index file; none where there is no index, or none that can be read.

    What is tracked is a part of the tree even where an ignore file covers it, as git has it.
    """
    import pygit2

    if not is_real_file(index) or index.stat().st_size > _LARGEST:
        return frozenset()
    try:
        return frozenset(entry.path for entry in pygit2.Index(index))
    except (pygit2.GitError, OSError, ValueError):
        return frozenset()
