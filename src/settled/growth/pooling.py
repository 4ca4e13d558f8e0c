"""What all fields known so far say of how fast fields move: the odds of volatilities, learned as of a date.

A field tells little of how much its shares will move before they move. All fields together tell more, and
what they tell changes with the times: the step that fits the odds to the counts up to a year
(expectation-maximisation) is taken again on the counts that are known at the origin of a forecast. Nothing
later has a say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from settled.growth.model import posterior
from settled.records import GrowthPrior, ShareCounts

_LEAST_YEARS = 4  # with units: fewer tell of no trend
_LEAST_UNITS = 10.0


def telling(every: Sequence[ShareCounts]) -> list[ShareCounts]:
    """Those with units and years enough, and more than one technology, for other fields to learn from."""
    return [
        counts
        for counts in every
        if (counts.n > 0.0).sum() >= _LEAST_YEARS
        and counts.n.sum() >= _LEAST_UNITS
        and (counts.k.sum(axis=0) > 0.0).sum() > 1
    ]


def pooled(prior: GrowthPrior, fields: Sequence[ShareCounts]) -> GrowthPrior:
    """The prior with the odds of its volatilities as the mean of the fields' posterior weights.

    The prior's own odds count as one field's worth, so that no field at all leaves them as they are.

    Args:
        fields: as known at one date, each with more than one technology named.
    """
    own = np.array(prior.odds) / sum(prior.odds)
    weights = [posterior(counts, prior).weights for counts in fields]
    mean = np.mean([*weights, own], axis=0)
    return replace(prior, odds=tuple(mean.tolist()))
