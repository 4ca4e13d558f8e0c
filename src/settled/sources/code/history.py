"""A repository's history as its HEAD tells it: the line of first parents, and its state on a day."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from settled.errors import InputError
from settled.sources.code.layout import Layout
from settled.sources.code.objects import Commit, MissingObjectError, Objects

_LAST_SECOND = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())


@dataclass(frozen=True, slots=True)
class State:
    """A commit of the line and the day (UTC) that its committer's clock showed."""

    commit: Commit
    day: date


class History:
    """The line of first parents from HEAD.

    Clocks are wrong at times, so that days need not grow along the line: the state of a day is the newest
    commit of the line with that day or an earlier one. Commits without a usable time (1970 or before,
    after 9998) are passed over.

    Attributes:
        head: HEAD's commit, whatever its time.
        cut: whether earlier history is not there (a shallow clone).
        first: earliest day of the line, with ``last``, the latest; ``None``: no commit has a usable time.

    Raises:
        InputError: there is no commit, or the line is damaged.
    """

    def __init__(self, layout: Layout, objects: Objects) -> None:
        self._name = layout.name
        self._objects = objects
        self._shallow = layout.shallow
        self.cut = False
        identifier = layout.head()
        try:
            self.head = objects.commit(identifier)
        except MissingObjectError as error:
            raise objects.damaged(f"HEAD's commit {identifier} is not there") from error
        # From HEAD back: only a commit that is of an earlier day than all newer ones is ever a day's state.
        self._states: list[State] = []
        self.first: date | None = None
        self.last: date | None = None
        for commit in self._line():
            self._place(commit)

    def at(self, day: date) -> State | None:
        """The state at the end of a day (UTC); ``None``: before the first commit."""
        found = bisect_left(self._states, -day.toordinal(), key=lambda state: -state.day.toordinal())
        return self._states[found] if found < len(self._states) else None

    def span(self) -> tuple[date, date]:
        """The first and the last day.

        Raises:
            InputError: no commit has a usable time.
        """
        if self.first is None or self.last is None:
            raise InputError(self._name, "none of its commits has a usable date", "leave the date out")
        return self.first, self.last

    def _line(self) -> Iterator[Commit]:
        commit = self.head
        while True:
            yield commit
            if not commit.parent:
                return
            if commit.id in self._shallow:
                self.cut = True
                return
            try:
                commit = self._objects.commit(commit.parent)
            except MissingObjectError as error:
                raise self._objects.damaged(f"commit {commit.parent} is not there") from error

    def _place(self, commit: Commit) -> None:
        day = day_of(commit.time)
        if day is None:
            return
        if self.first is None or day < self.first:
            self.first = day
            self._states.append(State(commit, day))
        self.last = day if self.last is None else max(day, self.last)


def day_of(time: int) -> date | None:
    """The day in UTC of seconds since 1970; ``None`` where no clock can have shown that.

    >>> day_of(1_500_000_000), day_of(0)
    (datetime.date(2017, 7, 14), None)
    """
    if not 86_400 <= time < _LAST_SECOND:
        return None
    return datetime.fromtimestamp(time, UTC).date()
