"""Download share: what a package group's downloads say. Shown and dated, never weighted into a degree."""

from __future__ import annotations

from datetime import date

from settled.indicators.counted import OLDEST_DAYS
from settled.indicators.posterior import scattered
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


def measure(observed: Observed, field: str, technology: str, as_of: date) -> list[SourceEstimate]:
    """The mean share of the last twelve months, with the months' scatter as its uncertainty."""
    estimates = []
    for source, rows in observed.rows(field, technology, MEASURE).by_source():
        window = rows.recent(as_of, WINDOW_DAYS, OLDEST_DAYS)
        if not len(window):
            continue
        estimates.append(SourceEstimate(source, None, None, window.latest, *scattered(window.value)))
    return estimates
