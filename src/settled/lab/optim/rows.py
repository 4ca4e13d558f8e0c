"""The table that the kernel works through: one row a piece of a tensor, cut so that threads share evenly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from settled.lab.optim.naive import Rates, seed_of

# Addresses first; ``n`` elements from them on, in blocks of ``block_size`` of which the first is number
# ``block`` of its tensor; ``seed`` of the step's dither. Then the factors.
FIELDS = ("p", "g", "m", "v", "m_base", "v_base", "n", "block_size", "block", "seed")
FLOATS = Rates._fields
ROW = np.dtype([(name, np.int64) for name in FIELDS] + [(name, np.float32) for name in FLOATS])
# Elements of a table: long enough that a call costs nothing beside it, short enough for threads to end
# together. A multiple of every block size.
CHUNK = 1 << 19


class Piece(NamedTuple):
    """One tensor to step: ``target`` and ``gradient`` contiguous, of one shape and dtype."""

    target: Tensor
    gradient: Tensor
    state: Mapping[str, Tensor]
    block_size: int
    step: int
    rates: Rates


def _kind(piece: Piece) -> str:
    dtype = "float32" if piece.target.dtype is torch.float32 else "bfloat16"
    return f"{dtype}_coded" if "exp_avg_base" in piece.state else f"{dtype}_plain"


def _rows(piece: Piece) -> Iterator[tuple[float, ...]]:
    target, gradient, state, block_size, step, rates = piece
    coded, size, count = "exp_avg_base" in state, target.element_size(), target.numel()
    p, g = target.data_ptr(), gradient.data_ptr()
    m, v = state["exp_avg"].data_ptr(), state["exp_avg_sq"].data_ptr()
    m_base, v_base = (state[name].data_ptr() if coded else 0 for name in ("exp_avg_base", "exp_avg_sq_base"))
    kept, seed = 1 if coded else 4, seed_of(step)
    for first in range(0, count, CHUNK):
        block = first // block_size
        yield (
            *(p + first * size, g + first * size, m + first * kept, v + first * kept),
            *(m_base + 2 * block, v_base + 2 * block, min(CHUNK, count - first), block_size, block, seed),
            *rates,
        )


def tables(pieces: list[Piece]) -> list[tuple[str, NDArray[np.void]]]:
    """Tables of one kind each, with about :data:`CHUNK` elements or fewer."""
    found, number = [], FIELDS.index("n")
    for kind, same in groupby(sorted(pieces, key=_kind), key=_kind):
        rows: list[tuple[float, ...]] = []
        held = 0
        for row in (row for piece in same for row in _rows(piece)):
            if held and held + row[number] > CHUNK:
                found.append((kind, np.array(rows, ROW)))
                rows, held = [], 0
            rows.append(row)
            held += int(row[number])
        if rows:
            found.append((kind, np.array(rows, ROW)))
    return found
