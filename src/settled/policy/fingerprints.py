"""What a deviation is known by, though lines above it come and go."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence

from settled.records import Deviation

VERSION = 1
"""Of the fingerprints; grows when they would differ for the same code."""


def fingerprints(deviations: Sequence[tuple[Deviation, str]]) -> list[str]:
    """Fingerprints (32 hex digits) of deviations, each with its line's text, in the order of their lines.

    They rest on path, field, technology, the word matched, the line's text but for its spaces, and on how
    many equal ones stand before: not on the line's number.
    """
    before: Counter[tuple[str, ...]] = Counter()
    marks = []
    for deviation, source_line in deviations:
        told = (
            deviation.path,
            deviation.field,
            deviation.technology,
            deviation.text,
            " ".join(source_line.split()),
        )
        written = json.dumps([*told, before[told]], ensure_ascii=False)
        before[told] += 1
        marks.append(hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return marks
