"""A repository's history as its HEAD tells it: the line of first parents, and its state on a day."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from settled.errors import InputError
from settled.sources.code.layout import Layout
from settled.sources.code.memory import Memory
from settled.sources.code.objects import Commit, MissingObjectError, Objects

_LAST_SECOND = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())
_REMEMBERED = "line"


@dataclass(frozen=True, slots=True)
class State:
    """A commit of the line.

    Attributes:
        commit: its id; ``tree``: that of its files.
        day: in UTC, that its committer's clock showed; ``None``: no clock can have shown its time.
    """

    commit: str
    tree: str
    day: date | None


@dataclass(slots=True)
class _Line:
    """What a walk from HEAD back found.

    Attributes:
        head: HEAD's commit.
        cut: whether earlier history is not there.
        last: the latest day, as an ordinal; 0: no commit has a usable time.
        places: (ordinal of the day, commit, tree) of each commit that is of an earlier day than all newer
            ones: no other is ever a day's state. Newest first.
    """

    head: State
    cut: bool = False
    last: int = 0
    places: list[tuple[int, str, str]] = field(default_factory=list)

    def place(self, ordinal: int, commit: str, tree: str) -> None:
        """Add the next commit back that has a usable time."""
        if not self.places or ordinal < self.places[-1][0]:
            self.places.append((ordinal, commit, tree))
        self.last = max(self.last, ordinal)

    def go_on_with(self, older: _Line) -> None:
        """Add the line from the next commit back, as it was found before."""
        for place in older.places:
            self.place(*place)
        self.last = max(self.last, older.last)
        self.cut = older.cut


class History:
    """The line of first parents from HEAD.

    Clocks are wrong at times, so that days need not grow along the line: the state of a day is the newest
    commit of the line with that day or an earlier one. Commits without a usable time (1970 or before,
    after 9998) are passed over.

    Args:
        objects: gives the repository's objects; asked only for commits that are not remembered.
        memory: of this repository; the line found last is kept there.

    Attributes:
        head: HEAD's commit, whatever its time.
        cut: whether earlier history is not there (a shallow clone).

    Raises:
        InputError: there is no commit, or the line is damaged.
    """

    def __init__(self, layout: Layout, objects: Callable[[], Objects], memory: Memory) -> None:
        self._name = layout.name
        shallow = layout.shallow
        # Where the history is cut is no part of any object: a line is known for the same cuts only.
        cuts = hashlib.sha256("\n".join(sorted(shallow)).encode()).hexdigest()
        line = _recalled(memory, cuts)
        if line is None or line.head.commit != layout.head():
            line = _walked(objects(), layout.head(), shallow, line)
            memory[_REMEMBERED] = _written(line, cuts)
        self._line = line
        self.head = line.head
        self.cut = line.cut

    def at(self, day: date) -> State | None:
        """The state at the end of a day (UTC); ``None``: before the first commit."""
        places = self._line.places
        found = bisect_left(places, -day.toordinal(), key=lambda place: -place[0])
        if found == len(places):
            return None
        ordinal, commit, tree = places[found]
        return State(commit, tree, date.fromordinal(ordinal))

    def span(self) -> tuple[date, date]:
        """The first and the last day.

        Raises:
            InputError: no commit has a usable time.
        """
        if not self._line.places:
            raise InputError(self._name, "none of its commits has a usable date", "leave the date out")
        return date.fromordinal(self._line.places[-1][0]), date.fromordinal(self._line.last)


def _walked(objects: Objects, identifier: str, shallow: frozenset[str], known: _Line | None) -> _Line:
    """The line from a commit back, to its end or to where the known one begins."""
    try:
        head = objects.commit(identifier)
    except MissingObjectError as error:
        raise objects.damaged(f"HEAD's commit {identifier} is not there") from error
    line = _Line(State(head.id, head.tree, day_of(head.time)))
    for commit in _back_from(objects, head, shallow):
        if known is not None and commit.id == known.head.commit:
            line.go_on_with(known)
            return line
        if day := day_of(commit.time):
            line.place(day.toordinal(), commit.id, commit.tree)
        line.cut = bool(commit.parent) and commit.id in shallow
    return line


def _back_from(objects: Objects, commit: Commit, shallow: frozenset[str]) -> Iterator[Commit]:
    while True:
        yield commit
        if not commit.parent or commit.id in shallow:
            return
        try:
            commit = objects.commit(commit.parent)
        except MissingObjectError as error:
            raise objects.damaged(f"commit {commit.parent} is not there") from error


def _written(line: _Line, cuts: str) -> str:
    head = (line.head.commit, line.head.tree, line.head.day.toordinal() if line.head.day else 0)
    kept = {"cuts": cuts, "head": head, "cut": line.cut, "last": line.last, "places": line.places}
    return json.dumps(kept, separators=(",", ":"))


def _recalled(memory: Memory, cuts: str) -> _Line | None:
    """The line found last, where it was cut at the same commits."""
    try:
        kept = json.loads(memory.get(_REMEMBERED, "null"))
        if kept is None or kept["cuts"] != cuts:
            return None
        commit, tree, ordinal = kept["head"]
        head = State(commit, tree, date.fromordinal(ordinal) if ordinal else None)
        return _Line(head, kept["cut"], kept["last"], kept["places"])
    except (ValueError, TypeError, KeyError):
        return None


def day_of(time: int) -> date | None:
    """The day in UTC of seconds since 1970; ``None`` where no clock can have shown that.

    >>> day_of(1_500_000_000), day_of(0)
    (datetime.date(2017, 7, 14), None)
    """
    if not 86_400 <= time < _LAST_SECOND:
        return None
    return datetime.fromtimestamp(time, UTC).date()
