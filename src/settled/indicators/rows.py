"""The observations of one technology and measure, and what may be read off them directly.

A *part* is what stands behind the slash of an observation's source: shares are compared within one part (a
venue, a registry's package) and joined over the parts of one source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from settled.ledger import Columns

Integers = NDArray[np.int64]

# Sources whose parts are strata of one population (venues, frameworks); the parts of every other source are
# populations of their own (two tables of models), and speak as sources each.
_STRATIFIED = ("papers", "packages")

# Sources that count each unit once, as it is now: dated by its newest release, they show no change over time.
_CROSS_SECTIONS = ("packages",)

# Sources that observe the same units in every period (repositories, quarter after quarter): their units are
# not independent over time, so that they are clustered by who stands behind them, not by period.
_PANELS = ("code",)

_Code = TypeVar("_Code", int, NDArray[np.int64])
Floats = NDArray[np.float64]


def _source_of(name: str) -> str:
    source = name.split("/", 1)[0]
    return source if source in _STRATIFIED else name


@cache
def sources_of(names: tuple[str, ...]) -> tuple[tuple[str, ...], Integers]:
    """The sources that parts of these names belong to, sorted, and the number of each part's source."""
    sources = tuple(sorted({_source_of(name) for name in names}))
    return sources, np.array([sources.index(_source_of(name)) for name in names], dtype=np.int64)


