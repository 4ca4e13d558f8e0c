"""The JSON documents of ``--json``: one function a document, each with its schema's name and version.

Every document is made of what the records hold; nothing is computed here. ``null`` stands where there is no
evidence. The keys are a contract: ``settled.report.schemas`` has them as JSON Schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from settled.records import (
    Board,
    Claim,
    Estimate,
    EvidenceItem,
    Field,
    FieldReport,
    Movement,
    Observation,
    Origin,
    SharePoint,
    Signatures,
    Snapshot,
    Technology,
    Trend,
    Verdict,
)

Document = dict[str, Any]

# Columns of a sighting that a document shows, by kind of source; the names are those of SIGHTING_COLUMNS.
PAPER_KEYS = ("unit", "period", "field", "technology", "variant", "role", "start", "end", "text")
PACKAGE_KEYS = (
    "unit",
    "period",
    "field",
    "technology",
    "variant",
    "role",
    "canonical",
    "path",
    "line",
    "via",
)


def to_json(document: Document | Sequence[Document]) -> str:
    """A document, or a list of them, as JSON text; refuses NaN, which JSON does not have.

    >>> print(to_json({"schema": "settled/board/1"}))
    {
      "schema": "settled/board/1"
    }
    """
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2, default=_plain)


def _plain(value: object) -> object:
    """Dates as ISO text and NumPy scalars as Python's own."""
    if isinstance(value, date):
        return value.isoformat()
    item = getattr(value, "item", None)
    if item is None:
        raise TypeError(f"{type(value).__name__} has no place in a JSON document")
    return item()


# --- verdicts ---------------------------------------------------------------------------------------


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
        "sources": list(estimate.sources),
        "stars": estimate.stars,
    }


def verdict_document(verdict: Verdict, *, explain: bool = False) -> Document:
    """A verdict; with ``explain`` also why each estimate has its stars, under ``because``."""
    return {"schema": "settled/verdict/1", **_verdict(verdict, explain=explain)}


def _verdict(verdict: Verdict, *, explain: bool = False) -> Document:
    document: Document = {
        "field": verdict.field,
        "technology": verdict.technology,
        "as_of": verdict.as_of.isoformat(),
        "profile": verdict.profile,
        "degree": estimate_document(verdict.degree),
        "level": verdict.level,
        "level_probability": _by_level(verdict),
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
        "latest": estimate.latest.isoformat() if estimate.latest else None,
    }


# --- fields -----------------------------------------------------------------------------------------


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
                "technologies": [_verdict(verdict) for verdict in report.verdicts],
            }
            for report in board.fields
        ],
    }


