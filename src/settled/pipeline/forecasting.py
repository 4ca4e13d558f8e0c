"""From observations to forecasts: a field's counts by year, the growth model, what they mean for levels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from datetime import date

import numpy as np

from settled.errors import InputError
from settled.growth.entry import MATURE, entrants
from settled.growth.forecasting import forecast
from settled.growth.model import posterior
from settled.growth.pooling import pooled, tells
from settled.growth.prior import shipped_prior
from settled.indicators.rows import Observed
from settled.indicators.share_counts import last_whole_year, preferred, reach, share_counts
from settled.pipeline.tool import Settled
from settled.records import (
    OUTSIDE,
    OUTSIDE_SHARE,
    Board,
    Draws,
    Entrants,
    Estimate,
    Field,
    FieldForecast,
    ForecastYear,
    GrowthPrior,
    Level,
    LevelRule,
    Profile,
    ShareCounts,
    ShareForecast,
    TechnologyForecast,
    Verdict,
)
from settled.verdict.degree import degree
from settled.verdict.levels import level_probability

LAST_YEAR = 2100
# By measure, in order of preference, how many years with units make a series that is long enough.
ENOUGH_YEARS = {"adoption": 5, "papers_about": 1}
INDICATORS = {"adoption": "adoption", "papers_about": "research_share"}
_EDGE = 1e-9  # log-odds of a share of 0 or 1 are infinite
_QUANTILES = (0.5, 0.05, 0.95, 0.25, 0.75)


def histories(observed: Observed, fields: Iterable[Field], measure: str, as_of: date) -> list[ShareCounts]:
    """The counts of every field with any unit, as known at ``as_of``."""
    found = (_counts(observed, field, measure, as_of) for field in fields)
    return [counts for counts in found if counts.k.sum() > 0.0]


def _counts(observed: Observed, field: Field, measure: str, as_of: date) -> ShareCounts:
    """The counts of whole years: one that its source does not cover yet has other units than the others."""
    names = [technology.id for technology in field.technologies]
    source, last = reach(observed, field.id, names, measure, as_of)
    year = last_whole_year(observed, measure, source)
    if year is not None and last is not None and year < last:
        as_of = date(year, 12, 31)
    return share_counts(observed, field.id, names, measure, as_of)


@dataclass(frozen=True)
class Learned:
    """What the histories of all fields tell by a date, read once however many fields are forecast.

    Attributes:
        counts: by field, in the order of the measures; without units where there are none.
        prior: the one that ships, with the odds that these counts give its volatilities.
    """

    counts: Mapping[str, Sequence[ShareCounts]]
    prior: GrowthPrior
    _newcomers: dict[tuple[int, int, bool], Entrants] = dataclass_field(default_factory=dict)

    def newcomers(self, counts: ShareCounts, horizon: int) -> Entrants:
        """What rivals win that nobody names yet, so many years after the last one of ``counts``."""
        origin, units = int(counts.years[-1]), float(counts.n.sum())
        key = (origin, horizon, units >= MATURE)
        if key not in self._newcomers:
            self._newcomers[key] = entrants(_told(self.counts), origin, horizon, units)
        return self._newcomers[key]


def learned(tool: Settled) -> Learned:
    """What all fields of the catalog, the past's too, tell by ``tool.as_of``."""
    counts = {
        field.id: [_counts(tool.observed, field, measure, tool.as_of) for measure in ENOUGH_YEARS]
        for field in tool.catalog.fields.values()
    }
    prior = shipped_prior()
    return Learned(counts, pooled(prior, (posterior(one, prior) for one in _told(counts) if tells(one))))


def _told(counts: Mapping[str, Sequence[ShareCounts]]) -> list[ShareCounts]:
    """Every field's counts with any unit, measure by measure."""
    every = zip(*counts.values(), strict=True)
    return [one for of_measure in every for one in of_measure if one.k.sum() > 0.0]


def forecast_field(tool: Settled, name: str, to: int, profile: str = "standard") -> FieldForecast:
    """The shares of a field's technologies up to a year, and what they make of shares' and degrees' levels.

    Adoption is forecast where its series has years enough, else research share; in the degree, adoption moves
    by what the forecast adds to its log-odds, and the other indicators stay as they are drawn today.

    Raises:
        InputError: no such field or profile; ``to`` is past, or after 2100; no whole year of evidence by
            ``tool.as_of``.
    """
    field, weights = tool.field_of(name), tool.profile(profile)
    _check_year(tool, to)
    known = learned(tool)
    counts = preferred(known.counts[field.id], ENOUGH_YEARS)
    if not counts.k.sum() > 0.0:
        said = f"no whole year with evidence of it by {tool.as_of}"
        raise InputError(name, said, _first_evidence(tool, field))
    return _forecast(tool, field, counts, to, weights, tool.verdicts_of_today(field, profile), known)


