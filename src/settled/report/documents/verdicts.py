"""Documents of verdicts: of one technology, a field, the whole board, and of what moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from settled.records import (
    Board,
    Claim,
    Estimate,
    Explanation,
    FieldReport,
    Level,
    Movement,
    Observation,
    SharePoint,
    Trend,
    ValuePoint,
    Verdict,
)
from settled.report.documents.explanation import explanation_document
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


def verdict_document(
    verdict: Verdict,
    *,
    explain: bool = False,
    ledger_digest: str | None = None,
    made_of: Explanation | None = None,
) -> Document:
    """A verdict; with ``explain`` also why each estimate has its stars, under ``because``.

    That on a contest of the past is a document of its own: a share level is never a degree's level.

    Args:
        ledger_digest: of the evidence that it rests on; ``None``: the key is left out.
        made_of: what it is made of: goes under ``explain``.
    """
    schema = "settled/share-verdict/1" if verdict.past else "settled/verdict/1"
    document: Document = {"schema": schema, **verdict_body(verdict, explain=explain)}
    if ledger_digest is not None:
        document["ledger_digest"] = ledger_digest
    if made_of is not None:
        document["explain"] = explanation_document(made_of)
    return document


def verdict_body(verdict: Verdict, *, explain: bool = False) -> Document:
    """A verdict as it stands in other documents: without the name of a schema."""
    document: Document = {
        "field": verdict.field,
        "technology": verdict.technology,
        "as_of": verdict.as_of.isoformat(),
        **(_share_level(verdict) if verdict.past else _degree(verdict)),
        "indicators": {name: estimate_document(value) for name, value in verdict.indicators.items()},
        "stated": [_stated(claim) for claim in verdict.stated],
        "trend": _trend(verdict.trend),
        "missing": list(verdict.missing),
    }
    if explain:
        document["because"] = _because(verdict)
    return document


def _degree(verdict: Verdict) -> Document:
    return {
        "profile": verdict.profile,
        "degree": estimate_document(verdict.degree),
        "level": verdict.level,
        "level_probability": _by_level(verdict.level_probability),
        "label": verdict.label,
        "label_before": verdict.label_before,
    }


def _share_level(verdict: Verdict) -> Document:
    found = verdict.share_level
    return {
        "share_level": found.level if found else None,
        "share_level_probability": _by_level(found.probability if found else None),
    }


def _by_level(probability: Mapping[Level, float] | None) -> Document | None:
    if probability is None:
        return None
    return {level: probability[level] for level in sorted(probability)}


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
    past = report.field.status == "history"
    return {
        "schema": "settled/share-field/1" if past else "settled/field/1",
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
