"""Standardization: is there one implementation that everybody takes?"""

from __future__ import annotations

from datetime import date

from settled.indicators.counted import recent_share
from settled.indicators.posterior import jeffreys
from settled.indicators.rows import Observed, Rows
from settled.records import IndicatorSpec, SourceEstimate

SPEC = IndicatorSpec(
    id="standardization",
    name="Standardization",
    question="How many adopters use a canonical implementation, and how many frameworks support it natively?",
    unit="share",
    higher_is_more_settled=True,
    needs="code or model zoos, and the frameworks' own source",
    distrust="The frameworks are few, and each counts the same whatever its use; a zoo's shared code says "
    "how that zoo is kept, not how others build.",
    reference="convergence model, section 6.1: systems on a standard implementation, of all systems",
    indirect=(("model_zoo/transformers", "indirect: one library's own shared code"),),
)


def _latest_of_each(rows: Rows, as_of: date) -> Rows:
    """Of each framework, the row of its newest release not after ``as_of``."""
    known = rows.where(rows.end <= as_of.toordinal())
    newest: dict[int, int] = {}
    for index, (part, end) in enumerate(zip(known.part.tolist(), known.end.tolist(), strict=True)):
        if part not in newest or end >= known.end[newest[part]]:
            newest[part] = index
    mask = known.end != known.end
    mask[list(newest.values())] = True
    return known.where(mask)


def measure(observed: Observed, field: str, technology: str, as_of: date) -> list[SourceEstimate]:
    """Native support over the frameworks' newest releases, and each source's share of canonical adopters."""
    estimates = recent_share(observed, field, technology, "canonical", as_of)
    for source, rows in observed.rows(field, technology, "native_support").by_source():
        newest = _latest_of_each(rows, as_of)
        if len(newest):
            k, n = int(newest.k.sum()), int(newest.n.sum())
            estimates.append(SourceEstimate(f"{source}:frameworks", k, n, newest.latest, *jeffreys(k, n)))
    return estimates
