"""Documents of evidence: what stands behind a number, and what a scan saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from settled.records import EvidenceItem
from settled.report.documents.text import Document

# Columns of a sighting that a document shows, by kind of source; the names are those of SIGHTING_COLUMNS.
PAPER_KEYS = ("unit", "period", "field", "technology", "variant", "role", "start", "end", "text")
CODE_KEYS = ("unit", "path", "line", "field", "technology", "variant", "role", "canonical", "via")
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


def scan_code_document(
    seen: int, parsed: int, skipped: Mapping[str, int], sightings: Sequence[Mapping[str, object]]
) -> Document:
    """What a scan of code saw: rows with the names of ``SIGHTING_COLUMNS``, in the order given.

    Args:
        seen: files looked at; ``parsed``: those of which a reader told something; ``skipped``: by reason.
    """
    return {
        "schema": "settled/scan-code/1",
        "units": len({row["unit"] for row in sightings}),
        "files": {"seen": seen, "parsed": parsed, "skipped": dict(sorted(skipped.items()))},
        "sightings": [{key: _cell(row[key]) for key in CODE_KEYS} for row in sightings],
    }


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
