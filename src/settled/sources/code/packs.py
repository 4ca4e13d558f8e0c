"""Check packs and their indexes before libgit2 trusts them: damaged ones can make it read past their end.

The format: <https://git-scm.com/docs/pack-format>.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MAGIC = b"\xfftOc\x00\x00\x00\x02"
_FAN_OUT = 256 * 4
_TRAILER = 40  # the pack's checksum and the index's own
_ENTRY = 20 + 4 + 4  # id, CRC, offset
_LARGEST_HASHED = 1 << 30  # bytes; a pack of that size takes about a second
_LONG = 1 << 31  # of an offset: the rest is the number of a row in the table of long ones


def damaged_pack(objects: Path) -> str:
    """The first pack, or index of one, that is not what its checksum says or points outside; empty: none."""
    for index in sorted((objects / "pack").glob("*.idx")):
        pack = index.with_suffix(".pack")
        if not pack.exists():
            continue
        if not _is_sound(index, pack.stat().st_size):
            return index.name
        if not _is_whole(pack, index):
            return pack.name
    return ""


def _is_whole(pack: Path, index: Path) -> bool:
    """Whether a pack has the checksum that its index names; of one over a bound only the end is compared."""
    import numpy as np

    content, named = np.memmap(pack, mode="r"), np.memmap(index, mode="r")[-_TRAILER:-20].tobytes()
    if content[-20:].tobytes() != named:
        return False
    if len(content) > _LARGEST_HASHED:
        return True
    return hashlib.sha1(content[:-20].data, usedforsecurity=False).digest() == named


def _is_sound(file: Path, pack_bytes: int) -> bool:
    import numpy as np

    if file.stat().st_size < len(_MAGIC) + _FAN_OUT + _TRAILER:
        return False
    content = np.memmap(file, mode="r")
    checksum = hashlib.sha1(content[:-20].data, usedforsecurity=False).digest()
    if content[: len(_MAGIC)].tobytes() != _MAGIC or content[-20:].tobytes() != checksum:
        return False
    return _points_inside(content[len(_MAGIC) : -_TRAILER], pack_bytes)


def _points_inside(tables: NDArray[np.uint8], pack_bytes: int) -> bool:
    fan_out = tables[:_FAN_OUT].view(">u4").astype("i8")
    entries = int(fan_out[-1])
    rest = tables[_FAN_OUT + entries * _ENTRY :]
    if (fan_out[1:] < fan_out[:-1]).any() or len(tables) < _FAN_OUT + entries * _ENTRY or len(rest) % 8:
        return False
    start = _FAN_OUT + entries * (_ENTRY - 4)
    offsets = tables[start : start + entries * 4].view(">u4").astype("i8")
    rows = offsets[offsets >= _LONG] - _LONG
    long_ones = rest.view(">u8")
    if (rows >= len(long_ones)).any() or (long_ones >= pack_bytes).any():
        return False
    return not (offsets[offsets < _LONG] >= pack_bytes).any()
