"""The units behind a number, as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from settled.records import EvidenceItem
from settled.report.columns import GAP, clean, fit, pad

_UNIT, _ROLE, _TEXT = 44, 9, 26


def evidence_table(items: Sequence[EvidenceItem], total: int) -> str:
    """One line a unit: when, what, its role, the words or name that told, and where to read it."""
    if not items:
        return "no evidence"
    rows = [
        GAP.join(
            [
                item.period.isoformat()[:7],
                pad(fit(clean(item.unit), _UNIT), _UNIT),
                pad(item.role, _ROLE),
                pad(fit(clean(item.text), _TEXT), _TEXT),
                item.url or clean(item.place),
            ]
        ).rstrip()
        for item in items
    ]
    return "\n".join([*rows, "", f"{len(items):,} of {total:,}, newest first"])
