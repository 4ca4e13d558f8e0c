"""What the lab's findings count to: theorems that speak for a technology, and contests that it lost.

A theorem speaks for its technologies if it states an advantage and holds as stated, or states a fault and
fails. One that holds only under a further condition does not hold as stated, and speaks for nobody: an
advantage would be claimed too widely, and a fault is there. Undecided and untested ones count nowhere.

A contest between a challenger and an incumbent takes a stance on both, unless no difference was found: it
contests the loser, and neither where they are shown equal. A technology's own forms against one another are
no contest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from settled.records import Field, Observation

SCANNER = "lab"
SCANNER_VERSION = 2  # 2: a technology's forms against one another are no contest
UNKNOWN = "technology that the catalog does not know"

_SPEAKS_FOR = {("for", "holds"), ("against", "fails")}
_TAKES_STANCE = ("better", "worse", "shown equal")


def count_findings(
    batches: Iterable[pa.RecordBatch], fields: Sequence[Field], snapshot: str, skipped: Counter[str]
) -> list[Observation]:
    """``theorems``: k that speak for T of n judged about it; ``contested``: k contests lost of n.

    Args:
        batches: as ``sources.lab_runs`` gives them.
        skipped: grows by the findings about what the catalog does not know, or against it.
    """
    rows = [row for batch in batches for row in batch.to_pylist()]
    known = {technology.id for field in fields for technology in field.technologies}
    k: Counter[tuple[str, str, str, date]] = Counter()
    n: Counter[tuple[str, str, str, date]] = Counter()
    for row in rows:
        told = _told(row)
        if any(technology not in known for technology, _, _ in told):
            skipped[UNKNOWN] += 1
            continue
        for technology, measure, hit in told:
            key = (technology, measure, row["source"], row["period"])
            k[key] += hit
            n[key] += 1
    return [
        Observation(field.id, technology.id, measure, day, day, k[key], count, None, None, source, snapshot)
        for field in fields
        for technology in field.technologies
        for key, count in sorted(n.items())
        for name, measure, source, day in [key]
        if name == technology.id
    ]


def _told(row: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """(technology, measure, whether it counts) for each technology that a finding takes a stance on."""
    if row["kind"] == "theorem":
        return [(row["technology"], "theorems", (row["stance"], row["finding"]) in _SPEAKS_FOR)]
    if row["finding"] not in _TAKES_STANCE:
        return []
    # A mixer of a technology that has several is called ``technology/mixer``.
    challenger = row["technology"].partition("/")[0]
    if challenger == row["against"]:
        return []
    return [
        (challenger, "contested", row["finding"] == "worse"),
        (row["against"], "contested", row["finding"] == "better"),
    ]
