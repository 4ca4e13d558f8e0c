"""Git repositories: files as they are on disk, and every earlier state from the objects alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cached_property

from settled.errors import InputError
from settled.sources.code import listing
from settled.sources.code.files import FilesCode
from settled.sources.code.history import History, day_of
from settled.sources.code.layout import Layout
from settled.sources.code.listing import KindOf, Tree
from settled.sources.code.objects import Commit, Objects
from settled.sources.code.opened import Code
from settled.sources.code.trees import Trees


class RepositoryCode(Code):
    """A git repository, normal or bare.

    Args:
        files: its working tree; ``None`` for a bare repository.
    """

    def __init__(self, layout: Layout, kind_of: KindOf, files: FilesCode | None) -> None:
        super().__init__(layout.name, is_repository=True)
        self._layout = layout
        self._kind_of = kind_of
        self._files = files
        if files is not None:
            files.skipped = self.skipped
        # The path that a blob was first seen at: versions of one file are kept beside one another in packs,
        # so that contents are read in this order.
        self._first_path: dict[str, str] = {}

    def tree(self, as_of: date | None = None) -> Tree:
        """See :meth:`Code.tree`."""
        if as_of is not None:
            return self._tree_at(as_of)
        if self._files is not None:
            return self._files.tree()
        return self._tree(self._history.head, day_of(self._history.head.time))

    def trees_at(self, days: Sequence[date]) -> Iterator[Tree]:
        """See :meth:`Code.trees_at`."""
        for day in sorted(days):
            if state := self._history.at(day):
                yield self._tree(state.commit, state.day)

    def first_and_last(self) -> tuple[date, date]:
        """See :meth:`Code.first_and_last`."""
        return self._history.span()

    @cached_property
    def _objects(self) -> Objects:
        return Objects(self._layout)

    @cached_property
    def _history(self) -> History:
        history = History(self._layout, self._objects)
        if history.cut:
            self.skipped[listing.SHALLOW] += 1
        return history

    @cached_property
    def _trees(self) -> Trees:
        return Trees(self._objects, self._kind_of)

    def _tree_at(self, day: date) -> Tree:
        state = self._history.at(day)
        if state is None:
            first, _ = self._history.span()
            cut = " (its earlier history is not there)" if self._history.cut else ""
            raise InputError(
                self.name, f"has no commit by {day}; its first is of {first}{cut}", "name a later day"
            )
        return self._tree(state.commit, state.day)

    def _tree(self, commit: Commit, day: date | None) -> Tree:
        found = self._trees.list_root(commit.tree)
        listed = sorted(found.listed, key=lambda one: one.path)
        for one in listed:
            self._first_path.setdefault(one.blob, one.path)
        return Tree(self.name, commit.id, day, listed, found.skipped.copy())

    def read(self, blobs: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """See :meth:`Code.read`."""
        on_disk = {blob for blob in blobs if self._files and self._files.holds(blob)}
        if self._files is not None:
            yield from self._files.read(on_disk)
        rest = [blob for blob in blobs if blob not in on_disk]
        for blob in sorted(rest, key=lambda blob: (self._first_path.get(blob, ""), blob)):
            reason = self._objects.unfit(blob)
            content = None if reason else self._objects.content(blob)
            if content is None:
                self.skipped[reason or listing.UNREADABLE] += 1
            else:
                yield blob, content