def field_document(report: FieldReport) -> Document:
    """One field: its question, the verdicts on its technologies, and their shares by year."""
    return {
        "schema": "settled/field/1",
        "field": report.field.id,
        "name": report.field.name,
        "question": report.field.question,
        "technologies": [_verdict(verdict) for verdict in report.verdicts],
        "shares": [_share(point) for point in report.shares],
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
                "before": _verdict(movement.before) if movement.before else None,
                "after": _verdict(movement.after),
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


# --- evidence ---------------------------------------------------------------------------------------


def evidence_document(
    field: str, technology: str, indicator: str, items: Sequence[EvidenceItem], total: int
) -> Document:
    """The papers, files or models behind a number: ``items`` of ``total``."""
    return {
        "schema": "settled/evidence/1",
        "field": field,
        "technology": technology,
        "indicator": indicator,
        "total": total,
        "items": [_item(item) for item in items],
    }


def _item(item: EvidenceItem) -> Document:
    return {
        "unit": item.unit,
        "period": item.period.isoformat(),
        "role": item.role,
        "variant": item.variant,
        "place": item.place,
        "text": item.text,
        "url": item.url,
        "snapshot": item.snapshot,
    }


def scan_papers_document(
    units: int, sightings: Iterable[Mapping[str, object]], skipped: Mapping[str, int] | None = None
) -> Document:
    """What a scan of papers saw: rows with the names of ``SIGHTING_COLUMNS``, in the order given."""
    return _scan("settled/scan-papers/1", PAPER_KEYS, units, sightings, skipped)


def scan_packages_document(
    units: int, sightings: Iterable[Mapping[str, object]], skipped: Mapping[str, int] | None = None
) -> Document:
    """What a scan of published packages saw: rows with the names of ``SIGHTING_COLUMNS``."""
    return _scan("settled/scan-packages/1", PACKAGE_KEYS, units, sightings, skipped)


def _scan(
    schema: str,
    keys: tuple[str, ...],
    units: int,
    sightings: Iterable[Mapping[str, object]],
    skipped: Mapping[str, int] | None,
) -> Document:
    return {
        "schema": schema,
        "units": units,
        "skipped": dict(sorted((skipped or {}).items())),
        "sightings": [{key: _cell(row[key]) for key in keys} for row in sightings],
    }


def _cell(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


# --- catalog and ledger -----------------------------------------------------------------------------


def catalog_document(fields: Iterable[Field]) -> Document:
    """The fields of the catalog, with their signatures."""
    return {"schema": "settled/catalog/1", "fields": [_field(field) for field in fields]}


def _field(field: Field) -> Document:
    return {
        "field": field.id,
        "name": field.name,
        "name_zh": field.name_zh,
        "question": field.question,
        "status": field.status,
        "frameworks": list(field.frameworks),
        "download_group": field.download_group,
        "unmeasured": dict(field.unmeasured),
        "technologies": [_technology(technology) for technology in field.technologies],
    }


def _technology(technology: Technology) -> Document:
    born = technology.born
    return {
        "technology": technology.id,
        "name": technology.name,
        "name_zh": technology.name_zh,
        "aka": list(technology.aka),
        "born": {"year": born.year, "title": born.title, "url": born.url},
        "signatures": _signatures(technology.signatures),
        "variants": [
            {"variant": variant.id, "name": variant.name, "signatures": _signatures(variant.signatures)}
            for variant in technology.variants
        ],
    }


def _signatures(signatures: Signatures) -> Document:
    return {
        "aliases": [alias.text for alias in signatures.aliases],
        "code": list(signatures.code),
        "canonical": list(signatures.canonical),
        "config": list(signatures.config),
        "packages": list(signatures.packages),
        "zoo": list(signatures.zoo),
        "zoo_canonical": list(signatures.zoo_canonical),
        "models": list(signatures.models),
    }


def ledger_info_document(home: str, observations: int, snapshots: Iterable[Snapshot]) -> Document:
    """What the ledger holds: how many observations, from which snapshots."""
    return {
        "schema": "settled/ledger-info/1",
        "home": home,
        "observations": observations,
        "snapshots": [_snapshot(snapshot) for snapshot in snapshots],
    }


def _snapshot(snapshot: Snapshot) -> Document:
    return {
        "snapshot": snapshot.id,
        "source": snapshot.source,
        "locator": snapshot.locator,
        "revision": snapshot.revision,
        "retrieved_at": snapshot.retrieved_at,
        "content_digest": snapshot.content_digest,
        "scanner": snapshot.scanner,
        "scanner_version": snapshot.scanner_version,
        "signature_digest": snapshot.signature_digest,
        "tool_version": snapshot.tool_version,
        "units": snapshot.units,
        "skipped": dict(snapshot.skipped),
        "origin": _origin(snapshot.origin),
    }


def _origin(origin: Origin | None) -> Document | None:
    if origin is None:
        return None
    return {
        "source": origin.source,
        "producer": origin.producer,
        "title": origin.title,
        "licence": origin.licence,
        "url": origin.url,
        "date_published": origin.date_published,
        "date_accessed": origin.date_accessed,
        "citation": origin.citation,
        "redistributable": origin.redistributable,
    }


def ledger_verify_document(checked: Mapping[str, int], faults: Iterable[tuple[str, str]]) -> Document:
    """What a check of the ledger found: how many of each kind it checked, and (place, what) of each fault."""
    found = [{"place": place, "what": what} for place, what in faults]
    return {
        "schema": "settled/ledger-verify/1",
        "ok": not found,
        "checked": dict(checked),
        "faults": found,
    }
