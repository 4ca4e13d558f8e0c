"""The same attribute of the same subject has two values, or two formulas, in a document or a set of them."""

from __future__ import annotations

from collections.abc import Iterator

from settled.audit.contradiction.across import Told, check_across, told_by
from settled.audit.contradiction.figures import compared_figures
from settled.audit.contradiction.formulas import formulas
from settled.audit.contradiction.things import name_key, of_names, of_technologies
from settled.records.audit import AuditedDocument, Finding

__all__ = ["Told", "check_across", "check_contradiction", "name_key", "told_by"]


def check_contradiction(document: AuditedDocument) -> Iterator[Finding]:
    """Figures of one technology and indicator, figures of one name in one section, formulas of one attribute.

    Two figures contradict each other where no value rounds to both. A figure of all or nothing (100 %)
    beside a bound that stops short of it (95 %+) is ``imprecise``. Figures headed by different years are not
    compared.
    """
    for group in (*of_technologies(document), *of_names(document)):
        yield from compared_figures(group)
    yield from formulas(document.definitions)
