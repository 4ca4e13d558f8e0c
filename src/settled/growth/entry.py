"""What rivals win that nobody had named yet: from the history of all fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from settled.growth.naming import Floats
from settled.records import Draws, Entrants, ShareCounts

QUANTILES = 200  # their steps of 0.5 % are finer than what some tens of fields can tell
FEWEST_UNITS = 10.0  # effective ones, of a year that shows what share newcomers won
FEWEST_BEFORE = 10.0  # and up to the origin: a field whose list of rivals has had time to form


def entrants(histories: Iterable[ShareCounts], until: int, horizon: int) -> Entrants:
    """The joint share, h years on, of technologies that no unit had named by the year before.

    Over all fields and origins Y with units enough, and Y + h <= ``until``: share at Y + h of what was first
    named after Y. Origins of one field tell the same story again, so each field weighs 1 in all; one field
    more, of which nothing is known, has a share of Beta(1/2, 1/2) (Jeffreys), won evenly over the horizons.

    Args:
        histories: counts of fields as known by the end of year ``until``.
        horizon: H, in years, >= 0; a horizon that no history reaches takes the longest one that does.
    """
    fields = [history for history in histories if len(history.years)]
    rows: list[Floats] = []
    told = 0
    for ahead in range(1, horizon + 1):
        cases = [case for case in (_cases(field, until, ahead) for field in fields) if len(case)]
        told = max(told, len(cases))
        rows.append(_quantiles(cases, ahead / horizon) if cases or not rows else rows[-1])
    # More years never mean a smaller share of newcomers: what is longer ago first named stays named.
    shares = np.maximum.accumulate(np.array(rows).reshape(horizon, QUANTILES), axis=0)
    return Entrants(shares, told)


def _cases(history: ShareCounts, until: int, ahead: int) -> Floats:
    """The share of newcomers, one for each origin of a field."""
    return np.array(list(_newcomers(history, until, ahead)))


def _newcomers(history: ShareCounts, until: int, ahead: int) -> Iterator[float]:
    """A unit may name several newcomers; their joint share is taken as if it named them independently."""
    seen = np.cumsum(history.k, axis=0) > 0.0
    before = np.cumsum(history.n)
    for origin in range(len(history.years) - ahead):
        later = origin + ahead
        if history.years[later] > until:
            return
        if before[origin] >= FEWEST_BEFORE and history.n[later] >= FEWEST_UNITS:
            new = np.clip(history.k[later, ~seen[origin]] / history.n[later], 0.0, 1.0)
            yield float(1.0 - np.prod(1.0 - new))


def _quantiles(cases: list[Floats], part: float) -> Floats:
    """Rising quantiles, shape [Q], of a mixture of each field's cases and one unknown field."""
    levels = (np.arange(QUANTILES) + 0.5) / QUANTILES
    unknown = part * np.sin(np.pi / 2.0 * levels) ** 2  # the arcsine law: quantiles of Beta(1/2, 1/2)
    values = np.concatenate([*cases, unknown])
    weights = np.concatenate([np.full(len(case), 1.0 / len(case)) for case in [*cases, unknown]])
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order]) / weights.sum()
    return values[order][np.searchsorted(reached, levels)]


def outside_shares(entrants: Entrants, horizon: int, n_draws: int, draw: np.random.Generator) -> Draws:
    """Draws of the share of what is not on the list, shape [H, N] with H = horizon + 1; 0 in the first year.

    One level of its distribution is drawn for all years, so that a path never falls.
    """
    drawn = np.zeros((horizon + 1, n_draws))
    if horizon:
        which = draw.permutation(np.arange(n_draws) * QUANTILES // n_draws)
        rows = np.minimum(np.arange(horizon), len(entrants.shares) - 1)
        drawn[1:] = entrants.shares[rows][:, which]
    return drawn
