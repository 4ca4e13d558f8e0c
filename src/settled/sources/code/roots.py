"""Open what a user names: one file, a folder, an archive or a git repository."""

from __future__ import annotations

import os
from pathlib import Path

from settled.errors import InputError
from settled.sources.code import archives, files, layout
from settled.sources.code.folders import Folder, Stats
from settled.sources.code.index import tracked_paths
from settled.sources.code.layout import Layout
from settled.sources.code.listing import KindOf
from settled.sources.code.opened import Code
from settled.sources.code.repositories import RepositoryCode


def open_code(
    path: Path,
    kind_of: KindOf,
    *,
    name: str | None = None,
    ignored: bool = True,
    stats: Stats | None = None,
) -> Code:
    """Open a root of code; nothing of it is run, changed or unpacked, and no link in it followed.

    Args:
        path: a file, a folder, an archive, or a git repository's folder (its own, bare or not; a folder
            within one is read as plain files, and so is a worktree whose ``.git`` leads elsewhere).
        kind_of: the kind of a file by its path; ``None``: not read.
        name: what to call it; default ``OWNER/NAME`` of its git remote, else its own name.
        ignored: whether ``.gitignore`` files are obeyed for files on disk.
        stats: the ids of files seen before, by their state; grows.

    Raises:
        InputError: there is nothing at ``path``, or nothing that can be read.

    >>> open_code(Path("train.py"), lambda path: "python").name  # doctest: +SKIP
    'train.py'
    """
    own = name or path.name or path.resolve().name
    _check_there(path, own)
    if path.is_dir():
        if found := layout.find(path, name):
            return _open_repository(found, kind_of, ignored, stats)
        opaque = layout.leads_elsewhere(path)
        own = name or path.resolve().name
        return files.open_folder(Folder(own, path, kind_of, ignored, opaque=opaque, stats=stats))
    lower = path.name.lower()
    if lower.endswith(archives.SUFFIXES):
        return archives.ArchiveCode(own, path, kind_of)
    if lower.endswith(archives.UNREAD_SUFFIXES):
        what = "is an archive of a kind that cannot be read"
        raise InputError(str(path), what, "unpack it and name the folder, or pack it as .tar.gz or .zip")
    return files.FileCode(own, path, kind_of)


def _check_there(path: Path, own: str) -> None:
    if not os.path.lexists(path):
        raise InputError(str(path), "there is no such file or folder", "check the path")
    if not (path.is_dir() or path.is_file()):
        raise InputError(str(path), "is no folder and no regular file", "name a file, a folder or an archive")
    if not os.access(path, os.R_OK):
        raise InputError(str(path), f"'{own}' cannot be read", "check its permissions")


def _open_repository(found: Layout, kind_of: KindOf, ignored: bool, stats: Stats | None) -> RepositoryCode:
    work = found.work
    if work is None:
        return RepositoryCode(found, kind_of)
    return RepositoryCode(found, kind_of, lambda: _open_work(found, work, kind_of, ignored, stats))


def _open_work(
    found: Layout, work: Path, kind_of: KindOf, ignored: bool, stats: Stats | None
) -> files.FilesCode:
    folder = Folder(
        name=found.name,
        root=work,
        kind_of=kind_of,
        ignored=ignored,
        exclude=found.folder / "info" / "exclude",
        tracked=tracked_paths(found.folder / "index", found.algorithm) if ignored else frozenset(),
        opaque=True,
        algorithm=found.algorithm,
        stats=stats,
    )
    return files.open_folder(folder)
