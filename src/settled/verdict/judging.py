"""A field's indicators in, its verdicts out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from settled.records import (
    Claim,
    Draws,
    Estimate,
    IndicatorSpec,
    Level,
    LevelRule,
    Profile,
    SourceEstimate,
    Trend,
    Verdict,
)
from settled.verdict.degree import check_weights, degree
from settled.verdict.disagreement import Disagreement
from settled.verdict.estimating import estimate
from settled.verdict.levels import falls, level_probability, most_probable, nobody_leads, with_divergence


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one technology before it is judged.

    Attributes:
        sources: per indicator id, what each source says; empty: no evidence.
        why_missing: per indicator id, what evidence it would need.
        trend: of its share; ``None``: no evidence.
    """

    technology: str
    sources: Mapping[str, Sequence[SourceEstimate]]
    why_missing: Mapping[str, str]
    trend: Trend | None
    stated: tuple[Claim, ...] = ()


def _shares(indicators: Sequence[Mapping[str, Estimate | None]], trending: str) -> list[Draws]:
    estimates = [by_id.get(trending) for by_id in indicators]
    return [one.draws for one in estimates if one is not None and one.draws is not None]


def _levels(
    degree: Estimate | None,
    trend: Trend | None,
    indicators: Sequence[Mapping[str, Estimate | None]],
    rules: Sequence[LevelRule],
) -> dict[Level, float] | None:
    if degree is None or degree.draws is None:
        return None
    leaderless = nobody_leads(_shares(indicators, trend.indicator)) if trend and falls(trend) else None
    if leaderless is None:
        return level_probability(degree.draws, rules)
    return with_divergence(degree.draws, rules, leaderless)


def judge(
    field: str,
    evidence: Sequence[Evidence],
    specs: Sequence[IndicatorSpec],
    profile: Profile,
    rules: Sequence[LevelRule],
    as_of: date,
    known: Mapping[str, Disagreement] | None = None,
) -> tuple[Verdict, ...]:
    """The verdict on each technology of one field, in the order given.

    They are judged together, since whether one diverges depends on whether any of them leads.

    Args:
        known: per indicator id, what its sources disagree by in other fields. An indicator without speaks of
            its sources alone.

    Raises:
        InputError: the profile's weights are negative or do not sum to 1.
    """
    check_weights(profile)
    weighted = {weight.indicator for weight in profile.weights}
    disagreement = known or {}
    indicators: list[dict[str, Estimate | None]] = [
        {
            spec.id: estimate(
                field, one.technology, spec, one.sources.get(spec.id, ()), as_of, disagreement.get(spec.id)
            )
            for spec in specs
        }
        | dict.fromkeys(sorted(weighted - {spec.id for spec in specs}))
        for one in evidence
    ]
    verdicts = []
    for one, values in zip(evidence, indicators, strict=True):
        total = degree(field, one.technology, profile, values)
        probability = _levels(total, one.trend, indicators, rules)
        verdicts.append(
            Verdict(
                field=field,
                technology=one.technology,
                as_of=as_of,
                profile=profile.id,
                degree=total,
                level=most_probable(probability) if probability else None,
                level_probability=probability,
                indicators=values,
                stated=one.stated,
                trend=one.trend,
                missing=tuple(
                    f"{name}: {one.why_missing.get(name, 'no evidence')}"
                    for name, value in values.items()
                    if value is None and name in weighted
                ),
            )
        )
    return tuple(verdicts)
