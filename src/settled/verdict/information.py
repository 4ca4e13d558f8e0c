"""How much more would be known of an indicator's share by further evidence: precision on the logit scale.

Sources of variances v_i about their own true shares, which scatter with variance tau^2 about the common one,
know that one with precision sum 1 / (v_i + tau^2). Another source adds a term. More units of a source make
its v_i smaller, and can never bring its term above 1 / tau^2: that is why another source tells more than
another year of the same ones. tau^2 itself is taken as known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from settled.records import SourceEstimate
from settled.verdict.source_logits import source_logits

UNITS_OF_A_SOURCE = 30.0  # where no source tells how many units one has: enough for no doubt of their number


def of_another_source(sources: Sequence[SourceEstimate], tau2: float, units: float) -> float:
    """Precision that another source adds, >= 0.

    Args:
        sources: there are today; none: an even share is taken for its variance.
        tau2: variance between sources; ``units``: independent ones of the further source.
    """
    share = 0.5
    if sources:
        share = float(np.mean([one.alpha / (one.alpha + one.beta) for one in sources]))
    return 1.0 / (tau2 + 1.0 / ((units + 1.0) * share * (1.0 - share)))


def of_more_units(
    sources: Sequence[SourceEstimate], tau2: float, more: Callable[[SourceEstimate], float]
) -> float:
    """Precision that more units of the same sources add, >= 0.

    Args:
        more: by what part the units of a source grow; 0: not at all, 1: to twice as many.
    """
    if not sources:
        return 0.0
    variances = source_logits(sources)[1]
    growth = 1.0 + np.array([more(source) for source in sources])
    return float((1.0 / (variances / growth + tau2) - 1.0 / (variances + tau2)).sum())
