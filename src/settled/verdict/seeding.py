"""Random generators named by what they draw: the same name gives the same bits, in any order of work."""

from __future__ import annotations

from zlib import crc32

import numpy as np

N_DRAWS = 10_000  # Monte Carlo error of a probability at most half a point


def generator(*names: str) -> np.random.Generator:
    """A seeded generator for the quantity that ``names`` spell (``"degree", "adamw", "adoption"``)."""
    return np.random.default_rng([crc32(name.encode()) for name in names])
