"""What a ledger holds, as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from settled.records import Snapshot
from settled.report.columns import GAP, fit, pad


def info_text(home: str, observations: int, snapshots: Sequence[Snapshot]) -> str:
    """Where the ledger lies, and one line a snapshot that counts."""
    head = f"{home}: {observations:,} observations from {len(snapshots)} snapshots"
    rows = [
        GAP.join(
            [
                snapshot.id,
                pad(fit(snapshot.source, 22), 22),
                pad(f"{snapshot.units:,}", 9),
                snapshot.retrieved_at,
                fit(snapshot.locator, 34),
            ]
        )
        for snapshot in snapshots
    ]
    return "\n".join([head, *rows])
