"""List the files of a folder on disk: bounded, no link followed, no git folder entered."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import MutableMapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from settled.errors import InputError
from settled.sources.code import listing
from settled.sources.code.disk import read_regular
from settled.sources.code.ignoring import Ignored
from settled.sources.code.listing import KindOf, Listed, Tree, blob_id, is_pointer, is_text

Stats = MutableMapping[str, str]
"""What files were found to hold: the blob's id by a text of the file's path and state."""


@dataclass(frozen=True)
class Folder:
    """A folder, and how its files are listed.

    Attributes:
        name: of the root, as the user would name it.
        root: the folder; ``kind_of``: tells what is read.
        ignored: whether its ``.gitignore`` files are obeyed; ``exclude``: the list beside them.
        tracked: paths that are listed though an ignore file covers them.
        opaque: whether repositories within it are left out, as git does.
        algorithm: of the blobs' ids.
        stats: the blobs of files seen before, that need not be read where their state is the same.
    """

    name: str
    root: Path
    kind_of: KindOf
    ignored: bool = True
    exclude: Path | None = None
    tracked: frozenset[str] = frozenset()
    opaque: bool = False
    algorithm: str = "sha1"
    stats: Stats | None = None

    def tree(self) -> Tree:
        """Its files, by path.

        Raises:
            InputError: it holds no file at all, or more than can be read.
        """
        walk = _Walk(self)
        with Ignored(self.root, self.exclude if self.ignored else None) as rules:
            walk.list_folder("", 0, rules)
        if not walk.files:
            raise InputError(self.name, "holds no file", "name a folder with code in it")
        walk.listed.sort(key=lambda one: one.path)
        return Tree(self.name, "", None, walk.listed, walk.skipped)

    @cached_property
    def parents_of_tracked(self) -> frozenset[str]:
        """Folders that hold tracked files: entered, whatever an ignore file says."""
        parents: set[str] = set()
        for path in self.tracked:
            while (path := path.rpartition("/")[0]) and path not in parents:
                parents.add(path)
        return frozenset(parents)


class _Walk:
    """One listing of a folder.

    Attributes:
        listed: in the order found; ``skipped``: what was left out.
        files: files of any kind seen.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self.listed: list[Listed] = []
        self.skipped: Counter[str] = Counter()
        self.files = 0

    def list_folder(self, folder: str, depth: int, rules: Ignored) -> None:
        """List what lies in ``folder``: its path with ``/`` behind it, or empty for the root."""
        entries = self._entries(folder)
        names = {entry.name for entry in entries}
        if self._folder.opaque and depth and ".git" in names:
            self.skipped[listing.SUBMODULE] += 1
            return
        if self._folder.ignored and ".gitignore" in names:
            rules.enter(folder)
        for entry in entries:
            path = folder + entry.name
            if entry.is_symlink():
                self.files += 1
                self.skipped[listing.LINK] += 1
            elif not entry.is_dir(follow_symlinks=False):
                self._list_file(entry, path, rules)
            elif entry.name != ".git":
                self._enter(path, depth + 1, rules)

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self._folder.root / folder) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError:
            self.skipped[listing.UNREADABLE] += 1
            return []

    def _enter(self, path: str, depth: int, rules: Ignored) -> None:
        if not is_text(path):
            self.skipped[listing.NOT_UTF8] += 1
        elif rules.covers(f"{path}/") and path not in self._folder.parents_of_tracked:
            return
        elif depth > listing.DEEPEST:
            self.skipped[listing.TOO_DEEP] += 1
        else:
            self.list_folder(f"{path}/", depth, rules)

    def _list_file(self, entry: os.DirEntry[str], path: str, rules: Ignored) -> None:
        self.files += 1
        kind = self._folder.kind_of(path)
        if kind is None:
            return
        if not is_text(path):
            self.skipped[listing.NOT_UTF8] += 1
        elif path in self._folder.tracked or not rules.covers(path):
            self.add(entry, path, kind)

    def add(self, entry: os.DirEntry[str], path: str, kind: str) -> None:
        """List one file, if its content is fit to be read."""
        if len(self.listed) >= listing.MOST_FILES:
            what = f"holds over {listing.MOST_FILES:,} files to read"
            raise InputError(self._folder.name, what, "name folders within it, one by one")
        try:
            blob = self._blob(entry, path)
        except OSError:
            self.skipped[listing.UNREADABLE] += 1
            return
        if blob:
            self.listed.append(Listed(path, blob, kind))

    def _blob(self, entry: os.DirEntry[str], path: str) -> str | None:
        if not entry.is_file(follow_symlinks=False):
            self.skipped[listing.NO_FILE] += 1
            return None
        state = entry.stat(follow_symlinks=False)
        if state.st_size > listing.LARGEST:
            self.skipped[listing.TOO_LARGE] += 1
            return None
        stats = self._folder.stats
        if stats is None:
            return self._hashed(path)
        key = _key(self._folder.algorithm, entry.path, state)
        blob = stats.get(key) or self._hashed(path)
        if blob:
            stats[key] = blob
        return blob

    def _hashed(self, path: str) -> str | None:
        content = read_regular(self._folder.root / path)
        if content is None:
            self.skipped[listing.CHANGED] += 1
            return None
        if is_pointer(content):
            self.skipped[listing.POINTER] += 1
            return None
        return blob_id(content, self._folder.algorithm)


def _key(algorithm: str, path: str, state: os.stat_result) -> str:
    times = f"{state.st_mtime_ns} {state.st_ctime_ns}"
    return f"{algorithm} {state.st_size} {times} {state.st_ino} {state.st_dev} {path}"
