"""A stated figure against the measured estimate for its technology and indicator."""

from __future__ import annotations

from collections.abc import Iterator

from settled.audit.findings import found, shown
from settled.audit.intervals import meet, values_of
from settled.records.audit import AuditedDocument, Finding, Judgement, Known

CHECK = "evidence"


def check_evidence(document: AuditedDocument, known: Known) -> Iterator[Finding]:
    """Agrees: within the 90 % interval. Disagrees: outside it. Nothing where no evidence was handed in."""
    if not known.has_evidence:
        return
    for statement in document.statements:
        if (
            not statement.technology
            or not statement.indicator
            or statement.quantity.unit not in ("share", "")
        ):
            continue
        measured = known.measured.get((statement.technology, statement.indicator))
        if measured is None:
            yield found(
                statement, CHECK, "unverifiable", "evidence.not_measured", stated=statement.quantity.text
            )
            continue
        agrees = meet((measured.low, measured.high), values_of(statement.quantity))
        verdict: Judgement = "holds" if agrees else "contradicted"
        interval = f"{shown(measured.low, 'share', step=0.001)} – {shown(measured.high, 'share', step=0.001)}"
        yield found(
            statement,
            CHECK,
            verdict,
            f"evidence.{verdict}",
            computed=f"{shown(measured.median, 'share', step=0.001)} ({interval})",
            stated=statement.quantity.text.lstrip("=≈ "),
            as_of=measured.as_of,
            interval=interval,
        )
