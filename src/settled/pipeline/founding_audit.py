"""What the audit says of the document that started the project, as figures without the document's words.

``python -m settled.pipeline.founding_audit DOCUMENT FILE`` writes it to a file; ``settled.report.founding``
reads the one that ships. The document itself does not ship: of a claim are kept its line, what it is of in
the catalog's ids, and numbers.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from settled.audit.evidence import year_of
from settled.pipeline.auditing import audit_with_evidence
from settled.pipeline.tool import Settled
from settled.records.audit import JUDGEMENTS, AuditedDocument, Finding, Known, Measurement, Statement

# Figures, signs and units. What holds anything else is in words, and is left out.
_NUMERIC = re.compile(
    r"(?:[\d\s.,:;%+\-–−→~≈<>=≤≥±×x/()$¥€]|[KMBT]\b|pp\b|/token\b|[万亿倍月年]"
    r"|\b(?:adoption|standardization|controversy|maturity|theory|degree)\b)+"
)
_CHAPTER = "## "
Key = tuple[int, str, float | None]


def founding_audit(path: Path, tool: Settled) -> dict[str, Any]:
    """The audit of a Markdown document as what may ship of it: ids and numbers.

    Args:
        path: of the document. tool: whose evidence it is compared with, as of its date.

    Raises:
        InputError: the document cannot be read.
    """
    document, known, result = audit_with_evidence(path, tool)
    content = path.read_bytes()
    by_claim: dict[Key, list[Finding]] = {}
    for finding in result.findings:
        by_claim.setdefault((finding.line, finding.text, finding.value), []).append(finding)
    stated: dict[Key, Statement] = {
        (one.line, one.quantity.text, one.quantity.value): one for one in document.statements
    }
    claims = [_claim(findings, _ids(document), stated.get(key), known) for key, findings in by_claim.items()]
    return {
        "schema": "settled/founding-audit/1",
        "command": "python -m settled.pipeline.founding_audit DOCUMENT FILE",
        "as_of": tool.as_of.isoformat(),
        "ledger_digest": tool.ledger_digest,
        "document_digest": sha256(content).hexdigest(),
        "lines": content.count(b"\n"),
        "chapters": _chapters(content.decode()),
        "claims": claims,
    }


def _chapters(text: str) -> list[int]:
    """The lines on which the document's chapters begin."""
    return [at for at, line in enumerate(text.splitlines(), start=1) if line.startswith(_CHAPTER)]


def _ids(document: AuditedDocument) -> tuple[frozenset[str], frozenset[str]]:
    """The ids of technologies and of indicators that the document speaks of."""
    statements = document.statements
    return frozenset(one.technology for one in statements), frozenset(one.indicator for one in statements)


def _claim(
    findings: Sequence[Finding],
    ids: tuple[frozenset[str], frozenset[str]],
    statement: Statement | None,
    known: Known,
) -> dict[str, Any]:
    first = findings[0]
    own = [one for one in findings if one.check != "evidence" and one.check]
    gravest = min((one.verdict for one in own), key=JUDGEMENTS.index, default="unverifiable")
    return {
        "line": first.line,
        "kind": first.kind,
        "technology": first.subject if first.subject in ids[0] else "",
        "indicator": first.attribute if first.attribute in ids[1] else "",
        "stated": _numeric(first.text),
        "value": first.value,
        "unit": _numeric(first.unit) or (first.unit if first.unit in ("share", "points", "factor") else ""),
        "verdict": gravest,
        "findings": [_finding(one) for one in own],
        "measured": _measured(findings, statement, known),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    """Of a finding what is in numbers: the value that follows, its working, and what fills its reason."""
    fillings = {name: kept for name, text in finding.fillings if (kept := _numeric(text))}
    return {
        "check": finding.check,
        "verdict": finding.verdict,
        "reason": finding.reason,
        "fillings": fillings,
        "computed": fillings.get("computed_value", ""),
        "working": _numeric(finding.computed) if "=" in finding.computed else "",
        "others": list(finding.others),
    }


def _measured(
    findings: Iterable[Finding], statement: Statement | None, known: Known
) -> dict[str, Any] | None:
    """The estimate that a claim was compared with, and whether they agree; ``None``: it is not measured."""
    verdict = next((one.verdict for one in findings if one.check == "evidence"), "unverifiable")
    if statement is None or verdict == "unverifiable":
        return None
    key = (statement.technology, statement.indicator, year_of(statement))
    estimate: Measurement | None = known.measured.get(key)
    if estimate is None:
        return None
    return {
        "median": round(estimate.median, 4),
        "low": round(estimate.low, 4),
        "high": round(estimate.high, 4),
        "as_of": estimate.as_of,
        "agrees": verdict == "holds",
    }


def _numeric(text: str) -> str:
    """A text that is made of figures, signs and units; else nothing."""
    return text.strip() if _NUMERIC.fullmatch(text) else ""


def written(document: dict[str, Any]) -> str:
    """The file's text."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: python -m settled.pipeline.founding_audit DOCUMENT FILE")
    made = founding_audit(Path(sys.argv[1]), Settled.open())
    Path(sys.argv[2]).write_text(written(made), encoding="utf-8", newline="\n")
