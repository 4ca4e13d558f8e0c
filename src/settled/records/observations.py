"""What was seen and what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

# Columns of a table of sightings, with Arrow's names of their types. `source` is the sub-source that shares
# are compared within (`papers/neurips`); `period` the first day of the unit's month; `unit_key` equal for two
# units that are the same thing (the same paper at two venues). `start` and `end` are code-point offsets into
# title + newline + abstract for text, `line` a 1-based line of `path` for code; what does not apply is null.
SIGHTING_COLUMNS: dict[str, str] = {
    "unit": "string",
    "unit_key": "int64",
    "source": "string",
    "period": "date32",
    "field": "string",
    "technology": "string",
    "variant": "string",
    "role": "string",
    "canonical": "bool",
    "path": "string",
    "line": "int32",
    "start": "int32",
    "end": "int32",
    "text": "string",
    "via": "string",
}


def unit_key(named: str) -> int:
    """The key of units by what they have in common (a name): signed, 64 bits, equal for equal words.

    >>> unit_key("code:project:2026q3") == unit_key("code:project:2026q4")
    False
    """
    return int.from_bytes(sha256(named.encode()).digest()[:8], "big", signed=True)


# What can be counted. `adoption`: new units using T, of those using any technology of the field; of code, the
# repositories that changed in a quarter. `new_adoption`: those in their first quarter with the field; shown,
# never weighted. `canonical`:
# adopters on a canonical implementation, of all adopters. `native_support`: frameworks that define T, of the
# frameworks. `papers_about`: papers that name T, of those that name any technology of the field. `contested`:
# papers that contest T, of those that take a stance on it. `downloads`: share inside a package group.
# `open_weights`: released models using T whose weights may be downloaded, of those that state their access.
# `parameters`: median size of the released models using T that state it, by year. `downloads`, `open_weights`
# and `parameters` are shown, and weigh nothing. `theorems`: theorems that speak for T as stated, of those
# that the lab executed and judged about T; of the lab, too, `contested`: contests lost, of those decided.
MEASURES: tuple[str, ...] = (
    "adoption",
    "new_adoption",
    "canonical",
    "native_support",
    "papers_about",
    "contested",
    "downloads",
    "open_weights",
    "parameters",
    "theorems",
)

# Measures of what a unit states beside its technologies: no sighting holds it, so that a count of the
# sightings cannot tell them.
BEYOND_SIGHTINGS: frozenset[str] = frozenset({"open_weights", "parameters"})


@dataclass(frozen=True, slots=True)
class Observation:
    """What was counted: k of n, or a value with its unit. The only thing that verdicts rest on.

    Attributes:
        measure: one of ``MEASURES``.
        period_start: first day that the count covers; ``period_end``: the last.
        source: ``SOURCE/PART`` (``papers/neurips``): shares are compared within one and pooled over SOURCE.
        snapshot: id of the snapshot that it was counted from.
    """

    field: str
    technology: str
    measure: str
    period_start: date
    period_end: date
    k: int | None
    n: int | None
    value: float | None
    unit: str | None
    source: str
    snapshot: str
