"""Files on disk, as they are: one file, or a folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import date
from functools import partial
from pathlib import Path

from settled.errors import InputError
from settled.sources.code import listing
from settled.sources.code.disk import read_regular
from settled.sources.code.folders import Folder
from settled.sources.code.listing import KindOf, Listed, Tree, blob_id, is_pointer
from settled.sources.code.opened import Code


class FilesCode(Code):
    """A file, a folder, or a repository's working tree.

    Args:
        root: the folder that the tree's paths are relative to; ``list_all``: gives the tree.
        algorithm: of the blobs' ids.
    """

    def __init__(self, name: str, root: Path, list_all: Callable[[], Tree], algorithm: str = "sha1") -> None:
        super().__init__(name)
        self._root = root
        self._list_all = list_all
        self._algorithm = algorithm
        self._places: dict[str, str] = {}

    def tree(self, as_of: date | None = None) -> Tree:
        """See :meth:`Code.tree`."""
        if as_of is not None:
            raise self._no_history()
        tree = self._list_all()
        self._places = {one.blob: one.path for one in reversed(tree.listed)}
        return tree

    def holds(self, blob: str) -> bool:
        """Whether the tree listed last has a file of that content."""
        return blob in self._places

    def read(self, blobs: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """See :meth:`Code.read`."""
        places = sorted((self._places.get(blob, ""), blob) for blob in blobs)
        for path, blob in places:
            content = self._content(path) if path else None
            if content is None or blob_id(content, self._algorithm) != blob:
                self.skipped[listing.CHANGED if path else listing.MISSING] += 1
            else:
                yield blob, content

    def _content(self, path: str) -> bytes | None:
        try:
            return read_regular(self._root / path)
        except OSError:
            return None


def open_folder(folder: Folder) -> FilesCode:
    """A folder as code."""
    return FilesCode(folder.name, folder.root, folder.tree, folder.algorithm)


def open_file(name: str, path: Path, kind_of: KindOf) -> FilesCode:
    """One file as code; a link that the user names may lead to it."""
    return FilesCode(name, path.parent, partial(_list_one, name, path, kind_of))


def _list_one(name: str, path: Path, kind_of: KindOf) -> Tree:
    kind = kind_of(path.name)
    if kind is None:
        return Tree(name, "", None, [], Counter({listing.UNREAD_KIND: 1}))
    try:
        content = read_regular(path)
    except OSError as error:
        raise InputError(name, f"cannot be read: {error.strerror}", "check its permissions") from error
    if content is None:
        return Tree(name, "", None, [], Counter({listing.TOO_LARGE: 1}))
    if is_pointer(content):
        return Tree(name, "", None, [], Counter({listing.POINTER: 1}))
    return Tree(name, "", None, [Listed(path.name, blob_id(content), kind)])
