"""From bytes to characters: places that a reader can slice a string with."""

from __future__ import annotations

import numpy as np

from settled.scan.text.spans import Bytes, Column, Ints

# Text is mostly ASCII; only blocks of this many bytes with a first bit set are looked at byte by byte.
_BLOCK_BYTES = 1024
_FIRST_BITS = np.uint64(0x8080808080808080)


def _further_bytes(data: Bytes) -> Ints:
    """Where bytes stand that are not the first of a character, ascending."""
    whole = len(data) // _BLOCK_BYTES * _BLOCK_BYTES
    blocks = data[:whole].reshape(-1, _BLOCK_BYTES)
    bits = np.bitwise_or.reduce(blocks.view(np.uint64), axis=1) & _FIRST_BITS
    mixed = np.flatnonzero(bits)
    inner = np.flatnonzero((blocks[mixed] & 0xC0) == 0x80)
    places = mixed[inner // _BLOCK_BYTES] * _BLOCK_BYTES + inner % _BLOCK_BYTES
    return np.concatenate([places, np.flatnonzero((data[whole:] & 0xC0) == 0x80) + whole])


class Characters:
    """Code-point offsets in the rows of a column.

    Args:
        text: the column; its further bytes of characters are found once, by blocks.
    """

    def __init__(self, text: Column) -> None:
        self._offsets = text.offsets
        self._further = _further_bytes(text.data)

    def offsets(self, row: Ints, place: Ints) -> Ints:
        """Code points between the begin of each row and each place in it."""
        start = self._offsets[row]
        if not len(self._further):
            return place - start
        hidden = np.searchsorted(self._further, place) - np.searchsorted(self._further, start)
        return place - start - hidden

    def lengths(self, row: Ints) -> Ints:
        """Code points of whole rows."""
        return self.offsets(row, self._offsets[row + 1])
