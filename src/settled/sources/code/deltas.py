"""Find deltas of a pack that rest on one another in a circle: libgit2 would follow them for ever.

A delta names its base by how far before it that lies, which cannot go round, or by its id, which can. The
format: <https://git-scm.com/docs/pack-format>.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BY_DISTANCE, _BY_ID = 6, 7


def goes_round(
    pack: NDArray[np.uint8],
    ids: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    first_bytes: NDArray[np.uint8],
) -> bool:
    """Whether any delta's chain of bases leads back to itself, or out of the pack.

    Args:
        pack: shape [bytes]; ``ids``: shape [N, 20]; ``offsets``: shape [N], of the objects of those ids.
        first_bytes: shape [N], what stands at the offsets.
    """
    named = offsets[(first_bytes >> 4) & 7 == _BY_ID]
    if not len(named):
        return False
    places = {identifier.tobytes(): int(at) for identifier, at in zip(ids, offsets, strict=True)}
    sound: set[int] = set()
    try:
        return any(_returns(pack, int(start), places, sound) for start in named)
    except IndexError:
        return True


def _returns(pack: NDArray[np.uint8], start: int, places: Mapping[bytes, int], sound: set[int]) -> bool:
    chain: set[int] = set()
    at: int | None = start
    while at is not None and at not in sound:
        if at in chain:
            return True
        chain.add(at)
        at = _base(pack, at, places)
    sound |= chain
    return False


def _base(pack: NDArray[np.uint8], at: int, places: Mapping[bytes, int]) -> int | None:
    """Where the base of an object lies; ``None``: it is no delta, or its base is not there."""
    form = (int(pack[at]) >> 4) & 7
    if form not in (_BY_DISTANCE, _BY_ID):
        return None
    after = at
    while pack[after] & 128:  # the size
        after += 1
    after += 1
    if form == _BY_ID:
        return places.get(pack[after : after + 20].tobytes())
    distance = int(pack[after]) & 127
    while pack[after] & 128:
        after += 1
        distance = ((distance + 1) << 7) | (int(pack[after]) & 127)
    return at - distance if 0 < distance < at else None
