"""The JSON documents of ``--json``: one function a document, each with its schema's name and version.

Every document is made of what the records hold; nothing is computed here. ``null`` stands where there is no
evidence. The keys are a contract: ``settled.report.schemas`` has them as JSON Schema.
"""

from __future__ import annotations

from settled.report.documents.catalog import catalog_document
from settled.report.documents.evidence import (
    evidence_document,
    scan_code_document,
    scan_packages_document,
    scan_papers_document,
)
from settled.report.documents.ledger import ledger_info_document, ledger_verify_document
from settled.report.documents.text import Document, to_json
from settled.report.documents.verdicts import (
    board_document,
    estimate_document,
    field_document,
    moved_document,
    verdict_document,
)

__all__ = [
    "Document",
    "board_document",
    "catalog_document",
    "estimate_document",
    "evidence_document",
    "field_document",
    "ledger_info_document",
    "ledger_verify_document",
    "moved_document",
    "scan_code_document",
    "scan_packages_document",
    "scan_papers_document",
    "to_json",
    "verdict_document",
]
