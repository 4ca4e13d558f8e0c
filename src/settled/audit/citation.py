"""The year and title of a cited work against what is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from settled.records.audit import AuditedDocument, Finding, Judgement, Known

CHECK = "citation"
_KEY = re.compile(r"[\W_]+")
_LATER = 2  # years after its first appearance in which a work is printed elsewhere, and may be cited so


def work_key(title: str) -> str:
    """The form in which two spellings of a title are equal."""
    return _KEY.sub("", title).casefold()


def check_citation(document: AuditedDocument, known: Known) -> Iterator[Finding]:
    """A work cited with a year before it appeared is contradicted; much later, imprecise."""
    for citation in document.citations:
        year = known.works.get(work_key(citation.title))
        verdict, reason = _judged(citation.year, year)
        yield Finding(
            file="",
            line=citation.line,
            kind="citation",
            text=f"{citation.title} ({citation.year})",
            subject=citation.title,
            attribute="year",
            value=float(citation.year),
            unit="year",
            check=CHECK,
            verdict=verdict,
            computed=str(year) if year else "",
            reason=reason,
            fillings=(("stated", str(citation.year)), ("known", str(year or ""))),
        )


def _judged(stated: int, known: int | None) -> tuple[Judgement, str]:
    if known is None:
        return "unverifiable", "citation.unknown"
    if stated < known:
        return "contradicted", "citation.before"
    if stated > known + _LATER:
        return "imprecise", "citation.after"
    return "holds", "citation.holds"
