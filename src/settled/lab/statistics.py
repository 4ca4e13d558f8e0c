"""Contests over paired studies: intervals, Holm's correction, equivalence, and the words for what was found.

Studies are paired: the same seed gives both rivals the same data, order and start. What is compared is the
mean difference. *Better* and *worse*: a two-sided paired t test, with Holm's correction over all comparisons
that are judged together, at 5 %. *Shown equal*: two one-sided tests against the smallest difference of
interest (Schuirmann, J. Pharmacokinet. Biopharm. 15, 1987), with Holm's correction likewise, at 5 %; it
outranks a difference that is real and too small to matter. What is neither is *no difference found*, which
says nothing of equality.

Do not trust few studies: of three, only an enormous difference is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from settled.lab.experiment import Comparison, Word

Floats = NDArray[np.float64]

LEVEL = 0.05  # of a test; the interval of 90 % is the one that goes with two one-sided tests at it
_RESAMPLES = 9999
# With fewer studies the bootstrap's intervals cover too seldom (of five normal ones 80 %, not 90 %):
# Student's t.
_LEAST_TO_RESAMPLE = 10


@dataclass(frozen=True, slots=True)
class Pairing:
    """Paired studies of a challenger and an incumbent on one workload.

    Attributes:
        differences: shape [N], finite, turned so that positive is for the challenger. A trial that diverged
            is the experiment's to value: as the worst that its metric can be, never left out.
        smallest: the smallest difference of interest, > 0, in ``unit``, chosen before anything is measured.
    """

    technology: str
    against: str
    workload: str
    metric: str
    unit: str
    differences: Sequence[float]
    smallest: float


@dataclass(frozen=True, slots=True)
class Spread:
    """A mean with its 90 % interval, and how probable it is that it exceeds a bound."""

    mean: float
    low: float
    high: float
    above: float


def spread(values: Sequence[float], bound: float = 0.0, seed: int = 0) -> Spread:
    """The mean of values with its interval, and the probability that it is above ``bound``.

    BCa bootstrap over the values (Efron, JASA 82, 1987) of ten or more; of fewer, Student's t; equal values
    have an interval of no width.

    Args:
        values: shape [N], N >= 2, finite.

    >>> spread([1.0, 1.0, 1.0])
    Spread(mean=1.0, low=1.0, high=1.0, above=1.0)
    """
    from scipy import stats

    data = _checked(values)
    mean = float(data.mean())
    if np.ptp(data) == 0.0:
        return Spread(mean, mean, mean, float(mean > bound))
    if len(data) < _LEAST_TO_RESAMPLE:
        known = stats.t(len(data) - 1, loc=mean, scale=stats.sem(data))
        low, high = known.interval(1 - 2 * LEVEL)
        return Spread(mean, float(low), float(high), float(known.sf(bound)))
    found = stats.bootstrap(
        (data,),
        np.mean,
        n_resamples=_RESAMPLES,
        confidence_level=1 - 2 * LEVEL,
        method="BCa",
        rng=np.random.default_rng(seed),
    )
    interval = found.confidence_interval
    above = float((found.bootstrap_distribution > bound).mean())
    return Spread(mean, float(interval.low), float(interval.high), above)


def judge(pairings: Sequence[Pairing], seed: int = 0) -> tuple[Comparison, ...]:
    """What was found of each pairing, corrected over all of them; they must be all that were compared.

    Args:
        seed: of the bootstrap.
    """
    differ = holm([difference_p(pairing.differences) for pairing in pairings])
    equal = holm([equivalence_p(pairing.differences, pairing.smallest) for pairing in pairings])
    return tuple(
        _comparison(pairing, p_value, p_equal, seed)
        for pairing, p_value, p_equal in zip(pairings, differ, equal, strict=True)
    )


def _comparison(pairing: Pairing, p_value: float, p_equal: float, seed: int) -> Comparison:
    found = spread(pairing.differences, pairing.smallest, seed)
    return Comparison(
        technology=pairing.technology,
        against=pairing.against,
        workload=pairing.workload,
        metric=pairing.metric,
        unit=pairing.unit,
        difference=found.mean,
        low=found.low,
        high=found.high,
        smallest=pairing.smallest,
        p_better=found.above,
        p_value=p_value,
        word=word(found.mean, p_value, p_equal),
        n=len(pairing.differences),
    )


def word(difference: float, p_value: float, p_equal: float) -> Word:
    """The finding, from corrected p values.

    >>> word(0.4, 0.01, 0.9), word(0.4, 0.3, 0.9), word(0.001, 0.01, 0.01)
    ('better', 'no difference found', 'shown equal')
    """
    if p_equal <= LEVEL:
        return "shown equal"
    if p_value <= LEVEL:
        return "better" if difference > 0 else "worse"
    return "no difference found"


def difference_p(differences: Sequence[float]) -> float:
    """Two-sided p value of a paired t test that the mean difference is 0."""
    from scipy import stats

    data = _checked(differences)
    if np.ptp(data) == 0.0:
        return float(data[0] == 0.0)
    return float(stats.ttest_1samp(data, 0.0).pvalue)


def equivalence_p(differences: Sequence[float], smallest: float) -> float:
    """p value of two one-sided tests that the mean difference lies within ``smallest`` of 0."""
    from scipy import stats

    if smallest <= 0.0:
        raise ValueError(f"the smallest difference of interest is {smallest}; it must be positive")
    data = _checked(differences)
    if np.ptp(data) == 0.0:
        return float(abs(data[0]) >= smallest)
    below = stats.ttest_1samp(data, -smallest, alternative="greater").pvalue
    above = stats.ttest_1samp(data, smallest, alternative="less").pvalue
    return float(max(below, above))


def holm(p_values: Sequence[float]) -> list[float]:
    """p values corrected for being several (Holm, Scand. J. Statist. 6, 1979), in their order."""
    if not p_values:
        return []
    from statsmodels.stats.multitest import multipletests

    corrected = multipletests(list(p_values), method="holm")[1]
    return [float(value) for value in corrected]


def _checked(values: Sequence[float]) -> Floats:
    data = np.asarray(values, dtype=np.float64)
    if len(data) < 2 or not np.isfinite(data).all():
        raise ValueError(f"needs two finite studies at least, not {list(values)[:5]}")
    return data
