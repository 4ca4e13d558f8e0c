"""What all fields known so far say of how fast fields move: the odds of volatilities, learned as of a date.

A field tells little of how much its shares will move before they move. All fields together tell more, and
what they tell changes with the times: the step that fits the odds to the counts up to a year
(expectation-maximisation) is taken again on the counts that are known at the origin of a forecast. Nothing
later has a say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from settled.growth.model import Posterior
from settled.records import GrowthPrior, ShareCounts

_LEAST_YEARS = 4  # with units: fewer tell of no trend
_LEAST_UNITS = 10.0


def tells(counts: ShareCounts) -> bool:
    """Whether units and years are enough, and of more than one technology, for other fields to learn from."""
    return bool(
        (counts.n > 0.0).sum() >= _LEAST_YEARS
        and counts.n.sum() >= _LEAST_UNITS
        and (counts.k.sum(axis=0) > 0.0).sum() > 1
    )


def pooled(prior: GrowthPrior, fitted: Iterable[Posterior]) -> GrowthPrior:
    """The prior with the odds of its volatilities as the mean of the fields' posterior weights.

    The prior's own odds count as one field's worth, so that no field at all leaves them as they are.

    Args:
        fitted: posteriors under ``prior`` of counts known at one date, each of a field that ``tells``.
    """
    own = np.array(prior.odds) / sum(prior.odds)
    mean = np.mean([*(one.weights for one in fitted), own], axis=0)
    return replace(prior, odds=tuple(mean.tolist()))
