"""Draws of figures: the same name gives the same bits."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

N_DRAWS = 1_000


def generator(*names: str) -> np.random.Generator:
    """A seeded generator for what ``names`` spell."""
    return np.random.default_rng([crc32(name.encode()) for name in ("figure", *names)])


def share(k: float, n: float, *names: str) -> Floats:
    """Draws of a share, k of n, under Jeffreys' prior; shape [N_DRAWS]."""
    return generator(*names).beta(k + 0.5, n - k + 0.5, N_DRAWS)


def shares(counts: Sequence[float], *names: str) -> Floats:
    """Draws of the shares of a market from counts, by the Bayesian bootstrap; shape [N_DRAWS, F].

    Dirichlet with the counts as parameters: the posterior of a multinomial under Haldane's prior (Rubin, The
    Bayesian Bootstrap, Ann. Statist. 9, 1981). Firms that were not seen have no share.
    """
    return generator(*names).dirichlet(np.asarray(counts, dtype=np.float64), N_DRAWS)


def resampled(values: Floats, *names: str) -> Floats:
    """Numbers of rows drawn with replacement, [N_DRAWS, R]: how often each row of ``values`` is taken."""
    rows = len(values)
    return generator(*names).multinomial(rows, np.full(rows, 1.0 / rows), N_DRAWS).astype(np.float64)
