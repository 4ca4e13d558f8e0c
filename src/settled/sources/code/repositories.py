"""Git repositories: files as they are on disk, and every earlier state from the objects alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from functools import cached_property

from settled.errors import InputError
from settled.sources.code import listing
from settled.sources.code.files import FilesCode
from settled.sources.code.history import History, State
from settled.sources.code.layout import Layout
from settled.sources.code.listing import KindOf, Tree
from settled.sources.code.memory import Memory, identity_of, stock_of
from settled.sources.code.objects import Objects
from settled.sources.code.opened import Code
from settled.sources.code.trees import Trees


class RepositoryCode(Code):
    """A git repository, normal or bare.

    Args:
        open_files: opens its working tree; ``None`` for a bare repository.

    Attributes:
        memory: what earlier openings of it found; grows. To be set before anything is asked.
    """

    def __init__(
        self, layout: Layout, kind_of: KindOf, open_files: Callable[[], FilesCode] | None = None
    ) -> None:
        super().__init__(layout.name, is_repository=True)
        self.memory: Memory = {}
        self._layout = layout
        self._kind_of = kind_of
        self._open_files = open_files
        self._files: FilesCode | None = None
        # The path that a blob was first seen at: versions of one file are kept beside one another in packs,
        # so that contents are read in this order.
        self._first_path: dict[str, str] = {}

    @property
    def identity(self) -> str:
        """A text that no other repository on this machine has, nor one put in its place."""
        return identity_of(self._layout.objects)

    @property
    def stock(self) -> str:
        """A text that changes when an object comes to it or goes."""
        return stock_of(self._layout.objects)

    def tree(self, as_of: date | None = None) -> Tree:
        """See :meth:`Code.tree`."""
        if as_of is not None:
            return self.tree_of(self._state_at(as_of))
        if self._open_files is None:
            return self.tree_of(self._history.head)
        if self._files is None:
            self._files = self._open_files()
            self._files.skipped = self.skipped
        return self._files.tree()

    def trees_at(self, days: Sequence[date]) -> Iterator[Tree]:
        """See :meth:`Code.trees_at`."""
        yield from map(self.tree_of, self.states_at(days))

    def states_at(self, days: Sequence[date]) -> list[State]:
        """Its states at the ends of days (UTC), oldest first; a day before the first commit gives none.

        Raises:
            InputError: it is damaged.
        """
        found = (self._history.at(day) for day in sorted(days))
        return [state for state in found if state is not None]

    def tree_of(self, state: State) -> Tree:
        """The files of a state.

        Raises:
            InputError: it is damaged.
        """
        found = self._trees.list_root(state.tree)
        listed = sorted(found.listed, key=lambda one: one.path)
        for one in listed:
            self._first_path.setdefault(one.blob, one.path)
        return Tree(self.name, state.commit, state.day, listed, found.skipped.copy())

    def first_and_last(self) -> tuple[date, date]:
        """See :meth:`Code.first_and_last`."""
        return self._history.span()

    @cached_property
    def _objects(self) -> Objects:
        return Objects(self._layout, self.memory)

    @cached_property
    def _history(self) -> History:
        history = History(self._layout, lambda: self._objects, self.memory)
        if history.cut:
            self.skipped[listing.SHALLOW] += 1
        return history

    @cached_property
    def _trees(self) -> Trees:
        return Trees(self._objects, self._kind_of)

    def _state_at(self, day: date) -> State:
        state = self._history.at(day)
        if state is None:
            first, _ = self._history.span()
            cut = " (its earlier history is not there)" if self._history.cut else ""
            raise InputError(
                self.name, f"has no commit by {day}; its first is of {first}{cut}", "name a later day"
            )
        return state

    def read(self, blobs: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """See :meth:`Code.read`."""
        files = self._files
        on_disk = {blob for blob in blobs if files and files.holds(blob)}
        if files is not None:
            yield from files.read(on_disk)
        rest = [blob for blob in blobs if blob not in on_disk]
        for blob in sorted(rest, key=lambda blob: (self._first_path.get(blob, ""), blob)):
            reason = self._objects.unfit(blob)
            content = None if reason else self._objects.content(blob)
            if content is None:
                self.skipped[reason or listing.UNREADABLE] += 1
            else:
                yield blob, content
