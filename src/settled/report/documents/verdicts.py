"""Documents of verdicts: of one technology, a field, the whole board, and of what moved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from settled.records import (
    Board,
    Claim,
    Estimate,
    FieldReport,
    Movement,
    Observation,
    SharePoint,
    Trend,
    ValuePoint,
    Verdict,
)
from settled.report.documents.text import Document


def estimate_document(estimate: Estimate | None) -> Document | None:
    """An estimate with its 90 % interval, or ``None`` where there is no evidence."""
    if estimate is None:
        return None
    return {
        "median": estimate.median,
        "low": estimate.low,
        "high": estimate.high,
        "k": estimate.k,
        "n": estimate.n,
        "n_effective": estimate.n_effective,
        "sources": list(estimate.sources),
        "stars": estimate.stars,
    }


def verdict_document(verdict: Verdict, *, explain: bool = False) -> Document:
    """A verdict; with ``explain`` also why each estimate has its stars, under ``because``."""
    return {"schema": "settled/verdict/1", **verdict_body(verdict, explain=explain)}


def verdict_body(verdict: Verdict, *, explain: bool = False) -> Document:
    """A verdict as it stands in other documents: without the name of a schema."""
    document: Document = {
        "field": verdict.field,
        "technology": verdict.technology,
        "as_of": verdict.as_of.isoformat(),
        "profile": verdict.profile,
        "degree": estimate_document(verdict.degree),
        "level": verdict.level,
        "level_probability": _by_level(verdict),
        "label": verdict.label,
        "label_before": verdict.label_before,
        "indicators": {name: estimate_document(value) for name, value in verdict.indicators.items()},
        "stated": [_stated(claim) for claim in verdict.stated],
        "trend": _trend(verdict.trend),
        "missing": list(verdict.missing),
    }
    if explain:
        document["because"] = _because(verdict)
    return document


def _by_level(verdict: Verdict) -> Document | None:
    if verdict.level_probability is None:
        return None
    return {level: verdict.level_probability[level] for level in sorted(verdict.level_probability)}


def _stated(claim: Claim) -> Document:
    return {
        "attribute": claim.attribute,
        "value": claim.value,
        "unit": claim.unit,
        "bound": claim.bound,
        "source": claim.file,
        "line": claim.line,
    }


def _trend(trend: Trend | None) -> Document | None:
    if trend is None:
        return None
    return {
        "slope_per_year": trend.slope_per_year,
        "low": trend.low,
        "high": trend.high,
        "indicator": trend.indicator,
    }


def _because(verdict: Verdict) -> Document:
    estimates = {"degree": verdict.degree, **verdict.indicators}
    return {name: _grounds(value) for name, value in estimates.items() if value is not None}


def _grounds(estimate: Estimate) -> Document:
    return {
        "reasons": list(estimate.reasons),
        "i2": estimate.i2,
        "tau2": estimate.tau2,
        "prediction": list(estimate.prediction) if estimate.prediction else None,
        "latest": estimate.latest.isoformat() if estimate.latest else None,
    }


def board_document(board: Board) -> Document:
    """Every field with the verdicts on its technologies, incumbent first."""
    return {
        "schema": "settled/board/1",
        "as_of": board.as_of.isoformat(),
        "profile": board.profile.id,
        "ledger_digest": board.ledger_digest,
        "fields": [
            {
                "field": report.field.id,
                "technologies": [verdict_body(verdict) for verdict in report.verdicts],
            }
            for report in board.fields
        ],
    }


def field_document(report: FieldReport) -> Document:
    """One field: its question, the verdicts on its technologies, and their shares and values by year."""
    return {
        "schema": "settled/field/1",
        "field": report.field.id,
        "name": report.field.name,
        "question": report.field.question,
        "technologies": [verdict_body(verdict) for verdict in report.verdicts],
        "shares": [_share(point) for point in report.shares],
        "values": [_value(point) for point in report.values],
    }


def _share(point: SharePoint) -> Document:
    return {
        "technology": point.technology,
        "indicator": point.indicator,
        "year": point.year,
        "median": point.median,
        "low": point.low,
        "high": point.high,
        "k": point.k,
        "n": point.n,
        "source": point.source,
    }


def _value(point: ValuePoint) -> Document:
    return {
        "technology": point.technology,
        "measure": point.measure,
        "year": point.year,
        "value": point.value,
        "unit": point.unit,
        "source": point.source,
    }


def moved_document(since: date, as_of: date, movements: Iterable[Movement]) -> Document:
    """What differs between two dates, and the observations that came between them."""
    return {
        "schema": "settled/moved/1",
        "since": since.isoformat(),
        "as_of": as_of.isoformat(),
        "moved": [
            {
                "field": movement.field,
                "technology": movement.technology,
                "before": verdict_body(movement.before) if movement.before else None,
                "after": verdict_body(movement.after),
                "evidence": [_observation(row) for row in movement.evidence],
            }
            for movement in movements
        ],
    }


def _observation(row: Observation) -> Document:
    return {
        "field": row.field,
        "technology": row.technology,
        "measure": row.measure,
        "period_start": row.period_start.isoformat(),
        "period_end": row.period_end.isoformat(),
        "k": row.k,
        "n": row.n,
        "value": row.value,
        "unit": row.unit,
        "source": row.source,
        "snapshot": row.snapshot,
    }
