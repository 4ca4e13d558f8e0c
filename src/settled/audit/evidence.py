"""A stated figure against the measured estimate for its technology and indicator."""

from __future__ import annotations

import re
from collections.abc import Iterator

from settled.audit.findings import found, shown
from settled.audit.intervals import meet, values_of
from settled.records.audit import AuditedDocument, Finding, Judgement, Known, Measurement, Statement

CHECK = "evidence"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def check_evidence(document: AuditedDocument, known: Known) -> Iterator[Finding]:
    """Agrees: within the 90 % interval. Disagrees: outside it. Nothing where no evidence was handed in.

    A claim that names one year, by its sentence, its column or the headings above it, is held to what is
    measured as of the end of that year.
    """
    if not known.has_evidence:
        return
    for statement in document.statements:
        if (
            not statement.technology
            or not statement.indicator
            or statement.quantity.unit not in ("share", "")
        ):
            continue
        measured = _measured(statement, known)
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


def _measured(statement: Statement, known: Known) -> Measurement | None:
    year = year_of(statement)
    return known.measured.get((statement.technology, statement.indicator, year))


def year_of(statement: Statement) -> int | None:
    """The one year that a claim speaks of; ``None`` where it names none, or several.

    The nearest words count: of a cell its column's title, of a sentence the sentence, then the headings from
    the innermost one outwards.
    """
    near = statement.attribute if statement.kind == "cell" else statement.near
    for words in (near, *reversed(statement.section)):
        years = {int(year) for year in _YEAR.findall(words)}
        if years:
            return years.pop() if len(years) == 1 else None
    return None


def years_of(document: AuditedDocument) -> frozenset[tuple[str, int]]:
    """The technologies of which a document makes claims of a year, each with the year."""
    named = (
        (one.technology, year_of(one)) for one in document.statements if one.technology and one.indicator
    )
    return frozenset((technology, year) for technology, year in named if year is not None)
