"""A field's indicators in, its verdicts out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from settled.records import (
    Claim,
    Estimate,
    IndicatorSpec,
    Level,
    LevelRule,
    Profile,
    SourceEstimate,
    Trend,
    Verdict,
)
from settled.verdict.degree import degree
from settled.verdict.estimating import estimate
from settled.verdict.levels import diverged, is_diverging, level_probability, most_probable


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


def _shares(indicators: Sequence[Mapping[str, Estimate | None]], trending: str) -> list[float]:
    estimates = [by_id.get(trending) for by_id in indicators]
    return [estimate.median for estimate in estimates if estimate is not None]


def judge(
    field: str,
    evidence: Sequence[Evidence],
    specs: Sequence[IndicatorSpec],
    profile: Profile,
    rules: Sequence[LevelRule],
    as_of: date,
) -> tuple[Verdict, ...]:
    """The verdict on each technology of one field, in the order given.

    They are judged together, since whether one diverges depends on whether any of them leads.
    """
    weighted = {weight.indicator for weight in profile.weights}
    indicators: list[dict[str, Estimate | None]] = [
        {
            spec.id: estimate(field, one.technology, spec, one.sources.get(spec.id, ()), as_of)
            for spec in specs
        }
        | dict.fromkeys(sorted(weighted - {spec.id for spec in specs}))
        for one in evidence
    ]
    verdicts = []
    for one, values in zip(evidence, indicators, strict=True):
        total = degree(field, one.technology, profile, values)
        probability: dict[Level, float] | None = None
        if total is not None and total.draws is not None:
            probability = level_probability(total.draws, rules)
            if one.trend and is_diverging(one.trend, _shares(indicators, one.trend.indicator)):
                probability = diverged(probability)
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
