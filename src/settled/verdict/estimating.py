"""From what each source says of an indicator to one estimate with its interval and stars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from settled.records import Draws, Estimate, IndicatorSpec, SourceEstimate
from settled.verdict.disagreement import Disagreement
from settled.verdict.pooling import Pooled, pool, pooled_draws, share_of
from settled.verdict.seeding import N_DRAWS, generator
from settled.verdict.source_logits import source_logits
from settled.verdict.stars import Basis, confidence

_EDGE = 1e-12  # a Beta draw may round to 0 or 1, where the logit is infinite
INTERVAL = (0.05, 0.95)


def quantile(sorted_draws: Draws, probability: float) -> float:
    """Linear-interpolation quantile of draws already sorted, shape [N]."""
    position = probability * (len(sorted_draws) - 1)
    below = int(position)
    above = min(below + 1, len(sorted_draws) - 1)
    share = position - below
    return float(sorted_draws[below] * (1.0 - share) + sorted_draws[above] * share)


def quantiles(draws: Draws, probabilities: Sequence[float]) -> list[float]:
    """Quantiles of draws in any order.

    >>> quantiles(np.array([3.0, 1.0, 2.0]), (0.0, 0.5))
    [1.0, 2.0]
    """
    ranked = np.sort(draws)
    return [quantile(ranked, p) for p in probabilities]


def beta_interval(alpha: float, beta: float, *names: str) -> tuple[float, float, float]:
    """Median, 5 % and 95 % quantile of Beta(alpha, beta), from draws seeded by ``names``."""
    draws = generator(*names, "interval").beta(alpha, beta, N_DRAWS)
    median, low, high = quantiles(draws, (0.5, *INTERVAL))
    return median, low, high


def _total(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _effective(sources: Sequence[SourceEstimate]) -> float | None:
    known = [source.n_effective for source in sources if source.n_effective is not None]
    return sum(known) if known else None


def _own_draws(source: SourceEstimate, *names: str) -> Draws:
    draws = generator(*names, source.source).beta(source.alpha, source.beta, N_DRAWS)
    return np.clip(draws, _EDGE, 1.0 - _EDGE)


def _pooled(
    sources: Sequence[SourceEstimate], known: Disagreement | None, *names: str
) -> tuple[Draws, Pooled, Draws]:
    """Draws of the common share, what was pooled, and the deviates of t that they were made of."""
    pooled = pool(*source_logits(sources), known)
    deviates = generator(*names, "pooled").standard_t(pooled.freedom, N_DRAWS)
    if len(sources) > 1:
        return pooled_draws(pooled, deviates), pooled, deviates
    # One source's posterior is kept as it is, skew and all; what another would say differs by tau.
    own = _own_draws(sources[0], *names)
    logits = np.log(own) - np.log1p(-own) + pooled.tau2**0.5 * deviates
    return share_of(logits), pooled, deviates


def estimate(
    field: str,
    technology: str,
    spec: IndicatorSpec,
    sources: Sequence[SourceEstimate],
    as_of: date,
    known: Disagreement | None = None,
) -> Estimate | None:
    """One estimate of an indicator from its sources; ``None`` without evidence.

    Several sources are pooled as random effects (``verdict.pooling``); one has its own Beta posterior,
    widened by what sources are known to disagree by.

    Args:
        known: what sources of this indicator disagree by in all fields; ``None``: the indicator speaks of its
            sources alone, or nothing is known: one source then stands as it is.
    """
    if not sources:
        return None
    names = (field, technology, spec.id)
    i2 = tau2 = prediction = None
    order = list(sources)
    if len(sources) == 1 and known is None:
        draws = _own_draws(sources[0], *names)
    else:
        draws, pooled, deviates = _pooled(sources, known, *names)
        order = [sources[i] for i in np.argsort(-pooled.weights, kind="stable")]
        i2, tau2 = pooled.i2 if len(sources) > 1 else None, pooled.tau2
        ends = quantiles(pooled.mean + pooled.prediction_error * deviates, INTERVAL)
        low, high = share_of(np.array(ends)).tolist()
        prediction = (low, high)
    low, median, high = quantiles(draws, (INTERVAL[0], 0.5, INTERVAL[1]))
    stars, reasons = confidence(Basis(spec, sources, i2, high - low, as_of, known))
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
        n_effective=_effective(sources),
        tau2=tau2,
        prediction=prediction,
    )
