"""Active observations as NumPy arrays: what the indicators read.

Every command waits for this, so it uses SQLite and NumPy only, and lets SQLite write the counted rows of a
snapshot as one text, each number below 2**20 as the character of code point 2**16 + number; NumPy reads the
text back as integers. That takes a quarter of the time of a Python tuple for each row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from hashlib import sha256
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from settled.ledger.rows import EPOCH, Series, broken, stored_series
from settled.ledger.schema import FIRST_DAY

_DAY_BITS = 22  # enough for the days of the years 1 to 9999
_FIRST_CHARACTER = 2**16  # above it, 2**20 code points without a gap or a special one
_SMALL = f"value IS NULL AND period_start >= 0 AND period_end < {2**20} AND n < {2**20}"
_PARTS = ("series", "period_start", "period_end", "k", "n")
_PACKED = (
    f"SELECT group_concat(char({', '.join(f'{_FIRST_CHARACTER} + {part}' for part in _PARTS)}), '') "
    f"FROM observations WHERE snapshot = ? AND period_end <= ? AND {_SMALL}"
)
_PLAIN = (
    f"SELECT {', '.join(_PARTS)}, value FROM observations "
    f"WHERE snapshot = ? AND period_end <= ? AND ({_SMALL}) IS NOT TRUE"
)

Name = TypeVar("Name", str, Series)
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

    def digest(self) -> str:
        """SHA-256 over words and rows, whatever else the ledger holds."""
        hashed = sha256()
        for one in fields(self):
            column = getattr(self, one.name)
            if isinstance(column, tuple):
                hashed.update("\0".join((one.name, str(len(column)), *column)).encode())
            else:
                hashed.update(column.astype(column.dtype.newbyteorder("<"), copy=False).tobytes())
        return hashed.hexdigest()

    @property
    def year(self) -> Codes:
        """The year of each period's last day."""
        years = self.period_end.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        return years.astype(np.int32)

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
    """Unsorted rows of one file.

    Attributes:
        series: by number; ``snapshots``: ids by number.
        numbers: [4, rows]: number of the series, first day, last day, number of the snapshot.
        counts: [3, rows]: k, n, value.
    """

    series: Mapping[int, Series]
    snapshots: Mapping[int, str]
    numbers: NDArray[np.int64]
    counts: Numbers


def read_block(connection: sqlite3.Connection, snapshots: Mapping[int, str], until: date | None) -> Block:
    """The observations of some snapshots (ids by number) of one file whose period ends by ``until``."""
    last = (until or date.max).toordinal() - EPOCH
    parts = [_read(connection, number, last) for number in snapshots]
    numbers = np.concatenate([np.zeros((4, 0), np.int64), *(part[0] for part in parts)], axis=1)
    counts = np.concatenate([np.zeros((3, 0)), *(part[1] for part in parts)], axis=1)
    return Block(stored_series(connection), snapshots, numbers, counts)


def _read(connection: sqlite3.Connection, number: int, last: int) -> tuple[NDArray[np.int64], Numbers]:
    [text] = connection.execute(_PACKED, (number, last)).fetchone()
    characters = np.frombuffer((text or "").encode("utf-32-le"), np.uint32).reshape(-1, len(_PARTS))
    packed = characters.T.astype(np.int64) - _FIRST_CHARACTER
    plain = connection.execute(_PLAIN, (number, last)).fetchall()
    rest = np.array(plain, np.float64).reshape(-1, 6).T  # None becomes NaN
    numbers = np.concatenate([packed[:3], rest[:3].astype(np.int64)], axis=1)
    of_snapshot = np.full((1, numbers.shape[1]), number)
    no_value = np.full((1, packed.shape[1]), np.nan)
    counts = np.concatenate([np.concatenate([packed[3:], no_value]), rest[3:]], axis=1)
    return np.concatenate([numbers, of_snapshot]), counts


def join(blocks: Sequence[Block]) -> Columns:
    """All blocks as one sorted set of columns, the same whatever the order of blocks, rows and words."""
    every, series = _merged([(block.series, block.numbers[0]) for block in blocks])
    snapshots, snapshot = _merged([(block.snapshots, block.numbers[3]) for block in blocks])
    days = np.concatenate([np.zeros((2, 0), np.int64), *(block.numbers[1:3] for block in blocks)], axis=1)
    counts = np.concatenate([np.zeros((3, 0)), *(block.counts for block in blocks)], axis=1)
    start, end = days - FIRST_DAY
    order = np.lexsort((snapshot, (series << (2 * _DAY_BITS)) | (start << _DAY_BITS) | end))
    return _columns(every, tuple(snapshots), series[order], snapshot[order], days[:, order], counts[:, order])


def _merged(
    parts: Sequence[tuple[Mapping[int, Name], NDArray[np.int64]]],
) -> tuple[list[Name], NDArray[np.int64]]:
    """The sorted names that occur in any part, and the codes of all parts, one after another, into them."""
    used = [np.flatnonzero(np.bincount(numbers)).tolist() for _, numbers in parts]
    pairs = list(zip(parts, used, strict=True))
    try:
        merged = sorted({names[number] for (names, _), which in pairs for number in which})
    except KeyError as fault:
        raise broken(f"observations name series {fault}") from fault
    place = {name: position for position, name in enumerate(merged)}
    codes = [np.zeros(0, np.int64)]
    for (names, numbers), which in pairs:
        code = np.zeros(max(which, default=0) + 1, np.int64)
        code[which] = [place[names[number]] for number in which]
        codes.append(code[numbers])
    return merged, np.concatenate(codes)


def _columns(
    every: Sequence[Series],
    snapshots: tuple[str, ...],
    series: NDArray[np.int64],
    snapshot: NDArray[np.int64],
    days: NDArray[np.int64],
    counts: Numbers,
) -> Columns:
    fields, field = _coded(every, 0, series)
    technologies, technology = _coded(every, 1, series)
    measures, measure = _coded(every, 2, series)
    sources, source = _coded(every, 3, series)
    units, unit = _coded(every, 4, series)
    start, end = days.astype(np.int32)
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
