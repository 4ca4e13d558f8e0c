"""How much the units of one cluster resemble one another, and how many independent ones they are worth.

Papers of one venue-year, models of one release and the quarters of one owner's repositories are not drawn one
by one. With an intra-class correlation rho within clusters of n_c units, n = sum n_c units are worth

    n / deff,   deff = 1 + rho (sum n_c^2 / n - 1)

(Kish, "Survey Sampling", 1965, 5.4; a posterior of a share from the effective counts: Dean & Pagano, J. Surv.
Stat. Methodol. 3, 2015). rho is estimated by moments within the parts of a source (Kleinman, JASA 68, 1973):
for a part of C clusters and N units with share p,

    sum n_c (k_c / n_c - p)^2 / (p (1 - p))  =  C - 1 + rho (N - sum n_c^2 / N - (C - 1))

on average. Both sides are summed over the technologies of all fields that the source speaks to, but the one
that is judged: its own clusters tell little, nothing where all say no, and a further adopter must not raise
or lower what its other units are worth. Where no other technology of the source tells, those of the other
sources do whose clusters are of the same kind: owners in a panel, or parts and periods.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from settled.indicators.rows import Integers, Observed, Rows, sources_of

Floats = NDArray[np.float64]

_LEAST_REACH = 1e-9  # a sum of nothing, but for rounding


def _sums(group: Integers, values: Integers | Floats | NDArray[np.bool_], size: int) -> Floats:
    """Sums of the values of each group, shape [size]."""
    return np.bincount(group, weights=values, minlength=size).astype(np.float64)


def _cells(stratum: Integers, cluster: Integers, rows: Rows) -> tuple[Integers, Floats, Floats]:
    """Units summed within clusters: stratum, k and n of each cell; shape [C]."""
    keys = stratum * (int(cluster.max(initial=0)) + 1) + cluster
    found, first, cell = np.unique(keys, return_index=True, return_inverse=True)
    return stratum[first], _sums(cell, rows.k, len(found)), _sums(cell, rows.n, len(found))


def _excess_and_reach(stratum: Integers, k: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Per stratum, the scatter of its cells beyond chance, and that at rho = 1; 0 and 0: cannot tell."""
    size = int(stratum.max(initial=-1)) + 1
    units, hits, squares = (_sums(stratum, values, size) for values in (n, k, n * n))
    spare = np.bincount(stratum, minlength=size) - 1.0
    tells = (spare > 0) & (hits > 0) & (hits < units)
    share = np.divide(hits, units, out=np.full(size, 0.5), where=tells)
    scatter = _sums(stratum, n * (k / n - share[stratum]) ** 2, size)
    excess = np.where(tells, scatter / (share * (1.0 - share)) - spare, 0.0)
    reach = np.where(tells, units - squares / np.maximum(units, 1.0) - spare, 0.0)
    return excess, np.maximum(reach, 0.0)


def _window(rows: Rows, pair: Integers, as_of: date, window_days: int, oldest_days: int) -> NDArray[np.bool_]:
    """The rows that ``Rows.recent`` keeps of each pair of technology and source, all pairs at once."""
    last = np.zeros(int(pair.max(initial=0)) + 1, dtype=np.int64)
    known = rows.end <= as_of.toordinal()
    np.maximum.at(last, pair[known], rows.end[known])
    fresh = as_of.toordinal() - last <= oldest_days
    return known & (rows.n > 0) & fresh[pair] & (rows.end > last[pair] - window_days)


def correlations(
    observed: Observed, measure: str, as_of: date, window_days: int, oldest_days: int
) -> Mapping[tuple[int, str], float]:
    """rho in [0, 1] of each technology's units in each source, by ``Observed.key`` and source."""
    key = (measure, as_of, window_days, oldest_days)
    if key not in observed.kept:
        observed.kept[key] = _correlations(*observed.of_measure(measure), as_of, window_days, oldest_days)
    return observed.kept[key]


def _correlations(
    rows: Rows, keys: Integers, as_of: date, window_days: int, oldest_days: int
) -> dict[tuple[int, str], float]:
    names, source_of_part = sources_of(rows.names)
    triples, triple = np.unique(keys, return_inverse=True)
    pair = triple * len(names) + source_of_part[rows.part]
    mask = _window(rows, pair, as_of, window_days, oldest_days)
    rows, pair = rows.where(mask), pair[mask]
    pairs, number = np.unique(pair, return_inverse=True)
    strata, stratum = np.unique(number * len(rows.names) + rows.part, return_inverse=True)
    excess, reach = _excess_and_reach(*_cells(stratum, rows.clusters(), rows))
    of_pair = strata // max(1, len(rows.names))
    excess, reach = (_sums(of_pair, values, len(pairs)) for values in (excess, reach))
    source = pairs % len(names) if len(names) else pairs
    panel = np.zeros(len(names), dtype=bool)
    panel[source_of_part[rows.part]] = rows.in_panel()
    technology = pairs // len(names) if len(names) else pairs
    rho = _of_others(excess, reach, technology, source, panel[source])
    return {
        (int(triples[one // len(names)]), names[code]): value
        for one, code, value in zip(pairs.tolist(), source.tolist(), rho.tolist(), strict=True)
    }


def _of_others(
    excess: Floats, reach: Floats, technology: Integers, source: Integers, panel: NDArray[np.bool_]
) -> Floats:
    """rho of each pair, from the other technologies of its source; of its kind of source where none tells.

    Where nothing tells, a panel's cluster is one unit, and elsewhere units are taken to be independent: what
    the technology's own counts say would move what they are worth.
    """
    rho = panel.astype(np.float64)
    for group in (panel.astype(np.int64), source):
        own = np.unique(np.stack([group, technology]), axis=1, return_inverse=True)[1].ravel()
        over, of = (_all(group, values) - _all(own, values) for values in (excess, reach))
        rho = np.divide(over, of, out=rho, where=of > _LEAST_REACH)
    return np.clip(rho, 0.0, 1.0)


def _all(group: Integers, values: Floats) -> Floats:
    """The sum over each one's group."""
    return _sums(group, values, int(group.max(initial=-1)) + 1)[group]


def effective(rows: Rows, rho: float) -> tuple[Integers, Floats, Floats]:
    """Per part that has units: its index, and k and n of as many independent units; each of shape [P].

    Args:
        rows: of one technology and source, n > 0.
        rho: intra-class correlation of the units of one cluster, in [0, 1].
    """
    parts, part = np.unique(rows.part, return_inverse=True)
    stratum, k, n = _cells(part, rows.clusters(), rows)
    hits, units, squares = (_sums(stratum, values, len(parts)) for values in (k, n, n * n))
    design = 1.0 + rho * (squares / units - 1.0)
    return parts, hits / design, units / design
