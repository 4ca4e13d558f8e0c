"""Reads a text as the command does, and says what was found."""

from __future__ import annotations

from settled.audit import audit
from settled.records.audit import Finding, Known
from settled.scan.claims.formats import blocks_of
from settled.scan.claims.statements import find_statements

FAILS = ("contradicted", "imprecise")


def findings(
    text: str, *, name: str = "made-up.md", known: Known | None = None, fields=()
) -> tuple[Finding, ...]:
    return audit(find_statements(blocks_of(name, text.encode()), name, fields), known)


def verdicts(text: str, check: str, **more) -> list[tuple[int, str, str]]:
    """Line, figure and verdict of what one check says."""
    return [(one.line, one.text, one.verdict) for one in findings(text, **more) if one.check == check]


def failing(text: str, **more) -> list[tuple[int, str, str]]:
    """Line, check and verdict of what fails."""
    return [(one.line, one.check, one.verdict) for one in findings(text, **more) if one.verdict in FAILS]
