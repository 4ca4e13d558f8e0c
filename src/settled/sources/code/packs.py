"""Check packs and their indexes before libgit2 trusts them: damaged ones can make it read past their end.

The format: <https://git-scm.com/docs/pack-format>.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from settled.sources.code.deltas import goes_round
from settled.sources.code.memory import Memory, state_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SOUND = "sound packs"
_MAGIC = b"\xfftOc\x00\x00\x00\x02"
_FAN_OUT = 256 * 4
_TRAILER = 40  # the pack's checksum and the index's own
_ENTRY = 20 + 4 + 4  # id, CRC, offset
_CHUNK = 4 << 20  # bytes of a pack read at once
_LONG = 1 << 31  # of an offset: the rest is the number of a row in the table of long ones


def damaged_pack(objects: Path, memory: Memory) -> str:
    """The first pack, or index of one, that is damaged or would lead libgit2 astray; empty: none.

    That is one that is not what its checksum says, points outside, or has deltas that go round.

    Args:
        memory: of this repository; packs that were sound are kept there, and read again where they changed.
    """
    known = set(_listed_in(memory.get(_SOUND, "[]")))
    sound: list[str] = []
    for index in sorted((objects / "pack").glob("*.idx")):
        pack = index.with_suffix(".pack")
        if not pack.exists():
            continue
        states = f"{state_of(index)} {state_of(pack)}"
        if states not in known and (damaged := _damaged(index, pack)):
            return damaged
        sound.append(states)
    if known != set(sound):
        memory[_SOUND] = json.dumps(sound)
    return ""


def _listed_in(kept: str) -> list[str]:
    try:
        return [str(one) for one in json.loads(kept)]
    except (ValueError, TypeError):
        return []


def _damaged(index: Path, pack: Path) -> str:
    import numpy as np

    tables = _tables(index)
    if tables is None:
        return index.name
    first_bytes = _first_bytes(pack, tables)
    if first_bytes is None:
        return pack.name
    round_ones = goes_round(np.memmap(pack, mode="r"), tables.ids, tables.offsets, first_bytes)
    return index.name if round_ones else ""


@dataclass(frozen=True, slots=True)
class _Tables:
    """An index: ids, shape [N, 20], where their objects start, shape [N], and the pack's checksum."""

    ids: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    checksum: bytes


def _tables(index: Path) -> _Tables | None:
    """What an index holds; ``None`` where it is damaged."""
    import numpy as np

    if index.stat().st_size < len(_MAGIC) + _FAN_OUT + _TRAILER:
        return None
    content = np.memmap(index, mode="r")
    checksum = hashlib.sha1(content[:-20].data, usedforsecurity=False).digest()
    if content[: len(_MAGIC)].tobytes() != _MAGIC or content[-20:].tobytes() != checksum:
        return None
    body = content[len(_MAGIC) : -_TRAILER]
    fan_out = body[:_FAN_OUT].view(">u4").astype("i8")
    entries = int(fan_out[-1])
    rest = body[_FAN_OUT + entries * _ENTRY :]
    if (fan_out[1:] < fan_out[:-1]).any() or len(body) < _FAN_OUT + entries * _ENTRY or len(rest) % 8:
        return None
    start = _FAN_OUT + entries * (_ENTRY - 4)
    offsets = body[start : start + entries * 4].view(">u4").astype("i8")
    rows = offsets >= _LONG
    long_ones = rest.view(">u8").astype("i8")
    if (offsets[rows] - _LONG >= len(long_ones)).any():
        return None
    offsets[rows] = long_ones[offsets[rows] - _LONG]
    ids = body[_FAN_OUT : _FAN_OUT + entries * 20].reshape(entries, 20)
    return _Tables(ids, offsets, content[-_TRAILER:-20].tobytes())


def _first_bytes(pack: Path, tables: _Tables) -> NDArray[np.uint8] | None:
    """The first byte of each object, shape [N]; ``None`` where the pack is not what its index says.

    The pack is read as a stream, so that memory does not grow with it.
    """
    import numpy as np

    end = pack.stat().st_size - 20
    order = np.argsort(tables.offsets)
    offsets = tables.offsets[order]
    if end < 0 or (len(offsets) and not 0 <= offsets[0] <= offsets[-1] < end):
        return None
    found = np.zeros(len(offsets), "u1")
    digest = hashlib.sha1(usedforsecurity=False)
    with pack.open("rb") as stream:
        for start in range(0, end, _CHUNK):
            chunk = stream.read(min(_CHUNK, end - start))
            digest.update(chunk)
            here = slice(*np.searchsorted(offsets, [start, start + len(chunk)]))
            found[order[here]] = np.frombuffer(chunk, "u1")[offsets[here] - start]
        return found if digest.digest() == stream.read(20) == tables.checksum else None
