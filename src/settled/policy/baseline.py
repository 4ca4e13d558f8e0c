"""The deviations that are accepted as they are: a file to be kept with the code."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from settled.errors import InputError
from settled.files import write_whole
from settled.policy.fingerprints import VERSION
from settled.records import CheckResult, Deviation, FieldCheck

SCHEMA = f"settled/baseline/{VERSION}"
MAX_BYTES = 64 << 20
"""Largest baseline that is read: some 300,000 deviations."""

# No word that was matched: in a file of the code base it would be matched again.
_KEYS = ("path", "field", "technology", "fingerprint")
_ANEW = "hint: write it anew with --write-baseline"

Baseline = dict[str, str]
"""Paths of the known deviations by their fingerprints."""


def write_baseline(path: Path, result: CheckResult) -> int:
    """Write the deviations that are not allowed to a file, whole or not at all; returns how many.

    Lines are left out, so that the file changes only with what is accepted.
    """
    accepted = [one for one in result.deviations if one.status != "allowed"]
    rows = sorted({tuple(getattr(one, key) for key in _KEYS) for one in accepted})
    document = {"schema": SCHEMA, "deviations": [dict(zip(_KEYS, row, strict=True)) for row in rows]}
    write_whole(path, json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    return len(rows)


def read_baseline(path: Path) -> Baseline:
    """The known deviations of a file.

    Raises:
        InputError: it cannot be read, or is no baseline of this version.
    """
    document = _document(path)
    if not isinstance(document, dict) or "schema" not in document:
        raise InputError(str(path), "is no baseline", _ANEW)
    if document["schema"] != SCHEMA:
        raise InputError(str(path), f"has the schema {document['schema']!r}, not '{SCHEMA}'", _ANEW)
    rows = document.get("deviations")
    if not isinstance(rows, list):
        raise InputError(str(path), "has no list of deviations", _ANEW)
    return dict(_entry(path, number, row) for number, row in enumerate(rows, 1))


def compare(result: CheckResult, name: str, known: Baseline, roots: Collection[str]) -> CheckResult:
    """The result with the deviations of a baseline marked as known, and those counted that are gone.

    Args:
        name: what the baseline is called.
        roots: paths that were checked, files or folders (empty: all), so that what lies elsewhere is not
            taken to be gone.
    """
    present = {one.fingerprint for one in result.deviations}
    gone = sum(1 for mark, path in known.items() if mark not in present and _lies_in(path, roots))
    fields = tuple(_compared(check, known) for check in result.fields)
    return replace(result, fields=fields, baseline=name, gone=gone)


def _compared(check: FieldCheck, known: Baseline) -> FieldCheck:
    return replace(check, deviations=tuple(_known(one, known) for one in check.deviations))


def _known(deviation: Deviation, known: Baseline) -> Deviation:
    if deviation.status == "new" and deviation.fingerprint in known:
        return replace(deviation, status="known")
    return deviation


def _lies_in(path: str, roots: Collection[str]) -> bool:
    return any(not root or path == root or path.startswith(f"{root}/") for root in roots)


def _document(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as fault:
        raise InputError(str(path), f"cannot be read: {fault.strerror}", _ANEW) from fault
    if len(content) > MAX_BYTES:
        raise InputError(str(path), f"is larger than {MAX_BYTES >> 20} MiB", _ANEW)
    try:
        return json.loads(content)
    except json.JSONDecodeError as fault:
        raise InputError(f"{path}:{fault.lineno}", f"is not JSON: {fault.msg}", _ANEW) from fault
    except (ValueError, RecursionError) as fault:
        raise InputError(str(path), "is not JSON in UTF-8", _ANEW) from fault


def _entry(path: Path, number: int, row: object) -> tuple[str, str]:
    if isinstance(row, dict):
        mark, place = row.get("fingerprint"), row.get("path")
        if isinstance(mark, str) and isinstance(place, str):
            return mark, place
    raise InputError(str(path), f"deviation {number} has no fingerprint and path", _ANEW)
