"""What figures are measured from, handed to each figure's file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from settled.indicators.price_index import AccuracyCost, Indexed
from settled.indicators.rows import Observed
from settled.records import Market, RoleCounts
from settled.records.industry import Industry

STATED_YEARS = 5
"""Years that the convergence model compares over: 2020 to 2025."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The evidence.

    Attributes:
        since: first year of changes over time; 2020, as the convergence model has it, unless asked otherwise.
        fields: by id, the technologies' ids, incumbent first; those that are asked for.
        observed: the ledger's observations.
        roles: papers by what they do, per field, venue and quarter.
        industry: what was counted of releases, training runs and people.
        markets: the user's own and stated markets, beside those that are counted.
        stated_fields: those whose incumbents documents speak of.
        prices: indices of what a token costs, by what they are of.
        accuracy: what a fixed accuracy takes; ``None``: not known.
    """

    as_of: date
    since: int
    fields: Mapping[str, Sequence[str]]
    observed: Observed
    roles: Sequence[RoleCounts]
    industry: Industry
    markets: Sequence[Market] = ()
    stated_fields: frozenset[str] = frozenset()
    prices: Mapping[str, Indexed] = field(default_factory=dict)
    accuracy: AccuracyCost | None = None
