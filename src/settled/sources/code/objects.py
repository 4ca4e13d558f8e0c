"""A repository's objects by id: commits, trees and blobs, checked and bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from settled.errors import InputError
from settled.sources.code import listing
from settled.sources.code.layout import Layout
from settled.sources.code.listing import is_pointer
from settled.sources.code.loose import DamagedObjectError, Loose
from settled.sources.code.memory import Memory
from settled.sources.code.packs import damaged_pack

_COMMITTER = re.compile(rb"^committer [^\n]*> (-?\d{1,18}) [+-]\d+$", re.MULTILINE)
_TREE = re.compile(rb"tree ([0-9a-f]{40})\n")
_PARENT = re.compile(rb"parent ([0-9a-f]{40})\n")
# Commit messages and lists of one folder; the largest of public repositories have 4 MB.
_LARGEST_STRUCTURE = 64 << 20
_ID = re.compile("[0-9a-f]{40}")
_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}


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

    Args:
        memory: of this repository.

    Raises:
        InputError: the repository is of SHA-256 objects, leads elsewhere, or its packs are damaged.
    """

    def __init__(self, layout: Layout, memory: Memory) -> None:
        import pygit2

        self.name = layout.name
        if layout.algorithm != "sha1":
            what = "names its objects by SHA-256, of which no history can be read"
            raise InputError(layout.name, what, "name the folder of its files, without a date")
        layout.check()
        if damaged := damaged_pack(layout.objects, memory):
            raise self.damaged(f"{damaged} is not what its checksum says, or leads astray")
        self._name_of = pygit2.Oid
        self._failures = (pygit2.GitError, DamagedObjectError, MemoryError, ValueError, OSError)
        self._fitness: dict[str, str | None] = {}
        self._loose = Loose(layout.objects)
        self._packs = pygit2.Odb()
        try:
            self._packs.add_backend(pygit2.OdbBackendPack(str(layout.objects)), 1)
        except pygit2.GitError as error:
            raise self.damaged(f"its packs cannot be opened ({error})") from error

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
            _, content = self._read(blob)
        except (*self._failures, KeyError):
            return None
        return content

    def _why_unfit(self, blob: str) -> str | None:
        try:
            kind, size = self._header(blob)
        except KeyError:
            return listing.MISSING
        except self._failures:
            return listing.UNREADABLE
        if kind != "blob":
            return listing.UNREADABLE
        if size > listing.LARGEST:
            return listing.TOO_LARGE
        short = size <= listing.POINTER_BYTES
        return listing.POINTER if short and is_pointer(self.content(blob) or b"") else None

    def _structure(self, identifier: str, wanted: str) -> bytes:
        try:
            _, size = self._header(identifier)
            if size > _LARGEST_STRUCTURE:
                raise self.damaged(f"{wanted} {identifier} has {size:,} bytes")
            kind, content = self._read(identifier)
        except KeyError as error:
            raise MissingObjectError(identifier) from error
        except self._failures as error:
            raise self.damaged(f"{wanted} {identifier} cannot be read ({error})") from error
        if kind != wanted:
            raise self.damaged(f"{identifier} is no {wanted}")
        return content

    def _header(self, identifier: str) -> tuple[str, int]:
        """Kind and size of an object; KeyError: it is not there."""
        if not _ID.fullmatch(identifier):
            raise KeyError(identifier)
        if found := self._loose.header(identifier):
            return found
        kind, size = self._packs.read_header(self._name_of(hex=identifier))
        return _KINDS.get(int(kind), ""), size

    def _read(self, identifier: str) -> tuple[str, bytes]:
        if found := self._loose.read(identifier):
            return found
        kind, content = self._packs.read(self._name_of(hex=identifier))
        return _KINDS.get(int(kind), ""), content

    def damaged(self, what: str) -> InputError:
        """The error that says that the repository is damaged."""
        return InputError(self.name, f"is damaged: {what}", "see git fsck, or clone it afresh")
