"""A stated mean, weighted mean or index against its components and weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from settled.audit.mean.agreement import MOST_TABLES
from settled.audit.mean.defined import Stated, defined_column, defined_product
from settled.audit.mean.index import indices
from settled.audit.mean.plain import mean_column, mean_row
from settled.audit.mean.summary import summaries
from settled.records.audit import AuditedDocument, Finding, Grid

_MOST_FORMULAS = 1000

__all__ = ["check_mean"]


def check_mean(document: AuditedDocument) -> Iterator[Finding]:
    """Weighted means that a formula defines, indices over a column, columns and rows called a mean,
    summaries.

    Where weights are not stated, a figure that equal weights do not give but other weights could is
    ``imprecise``; outside the range of its components it is contradicted.
    """
    for grid in document.grids:
        yield from mean_column(grid)
        yield from mean_row(grid)
    section = Stated(document)
    by_section: dict[tuple[str, ...], list[Grid]] = defaultdict(list)
    for grid in document.grids:
        by_section[grid.section].append(grid)
    for definition in document.definitions[:_MOST_FORMULAS]:
        yield from defined_column(definition, by_section[definition.section][:MOST_TABLES])
        yield from defined_product(definition, section)
    yield from indices(document)
    yield from summaries(document)
