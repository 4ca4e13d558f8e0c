"""Shares over time: what was counted by year, what the growth model takes as given, and what it forecasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from settled.records.fields import Field
from settled.records.words import Draws, Level

Years = NDArray[np.int64]
Counts = NDArray[np.float64]

OUTSIDE: Final = "outside"
OUTSIDE_SHARE: Final = 0.2  # a rival that one unit in five names has arrived


@dataclass(frozen=True, slots=True, eq=False)
class ShareCounts:
    """How many units of each year name (or use) each technology of a field.

    Attributes:
        years: shape [T], every year from the first to the last with units; a gap has ``n`` = 0.
        k: shape [T, J], units that name technology j, of ``n``: shape [T], that name any. A unit may name
            several, so a row of k may sum to more than n. Both are effective numbers: no whole ones.
        measure: what was counted (``papers_about``); ``source``: the one source it was read from.
        shared: correlation, in [0, 1), of the sampling errors of two years in a row: 0 where each year has
            units of its own, near 1 where the same units are looked at again and stay as they are.
    """

    field: str
    technologies: tuple[str, ...]
    years: Years
    k: Counts
    n: Counts
    measure: str = ""
    source: str = ""
    shared: float = 0.0


@dataclass(frozen=True, slots=True)
class GrowthPrior:
    """What all fields share of how log-odds grow: fitted once, never on the years that are reported on.

    A technology's log-odds start at Normal(``start_mean``, ``start_sd``) with a yearly change of
    Normal(``start_slope_mean``, ``start_slope_sd``); each year the change shrinks to ``damping`` of itself.

    Attributes:
        level_sd: standard deviation of what each year adds to the log-odds; ``slope_sd``: to their change.
        correlation: of the units of one year, in [0, 1): n of them tell as much as n / (1 + (n - 1) rho).
        volatilities: factors of both standard deviations that a field may have; ``odds``: how probable each
            is before its counts are seen, of any positive sum.
        freedom: degrees of freedom of Student's t that future years' additions follow, scaled alike.
    """

    level_sd: float
    slope_sd: float
    damping: float
    start_mean: float
    start_sd: float
    start_slope_mean: float
    start_slope_sd: float
    correlation: float
    volatilities: tuple[float, ...]
    odds: tuple[float, ...]
    freedom: float


@dataclass(frozen=True, slots=True, eq=False)
class Entrants:
    """What share rivals win, that nobody had named yet, so many years later.

    Attributes:
        shares: shape [H, Q]; row h - 1 holds rising quantiles, at (i + 1/2) / Q, of their joint share after
            h years.
        fields: how many fields' histories it rests on.
    """

    shares: Draws
    fields: int


@dataclass(frozen=True, slots=True, eq=False)
class ShareForecast:
    """Draws of every technology's share in the years to come.

    Attributes:
        origin: the last year with units; its own share is the first one drawn.
        technologies: those named by then, and ``OUTSIDE`` last: all others, known or not, together.
        years: shape [H], from ``origin`` on.
        draws: shape [H, J + 1, N], in [0, 1]: of the units of the year, the part that names each.
    """

    field: str
    origin: int
    technologies: tuple[str, ...]
    years: Years
    draws: Draws


@dataclass(frozen=True, slots=True)
class ForecastYear:
    """What a year is forecast to bring one technology; shares in [0, 1].

    Attributes:
        low, high: of the central 90 % of the draws; ``inner_low``, ``inner_high``: of the central 50 %.
        share_level: probability of each level, were the share the degree; ``None`` for ``OUTSIDE``.
        level: probability of each level of the degree; ``None`` where the degree has no forecast.
    """

    year: int
    median: float
    low: float
    high: float
    inner_low: float
    inner_high: float
    share_level: dict[Level, float] | None
    level: dict[Level, float] | None


@dataclass(frozen=True, slots=True)
class TechnologyForecast:
    """One technology's years, from the origin on.

    Attributes:
        settled_in: the first year in which L4 is more probable than not; ``None``: none, or not known.
    """

    technology: str
    years: tuple[ForecastYear, ...]
    settled_in: int | None


@dataclass(frozen=True, slots=True)
class FieldForecast:
    """What a field's shares are forecast to be.

    Attributes:
        indicator: whose series is forecast, ``adoption`` or ``research_share``.
        source: the one source that the series is read from.
        origin: the last year that the source covers whole; the first one shown.
        technologies: as in the field, those that are named by then; ``OUTSIDE`` last.
        unnamed: the field's technologies that no unit names by then: they are part of ``OUTSIDE``.
        held: indicators of the degree that stay as they are today; empty where no degree is forecast.
        outside_above: by year, the probability that ``OUTSIDE`` has more than ``OUTSIDE_SHARE``.
    """

    field: Field
    as_of: date
    profile: str
    indicator: str
    source: str
    origin: int
    technologies: tuple[TechnologyForecast, ...]
    unnamed: tuple[str, ...]
    held: tuple[str, ...]
    outside_above: tuple[tuple[int, float], ...]
    ledger_digest: str
