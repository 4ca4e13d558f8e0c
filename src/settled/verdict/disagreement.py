"""What sources are known to disagree by: one variance over all fields that several sources speak to.

The sources' logits of one technology scatter around their mean with variance tau^2 beyond their own; over the
technologies g of all fields that several sources speak to, tau0^2 is the one value at which the generalised Q
statistics, summed, equal what they are expected to be:

    sum_g Q_g(tau0^2) = sum_g (k_g - 1)

(Paule & Mandel's equation, common to several groups as the between-study variance of subgroups is in
Borenstein et al., "Introduction to Meta-Analysis", 2009, ch. 19). Technologies of one field share their
sources, so that a field counts as the k - 1 degrees of freedom of its technology with the most sources. A
field's own technologies are left out of what is known for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from settled.records import SourceEstimate
from settled.verdict.source_logits import source_logits

# Fewer expected units than one in any source: the prior, not the source, would be compared (Cochran, "Some
# methods for strengthening the common chi^2 tests", Biometrics 10, 1954).
LEAST_EXPECTED = 1.0
_STEPS = 100  # Newton's method from below on a convex falling function: a dozen do


@dataclass(frozen=True, slots=True)
class Disagreement:
    """How far apart sources are that answer the same question.

    Attributes:
        tau2: variance between sources on the logit scale, >= 0.
        freedom: degrees of freedom that it is known with, > 0.
        fields: how many fields it was estimated from; 0: it is a prior.
        indicator: whose sources they were; empty: it is a prior.
    """

    tau2: float
    freedom: float
    fields: int
    indicator: str = ""

    @property
    def words(self) -> str:
        """Where it is known from."""
        if not self.fields:
            return "as a prior has it, for no field has several sources"
        return f"as sources of {self.indicator.replace('_', ' ')} disagree in {self.fields} other fields"


# Where nothing is known: a standard deviation of 1 on the logit scale, "fairly extreme" (Spiegelhalter,
# Abrams & Myles, "Bayesian Approaches to Clinical Trials", 2004, 5.7.3; Röver et al., Res. Synth. Methods 12,
# 2021), known no better than from five sources.
WIDEST = Disagreement(tau2=1.0, freedom=4.0, fields=0)


@dataclass(frozen=True, slots=True)
class _Group:
    field: str
    means: NDArray[np.float64]
    variances: NDArray[np.float64]


def _tells(sources: Sequence[SourceEstimate]) -> bool:
    """Whether every source would hold a unit of each kind at the sources' common share."""
    units = np.array([max(0.0, source.alpha + source.beta - 1.0) for source in sources])
    hits = np.array([max(0.0, source.alpha - 0.5) for source in sources])
    if len(sources) < 2 or units.sum() <= 0.0:
        return False
    share = min(1.0, hits.sum() / units.sum())
    return bool(units.min() * min(share, 1.0 - share) >= LEAST_EXPECTED)


def _groups(measured: Mapping[str, Iterable[Sequence[SourceEstimate]]]) -> list[_Group]:
    return [
        _Group(field, *source_logits(sources))
        for field, technologies in measured.items()
        for sources in technologies
        if _tells(sources)
    ]


def common_variance(means: NDArray[np.float64], variances: NDArray[np.float64]) -> float:
    """The one tau^2 >= 0 at which the generalised Q of all groups, summed, equals their degrees of freedom.

    Args:
        means: shape [G, K], logits; NaN where a group has fewer than K sources. ``variances``: likewise.
    """
    there = ~np.isnan(means)
    means, variances = np.where(there, means, 0.0), np.where(there, variances, 1.0)
    expected = float(there.sum() - len(means))
    tau2 = 0.0
    for _ in range(_STEPS):
        weights = there / (variances + tau2)
        centre = (weights * means).sum(axis=1) / weights.sum(axis=1)
        square = weights * (means - centre[:, None]) ** 2
        over = float(square.sum()) - expected
        if over <= 1e-9 * expected:
            break
        tau2 += over / float((weights * square).sum())
    return tau2


def _of(indicator: str, groups: Sequence[_Group]) -> Disagreement | None:
    if not groups:
        return None
    most = max(len(group.means) for group in groups)
    means, variances = np.full((2, len(groups), most), np.nan)
    spare: dict[str, int] = {}
    for row, group in enumerate(groups):
        means[row, : len(group.means)] = group.means
        variances[row, : len(group.means)] = group.variances
        spare[group.field] = max(spare.get(group.field, 0), len(group.means) - 1)
    tau2 = common_variance(means, variances)
    return Disagreement(tau2, float(sum(spare.values())), len(spare), indicator)


def known_disagreement(
    measured: Mapping[str, Mapping[str, Sequence[Sequence[SourceEstimate]]]],
) -> dict[str, dict[str, Disagreement]]:
    """What is known for each indicator and field, from the other fields.

    An indicator that no other field has several sources for takes the greatest disagreement that any other
    indicator shows there; where none shows any, ``WIDEST``.

    Args:
        measured: by indicator and field, what the sources of each technology say.
    """
    groups = {indicator: _groups(fields) for indicator, fields in measured.items()}
    known: dict[str, dict[str, Disagreement]] = {indicator: {} for indicator in measured}
    for field in sorted({field for fields in measured.values() for field in fields}):
        own = {name: _of(name, [one for one in all_ if one.field != field]) for name, all_ in groups.items()}
        told = [one for one in own.values() if one is not None]
        rest = max(told, key=lambda one: one.tau2) if told else WIDEST
        for indicator, found in own.items():
            known[indicator][field] = found or rest
    return known
