"""Download share: what a package group's downloads say. Shown and dated, never weighted into a degree."""

from __future__ import annotations

from datetime import date

from settled.indicators.counted import OLDEST_DAYS
from settled.indicators.posterior import matched
from settled.indicators.rows import Observed
from settled.records import IndicatorSpec, SourceEstimate

SPEC = IndicatorSpec(
    id="download_share",
    name="Download share",
    question="Of the downloads of the group's packages, how many are of this one's?",
    unit="share",
    higher_is_more_settled=None,
    needs="download series of rival packages",
    distrust="Most downloads are machines and dependencies of other packages; the way of counting changed "
    "in November 2024 and June 2025.",
    reference="design: downloads are never weighted (CI traffic)",
)
MEASURE = "downloads"
WINDOW_DAYS = 365
_LEAST_VARIANCE = 1e-8  # a share that never moves is still known to four digits at most
_EDGE = 1e-4


def measure(observed: Observed, field: str, technology: str, as_of: date) -> list[SourceEstimate]:
    """The mean share of the last twelve months, with the months' scatter as its uncertainty."""
    estimates = []
    for source, rows in observed.rows(field, technology, MEASURE).by_source():
        window = rows.recent(as_of, WINDOW_DAYS, OLDEST_DAYS)
        if not len(window):
            continue
        mean = min(max(float(window.value.mean()), _EDGE), 1.0 - _EDGE)
        variance = min(max(float(window.value.var()), _LEAST_VARIANCE), 0.25 * mean * (1.0 - mean))
        estimates.append(SourceEstimate(source, None, None, window.latest, *matched(mean, variance)))
    return estimates
