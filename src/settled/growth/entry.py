"""What rivals win that nobody had named yet: from the history of all fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from settled.growth.naming import Floats
from settled.records import Draws, Entrants, ShareCounts

QUANTILES = 200  # their steps of 0.5 % are finer than what some tens of fields can tell
FEWEST_UNITS = 10.0  # effective ones, of a year that shows what share newcomers won
FEWEST_BEFORE = 10.0  # and up to the origin: a field whose list of rivals has had time to form
# Up to 2011, newcomers had more than a fifth five years on in one case of five where fewer than so many units
# had been counted before, and in one of twenty where more had: the list of a young field is not yet known.
MATURE = 50.0
FEWEST_FIELDS = 5  # mature ones, to be heard alone


def entrants(
    histories: Iterable[ShareCounts], until: int, horizon: int, units: float = FEWEST_BEFORE
) -> Entrants:
    """The joint share, h years on, of technologies that no unit had named by the year before.

    Over all fields and origins Y with units enough, and Y + h <= ``until``: share at Y + h of what was first
    named after Y. Origins of one field tell the same story again, so each field weighs 1 in all. Beside
    these, a rival such as no history has shown yet comes with Jeffreys' half an arrival in the E field-years
    watched: with probability 1 - sqrt(E / (E + h)) (a Gamma(1/2, E) rate), and then has a share of
    Beta(1/2, 1/2).

    Args:
        histories: counts of fields as known by the end of year ``until``.
        horizon: H, in years, >= 0; a horizon that no history reaches takes the longest one that does.
        units: that the field asked about has counted so far. With ``MATURE`` or more of them, only origins of
            fields as mature are heard, where enough fields have any.
    """
    fields = [history for history in histories if len(history.years)]
    rows: list[Floats] = []
    told, watched = 0, 0
    known: list[Floats] = []
    for ahead in range(1, horizon + 1):
        cases = _told(fields, until, ahead, MATURE) if units >= MATURE else []
        if len(cases) < FEWEST_FIELDS:
            cases = _told(fields, until, ahead, FEWEST_BEFORE)
        told = max(told, len(cases))
        watched = watched if ahead > 1 else sum(map(len, cases))
        known = cases or known
        rows.append(_quantiles(known, 1.0 - (watched / (watched + ahead)) ** 0.5))
    # More years never mean a smaller share of newcomers: what is longer ago first named stays named.
    shares = np.maximum.accumulate(np.array(rows).reshape(horizon, QUANTILES), axis=0)
    return Entrants(shares, told)


def _told(fields: Iterable[ShareCounts], until: int, ahead: int, least: float) -> list[Floats]:
    """The shares of newcomers, an array a field that has any origin, one number an origin."""
    every = (np.array(list(_newcomers(field, until, ahead, least))) for field in fields)
    return [cases for cases in every if len(cases)]


def _newcomers(history: ShareCounts, until: int, ahead: int, least: float) -> Iterator[float]:
    """A unit may name several newcomers; their joint share is taken as if it named them independently."""
    seen = np.cumsum(history.k, axis=0) > 0.0
    before = np.cumsum(history.n)
    for origin in range(len(history.years) - ahead):
        later = origin + ahead
        if history.years[later] > until:
            return
        if before[origin] >= least and history.n[later] >= FEWEST_UNITS:
            new = np.clip(history.k[later, ~seen[origin]] / history.n[later], 0.0, 1.0)
            yield float(1.0 - np.prod(1.0 - new))


def _quantiles(cases: list[Floats], unknown: float) -> Floats:
    """Rising quantiles, shape [Q], of a mixture: each field's cases, or with some probability the unknown."""
    levels = (np.arange(QUANTILES) + 0.5) / QUANTILES
    arcsine = np.sin(np.pi / 2.0 * levels) ** 2  # quantiles of Beta(1/2, 1/2)
    values = np.concatenate([*cases, arcsine])
    told = [np.full(len(case), (1.0 - unknown) / (len(case) * len(cases))) for case in cases]
    weights = np.concatenate([*told, np.full(QUANTILES, unknown / QUANTILES)])
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
