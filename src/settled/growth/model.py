"""The posterior of a field's log-odds: Laplace's approximation around the mode, by Newton's method.

The log posterior is concave (a Gaussian prior and an exponential family), so Newton's steps with halving
reach its only mode. Its Hessian is block tridiagonal in the years, and is eliminated year by year: what is
left in the last year's block is the inverse of that year's posterior covariance, all that a forecast needs
(Rue & Held, "Gaussian Markov Random Fields", 2005, ch. 2 and 4). All volatilities are fitted at once; each
one's marginal likelihood, by the same approximation (Tierney & Kadane, JASA 81, 1986), is its weight.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from settled.growth.naming import Floats, common_level, information, log_partition
from settled.growth.paths import Integers, Paths, paths
from settled.records import GrowthPrior, ShareCounts

_STEPS = 60
_HALVINGS = 30
_CLOSE = 1e-7  # of the expected gain of a step, in log units: far below what changes a draw
_LARGEST_STEP = 4.0  # log-odds: a quadratic says nothing of places farther away


@dataclass(frozen=True, slots=True)
class Posterior:
    """Where the last year's states stand, for each of V volatilities.

    Attributes:
        technologies: those named by then, of which J.
        mean: shape [V, 2 J]; ``covariance``: shape [V, 2 J, 2 J].
        modes: shape [V, T, 2 J], of all years.
        weights: shape [V], sum to 1; posterior probability of each volatility.
        log_evidence: log marginal likelihood of the counts, less what no parameter changes.
    """

    technologies: tuple[str, ...]
    mean: Floats
    covariance: Floats
    modes: Floats
    weights: Floats
    log_evidence: float


def named(counts: ShareCounts) -> ShareCounts:
    """The counts of the technologies that any unit names: the list of those years."""
    known = counts.k.sum(axis=0) > 0.0
    technologies = tuple(one for one, keep in zip(counts.technologies, known, strict=True) if keep)
    return ShareCounts(
        counts.field,
        technologies,
        counts.years,
        counts.k[:, known],
        counts.n,
        counts.measure,
        counts.source,
        counts.shared,
    )


def discount(n: Floats, correlation: float, shared: float = 0.0) -> Floats:
    """What one of n correlated units is worth: 1 / (1 + (n - 1) rho), at most 1 where each year has its own.

    Args:
        shared: of the errors of years in a row (``ShareCounts.shared``): what is the same every year cannot
            be taken for a change, so that of changes a unit tells 1 / (1 - shared) times as much.
    """
    return 1.0 / (1.0 + np.maximum(n - 1.0, 0.0) * correlation) / (1.0 - shared)


def _objective(k: Floats, n: Floats, prior: Paths, states: Floats) -> tuple[Floats, Floats]:
    """Log posterior up to a constant, shape [V], and the prior's precision times the gap, [V, T, 2 J]."""
    levels = states[..., 0::2]
    product, quadratic = prior.quadratic(states)
    fit = (k * levels).sum(axis=(1, 2)) - (n * log_partition(levels, prior.listed)).sum(axis=1)
    return fit - 0.5 * quadratic, product


def _eliminate(diagonal: Floats, upper: Floats, right: Floats) -> tuple[Floats, Floats, Floats]:
    """Solve the block tridiagonal system.

    Returns:
        The solution, shape [V, T, M]; the last year's block after elimination, shape [V, M, M]; the log
        determinant, shape [V].
    """
    years = diagonal.shape[1]
    pivot, target = diagonal[:, 0], right[:, 0]
    carried, pivots = [], [pivot]
    for year in range(1, years):
        joined = upper[:, year - 1]
        both = np.concatenate([joined, target[..., None]], axis=-1)
        solved = np.linalg.solve(pivot, both)
        carried.append(solved)
        down = np.swapaxes(joined, -1, -2)
        change = down @ solved
        pivot = diagonal[:, year] - change[..., :-1]
        target = right[:, year] - change[..., -1]
        pivots.append(pivot)
    solution = np.empty_like(right)
    solution[:, -1] = np.linalg.solve(pivot, target[..., None])[..., 0]
    for year in range(years - 2, -1, -1):
        solved = carried[year]
        later = solution[:, year + 1, :, None]
        solution[:, year] = solved[..., -1] - (solved[..., :-1] @ later)[..., 0]
    return solution, pivot, np.linalg.slogdet(np.stack(pivots, axis=1))[1].sum(axis=1)


