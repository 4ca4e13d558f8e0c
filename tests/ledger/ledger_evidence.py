"""Made-up evidence in the true shape, the same for the same number; and a process that appends it.

Run as a program: ``python ledger_evidence.py HOME FIRST LAST`` appends the snapshots FIRST .. LAST-1.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from settled.ledger import Appended, Ledger
from settled.records import Claim, Observation, Origin, Snapshot

ORIGIN = Origin("papers", "A producer", "A title", "CC0-1.0", "https://example.org", "2024", "2025-01-01")


def snapshot(number: int, **changes: Any) -> Snapshot:
    made = Snapshot(
        id=f"{number:016x}",
        source="papers",
        locator=f"file-{number}.parquet",
        revision="",
        retrieved_at="2026-01-01",
        content_digest=f"content {number}",
        scanner="text",
        scanner_version=1,
        signature_digest="signatures",
        tool_version="0.1.0",
        units=100,
        skipped=(("no title", 2),),
        origin=ORIGIN,
    )
    return replace(made, **changes)


def observations(of: Snapshot, seed: int, count: int = 6) -> list[Observation]:
    """Counts of ``count`` months; the last is a value; dates before 1970 and huge counts among them."""
    made = []
    for month in range(count):
        start = date(1968, 1, 1) + timedelta(days=997 * month + seed % 100)
        n = 10 ** (month % 9) * (seed + 1)
        made.append(
            Observation(
                field=f"field-{month % 2}",
                technology=f"technology-{(seed + month) % 5}",
                measure="papers_about",
                period_start=start,
                period_end=start + timedelta(days=30),
                k=n // 3,
                n=n,
                value=None,
                unit=None,
                source=f"papers/venue-{seed % 3}",
                snapshot=of.id,
            )
        )
    made[-1] = replace(made[-1], measure="downloads", k=None, n=None, value=seed / 7, unit="share")
    return made


def sightings(seed: int, count: int = 50) -> Any:
    import pyarrow as pa

    from settled.ledger.parquet import schema

    rows = [
        {
            "unit": f"papers:venue-{seed % 3}:2020:{seed}-{row}",
            "unit_key": 1000 * seed + row,
            "source": f"papers/venue-{seed % 3}",
            "period": date(2020, 1 + row % 12, 1),
            "field": f"field-{row % 2}",
            "technology": f"technology-{row % 5}",
            "role": "mentions",
            "start": row,
            "end": row + 5,
            "text": "words",
            "via": "alias",
        }
        for row in range(count)
    ]
    return pa.Table.from_pylist(rows, schema=schema())


CLAIM = Claim("doc.md", 7, "formula", "adamw", "degree", 0.99, "", inputs=(("adoption", 0.25, 0.98),))


def append(ledger: Ledger, number: int, **changes: Any) -> Appended:
    """Append the made-up snapshot of this number, with all that belongs to it."""
    made = snapshot(number, **changes)
    return ledger.append(made, observations(made, number), sightings(number), [CLAIM])


def main(home: str, first: str, last: str) -> None:
    ledger = Ledger.open(Path(home), shipped=None)
    sightings(0)  # what is imported late is imported before the clock starts
    print("ready", flush=True)
    for number in range(int(first), int(last)):
        append(ledger, number)


if __name__ == "__main__":
    main(*sys.argv[1:])
