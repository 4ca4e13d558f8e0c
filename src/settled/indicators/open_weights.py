"""Open weights: may the models that use it be downloaded? Shown and dated, never weighted into a degree."""

from __future__ import annotations

from datetime import date

from settled.indicators.counted import recent_share
from settled.indicators.rows import Observed
from settled.records import IndicatorSpec, SourceEstimate

SPEC = IndicatorSpec(
    id="open_weights",
    name="Open weights",
    question="Of the released models that use it and say so, how many have open weights?",
    unit="share",
    higher_is_more_settled=None,
    needs="tables of released models that state how each may be had",
    distrust="Tables list what their makers find notable, and state the access of some models only; "
    "open here means that weights may be downloaded, under whatever licence.",
    reference="Solaiman, The gradient of generative AI release, FAccT 2023 (levels of access)",
)
MEASURE = "open_weights"


def measure(observed: Observed, field: str, technology: str, as_of: date) -> list[SourceEstimate]:
    """Per source, the posterior share of its models of the last two years; empty: no evidence."""
    return recent_share(observed, field, technology, MEASURE, as_of)
