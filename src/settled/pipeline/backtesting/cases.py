"""One origin at a time: what is judged and forecast of each series, and how that compares with what came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypedDict

import numpy as np

from settled.growth.entry import MATURE, entrants
from settled.growth.fitting import LEAST_UNITS, LEAST_YEARS
from settled.growth.forecasting import forecast
from settled.growth.model import Posterior, discount, posterior, reweighed
from settled.growth.naming import Floats
from settled.growth.pooling import pooled, tells
from settled.growth.scoring import crps, log_score, within
from settled.pipeline.backtesting.methods import Forecast, forecasts
from settled.pipeline.backtesting.series import Series
from settled.records import (
    Draws,
    Entrants,
    GrowthPrior,
    LevelRule,
    Method,
    Scored,
    ShareCounts,
    ShareForecast,
    ShareVerdict,
)
from settled.verdict.share_levels import share_level

AHEAD = (1, 3, 5)
N_DRAWS = 2_000  # of a mean over a hundred forecasts they shift the CRPS by less than one part in a thousand
_QUANTILES = (0.5, 0.25, 0.75, 0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is the same at all origins."""

    prior: GrowthPrior
    levels: Sequence[LevelRule]
    last_year: int
    n_draws: int = N_DRAWS


@dataclass(frozen=True, slots=True)
class Case:
    """What came of one series at one origin.

    Attributes:
        changed: forecasts left out since the longest series is another source's by then.
    """

    judged: tuple[ShareVerdict, ...]
    scored: tuple[Scored, ...]
    changed: int = 0


def enough(counts: ShareCounts | None, year: int) -> bool:
    """Whether a year can be an origin, by the rule that the prior was fitted by.

    Units in it and in years enough, and two rivals named: the share of one alone is 100 % of itself.
    """
    return (
        counts is not None
        and int(counts.years[-1]) == year
        and float(counts.n[-1]) >= LEAST_UNITS
        and int((counts.n > 0.0).sum()) >= LEAST_YEARS
        and int((counts.k.sum(axis=0) > 0.0).sum()) > 1
    )


def at_origin(
    every: Iterable[Series], asked: Iterable[Series], origin: int, terms: Terms, *, ahead: bool = True
) -> Iterator[Case]:
    """Judge and forecast the series ``asked`` for at one origin, with newcomers as in every series' past.

    Args:
        ahead: whether forecasts are made; without, only verdicts.
    """
    told = {id(one): one.known[origin] for one in every if origin in one.known}
    horizon = max(0, min(max(AHEAD), terms.last_year - origin)) if ahead else 0
    newcomers = {units: entrants(told.values(), origin, horizon, units) for units in (0.0, MATURE)}
    fitted = {key: posterior(counts, terms.prior) for key, counts in told.items() if tells(counts)}
    learned = pooled(terms.prior, fitted.values())
    for series in asked:
        counts = series.known.get(origin)
        if counts is not None and enough(counts, origin):
            own = newcomers[MATURE if counts.n.sum() >= MATURE else 0.0]
            known = fitted.get(id(series)) or posterior(counts, terms.prior)
            yield _case(series, counts, horizon, known, learned, own, terms)


def _case(
    series: Series,
    counts: ShareCounts,
    horizon: int,
    fitted: Posterior,
    learned: GrowthPrior,
    newcomers: Entrants,
    terms: Terms,
) -> Case:
    """Verdicts are on all units, of which a panel is a sample; scores on what the same units show later."""
    known = reweighed(fitted, terms.prior, learned)
    draws = partial(forecast, counts, entrants=newcomers, n_draws=terms.n_draws)
    predicted = draws(horizon, learned, same_units=True, known=known)
    later = {ahead: series.known.get(predicted.origin + ahead) for ahead in AHEAD if ahead <= horizon}
    reached = {
        ahead: then
        for ahead, then in later.items()
        if then is not None and enough(then, predicted.origin + ahead)
    }
    same = {ahead: then for ahead, then in reached.items() if then.source == counts.source}
    told: dict[Method, ShareForecast] = {"model": predicted}
    if same:
        told["frozen"] = draws(horizon, terms.prior, same_units=True, known=fitted)
    today = draws(0, learned, known=known) if counts.shared > 0.0 else predicted
    return Case(
        judged=tuple(_judged(series, today, terms.levels)),
        scored=tuple(_scored(series, counts, told, same, terms)) if same else (),
        changed=(len(reached) - len(same)) * (len(predicted.technologies) - 1),
    )


