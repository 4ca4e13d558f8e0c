"""From what each source says of an indicator to one estimate with its interval and stars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from settled.records import Draws, Estimate, IndicatorSpec, SourceEstimate
from settled.verdict.pooling import logit_moments, pool, pooled_draws
from settled.verdict.seeding import N_DRAWS, generator
from settled.verdict.stars import confidence

_EDGE = 1e-12  # a Beta draw may round to 0 or 1, where the logit is infinite
INTERVAL = (0.05, 0.95)


def quantile(sorted_draws: Draws, probability: float) -> float:
    """Linear-interpolation quantile of draws already sorted, shape [N]."""
    position = probability * (len(sorted_draws) - 1)
    below = int(position)
    above = min(below + 1, len(sorted_draws) - 1)
    share = position - below
    return float(sorted_draws[below] * (1.0 - share) + sorted_draws[above] * share)


def beta_interval(alpha: float, beta: float, *names: str) -> tuple[float, float, float]:
    """Median, 5 % and 95 % quantile of Beta(alpha, beta), from draws seeded by ``names``."""
    ranked = np.sort(generator(*names, "interval").beta(alpha, beta, N_DRAWS))
    return quantile(ranked, 0.5), quantile(ranked, INTERVAL[0]), quantile(ranked, INTERVAL[1])


def _source_draws(source: SourceEstimate, *names: str) -> Draws:
    draws = generator(*names, source.source).beta(source.alpha, source.beta, N_DRAWS)
    return np.clip(draws, _EDGE, 1.0 - _EDGE)


def _total(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def estimate(
    field: str, technology: str, spec: IndicatorSpec, sources: Sequence[SourceEstimate], as_of: date
) -> Estimate | None:
    """One estimate of an indicator from its sources; ``None`` without evidence.

    One source keeps its own Beta posterior; several are pooled as random effects (``verdict.pooling``).
    """
    if not sources:
        return None
    names = (field, technology, spec.id)
    by_source = [_source_draws(source, *names) for source in sources]
    i2 = None
    if len(sources) == 1:
        draws, order = by_source[0], list(sources)
    else:
        moments = np.array([logit_moments(draws) for draws in by_source])
        pooled = pool(moments[:, 0], moments[:, 1])
        draws = pooled_draws(pooled, generator(*names, "pooled").standard_normal(N_DRAWS))
        order = [sources[i] for i in np.argsort(-pooled.weights, kind="stable")]
        i2 = pooled.i2
    ranked = np.sort(draws)
    low, median, high = (quantile(ranked, p) for p in (INTERVAL[0], 0.5, INTERVAL[1]))
    stars, reasons = confidence(spec, sources, i2, high - low, as_of)
    return Estimate(
        median=median,
        low=low,
        high=high,
        k=_total([source.k for source in sources]),
        n=_total([source.n for source in sources]),
        sources=tuple(source.source for source in order),
        stars=stars,
        reasons=reasons,
        i2=i2,
        latest=max(source.latest for source in sources),
        draws=draws,
    )
