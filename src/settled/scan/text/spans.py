"""Byte spans of a column of text: views without copies, and short copies of what matters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Column:
    """The UTF-8 bytes of one column of text.

    Attributes:
        data: shape [B]; the bytes of all rows, one after another.
        offsets: shape [R + 1]; row ``r`` is ``data[offsets[r]:offsets[r + 1]]``; a null row is empty.
    """

    data: Bytes
    offsets: Ints

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.offsets) - 1


def column(values: pa.Array, limit_bytes: int) -> Column:
    """View an Arrow column of text, without copying it unless a row is too long.

    Args:
        values: string, large_string, or anything that casts to them; nulls are read as empty.
        limit_bytes: rows are cut there, at a whole character: what bounds the work on hostile input.
    """
    if not pa.types.is_string(values.type) and not pa.types.is_large_string(values.type):
        values = values.cast(pa.large_string())
    wide = pa.types.is_large_string(values.type)
    if len(values) == 0:
        return Column(np.zeros(0, np.uint8), np.zeros(1, np.int64))
    if values.null_count and _hides_text(values):
        values = values.fill_null("")
    _, offset_buffer, data_buffer = values.buffers()
    kind = np.int64 if wide else np.int32
    offsets = np.frombuffer(offset_buffer, kind)[values.offset : values.offset + len(values) + 1].astype(
        np.int64
    )
    data = np.frombuffer(data_buffer, np.uint8) if data_buffer is not None else np.zeros(0, np.uint8)
    found = Column(data[offsets[0] : offsets[-1]], offsets - offsets[0])
    return _cut(found, limit_bytes) if np.diff(found.offsets).max(initial=0) > limit_bytes else found


def _hides_text(values: pa.Array) -> bool:
    """Whether a null row spans bytes, which Arrow allows but hardly anyone writes."""
    kind = np.int64 if pa.types.is_large_string(values.type) else np.int32
    offsets = np.frombuffer(values.buffers()[1], kind)[values.offset : values.offset + len(values) + 1]
    null = values.is_null().to_numpy(zero_copy_only=False)
    return bool(np.diff(offsets)[null].any())


def _cut(text: Column, limit_bytes: int) -> Column:
    """Cut rows longer than ``limit_bytes`` before the character that would cross it."""
    starts = text.offsets[:-1]
    stops = np.minimum(text.offsets[1:], starts + limit_bytes)
    for row in np.flatnonzero(stops < text.offsets[1:]):
        while stops[row] > starts[row] and text.data[stops[row]] & 0xC0 == 0x80:
            stops[row] -= 1
    lengths = stops - starts
    pieces = [text.data[a:b] for a, b in zip(starts.tolist(), stops.tolist(), strict=True)]
    return Column(np.concatenate(pieces), np.concatenate([[0], np.cumsum(lengths)]))


@dataclass(frozen=True, slots=True)
class Windows:
    """Copies of parts of a column, one after another in one buffer.

    Attributes:
        data: shape [W]; the copied bytes.
        starts: shape [S + 1]; segment ``s`` is ``data[starts[s]:starts[s + 1]]``.
        shift: shape [S]; a place ``p`` of segment ``s`` is ``p + shift[s]`` in the column.
        segment: shape [N]; the segment that holds each window asked for.
    """

    data: Bytes
    starts: Ints
    shift: Ints
    segment: Ints


def _whole_characters(data: Bytes, low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Widen windows so that none begins or ends inside a character (of at most four bytes)."""
    last = len(data) - 1
    if last < 0:
        return low, high
    for _ in range(3):
        low = low - (((data[np.minimum(low, last)] & 0xC0) == 0x80) & (low <= last))
        high = high + (((data[np.minimum(high, last)] & 0xC0) == 0x80) & (high <= last))
    return low, high


def windows(data: Bytes, low: Ints, high: Ints, group: Ints) -> Windows:
    """Copy ``data[low:high]`` for each window, overlapping windows of one group only once.

    Args:
        low, high: shape [N]; ``low`` ascending.
        group: shape [N], ascending; windows of two groups (documents) are never joined.
    """
    if not len(low):
        none = np.zeros(0, np.int64)
        return Windows(np.zeros(0, np.uint8), np.zeros(1, np.int64), none, none)
    low, high = _whole_characters(data, low, high)
    reach = np.maximum.accumulate(high)
    first = np.ones(len(low), bool)
    first[1:] = (low[1:] > reach[:-1]) | (group[1:] != group[:-1])
    segment = np.cumsum(first) - 1
    heads = np.flatnonzero(first)
    tails = np.append(heads[1:], len(low)) - 1
    edges = np.empty(2 * len(heads), np.int64)
    edges[0::2], edges[1::2] = low[heads], reach[tails]
    parts = pa.LargeBinaryArray.from_buffers(
        pa.large_binary(), len(edges) - 1, [None, pa.py_buffer(edges), pa.py_buffer(data)]
    )
    keep = np.zeros(len(edges) - 1, bool)
    keep[0::2] = True
    kept = parts.filter(pa.array(keep))
    starts = np.frombuffer(kept.buffers()[1], np.int64)[: len(heads) + 1]
    copied = np.frombuffer(kept.buffers()[2], np.uint8)[: starts[-1]]
    return Windows(copied, starts, low[heads] - starts[:-1], segment)
