"""A repository's objects by id: commits, trees and blobs, checked and bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from settled.errors import InputError
from settled.sources.code import listing
from settled.sources.code.layout import Layout
from settled.sources.code.listing import is_pointer

_COMMITTER = re.compile(rb"^committer [^\n]*> (-?\d{1,18}) [+-]\d+$", re.MULTILINE)
_TREE = re.compile(rb"tree ([0-9a-f]{40})\n")
_PARENT = re.compile(rb"parent ([0-9a-f]{40})\n")
# Commit messages and lists of one folder; the largest of public repositories have 4 MB.
_LARGEST_STRUCTURE = 64 << 20


class MissingObjectError(Exception):
    """An object is not in the repository (a shallow, partial or damaged one)."""


@dataclass(frozen=True, slots=True)
class Commit:
    """What is read of a commit.

    Attributes:
        id: 40 hexadecimal digits, as ``tree``, and ``parent``, the first one (empty: none).
        time: of the committer, seconds since 1970 in UTC; may be absurd.
    """

    id: str
    tree: str
    parent: str
    time: int


class Objects:
    """Reads the objects of a repository; they are what their id says, or refused.

    Raises:
        InputError: the repository is of SHA-256 objects, leads elsewhere, or its packs are damaged.
    """

    def __init__(self, layout: Layout) -> None:
        import pygit2

        self.name = layout.name
        if layout.algorithm != "sha1":
            what = "names its objects by SHA-256, of which no history can be read"
            raise InputError(layout.name, what, "name the folder of its files, without a date")
        layout.check()
        self._failures = (pygit2.GitError, KeyError, ValueError, MemoryError)
        self._oid = pygit2.Oid
        self._kinds = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
        try:
            self._store = pygit2.Odb(str(layout.objects))
        except self._failures as error:
            raise self.damaged(f"its objects cannot be opened ({error})") from error
        self._fitness: dict[str, str | None] = {}

    def commit(self, identifier: str) -> Commit:
        """A commit.

        Raises:
            MissingObjectError: it is not there. InputError: it is damaged, or no commit.
        """
        content = self._structure(identifier, "commit")
        head, _, _ = content.partition(b"\n\n")
        tree, time = _TREE.match(head), _COMMITTER.search(head)
        if tree is None:
            raise self.damaged(f"commit {identifier} names no tree")
        parent = _PARENT.match(head, tree.end())
        first = parent[1].decode() if parent else ""
        return Commit(identifier, tree[1].decode(), first, int(time[1]) if time else 0)

    def entries(self, identifier: str) -> Iterator[tuple[int, bytes, str]]:
        """Mode, name and object of each entry of a folder.

        Raises:
            MissingObjectError: it is not there. InputError: it is damaged, or no tree.
        """
        content = self._structure(identifier, "tree")
        at = 0
        try:
            while at < len(content):
                space = content.index(b" ", at)
                end = content.index(b"\0", space)
                yield int(content[at:space], 8), content[space + 1 : end], content[end + 1 : end + 21].hex()
                at = end + 21
        except ValueError as error:
            raise self.damaged(f"tree {identifier} is no list of files") from error

    def unfit(self, blob: str) -> str | None:
        """Why a blob is not read; ``None``: it is. Its content is looked at only where it is short."""
        if blob not in self._fitness:
            self._fitness[blob] = self._why_unfit(blob)
        return self._fitness[blob]

    def content(self, blob: str) -> bytes | None:
        """The content of a blob that is fit; ``None`` where it cannot be unpacked."""
        try:
            _, content = self._store.read(self._oid(hex=blob))
        except self._failures:
            return None
        return content

    def _why_unfit(self, blob: str) -> str | None:
        import pygit2

        try:
            kind, size = self._store.read_header(self._oid(hex=blob))
            if self._kinds.get(int(kind)) != "blob":
                return listing.UNREADABLE
            if size > listing.LARGEST:
                return listing.TOO_LARGE
            if size <= listing.POINTER_BYTES and is_pointer(self.content(blob) or b""):
                return listing.POINTER
        except (KeyError, ValueError):
            return listing.MISSING
        except (pygit2.GitError, MemoryError):
            return listing.UNREADABLE
        return None

    def _structure(self, identifier: str, wanted: str) -> bytes:
        oid = self._oid(hex=identifier)
        try:
            _, size = self._store.read_header(oid)
            if size > _LARGEST_STRUCTURE:
                raise self.damaged(f"{wanted} {identifier} has {size:,} bytes")
            kind, content = self._store.read(oid)
        except KeyError as error:
            raise MissingObjectError(identifier) from error
        except self._failures as error:
            raise self.damaged(f"{wanted} {identifier} cannot be read ({error})") from error
        if self._kinds.get(int(kind)) != wanted:
            raise self.damaged(f"{identifier} is no {wanted}")
        return content

    def damaged(self, what: str) -> InputError:
        """The error that says that the repository is damaged."""
        return InputError(self.name, f"is damaged: {what}", "see git fsck, or clone it afresh")
