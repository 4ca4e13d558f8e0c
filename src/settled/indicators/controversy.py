"""Controversy: do those who take a stance on it take it against it?"""

from __future__ import annotations

from datetime import date

from settled.indicators.counted import recent_share
from settled.indicators.rows import Observed
from settled.records import IndicatorSpec, SourceEstimate

SPEC = IndicatorSpec(
    id="controversy",
    name="Controversy",
    question="Of the papers that take a stance on it, how many contest it?",
    unit="share",
    higher_is_more_settled=False,
    needs="papers with abstracts that propose, use or contest it",
    distrust="Stances are read from sentences by rules whose precision is published with the benchmarks. "
    "Whoever beats the standard names the standard, so an incumbent is contested more than it deserves.",
    indirect=(
        (
            "papers",
            "indirect: stances are told by rules that are wrong more often than right (see benchmarks)",
        ),
    ),
    reference="design: papers that contest T, of those that propose, use or contest it",
)
MEASURE = "contested"
WINDOW_DAYS = 1095  # stances are an order of magnitude rarer than mentions: three years gather enough


def measure(observed: Observed, field: str, technology: str, as_of: date) -> list[SourceEstimate]:
    """The posterior share of contesting papers over the last three years."""
    return recent_share(observed, field, technology, MEASURE, as_of, window_days=WINDOW_DAYS)
