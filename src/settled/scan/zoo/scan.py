"""Join a batch of model files and the catalog into sightings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from settled.records import SIGHTING_COLUMNS, Field
from settled.scan import sightings
from settled.scan.zoo.patterns import Facts, Place, Target, targets
from settled.scan.zoo.units import facts_of

SCANNER = "zoo"
SCANNER_VERSION = 1


def scan(
    batch: pa.RecordBatch, fields: Iterable[Field], skipped: Counter[str] | None = None
) -> pa.RecordBatch:
    """What the models of a batch are built of: one sighting for each unit, technology and variant.

    Args:
        batch: rows are files, with ``unit`` (``model_zoo:LIBRARY:FOLDER``), ``unit_key``, ``source``,
            ``period``, ``path`` and ``content``; all files of a unit stand in one batch, in any order.
        fields: whose technologies are looked for, by their ``zoo`` patterns (see ``patterns``).
        skipped: counts files that could not be parsed, by reason.

    Returns:
        Rows with the columns of ``records.SIGHTING_COLUMNS`` and role ``uses``. A technology of which a
        variant was found is not reported without variant as well. ``canonical`` is null where the catalog
        names no shared implementation of the technology (such a name alone is no evidence of use); ``path``
        and ``line`` are the first place where one of its patterns holds, and ``via`` is that pattern. Sorted
        by unit, whatever the order of rows.
    """
    families = targets(fields)
    counts: Counter[str] = Counter() if skipped is None else skipped
    rows: list[dict[str, Any]] = []
    for unit, (base, files) in sorted(_units(batch).items()):
        facts = facts_of(unit.rpartition(":")[2], files, counts)
        for family in families:
            rows += [{**base, **sighting} for sighting in _sightings(family, facts)]
    columns = {name: [row.get(name) for row in rows] for name in SIGHTING_COLUMNS}
    return sightings.build(columns, len(rows))


def _units(batch: pa.RecordBatch) -> dict[str, tuple[dict[str, Any], list[tuple[str, bytes]]]]:
    found: dict[str, tuple[dict[str, Any], list[tuple[str, bytes]]]] = {}
    for row in batch.to_pylist():
        base = {name: row[name] for name in ("unit", "unit_key", "source", "period")}
        found.setdefault(row["unit"], (base, []))[1].append((row["path"], row["content"]))
    return found


def _sightings(family: list[Target], facts: Facts) -> list[dict[str, Any]]:
    hits = [(target, hit) for target in family if (hit := _first_hit(target.signatures.zoo, facts))]
    shown = [pair for pair in hits if pair[0].variant is not None] or hits
    canonical = _is_canonical(family, facts)
    return [_row(target, pattern, place, canonical) for target, (pattern, place) in shown]


def _first_hit(patterns: Iterable[str], facts: Facts) -> tuple[str, Place] | None:
    """The pattern that holds at the first place; the catalog's order does not matter."""
    hits = [(place, pattern) for pattern in patterns if (place := facts.satisfy(pattern)) is not None]
    if not hits:
        return None
    place, pattern = min(hits)
    return pattern, place


def _is_canonical(family: list[Target], facts: Facts) -> bool | None:
    """Whether the unit uses a shared implementation of the technology, in whichever variant."""
    patterns = [pattern for target in family for pattern in target.signatures.zoo_canonical]
    return any(facts.satisfy(pattern) is not None for pattern in patterns) if patterns else None


def _row(target: Target, pattern: str, place: Place, canonical: bool | None) -> dict[str, Any]:
    return {
        "field": target.field,
        "technology": target.technology,
        "variant": target.variant,
        "role": "uses",
        "canonical": canonical,
        "path": place.path,
        "line": place.line,
        "via": pattern,
    }
