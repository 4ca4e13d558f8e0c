"""How forecasts and verdicts of the past fared: what a backtest finds.

A *series* is one field's shares by one measure. All levels here are *share levels*: the bounds of the levels,
applied to a share alone; never a degree's level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from settled.records.words import Level

# The model, and what it must beat. `frozen`: the model, with nothing learned of other fields since its fit;
# `point`: persistence as the last share alone, without a spread.
Method = Literal["model", "frozen", "persistence", "point", "trend", "holt"]
METHODS: Final[tuple[Method, ...]] = ("model", "frozen", "persistence", "point", "trend", "holt")


@dataclass(frozen=True, slots=True)
class Scored:
    """One technology's share, forecast at an origin for one later year, and what was counted then.

    Attributes:
        past: whether the field is a contest of the past.
        origin: the year of which the last day limits what was known; ``ahead``: years after it.
        before: share counted in the origin's year; ``outcome``: in the later one, of ``units`` (an effective
            number), both in [0, 1].
        median, low, high: of the share that a count of as many units was forecast to show; the central 90 %.
        inside_50: whether the outcome lies within the central 50 % interval; ``inside``: within each method's
            central 90 % interval; a point has none.
        content_50, content_90: probability that the forecast gave its own interval: a count moves in steps,
            so that more than 50 or 90 % lie within.
        crps: by method, >= 0; ``log_score``: of the methods that give a distribution; higher is better.
        level: probability of each level of the share as counted; ``outcome_level``: what it was.
    """

    field: str
    technology: str
    measure: str
    past: bool
    origin: int
    ahead: int
    before: float
    outcome: float
    units: float
    median: float
    low: float
    high: float
    inside_50: bool
    inside: dict[Method, bool]
    content_50: float
    content_90: float
    crps: dict[Method, float]
    log_score: dict[Method, float]
    level: dict[Level, float]
    outcome_level: Level


@dataclass(frozen=True, slots=True)
class ShareVerdict:
    """What share level was most probable in a year, on what was known by its end.

    Attributes:
        median, low, high: of the share; the central 90 %.
    """

    field: str
    technology: str
    measure: str
    past: bool
    year: int
    median: float
    low: float
    high: float
    level: Level
    probability: dict[Level, float]


@dataclass(frozen=True, slots=True)
class Score:
    """Mean scores of the forecasts of one group, so many years ahead.

    Attributes:
        group: a key of what was scored together; ``contests``: how many fields.
        crps: by method, mean; ``log_score``: likewise.
        ratio: the model's CRPS over persistence's, ``None`` where persistence is never wrong; ``ratio_low``,
            ``ratio_high``: 90 % interval over contests, each as a block; ``None`` of fewer than two.
        coverage_50: part of the outcomes within the model's 50 % interval; ``coverage``: within the 90 %
            interval, by method; ``content_50``, ``content_90``: part that the model itself expected there.
    """

    group: str
    ahead: int
    forecasts: int
    contests: int
    crps: dict[Method, float]
    log_score: dict[Method, float]
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    coverage_50: float
    coverage: dict[Method, float]
    content_50: float
    content_90: float


@dataclass(frozen=True, slots=True)
class Held:
    """Of the verdicts of one level, how many had it still so many years later.

    Attributes:
        ahead: years; ``judged``: verdicts with evidence that reaches so far, of ``contests``.
        still: of the same level; ``within``: of the same level, or with a median inside the 90 % interval
            that the verdict gave.
    """

    level: Level
    ahead: int
    judged: int
    contests: int
    still: int
    within: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts of a level whose probability lay between two bounds, and how often it came.

    Attributes:
        level: ``None``: all levels together.
        low, high: the bounds; ``count``: of forecasts.
        forecast: mean probability; ``happened``: part in which the share as counted was of the level.
    """

    level: Level | None
    ahead: int
    low: float
    high: float
    count: int
    forecast: float
    happened: float


@dataclass(frozen=True, slots=True)
class Aim:
    """What the backtest was to show, fixed before it ran.

    Attributes:
        name: a key; ``found``: ``None`` where nothing could be judged; ``low``, ``high``: bounds of the aim,
            ``None``: open.
    """

    name: str
    found: float | None
    low: float | None
    high: float | None

    @property
    def met(self) -> bool | None:
        """Whether the figure lies within the aim's bounds; ``None``: there is no figure."""
        if self.found is None:
            return None
        return (self.low is None or self.low <= self.found) and (self.high is None or self.found <= self.high)


@dataclass(frozen=True, slots=True)
class Backtest:
    """The whole of it.

    Attributes:
        origins: first and last year that forecasts were made from; ``fitted_until``: the last year whose
            evidence the model's prior was fitted to: only later origins prove anything.
        last_year: the last year that the evidence covers whole: nothing later is an outcome.
        fields: ids of the fields asked for that have any series.
        verdicts: share verdicts of later origins that a later year was compared with.
        scores: by group and years ahead; the rest is of later origins alone. ``held``: by level and years;
            ``sure``: verdicts with P(L4) >= 0.9, ``sure_pairs``: each with what was judged three years later;
            ``reliability``: by level and years ahead.
        aims: of the whole; none where one field was asked for.
        misses: the forecasts farthest from what came, at most one a technology and measure.
        changed_source: forecasts left out since another source has the longest series by then.
        ledger_digest: SHA-256 over the observations of a period that ended by the last day of ``last_year``.
    """

    origins: tuple[int, int]
    fitted_until: int
    last_year: int
    fields: tuple[str, ...]
    verdicts: int
    scores: tuple[Score, ...]
    held: tuple[Held, ...]
    sure: tuple[Held, ...]
    sure_pairs: tuple[tuple[ShareVerdict, ShareVerdict], ...]
    reliability: tuple[Bin, ...]
    misses: tuple[Scored, ...]
    aims: tuple[Aim, ...]
    changed_source: int
    ledger_digest: str
