"""From bytes to characters: places that a reader can slice a string with."""

from __future__ import annotations

import numpy as np

from settled.scan.text.spans import Column, Ints

# Text is mostly ASCII; blocks of this many bytes are looked at one by one only if they are not.
_BLOCK_BYTES = 4096


class Characters:
    """Code-point offsets in the rows of a column.

    Args:
        text: the column; its further bytes of characters are found once, by blocks.
    """

    def __init__(self, text: Column) -> None:
        self._offsets = text.offsets
        data = text.data
        whole = len(data) // _BLOCK_BYTES * _BLOCK_BYTES
        blocks = data[:whole].reshape(-1, _BLOCK_BYTES)
        mixed = np.flatnonzero(blocks.max(axis=1, initial=0) >= 0x80)
        block, place = np.nonzero((blocks[mixed] & 0xC0) == 0x80)
        rest = np.flatnonzero((data[whole:] & 0xC0) == 0x80) + whole
        self._further = np.concatenate([mixed[block] * _BLOCK_BYTES + place, rest])

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
