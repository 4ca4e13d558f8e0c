"""From a measured figure to an estimate with its interval and stars, and whether a stated value agrees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import attrgetter

from settled.records import (
    Claim,
    Estimate,
    FigureBasis,
    FigureMeasured,
    FigureSpec,
    SourceEstimate,
)
from settled.verdict.estimating import INTERVAL, quantiles
from settled.verdict.stars import Basis, confidence

_TURNED = {">": "<", "<": ">"}
ROUNDING = 0.005
"""A share that is printed in whole per cent stands for all that round to it."""


def estimated(spec: FigureSpec, measured: FigureMeasured, as_of: date) -> Estimate | None:
    """The figure with its 90 % interval, or its bounds, and stars; ``None``: not measured.

    The width that costs stars is the interval's, of a factor or an index relative to its median.
    """
    if measured.draws is None:
        return None
    median, low, high = quantiles(measured.draws, (0.5, *INTERVAL))
    low = low if measured.low is None else min(measured.low, median)
    high = high if measured.high is None else max(measured.high, median)
    width = high - low if spec.unit == "share" else (high - low) / max(abs(median), 1e-12)
    stars, reasons = confidence(Basis(spec, [_source(one) for one in measured.bases], None, width, as_of))
    counted = [one for one in measured.bases if one.n is not None]
    return Estimate(
        median=median,
        low=low,
        high=high,
        k=_sum(one.k for one in counted),
        n=_sum(one.n for one in counted),
        sources=tuple(one.source for one in measured.bases),
        stars=stars,
        reasons=reasons,
        latest=max((one.latest for one in measured.bases), default=None),
    )


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _source(one: FigureBasis) -> SourceEstimate:
    """A basis as a source; its posterior is worth as many units as the basis."""
    n = one.n if one.n is not None else (None if one.worth is None else round(one.worth))
    worth = float(n or 0) if one.worth is None else one.worth
    return SourceEstimate(one.source, one.k, n, one.latest, 0.5 + worth / 2.0, 0.5 + worth / 2.0)


def agrees(spec: FigureSpec, estimate: Estimate | None, claims: Sequence[Claim]) -> bool | None:
    """Whether what one line states lies in the interval; of several lines, whether any does.

    ``>`` holds if the interval reaches above the value, ``<`` if it reaches below; ``~`` allows a tenth. A
    reduction, stated as a share, of what the figure has as a factor is 1 - that factor.
    """
    if estimate is None or not claims:
        return None
    asked = [_as_factor(one) if spec.unit == "factor" and one.unit == "share" else one for one in claims]
    ordered = sorted(asked, key=attrgetter("file", "line"))
    lines = groupby(ordered, key=attrgetter("file", "line"))
    return any(all(_holds(estimate, claim) for claim in line) for _, line in lines)


def _as_factor(claim: Claim) -> Claim:
    return replace(claim, value=1.0 - claim.value, bound=_TURNED.get(claim.bound, claim.bound))


def _holds(estimate: Estimate, claim: Claim) -> bool:
    slack = ROUNDING if claim.unit == "share" else 0.0
    if claim.bound == "~":
        slack = max(slack, 0.1 * abs(claim.value))
    above = claim.bound == ">" or claim.value >= estimate.low - slack
    below = claim.bound == "<" or claim.value <= estimate.high + slack
    return above and below
