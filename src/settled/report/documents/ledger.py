"""Documents of the ledger: what it holds, and whether it is sound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from settled.records import Origin, Snapshot
from settled.report.documents.text import Document


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
