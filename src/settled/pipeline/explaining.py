"""From a verdict to what it is made of."""

from __future__ import annotations

from settled import __version__
from settled.pipeline.leaving_out import influences
from settled.pipeline.sensitivity import readings
from settled.pipeline.tool import Settled
from settled.records import Explanation, Verdict
from settled.verdict.contributions import contributions, pooled_sources
from settled.verdict.reweighing import leaderless
from settled.verdict.seeding import N_DRAWS


def explain(tool: Settled, verdict: Verdict, profile: str = "standard") -> Explanation | None:
    """What a verdict of this tool is made of; ``None`` where there is no degree.

    Args:
        profile: the one that it was judged under, as the user named it.
    """
    total = verdict.degree
    if total is None or total.draws is None:
        return None
    field, weights = tool.field_of(verdict.field), tool.profile(profile)
    rivals = tool.verdicts_of_today(field, profile)
    count, greatest = influences(tool, field, verdict, weights, profile)
    parts = contributions(verdict.field, verdict.technology, weights, verdict.indicators)
    return Explanation(
        mean=float(total.draws.mean()),
        median=total.median,
        contributions=parts,
        sources=tuple(
            source
            for indicator, fields in tool.measured.sources.items()
            for source in pooled_sources(
                indicator,
                fields[verdict.field][verdict.technology],
                tool.measured.known.get(indicator, {}).get(verdict.field),
            )
        ),
        left_out=count,
        influences=greatest,
        profiles=readings(tool, weights, verdict, leaderless(verdict, rivals)),
        ledger_digest=tool.ledger_digest,
        version=__version__,
        draws=N_DRAWS,
    )