@cache
def _panels(names: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.array([name.split("/", 1)[0] in _PANELS for name in names], dtype=bool)


@dataclass(frozen=True, slots=True)
class Rows:
    """Observations of one field, technology and measure; all arrays of shape [R], in one order.

    Attributes:
        start: proleptic ordinal of the period's first day; ``end``: of its last.
        k: count, of ``n``; 0 of 0 where there is only a value.
        value: NaN where there are counts.
        part: index into ``names``, the full names of sources (``papers/neurips``).
        snapshot: index into ``snapshots``, the ids of what was read.
        owner: number of who stands behind the snapshot: the owner of a repository.
    """

    start: Integers
    end: Integers
    k: Integers
    n: Integers
    value: Floats
    part: Integers
    names: tuple[str, ...]
    snapshot: Integers
    snapshots: tuple[str, ...]
    owner: Integers

    def __len__(self) -> int:
        return len(self.end)

    def where(self, mask: NDArray[np.bool_]) -> Rows:
        """The rows that ``mask``, shape [R], keeps."""
        return Rows(
            self.start[mask],
            self.end[mask],
            self.k[mask],
            self.n[mask],
            self.value[mask],
            self.part[mask],
            self.names,
            self.snapshot[mask],
            self.snapshots,
            self.owner[mask],
        )

    @property
    def latest(self) -> date:
        """The last day that any row covers; ValueError when there is no row."""
        return date.fromordinal(int(self.end.max()))

    def by_source(self) -> Iterator[tuple[str, Rows]]:
        """Each source's rows, in the order of the sources' names."""
        if not len(self):
            return
        sources, source_of_part = sources_of(self.names)
        codes = source_of_part[self.part]
        for code in np.flatnonzero(np.bincount(codes)).tolist():
            yield sources[code], self.where(codes == code)

    def of_source(self, source: str) -> Rows:
        """The rows of one source, all its parts."""
        sources, source_of_part = sources_of(self.names)
        if source not in sources:
            return self.where(np.zeros(len(self), dtype=bool))
        return self.where(source_of_part[self.part] == sources.index(source))

    def recent(self, as_of: date, window_days: int, oldest_days: int) -> Rows:
        """Rows of the window that ends with the last evidence not after ``as_of``.

        The window is anchored at the evidence, not at ``as_of``, so that a verdict does not change with the
        calendar alone; evidence that ended more than ``oldest_days`` before ``as_of`` says nothing of it.
        """
        known = self.where(self.end <= as_of.toordinal())
        if not len(known):
            return known
        last = int(known.end.max())
        if as_of.toordinal() - last > oldest_days:
            return known.where(np.zeros(len(known), dtype=bool))
        return known.where(known.end > last - window_days)

    def over_time(self) -> Rows:
        """The rows whose units are dated by when they came to be, so that their shares make a series."""
        sources, source_of_part = sources_of(self.names)
        moving = np.array([source not in _CROSS_SECTIONS for source in sources], dtype=bool)
        return self.where(moving[source_of_part[self.part]]) if len(self) else self

    def in_panel(self) -> NDArray[np.bool_]:
        """Whether each row's source observes the same units in every period; shape [R]."""
        return _panels(self.names)[self.part] if len(self) else np.zeros(0, dtype=bool)

    def clusters(self) -> Integers:
        """Numbers of the clusters within which units resemble one another; shape [R].

        In a panel those of one owner, elsewhere those of one part and period: papers of one venue-year,
        models of one release.
        """
        keys = np.where(self.in_panel(), -1 - self.owner, self.end * max(1, len(self.names)) + self.part)
        return np.unique(keys, return_inverse=True)[1].astype(np.int64)

    def totals(self) -> tuple[Integers, Integers, Integers]:
        """Per part that has any row: its index, and its summed k and n, each of shape [P]."""
        size = len(self.names)
        parts = np.flatnonzero(np.bincount(self.part, minlength=size))
        k = np.bincount(self.part, weights=self.k, minlength=size)[parts].astype(np.int64)
        n = np.bincount(self.part, weights=self.n, minlength=size)[parts].astype(np.int64)
        return parts, k, n


_EPOCH = date(1970, 1, 1).toordinal()


class Observed:
    """A ledger's active observations, looked up by field, technology and measure without a search.

    The columns come sorted by just these words, so the rows of one triple are one slice.
    """

    def __init__(self, columns: Columns, owners: Mapping[str, str] | None = None) -> None:
        """``owners``: by the id of a snapshot, who stands behind it; a snapshot without one stands alone."""
        self._columns = columns
        known = owners or {}
        names = [known.get(snapshot, snapshot) for snapshot in columns.snapshots]
        numbers = {name: number for number, name in enumerate(sorted(set(names)))}
        self._k = np.nan_to_num(columns.k).astype(np.int64)
        self._n = np.nan_to_num(columns.n).astype(np.int64)
        self._owner_of = np.array([numbers[name] for name in names], dtype=np.int64)
        self._fields = {word: code for code, word in enumerate(columns.fields)}
        self._technologies = {word: code for code, word in enumerate(columns.technologies)}
        self._measures = {word: code for code, word in enumerate(columns.measures)}
        codes = (columns.field, columns.technology, columns.measure)
        self.kept: dict[tuple[str, date, int, int], Mapping[tuple[int, str], float]] = {}
        self._keys = self._key(*(code.astype(np.int64) for code in codes))

    def _key(self, field: _Code, technology: _Code, measure: _Code) -> _Code:
        return (field * len(self._technologies) + technology) * len(self._measures) + measure

    def rows(self, field: str, technology: str, measure: str) -> Rows:
        """The observations of one technology and measure; none where any word is unknown."""
        key = self.key(field, technology, measure)
        return self._taken(slice(*np.searchsorted(self._keys, [key, key + 1]) if key >= 0 else (0, 0)))

    def of_measure(self, measure: str) -> tuple[Rows, Integers]:
        """The observations of one measure over all fields and technologies, and each row's ``key``; [R]."""
        wanted = self._columns.measure == self._measures.get(measure, -1)
        return self._taken(wanted), self._keys[wanted]

    def key(self, field: str, technology: str, measure: str) -> int:
        """The number that ``of_measure`` knows a triple by; -1 where any word is unknown."""
        try:
            return self._key(self._fields[field], self._technologies[technology], self._measures[measure])
        except KeyError:
            return -1

    def _taken(self, found: slice | NDArray[np.bool_]) -> Rows:
        columns = self._columns
        snapshot = columns.snapshot[found].astype(np.int64)
        return Rows(
            start=columns.period_start[found].astype(np.int64) + _EPOCH,
            end=columns.period_end[found].astype(np.int64) + _EPOCH,
            k=self._k[found],
            n=self._n[found],
            value=columns.value[found],
            part=columns.source[found].astype(np.int64),
            names=columns.sources,
            snapshot=snapshot,
            snapshots=columns.snapshots,
            owner=self._owner_of[snapshot],
        )
