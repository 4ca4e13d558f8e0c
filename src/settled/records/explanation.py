"""Why a verdict is as it is: what adds up to its degree, and what it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from settled.records.sensitivity import Reading
from settled.records.words import Level


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one indicator adds to the degree.

    Attributes:
        value: mean of the settled value (1 - x where the indicator is inverted), in [0, 1].
        amount: weight * value. The amounts of a profile sum to the mean of the degree's draws.
        low, high: weight times the 90 % interval of the settled value; 0 and the weight where it is missing.
        is_missing: without evidence, and so uniform on [0, 1].
        is_inverted: whether it enters as 1 - x.
    """

    indicator: str
    weight: float
    value: float
    amount: float
    low: float
    high: float
    is_missing: bool
    is_inverted: bool


@dataclass(frozen=True, slots=True)
class PooledSource:
    """One source of an indicator, as it was pooled.

    Attributes:
        weight: in the pooled mean on the logit scale; those of an indicator sum to 1.
        share: the mean of its posterior.
        k, n: raw counts; ``n_effective``: independent units that n are worth; ``None``: not a proportion.
    """

    indicator: str
    source: str
    weight: float
    share: float
    k: int | None
    n: int | None
    n_effective: float | None
    latest: date


@dataclass(frozen=True, slots=True)
class Influence:
    """What the verdict would be without some observations that stand or fall together.

    Attributes:
        measure: what was counted; ``source``: ``SOURCE/PART``.
        owner: whose repositories, where a source sees the same units in every period; else ``None``, and
            the observations are those of one year.
        start, end: first and last day that they cover; k of n are their raw counts.
        change: of the degree's median, with them less without them.
        degree: its median without them; ``None``: nothing would be left. ``level``, ``probability``:
            likewise.
    """

    indicator: str
    measure: str
    source: str
    owner: str | None
    start: date
    end: date
    k: int
    n: int
    change: float
    degree: float | None
    level: Level | None
    probability: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a verdict is made of.

    Attributes:
        mean: of the degree's draws: the sum of the contributions; ``median``: as the verdict shows it.
        left_out: how many groups of observations were left out, one at a time.
        influences: those of them that move the degree the most, the greatest first.
        profiles: readings under each profile that weighs any evidence, the verdict's own first.
        draws: how many stand for each quantity; each is seeded by the names of what it is drawn for.
    """

    mean: float
    median: float
    contributions: tuple[Contribution, ...]
    sources: tuple[PooledSource, ...]
    left_out: int
    influences: tuple[Influence, ...]
    profiles: tuple[Reading, ...]
    ledger_digest: str
    version: str
    draws: int