def _curvature(n: Floats, prior: Paths, states: Floats) -> tuple[Floats, Floats]:
    """Shares, shape [V, T, J], and the diagonal blocks of the negative Hessian, [V, T, 2 J, 2 J]."""
    p, second = information(states[..., 0::2], prior.listed)
    diagonal = prior.diagonal.copy()
    diagonal[..., 0::2, 0::2] += n[:, None, None] * second
    return p, diagonal


def _climb(k: Floats, n: Floats, prior: Paths, start: Floats | None) -> tuple[Floats, Floats, Floats, Floats]:
    """The mode, the last year's precision, the Hessian's log determinant and the log posterior there."""
    volatilities = len(prior.log_determinant)
    states = np.repeat(prior.mean[None], volatilities, axis=0) if start is None else start
    height, product = _objective(k, n, prior, states)
    for _ in range(_STEPS):
        p, diagonal = _curvature(n, prior, states)
        slope = -product
        slope[..., 0::2] += k - n[:, None] * p
        step, pivot, determinant = _eliminate(diagonal, prior.upper, slope)
        gain = (step * slope).sum(axis=(1, 2))
        if gain.max() < _CLOSE:
            break
        size = np.minimum(1.0, _LARGEST_STEP / np.maximum(np.abs(step[..., 0::2]).max(axis=(1, 2)), 1e-12))
        for _ in range(_HALVINGS):
            tried = states + size[:, None, None] * step
            reached, moved = _objective(k, n, prior, tried)
            short = reached < height + 1e-4 * size * gain - 1e-9 * np.abs(height)
            if not short.any():
                break
            size = np.where(short, size / 2.0, size)
        states, height, product = tried, reached, moved
    return states, pivot, determinant, height


def field_level(k: Floats, n: Floats, first: Integers) -> float:
    """The field's common level of log-odds, from how many rivals its units name of those listed.

    Args:
        k: effective counts, shape [T, J], of ``n`` units, shape [T]; ``first``: shape [J], index of the year
            that first names each rival.
    """
    listed = (np.arange(len(n))[:, None] >= first).sum(axis=1)
    units = float(n.sum())
    rivals = max(float((n * listed).sum()) / units, 2.0)
    names = 1.0 + (max(float(k.sum()) - units, 0.0) + 0.5) / (units + 1.0)
    return common_level(names, rivals)


def posterior(counts: ShareCounts, prior: GrowthPrior, start: Floats | None = None) -> Posterior:
    """The posterior of the technologies that are named at all; ``counts`` has at least one named unit.

    Args:
        start: shape [V, T, 2 J], where to look for the mode first: the mode under a prior like this one.
    """
    known = named(counts)
    worth = discount(known.n, prior.correlation, known.shared)
    k, n = known.k * worth[:, None], known.n * worth
    first = (known.k > 0.0).argmax(axis=0)
    before = paths(first, len(known.years), field_level(k, n, first), prior)
    states, pivot, determinant, height = _climb(k, n, before, start)
    evidence = height + 0.5 * (before.log_determinant - determinant)
    odds = np.array(prior.odds)
    scores = evidence + np.log(odds / odds.sum())
    top = float(scores.max())
    weights = np.exp(scores - top)
    total = float(weights.sum())
    return Posterior(
        technologies=known.technologies,
        mean=states[:, -1],
        covariance=np.asarray(np.linalg.inv(pivot), np.float64),
        modes=states,
        weights=weights / total,
        log_evidence=top + float(np.log(total)),
    )


def reweighed(fitted: Posterior, before: GrowthPrior, after: GrowthPrior) -> Posterior:
    """The posterior under a prior that differs in its odds alone: the modes stay, the weights move."""
    old, new = (np.array(prior.odds) / sum(prior.odds) for prior in (before, after))
    weights = fitted.weights * new / old
    total = float(weights.sum())
    evidence = fitted.log_evidence + float(np.log(total))
    return replace(fitted, weights=weights / total, log_evidence=evidence)
