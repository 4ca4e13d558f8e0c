"""The table that the kernel works through: one row a piece of a tensor, cut so that threads share evenly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, fields

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from settled.lab.optim.naive import Rates, seed_of

# Addresses first; ``n`` elements from them on, in blocks of ``block_size`` of which the first is number
# ``block`` of its tensor; ``seed`` of the step's dither. Then the factors.
FIELDS = ("p", "g", "m", "v", "m_base", "v_base", "n", "block_size", "block", "seed")
FLOATS = tuple(one.name for one in fields(Rates))
ROW = np.dtype([(name, np.int64) for name in FIELDS] + [(name, np.float32) for name in FLOATS])
# Elements of a table: long enough that a call costs nothing beside it, short enough for threads to end
# together. A multiple of every block size.
CHUNK = 1 << 19


@dataclass(frozen=True)
class Piece:
    """One tensor to step: ``target`` and ``gradient`` contiguous, of one shape and dtype."""

    target: Tensor
    gradient: Tensor
    state: Mapping[str, Tensor]
    block_size: int
    step: int
    rates: Rates

    @property
    def coded(self) -> bool:
        """Whether its moments are 8-bit codes."""
        return "exp_avg_base" in self.state

    @property
    def kind(self) -> str:
        """The name of its kernel."""
        return f"{str(self.target.dtype).removeprefix('torch.')}_{'coded' if self.coded else 'plain'}"


def _rows(piece: Piece) -> Iterator[tuple[float, ...]]:
    state, coded, size = piece.state, piece.coded, piece.target.element_size()
    starts = [piece.target.data_ptr(), piece.gradient.data_ptr()]
    starts += [state["exp_avg"].data_ptr(), state["exp_avg_sq"].data_ptr()]
    starts += [state[name].data_ptr() if coded else 0 for name in ("exp_avg_base", "exp_avg_sq_base")]
    strides = (size, size, 1, 1) if coded else (size, size, 4, 4)
    block_size, count = piece.block_size, piece.target.numel()
    seed, rates = seed_of(piece.step), astuple(piece.rates)
    for first in range(0, count, CHUNK):
        block = first // block_size
        places = [start + first * by for start, by in zip(starts, strides, strict=False)]
        bases = [start + 2 * block for start in starts[4:]]
        yield (*places, *bases, min(CHUNK, count - first), block_size, block, seed, *rates)


def tables(pieces: list[Piece]) -> list[tuple[str, NDArray[np.void]]]:
    """Tables of one kind each, with about :data:`CHUNK` elements or fewer."""
    waiting: dict[str, list[tuple[float, ...]]] = {}
    counts: dict[str, int] = {}
    found = []
    for piece in pieces:
        kind = piece.kind
        for row in _rows(piece):
            waiting.setdefault(kind, []).append(row)
            counts[kind] = counts.get(kind, 0) + int(row[FIELDS.index("n")])
            if counts[kind] >= CHUNK:
                found.append((kind, np.array(waiting.pop(kind), ROW)))
                counts[kind] = 0
    found += [(kind, np.array(rows, ROW)) for kind, rows in waiting.items()]
    return found
