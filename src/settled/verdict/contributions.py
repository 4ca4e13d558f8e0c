"""What adds up to a degree: each indicator's part of its mean, and each source's part of an indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from settled.records import Contribution, Estimate, PooledSource, Profile, SourceEstimate, Weight
from settled.verdict.degree import missing_draws
from settled.verdict.disagreement import Disagreement
from settled.verdict.estimating import INTERVAL, quantiles
from settled.verdict.pooling import pool
from settled.verdict.source_logits import source_logits


def contributions(
    field: str, technology: str, profile: Profile, indicators: Mapping[str, Estimate | None]
) -> tuple[Contribution, ...]:
    """Weight times mean settled value of each indicator: they sum to the mean of the degree's draws.

    The median of a sum is no sum of medians, so that the mean is what can be divided without a rest.
    """
    return tuple(
        _contribution(field, technology, weight, indicators.get(weight.indicator))
        for weight in profile.weights
    )


def _contribution(field: str, technology: str, weight: Weight, estimate: Estimate | None) -> Contribution:
    if estimate is None or estimate.draws is None:
        value = float(missing_draws(field, technology, weight.indicator).mean())
        low, high = 0.0, 1.0
    else:
        draws = 1.0 - estimate.draws if weight.inverted else estimate.draws
        value = float(draws.mean())
        low, high = quantiles(draws, INTERVAL)
    return Contribution(
        indicator=weight.indicator,
        weight=weight.weight,
        value=value,
        amount=weight.weight * value,
        low=weight.weight * low,
        high=weight.weight * high,
        is_missing=estimate is None,
        is_inverted=weight.inverted,
    )


def pooled_sources(
    indicator: str, sources: Sequence[SourceEstimate], known: Disagreement | None
) -> tuple[PooledSource, ...]:
    """The sources of an indicator with the weights that they were pooled by, the greatest first.

    Args:
        known: what sources of it disagree by in other fields, as the verdict was given it.
    """
    if not sources:
        return ()
    several = len(sources) > 1
    weights = pool(*source_logits(sources), known).weights if several else np.ones(1)
    return tuple(
        PooledSource(
            indicator=indicator,
            source=sources[place].source,
            weight=float(weights[place]),
            share=sources[place].alpha / (sources[place].alpha + sources[place].beta),
            k=sources[place].k,
            n=sources[place].n,
            n_effective=sources[place].n_effective,
            latest=sources[place].latest,
        )
        for place in np.argsort(-weights, kind="stable")
    )
