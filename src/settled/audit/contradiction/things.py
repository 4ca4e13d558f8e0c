"""Which figures of a document are of the same thing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from settled.records.audit import AuditedDocument, Grid, Statement

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ASIDE = re.compile(r"[（(][^（）()]{0,200}[）)]")
_NOT_WORDS = re.compile(r"[\W_]+")
# The title of a column whose rows are attributes, not things.
_OF = re.compile(
    r"维度|指标|项目|属性|方面"
    r"|\b(?:metric|measure|dimension|attribute|aspect|indicator|quantity|property|figure)s?\b",
    re.IGNORECASE,
)
_METRIC = re.compile(r"指标|metric|\bmeasure\b|indicator", re.IGNORECASE)
_STARTS = re.compile(r"(?:^|[:∶,，、])\s*[\"'“”]?\s*$")


def of_technologies(document: AuditedDocument) -> Iterator[list[Statement]]:
    """Figures of one technology and indicator, of one year where years head them."""
    groups: dict[tuple[str, str, str], list[Statement]] = defaultdict(list)
    for statement in document.statements:
        if statement.technology and statement.indicator and statement.quantity.unit in ("share", ""):
            dated = YEAR.search(statement.attribute) if statement.kind == "cell" else None
            year = dated.group() if dated else ""
            groups[statement.technology, statement.indicator, year].append(statement)
    for (technology, indicator, year), group in groups.items():
        # A column headed by a year is compared with figures of no year, not with another year's.
        undated = groups.get((technology, indicator, ""), []) if year else []
        yield [*group, *undated]


def of_names(document: AuditedDocument) -> Iterator[list[Statement]]:
    """The row of a table of attributes with the sentences of its section that give the same name a figure.

    A name that only sentences give is of many things (``accuracy: 94%``, run by run); so it is where they
    give it several figures.
    """
    told: dict[tuple[tuple[str, ...], str], list[Statement]] = defaultdict(list)
    for statement in document.statements:
        if statement.kind == "prose" and statement.quantity.unit == "share" and is_defined(statement):
            told[statement.section, name_key(statement.attribute)].append(statement)
    for grid in document.grids:
        for names, row in named_rows(grid):
            group = [statement for name in sorted(names) for statement in told.get((grid.section, name), ())]
            if group and len({round(one.quantity.value, 9) for one in group}) == 1:
                yield [row, *group]


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """The form in which two spellings of a name are equal.

    >>> name_key("CR4 (of 2025)") == name_key("cr4")
    True
    """
    return _NOT_WORDS.sub("", _ASIDE.sub("", name)).casefold()


def is_defined(statement: Statement) -> bool:
    """Whether a sentence gives its figure to a name at its beginning, or right after a colon or comma."""
    at = statement.near.find(statement.attribute) if statement.attribute else -1
    return at >= 0 and len(name_key(statement.attribute)) >= 3 and bool(_STARTS.search(statement.near[:at]))


def named_rows(grid: Grid) -> Iterator[tuple[set[str], Statement]]:
    """The rows of a table with one column of figures: each with its label, and what its metric is called."""
    columns = [place for place in range(len(grid.columns)) if grid.filled(place)]
    metrics = [
        place
        for place, column in enumerate(grid.columns)
        if _METRIC.search(column.title) and place not in columns
    ]
    if len(columns) != 1 or not any(
        column.role == "label" and _OF.search(column.title) for column in grid.columns
    ):
        return
    for row, cell in grid.filled(columns[0]):
        if cell.quantity.unit == "share" and not cell.technology:
            names = {
                name_key(row.label),
                *(name_key(row.words[place]) for place in metrics if place < len(row.words)),
            }
            yield {name for name in names if len(name) >= 3}, cell