def _judged(series: Series, predicted: ShareForecast, levels: Sequence[LevelRule]) -> Iterator[ShareVerdict]:
    for name, draws in zip(predicted.technologies[:-1], predicted.draws[0], strict=False):
        found = share_level(draws, levels)
        median, low, high = np.quantile(draws, (0.5, 0.05, 0.95)).tolist()
        yield ShareVerdict(
            field=series.field,
            technology=name,
            measure=series.measure,
            past=series.past,
            year=predicted.origin,
            median=median,
            low=low,
            high=high,
            level=found.level,
            probability=found.probability,
        )


def _scored(
    series: Series,
    counts: ShareCounts,
    told: Mapping[Method, ShareForecast],
    outcomes: Mapping[int, ShareCounts],
    terms: Terms,
) -> Iterator[Scored]:
    predicted = told["model"]
    rows = [counts.technologies.index(name) for name in predicted.technologies[:-1]]
    units = np.array([float(then.n[-1]) for then in outcomes.values()])
    share = np.clip(np.array([then.k[-1, rows] for then in outcomes.values()]) / units[:, None], 0.0, 1.0)
    before = np.clip(counts.k[-1, rows] / counts.n[-1], 0.0, 1.0)
    methods = forecasts(counts, told, list(outcomes), units, terms.prior.correlation)
    worth = units * discount(units, terms.prior.correlation, counts.shared)
    losses, logs = _scores(methods, before, share, worth)
    inside = {method: within(one.counted, share, 0.9) for method, one in methods.items()}
    counted = methods["model"].counted
    for a, ahead in enumerate(outcomes):
        for j, name in enumerate(predicted.technologies[:-1]):
            yield Scored(
                field=series.field,
                technology=name,
                measure=series.measure,
                past=series.past,
                origin=predicted.origin,
                ahead=ahead,
                before=float(before[j]),
                outcome=float(share[a, j]),
                units=float(units[a]),
                **_interval(counted[a, j], float(share[a, j])),
                inside={method: bool(one[a, j]) for method, one in inside.items()},
                crps={method: float(loss[a, j]) for method, loss in losses.items()},
                log_score={method: float(log[a, j]) for method, log in logs.items()},
                level=share_level(counted[a, j], terms.levels).probability,
                outcome_level=share_level(share[a, j : j + 1], terms.levels).level,
            )


def _scores(
    methods: Mapping[Method, Forecast], before: Floats, share: Floats, worth: Floats
) -> tuple[dict[Method, Floats], dict[Method, Floats]]:
    """CRPS and log score by method, each of shape [A, J]; a point has no density, so no log score.

    Args:
        before: shape [J]; ``share``: shape [A, J], what came, of independent units ``worth``, shape [A].
    """
    size = np.broadcast_to(worth[:, None], share.shape)
    losses = {name: crps(one.counted, share) for name, one in methods.items()}
    losses["point"] = np.abs(share - before)
    return losses, {name: log_score(one.shares, share * size, size) for name, one in methods.items()}


class _Interval(TypedDict):
    """The parts of ``Scored`` that tell where the outcome lies."""

    median: float
    low: float
    high: float
    inside_50: bool
    content_50: float
    content_90: float


def _interval(counted: Draws, outcome: float) -> _Interval:
    median, low_50, high_50, low, high = np.quantile(counted, _QUANTILES).tolist()
    return {
        "median": median,
        "low": low,
        "high": high,
        "inside_50": low_50 <= outcome <= high_50,
        "content_50": float(((low_50 <= counted) & (counted <= high_50)).mean()),
        "content_90": float(((low <= counted) & (counted <= high)).mean()),
    }
