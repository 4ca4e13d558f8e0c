"""Files on disk, as they are: one file, or a folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import date
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


class FileCode(Code):
    """One file; a link that the user names may lead to it.

    Args:
        path: of the file; ``kind_of``: tells whether it is read.
    """

    def __init__(self, name: str, path: Path, kind_of: KindOf) -> None:
        super().__init__(name)
        self._called = path.name
        self._path = path.resolve()
        self._kind = kind_of(path.name)

    def tree(self, as_of: date | None = None) -> Tree:
        """See :meth:`Code.tree`."""
        if as_of is not None:
            raise self._no_history()
        content = self._content() if self._kind else b""
        if self._kind is None or content is None or is_pointer(content):
            reason = listing.TOO_LARGE if content is None else listing.POINTER
            return Tree(self.name, "", None, [], Counter({reason if self._kind else listing.UNREAD_KIND: 1}))
        return Tree(self.name, "", None, [Listed(self._called, blob_id(content), self._kind)])

    def read(self, blobs: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """See :meth:`Code.read`."""
        content = self._content()
        blob = blob_id(content) if content is not None else ""
        self.skipped.update({listing.CHANGED: 1} if set(blobs) - {blob} else {})
        if content is not None and blob in blobs:
            yield blob, content

    def _content(self) -> bytes | None:
        try:
            return read_regular(self._path)
        except OSError as error:
            what = f"cannot be read: {error.strerror}"
            raise InputError(self.name, what, "check its permissions") from error
