"""Confidence as one to five stars: five, less one for each named doubt.

In the spirit of GRADE (Guyatt et al., "GRADE: an emerging consensus on rating quality of evidence", BMJ 336,
2008): its imprecision, indirectness and inconsistency, with independence and recency in place of the doubts
that belong to clinical trials.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from settled.records import IndicatorSpec, SourceEstimate

MOST_STARS = 5
WIDE = 0.10  # a 90 % interval wider than this costs a star ...
VERY_WIDE = 0.25  # ... and wider than this, two: it spans two levels
FEW_UNITS = 30  # below this the prior still moves a share by more than a point
OLD_DAYS = 730  # evidence that ends earlier than this before the verdict's date
DISAGREEMENT = 0.5  # I^2: more of the spread is disagreement than chance


def confidence(
    spec: IndicatorSpec, sources: Sequence[SourceEstimate], i2: float | None, width: float, as_of: date
) -> tuple[int, tuple[str, ...]]:
    """Stars in 1..5 and the doubts that cost them, in words.

    Args:
        sources: at least one.
        width: of the 90 % interval, in [0, 1].
    """
    doubts: list[str] = []
    if width > WIDE:
        doubts.append(f"imprecise: the 90 % interval is {width:.2f} wide")
    if width > VERY_WIDE:
        doubts.append("very imprecise: the interval spans more than a level")
    counts = [source.n for source in sources if source.n is not None]
    if counts and sum(counts) < FEW_UNITS:
        doubts.append(f"few units: {sum(counts)}")
    if len(sources) == 1:
        doubts.append(f"one source only: {sources[0].source}")
    doubts += [why for source, why in spec.indirect if any(source == s.source for s in sources)]
    latest = max(source.latest for source in sources)
    if (as_of - latest).days > OLD_DAYS:
        doubts.append(f"old: the evidence ends {latest.isoformat()}")
    if i2 is not None and i2 > DISAGREEMENT:
        doubts.append(f"the sources disagree: I² = {i2:.2f}")
    return max(1, MOST_STARS - len(doubts)), tuple(doubts)
