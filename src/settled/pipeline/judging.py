"""From observations to verdicts: indicators measure, the verdict judges."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from settled.indicators import Indicator, all_indicators
from settled.indicators.rows import Observed
from settled.indicators.series import longest_source, yearly, yearly_values
from settled.indicators.trend import TREND_DAYS, slope
from settled.messages import NEEDS, NO_RIVAL
from settled.records import (
    Claim,
    Field,
    LevelRule,
    Profile,
    SharePoint,
    SourceEstimate,
    Technology,
    Trend,
    ValuePoint,
    Verdict,
)
from settled.verdict.disagreement import Disagreement, known_disagreement
from settled.verdict.estimating import beta_interval
from settled.verdict.judging import Evidence, judge
from settled.verdict.share_levels import of_the_past

SERIES = ("adoption", "research_share", "download_share", "open_weights")
VALUES = {"parameters": "parameters"}  # measures that are no shares, with their units


def _trend(observed: Observed, field: str, technology: str, as_of: date) -> Trend | None:
    """The slope of adoption; of research share where adoption has none to show."""
    for indicator in all_indicators():
        if not indicator.spec.trending or indicator.share is None:
            continue
        series = observed.rows(field, technology, indicator.share).over_time()
        rows = series.recent(as_of, TREND_DAYS, TREND_DAYS)
        found = slope(rows) if len(rows) else None
        if found is not None:
            return Trend(found.per_year, found.low, found.high, indicator.spec.id)
    return None


@dataclass(frozen=True, slots=True)
class Measured:
    """What every source says of every technology as of a date, and how far sources are known to disagree.

    Attributes:
        sources: by indicator, field and technology.
        known: by indicator and field; indicators that are only shown speak of their sources alone.
    """

    sources: Mapping[str, Mapping[str, Mapping[str, Sequence[SourceEstimate]]]]
    known: Mapping[str, Mapping[str, Disagreement]]


def measure_fields(
    observed: Observed, fields: Iterable[Field], as_of: date, only: Collection[str] | None = None
) -> Measured:
    """Measure the indicators of every technology of the fields.

    Args:
        only: ids of the indicators that are asked for; ``None``: all.
    """
    asked = tuple(fields)
    indicators = [one for one in all_indicators() if only is None or one.spec.id in only]
    sources = {
        indicator.spec.id: {
            field.id: {
                t.id: [] if _alone(field, indicator) else indicator.measure(observed, field.id, t.id, as_of)
                for t in field.technologies
            }
            for field in asked
        }
        for indicator in indicators
    }
    judged = [one.spec.id for one in indicators if one.spec.higher_is_more_settled is not None]
    told = {name: {field: list(by.values()) for field, by in sources[name].items()} for name in judged}
    return Measured(sources, known_disagreement(told))


def _alone(field: Field, indicator: Indicator) -> bool:
    """Whether the indicator compares rivals where there are none: every unit would be one of it."""
    return indicator.spec.trending and len(field.technologies) == 1


def _gather(
    observed: Observed,
    field: Field,
    technology: Technology,
    stated: Sequence[Claim],
    as_of: date,
    measured: Measured,
) -> Evidence:
    unmeasured = dict(field.unmeasured)
    return Evidence(
        technology=technology.id,
        sources={name: by_field[field.id][technology.id] for name, by_field in measured.sources.items()},
        why_missing={
            one.spec.id: NO_RIVAL if _alone(field, one) else NEEDS.format(needs=one.spec.needs)
            for one in all_indicators()
        }
        | unmeasured,
        trend=_trend(observed, field.id, technology.id, as_of),
        stated=tuple(claim for claim in stated if claim.subject == technology.id),
    )


def judge_field(
    observed: Observed,
    field: Field,
    stated: Sequence[Claim],
    profile: Profile,
    levels: Sequence[LevelRule],
    as_of: date,
    measured: Measured | None = None,
) -> tuple[Verdict, ...]:
    """The verdicts on a field's technologies, incumbent first; share levels of a contest of the past.

    Args:
        measured: over all fields, as of the same date, this one among them; ``None``: this field stands
            alone, and how far sources disagree is not known from others.
    """
    known = measured or measure_fields(observed, [field], as_of)
    evidence = [_gather(observed, field, t, stated, as_of, known) for t in field.technologies]
    specs = [indicator.spec for indicator in all_indicators() if indicator.spec.id in known.sources]
    disagreement = {name: by_field[field.id] for name, by_field in known.known.items()}
    verdicts = judge(field.id, evidence, specs, profile, levels, as_of, disagreement)
    if field.status == "current":
        return verdicts
    return tuple(of_the_past(verdict, levels) for verdict in verdicts)


def shares_by_year(observed: Observed, field: Field) -> Iterator[SharePoint]:
    """Each technology's shares, by indicator and year: the points of the field's charts."""
    for indicator in all_indicators():
        if indicator.spec.id not in SERIES or indicator.share is None:
            continue
        rows = {t.id: observed.rows(field.id, t.id, indicator.share).over_time() for t in field.technologies}
        source = longest_source(rows.values())
        for technology in field.technologies:
            for share in yearly(rows[technology.id].of_source(source)):
                names = (field.id, technology.id, indicator.spec.id, str(share.year))
                median, low, high = beta_interval(share.alpha, share.beta, *names)
                yield SharePoint(
                    technology.id, indicator.spec.id, share.year, median, low, high, share.k, share.n, source
                )


def values_by_year(observed: Observed, field: Field) -> Iterator[ValuePoint]:
    """Each technology's quantities that are no shares, by measure and year; shown, in no verdict."""
    for measure, unit in VALUES.items():
        rows = {t.id: observed.rows(field.id, t.id, measure) for t in field.technologies}
        source = longest_source(rows.values())
        for technology, own in rows.items():
            for year, value in yearly_values(own.of_source(source)):
                yield ValuePoint(technology, measure, year, value, unit, source)
