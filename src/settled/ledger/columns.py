"""Active observations as NumPy arrays: what the indicators read.

Every command waits for this, so it uses SQLite and NumPy only, and reads each counted row as two packed
integers: a tuple of seven numbers per row would take three times as long.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from settled.ledger.rows import EPOCH, Series, stored_series
from settled.ledger.schema import FIRST_DAY

_DAY_BITS, _DAY_MASK = 22, 2**22 - 1
_SMALL = 2**31
_PACKED = (
    f"SELECT (series << {2 * _DAY_BITS}) | ((period_start - {FIRST_DAY}) << {_DAY_BITS})"
    f" | (period_end - {FIRST_DAY}), (k << 31) | n FROM observations "
    f"WHERE snapshot = ? AND value IS NULL AND n < {_SMALL} AND period_end <= ?"
)
_PLAIN = (
    "SELECT series, period_start, period_end, k, n, value FROM observations "
    f"WHERE snapshot = ? AND (value IS NOT NULL OR n >= {_SMALL}) AND period_end <= ?"
)

Codes = NDArray[np.int32]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Columns:
    """Observations as columns of equal length, sorted by all their parts.

    ``field``, ``technology``, ``measure``, ``source``, ``unit`` and ``snapshot`` are codes into the tuple of
    words of the same name in the plural, which are sorted; unit ``""`` means none.

    Attributes:
        period_start: first day that the count covers, in days since 1970-01-01; ``period_end``: the last.
        k: counts, whole numbers; NaN where the observation is a value. ``n``: likewise.
        value: NaN where the observation is a count.
    """

    fields: tuple[str, ...]
    technologies: tuple[str, ...]
    measures: tuple[str, ...]
    sources: tuple[str, ...]
    units: tuple[str, ...]
    snapshots: tuple[str, ...]
    field: Codes
    technology: Codes
    measure: Codes
    source: Codes
    unit: Codes
    snapshot: Codes
    period_start: Codes
    period_end: Codes
    k: Numbers
    n: Numbers
    value: Numbers

    def __len__(self) -> int:
        """How many observations."""
        return len(self.k)

    @property
    def year(self) -> Codes:
        """The year of each period's last day."""
        return (
            self.period_end.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int32) + 1970
        ).astype(np.int32)

    def select(
        self, *, field: str | None = None, technology: str | None = None, measure: str | None = None,
        source: str | None = None,
    ) -> Columns:  # fmt: skip
        """The rows with these words; none where a word does not occur."""
        wanted = (
            (field, self.fields, self.field), (technology, self.technologies, self.technology),
            (measure, self.measures, self.measure), (source, self.sources, self.source),
        )  # fmt: skip
        mask = np.ones(len(self), bool)
        for word, words, codes in wanted:
            if word is not None:
                mask &= codes == (words.index(word) if word in words else -1)
        return self.take(mask)

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Columns:
        """The rows that a mask or an index names; the words stay."""
        arrays = {one.name: getattr(self, one.name)[rows] for one in fields(self)[6:]}
        return replace(self, **arrays)


@dataclass(frozen=True, slots=True)
class Block:
    """Unsorted rows of one snapshot: ``series`` indexes ``names``."""

    names: Sequence[Series]
    snapshot: str
    numbers: NDArray[np.int64]  # [3, rows]: series, period_start, period_end
    counts: Numbers  # [3, rows]: k, n, value


def read_blocks(
    connection: sqlite3.Connection, snapshots: Iterable[tuple[int, str]], until: date | None
) -> list[Block]:
    """The observations of some snapshots (number and id) of one file whose period ends by ``until``."""
    stored = stored_series(connection)
    names = list(stored.values())
    place = np.zeros(max(stored, default=0) + 1, np.int64)
    place[list(stored)] = np.arange(len(stored))
    last = (until or date.max).toordinal() - EPOCH
    blocks = []
    for number, name in snapshots:
        numbers, counts = _read(connection, number, last)
        numbers[0] = place[numbers[0]]
        blocks.append(Block(names, name, numbers, counts))
    return blocks


