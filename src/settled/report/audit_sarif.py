"""An audit of documents as SARIF 2.1.0: one rule a check, one result a claim that fails.

Static Analysis Results Interchange Format Version 2.1.0, OASIS Standard, errata 01
<https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os.html>, 2023.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import PurePath
from urllib.parse import quote

from settled.records.audit import Audit, Finding
from settled.report.audit import language_of, shown_findings
from settled.report.audit_words import because
from settled.report.columns import clean
from settled.report.documents.text import Document
from settled.report.sarif import HOME, ROOT, SCHEMA

HELP = f"{HOME}/blob/main/docs/audit.md"
FINGERPRINT = "settledClaim/v1"
_LEVELS = {"contradicted": "error", "imprecise": "warning"}
RULES = {
    "arithmetic": "A written calculation gives what is printed",
    "whole": "Parts of a whole add to it",
    "change": "Before, after and stated change agree",
    "mean": "A mean or an index agrees with its components",
    "contradiction": "A quantity has one value, and one formula, in a document",
    "threshold": "What is of a class satisfies the class's rule",
    "bound": "Shares and weights are within what they can be",
    "order": "Ranks go with the figures that they rank",
    "formula": "Formulas that are said to differ do, and indices go with their matrices",
    "precision": "A figure has no more digits than what it rests on carries",
    "citation": "A work is cited with its year",
    "evidence": "A stated figure agrees with the measured evidence",
}


def audit_sarif(audit: Audit, *, language: str | None = None) -> Document:
    """A log with one run: level ``error`` for what is contradicted, ``warning`` for what is imprecise."""
    indices = {name: index for index, name in enumerate(RULES)}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver()},
                "automationDetails": {"id": "settled/audit/"},
                "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _skipped(audit)}],
                "originalUriBaseIds": {
                    ROOT: {"description": {"text": "The folder in which the audit was run."}}
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(one, indices[one.check], language_of(one, audit, language))
                    for one in shown_findings(audit, every=False)
                ],
            }
        ],
    }


def _driver() -> Document:
    return {
        "name": "settled",
        "version": version("settled"),
        "semanticVersion": version("settled"),
        "informationUri": HOME,
        "rules": [
            {
                "id": f"settled/audit/{name}",
                "name": name.capitalize(),
                "shortDescription": {"text": said},
                "fullDescription": {"text": f"{said}."},
                "helpUri": HELP,
                "defaultConfiguration": {"level": "error"},
                "properties": {"tags": ["documentation"], "precision": "high", "problem.severity": "error"},
            }
            for name, said in RULES.items()
        ],
    }


def _result(finding: Finding, index: int, language: str) -> Document:
    return {
        "ruleId": f"settled/audit/{finding.check}",
        "ruleIndex": index,
        "level": _LEVELS[finding.verdict],
        "message": {"text": clean(f"{finding.text}: {because(finding, language)}")},
        "locations": [{"physicalLocation": _location(finding.file, finding.line)}],
        "relatedLocations": [
            {"id": number, "physicalLocation": _location(finding.file, line)}
            for number, line in enumerate(finding.others)
        ],
        "partialFingerprints": {FINGERPRINT: _fingerprint(finding)},
        "properties": {
            "verdict": finding.verdict,
            "subject": finding.subject,
            "attribute": finding.attribute,
            "computed": finding.computed,
        },
    }


def _fingerprint(finding: Finding) -> str:
    """The same for a claim whose line moves."""
    parts = (finding.file, finding.check, finding.text, finding.subject, finding.attribute)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _location(file: str, line: int) -> Document:
    path = PurePath(file)
    if path.is_absolute():
        return {"artifactLocation": {"uri": path.as_uri()}, "region": {"startLine": line}}
    uri = quote(path.as_posix().encode("utf-8", "surrogateescape"), safe="/")
    return {"artifactLocation": {"uri": uri, "uriBaseId": ROOT}, "region": {"startLine": line}}


def _skipped(audit: Audit) -> list[Document]:
    return [
        {"level": "note", "message": {"text": clean(f"Skipped {name}: {reason}.")}}
        for name, reason in audit.skipped
    ]
