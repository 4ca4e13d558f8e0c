"""Whether what a document states holds: one check a file, each pure.

``audit`` is handed a document already read, and what is known from outside it; it finds no claims itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from settled.audit.arithmetic import check_arithmetic
from settled.audit.bound import check_bound
from settled.audit.change import check_change
from settled.audit.citation import check_citation, work_key
from settled.audit.contradiction import Told, check_across, check_contradiction, told_by
from settled.audit.evidence import check_evidence, years_of
from settled.audit.findings import found
from settled.audit.formula import check_formula
from settled.audit.mean import check_mean
from settled.audit.order import check_order
from settled.audit.precision import check_precision
from settled.audit.threshold import check_threshold
from settled.audit.whole import check_whole
from settled.records.audit import JUDGEMENTS, AuditedDocument, Finding, Known, Unread

Check = Callable[[AuditedDocument], Iterator[Finding]]

# Of a document against itself; what is known from outside it comes after.
CHECKS: tuple[Check, ...] = (
    check_arithmetic,
    check_whole,
    check_change,
    check_mean,
    check_contradiction,
    check_threshold,
    check_bound,
    check_order,
    check_formula,
    check_precision,
)

__all__ = ["CHECKS", "Told", "audit", "audit_set", "told_by", "work_key", "years_of"]


def audit(document: AuditedDocument, known: Known | None = None) -> tuple[Finding, ...]:
    """What all checks say about a document, by line; the gravest of a line first.

    A claim may have several findings, one a check. One that no check speaks about has one of its own:
    ``unverifiable``, with no check.
    """
    known = known or Known()
    findings = [finding for check in CHECKS for finding in check(document)]
    findings += [*check_citation(document, known), *check_evidence(document, known)]
    judged = {(finding.line, finding.text, finding.value) for finding in findings}
    for statement in document.statements:
        alone = found(statement, "", "unverifiable", "alone" if statement.attribute else "not_understood")
        if (alone.line, alone.text, alone.value) not in judged:
            findings.append(alone)
    findings += [_unread(part) for part in document.skipped]
    named = [replace(finding, file=document.file) for finding in dict.fromkeys(findings)]
    return tuple(sorted(named, key=_order))


def _unread(part: Unread) -> Finding:
    """A part that was not read counts as one claim."""
    return Finding(
        "", part.line, "table", part.what, "", "", None, "", "", "unverifiable", "", "too_large",
        (("what", part.what),),
    )  # fmt: skip


def audit_set(findings: Sequence[Finding], told: Iterable[Told]) -> tuple[Finding, ...]:
    """The findings of several documents, with what they contradict of one another.

    Args:
        findings: of each document by itself, document after document; ``told``: what ``told_by`` answers of
            each.
    """
    across = check_across(told)
    judged = {_claim_of(finding) for finding in across}
    files = {finding.file: None for finding in findings}
    by_file: dict[str, list[Finding]] = {file: [] for file in files}
    for finding in findings:
        if finding.check or _claim_of(finding) not in judged:
            by_file[finding.file].append(finding)
    for finding in across:
        by_file[finding.file].append(finding)
    return tuple(finding for each in by_file.values() for finding in sorted(each, key=_order))


def _claim_of(finding: Finding) -> tuple[str, int, str, float | None]:
    return finding.file, finding.line, finding.text, finding.value


def _order(finding: Finding) -> tuple[int, int, str, str]:
    return finding.line, JUDGEMENTS.index(finding.verdict), finding.check, finding.text
