"""Theory: do the theorems that are stated about it hold when they are executed?"""

from __future__ import annotations

from datetime import date

from settled.indicators.posterior import jeffreys
from settled.indicators.rows import Observed
from settled.records import IndicatorSpec, SourceEstimate

SPEC = IndicatorSpec(
    id="theory",
    name="Theory",
    question="Of the theorems about it that were executed and judged, how many speak for it as stated?",
    unit="share",
    higher_is_more_settled=True,
    needs="results of the lab's theorems",
    distrust="The theorems are few, those that one document states, and not drawn from all that is proved; a "
    "check by computing refutes with certainty, and confirms only where it looked.",
    reference="convergence model, profile of optimizers: theoretical foundation",
)
MEASURE = "theorems"


def measure(observed: Observed, field: str, technology: str, as_of: date) -> list[SourceEstimate]:
    """The posterior share of each experiment's newest run; theorems do not age, a run replaces the last."""
    estimates = []
    for source, rows in observed.rows(field, technology, MEASURE).by_source():
        known = rows.where((rows.end <= as_of.toordinal()) & (rows.n > 0))
        if len(known):
            newest = int(known.end.argmax())
            k, n = int(known.k[newest]), int(known.n[newest])
            estimates.append(SourceEstimate(source, k, n, known.latest, *jeffreys(k, n)))
    return estimates
