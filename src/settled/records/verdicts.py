"""How far a technology has converged, and where it is going."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from settled.records.claims import Claim
from settled.records.estimates import Estimate
from settled.records.observations import Observation
from settled.records.words import Level


@dataclass(frozen=True, slots=True)
class Trend:
    """Change of adoption, or of research share where there is no adoption, in share per year (90 %)."""

    slope_per_year: float
    low: float
    high: float
    indicator: str


@dataclass(frozen=True, slots=True)
class ShareLevel:
    """The bounds of the levels on a share of papers alone: never a degree's level, and never beside one.

    Attributes:
        level: the most probable one, ties to the lower.
        probability: over L0..L4, sums to 1.
    """

    level: Level
    probability: dict[Level, float]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far a technology has converged, as of a date, under a weight profile.

    Attributes:
        degree: in [0, 1]; missing indicators widen it (design: drawn uniform for the median, 0 for ``low``,
            1 for ``high``). ``None`` where every weighted indicator is missing.
        level: the most probable level, ties to the lower; ``None`` with ``degree``.
        level_probability: over L0..L4, sums to 1.
        indicators: every indicator by id; ``None``: no evidence.
        missing: a sentence for each weighted indicator without evidence: what it needs.
        label: the level that a board shows, which does not flip with each month (``verdict.labels``);
            ``None`` where it was not asked for, or with ``degree``.
        label_before: the level at the end of the quarter before; ``None`` likewise.
        past: whether the field is a contest of the past, which has no degree, level or label.
        share_level: of such a contest; ``None`` without a share, and for the fields of today.
    """

    field: str
    technology: str
    as_of: date
    profile: str
    degree: Estimate | None
    level: Level | None
    level_probability: dict[Level, float] | None
    indicators: dict[str, Estimate | None]
    stated: tuple[Claim, ...]
    trend: Trend | None
    missing: tuple[str, ...]
    label: Level | None = None
    label_before: Level | None = None
    past: bool = False
    share_level: ShareLevel | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """How a verdict differs between two dates, and what evidence came between them.

    Attributes:
        before: the verdict as of the earlier date; ``None``: the technology was not on the board then.
        evidence: observations that ``after`` rests on and ``before`` does not.
    """

    field: str
    technology: str
    before: Verdict | None
    after: Verdict
    evidence: tuple[Observation, ...]
