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


def corrected(drawn: Floats, observed: float) -> tuple[Floats, float, float]:
    """Draws, [N], and the 90 % interval of a measure in [0, 1] that is too high in any sample.

    So is one of which the sample says which parts are the largest, or how unlike they are: by b, the draws'
    mean less the sample's own value; and draws from that sample are by twice as much. So draws are moved by
    2 b, and the interval goes from their 5 % quantile to the 95 % one moved by b alone (after the
    bias-corrected bootstrap: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, section 10.6).
    """
    excess = max(0.0, float(drawn.mean()) - observed)
    moved = np.clip(drawn - 2.0 * excess, 0.0, 1.0)
    return moved, float(np.quantile(moved, 0.05)), min(1.0, float(np.quantile(drawn, 0.95)) - excess)