def _read(connection: sqlite3.Connection, number: int, last: int) -> tuple[NDArray[np.int64], Numbers]:
    packed = np.fromiter(chain.from_iterable(connection.execute(_PACKED, (number, last))), np.int64)
    keys, pair = packed[0::2], packed[1::2]
    starts = ((keys >> _DAY_BITS) & _DAY_MASK) + FIRST_DAY
    numbers = np.stack([keys >> (2 * _DAY_BITS), starts, (keys & _DAY_MASK) + FIRST_DAY])
    counts = np.stack([pair >> 31, pair & (_SMALL - 1), np.zeros_like(pair)]).astype(np.float64)
    counts[2] = np.nan
    plain = connection.execute(_PLAIN, (number, last)).fetchall()
    if plain:
        rows = np.array(plain, dtype=np.float64).T  # None becomes NaN
        numbers = np.concatenate([numbers, rows[:3].astype(np.int64)], axis=1)
        counts = np.concatenate([counts, rows[3:]], axis=1)
    return numbers, counts


def join(blocks: Sequence[Block]) -> Columns:
    """All blocks as one sorted set of columns, the same whatever the order of blocks, rows and words."""
    every = sorted(
        {series for block in {id(one.names): one.names for one in blocks}.values() for series in block}
    )
    rank = {series: position for position, series in enumerate(every)}
    snapshots = tuple(sorted({block.snapshot for block in blocks}))
    places: dict[int, NDArray[np.int64]] = {}
    parts = []
    for block in blocks:
        key = id(block.names)
        if key not in places:
            places[key] = np.array([rank[series] for series in block.names], np.int64)
        series = places[key][block.numbers[0]] if len(block.names) else block.numbers[0]
        parts.append((series, np.full(len(series), snapshots.index(block.snapshot))))
    none = np.zeros(0, np.int64)
    series = np.concatenate([none, *(part[0] for part in parts)])
    snapshot = np.concatenate([none, *(part[1] for part in parts)])
    numbers = np.concatenate([np.zeros((3, 0), np.int64), *(block.numbers for block in blocks)], axis=1)
    counts = np.concatenate([np.zeros((3, 0)), *(block.counts for block in blocks)], axis=1)
    days = (series << (2 * _DAY_BITS)) | ((numbers[1] - FIRST_DAY) << _DAY_BITS) | (numbers[2] - FIRST_DAY)
    order = np.lexsort((snapshot, days))
    return _columns(every, snapshots, series[order], snapshot[order], numbers[:, order], counts[:, order])


def _columns(
    every: Sequence[Series],
    snapshots: tuple[str, ...],
    series: NDArray[np.int64],
    snapshot: NDArray[np.int64],
    numbers: NDArray[np.int64],
    counts: Numbers,
) -> Columns:
    fields, field = _coded(every, 0, series)
    technologies, technology = _coded(every, 1, series)
    measures, measure = _coded(every, 2, series)
    sources, source = _coded(every, 3, series)
    units, unit = _coded(every, 4, series)
    start, end = numbers[1].astype(np.int32), numbers[2].astype(np.int32)
    return Columns(
        fields, technologies, measures, sources, units, snapshots,
        field, technology, measure, source, unit, snapshot.astype(np.int32),
        start, end, counts[0], counts[1], counts[2],
    )  # fmt: skip


def _coded(every: Sequence[Series], part: int, series: NDArray[np.int64]) -> tuple[tuple[str, ...], Codes]:
    """The sorted words of one part of all series, and each row's code into them."""
    words = tuple(sorted({one[part] for one in every}))
    code = {word: number for number, word in enumerate(words)}
    return words, np.array([code[one[part]] for one in every], np.int32)[series]
