"""Documents of what a verdict is made of, and of how it reads under other weights."""

from __future__ import annotations

from settled.records import LEVELS, Contribution, Explanation, Influence, PooledSource, Reading
from settled.report.documents.text import Document


def reading_document(reading: Reading) -> Document:
    """How a verdict reads under some weights."""
    return {
        "name": reading.name,
        "weights": dict(reading.weights),
        "median": reading.median,
        "low": reading.low,
        "high": reading.high,
        "level": reading.level,
        "level_probability": {level: reading.level_probability[level] for level in LEVELS},
        "missing": list(reading.missing),
    }


def explanation_document(why: Explanation) -> Document:
    """What a verdict is made of, as it stands in its document under ``explain``."""
    return {
        "mean": why.mean,
        "median_less_mean": why.median - why.mean,
        "contributions": [_contribution(one) for one in why.contributions],
        "sources": [_source(one) for one in why.sources],
        "left_out": why.left_out,
        "influences": [_influence_document(one) for one in why.influences],
        "profiles": [reading_document(one) for one in why.profiles],
        "version": why.version,
        "draws": why.draws,
    }


def _contribution(one: Contribution) -> Document:
    return {
        "indicator": one.indicator,
        "weight": one.weight,
        "value": one.value,
        "amount": one.amount,
        "low": one.low,
        "high": one.high,
        "inverted": one.is_inverted,
        "missing": one.is_missing,
    }


def _source(one: PooledSource) -> Document:
    return {
        "indicator": one.indicator,
        "source": one.source,
        "weight": one.weight,
        "share": one.share,
        "k": one.k,
        "n": one.n,
        "n_effective": one.n_effective,
        "latest": one.latest.isoformat(),
    }


def _influence_document(one: Influence) -> Document:
    return {
        "indicator": one.indicator,
        "measure": one.measure,
        "source": one.source,
        "owner": one.owner,
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "k": one.k,
        "n": one.n,
        "change": one.change,
        "degree": one.degree,
        "level": one.level,
        "probability": one.probability,
    }
