"""What documents state: as plain text and as JSON documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from settled.records import Claim, StatedDegree
from settled.report.columns import GAP, pad


def _term(indicator: str, weight: float, value: float) -> str:
    shown = f"(1 - {value:g})" if indicator == "controversy" else f"{value:g}"
    return f"{weight:g} x {shown}"


def _agreement(reading: StatedDegree, claim: Claim) -> str:
    if reading.degree is None:
        return ""
    digits = len(f"{claim.value:g}".partition(".")[2])
    agrees = abs(claim.value - reading.degree) <= 0.5 * 10.0**-digits
    return "agrees to its digits" if agrees else f"differs by {claim.value - reading.degree:+.4f}"


def stated_text(reading: StatedDegree) -> str:
    """The recomputed degree with its working, and beside it what the document prints."""
    head = f"{reading.technology} ({reading.field}): stated inputs, profile {reading.profile}"
    if reading.degree is None:
        return f"{head}\nno degree: no document states its {', '.join(reading.missing)}"
    working = " + ".join(_term(*term) for term in reading.inputs)
    lines = [head, f"degree {reading.degree:.4f} = {working}"]
    lines += [f"  {pad(name, 16)}{GAP}{value:g}" for name, _, value in reading.inputs]
    lines += [
        f"printed {claim.bound if claim.bound != '=' else ''}{claim.value:g} "
        f"({claim.file}:{claim.line}): {_agreement(reading, claim)}"
        for claim in reading.printed
    ]
    return "\n".join(lines)


def stated_document(reading: StatedDegree) -> dict[str, Any]:
    """The same as a JSON document."""
    return {
        "schema": "settled/stated/1",
        "field": reading.field,
        "technology": reading.technology,
        "profile": reading.profile,
        "degree": None if reading.degree is None else round(reading.degree, 10),
        "inputs": [
            {"indicator": name, "weight": weight, "value": value} for name, weight, value in reading.inputs
        ],
        "missing": list(reading.missing),
        "printed": [
            {"value": claim.value, "bound": claim.bound, "source": claim.file, "line": claim.line}
            for claim in reading.printed
        ],
    }


def claims_document(claims: Iterable[Claim]) -> dict[str, Any]:
    """What a document states, as a JSON document."""
    return {
        "schema": "settled/scan-document/1",
        "claims": [
            {
                "file": claim.file,
                "line": claim.line,
                "kind": claim.kind,
                "subject": claim.subject,
                "attribute": claim.attribute,
                "value": claim.value,
                "bound": claim.bound,
                "unit": claim.unit,
            }
            for claim in claims
        ],
    }