def forecast_board(tool: Settled, board: Board, to: int) -> dict[str, FieldForecast]:
    """Forecasts of the fields of a board that have evidence, by field: each as ``forecast_field`` makes it.

    Args:
        board: of ``tool``, whose verdicts are not made again.

    Raises:
        InputError: ``to`` is past, or after 2100.
    """
    _check_year(tool, to)
    known = learned(tool)
    every = [(report, preferred(known.counts[report.field.id], ENOUGH_YEARS)) for report in board.fields]
    return {
        report.field.id: _forecast(tool, report.field, counts, to, board.profile, report.verdicts, known)
        for report, counts in every
        if counts.k.sum() > 0.0
    }


def _check_year(tool: Settled, to: int) -> None:
    if to < tool.as_of.year:
        raise InputError(
            "--to", f"{to} is before {tool.as_of.year}, the year judged as of", "give a later year"
        )
    if to > LAST_YEAR:
        raise InputError("--to", f"{to} is after {LAST_YEAR}", f"give a year up to {LAST_YEAR}")


def _forecast(
    tool: Settled,
    field: Field,
    counts: ShareCounts,
    to: int,
    weights: Profile,
    verdicts: Sequence[Verdict],
    known: Learned,
) -> FieldForecast:
    origin, indicator = int(counts.years[-1]), INDICATORS[counts.measure]
    predicted = forecast(counts, to - origin, known.prior, known.newcomers(counts, to - origin))
    in_degree = indicator in {weight.indicator for weight in weights.weights}
    judged = {one.technology: one for one in verdicts} if in_degree else {}
    technologies = [
        _technology(predicted, row, judged, counts.measure, weights, tool.catalog.levels)
        for row in range(len(predicted.technologies))
    ]
    above = (predicted.draws[:, -1] > OUTSIDE_SHARE).mean(axis=1)
    return FieldForecast(
        field=field,
        as_of=tool.as_of,
        profile=weights.id,
        indicator=indicator,
        source=counts.source,
        origin=origin,
        technologies=tuple(technologies),
        unnamed=tuple(one for one in counts.technologies if one not in predicted.technologies),
        held=_held(weights, indicator) if in_degree else (),
        outside_above=tuple(zip(predicted.years.tolist(), above.tolist(), strict=True)),
        ledger_digest=tool.ledger_digest,
    )


def _first_evidence(tool: Settled, field: Field) -> str:
    """A hint: the end of the first year that the field can be forecast from, if there is one."""
    observed = Observed(tool.ledger.columns(only_mine=tool.only_mine))
    ends = [
        int(rows.end[rows.k > 0].min())
        for measure in ENOUGH_YEARS
        for technology in field.technologies
        if (rows := observed.rows(field.id, technology.id, measure)).k.any()
    ]
    return (
        f"give --as-of {date.fromordinal(min(ends)).year}-12-31 or later"
        if ends
        else "add evidence: settled scan --help"
    )


def _held(profile: Profile, moving: str) -> tuple[str, ...]:
    return tuple(weight.indicator for weight in profile.weights if weight.indicator != moving)


def _technology(
    predicted: ShareForecast,
    row: int,
    verdicts: Mapping[str, Verdict],
    measure: str,
    profile: Profile,
    rules: Sequence[LevelRule],
) -> TechnologyForecast:
    name, draws = predicted.technologies[row], predicted.draws[:, row]
    verdict = verdicts.get(name)
    levels = list(_degree_levels(draws, verdict, measure, profile, rules)) if verdict else [None] * len(draws)
    years = tuple(
        _year(int(year), drawn, name, level, rules)
        for year, drawn, level in zip(predicted.years, draws, levels, strict=True)
    )
    settled = [one.year for one in years if one.level is not None and one.level["L4"] > 0.5]
    return TechnologyForecast(name, years, settled[0] if settled else None)


def _year(
    year: int, draws: Draws, name: str, level: dict[Level, float] | None, rules: Sequence[LevelRule]
) -> ForecastYear:
    median, low, high, inner_low, inner_high = np.quantile(draws, _QUANTILES).tolist()
    share_level = None if name == OUTSIDE else level_probability(draws, rules)
    return ForecastYear(year, median, low, high, inner_low, inner_high, share_level, level)


def _degree_levels(
    draws: Draws, verdict: Verdict, measure: str, profile: Profile, rules: Sequence[LevelRule]
) -> Iterator[dict[Level, float] | None]:
    """P(level) of the degree in each year, its adoption moved on the log-odds by what the forecast adds."""
    today = verdict.indicators.get(INDICATORS[measure])
    for drawn in draws:
        if today is None or today.draws is None:
            yield None
            continue
        moved = _moved(today, draws[0], drawn)
        values = {**verdict.indicators, INDICATORS[measure]: moved}
        total = degree(verdict.field, verdict.technology, profile, values)
        yield None if total is None or total.draws is None else level_probability(total.draws, rules)


def _moved(today: Estimate, origin: Draws, year: Draws) -> Estimate:
    """Today's draws, moved by the difference of the log-odds between two years of the forecast."""
    logit = _logit(today.draws) + _logit(year) - _logit(origin)
    return replace(today, draws=1.0 / (1.0 + np.exp(-logit)))


def _logit(share: Draws | None) -> Draws:
    inner = np.clip(np.asarray(share, np.float64), _EDGE, 1.0 - _EDGE)
    return np.asarray(np.log(inner) - np.log1p(-inner), np.float64)
