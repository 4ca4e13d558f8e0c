"""The same attribute of the same subject, stated with other values in two documents.

Two documents speak of one thing more seldom than two places of one document do; so a thing is the same only
where it is a technology and an indicator of the catalog, where the name says whose it is (``the churn rate of
Acme``), or where it stands in two tables that are copies. The same words under the same headings are not
enough: reports of one form tell other runs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise

from settled.audit.contradiction.figures import CHECK, MOST_OTHERS, figure_words
from settled.audit.contradiction.things import YEAR, is_defined, name_key
from settled.audit.findings import found
from settled.audit.intervals import meet, values_of
from settled.records.audit import AuditedDocument, Finding, Grid, Statement

_MOST_TOLD = 2000  # figures of a document that others are held to
_MOST_FILES = 200  # that tell one thing; more is no thing
_LEAST_ALIKE = 4  # cells of a copy of a table that must agree
_MOST_ALIKE = 3  # a copy has at least so many cells that agree for one that does not
_UNITS = ("share", "points", "factor")
# What tells editions of one text apart: versions, dates, quarters.
_EDITION = re.compile(
    r"(?<![a-z0-9])(?:v\d+(?:\.\d+)*|\d+(?:\.\d+)+|(?:19|20)\d\d(?:[-_]?\d\d){0,2}|q[1-4]"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})(?![a-z0-9])",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\d+")
_RUN = re.compile(r"\d{6,}|(?<![a-z])(?:results?|runs?|logs?|outputs?)(?![a-z])", re.IGNORECASE)
_OWNED = re.compile(r"\bof (?:the )?(?!The\b|This\b|Our\b|That\b)[A-Z][\w.\-]+(?: [\w.\-]+){0,2}$")
_OWNED_CHINESE = re.compile(
    r"^(?!本|该|其|我|此|这|整体|公司|系统|模型|项目|平台|产品)"
    r"[\w\u4e00-\u9fff .\-]{2,20}的[\u4e00-\u9fff]{2,10}$"
)


@dataclass(frozen=True, slots=True)
class Told:
    """A figure that other documents may contradict.

    Attributes:
        thing: what it is of; ``is_known``: a technology and an indicator, of which there is one anywhere.
        years: that are named with it; figures of other years are not compared.
    """

    file: str
    thing: tuple[str, ...]
    years: tuple[str, ...]
    statement: Statement
    is_known: bool = False


def told_by(document: AuditedDocument) -> tuple[Told, ...]:
    """What a document tells that another might contradict, in the order of its lines.

    A name that a document gives several values is of many things, and left out.
    """
    things: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Told]] = defaultdict(list)
    for told in islice(_told(document), _MOST_TOLD):
        things[told.thing, told.years].append(told)
    single = [each for group in things.values() if _agree(group) for each in group[:MOST_OTHERS]]
    return tuple(sorted(single, key=lambda each: each.statement.line))


def _told(document: AuditedDocument) -> Iterator[Told]:
    for statement in document.statements:
        if statement.technology and statement.indicator and statement.quantity.unit in ("share", ""):
            yield _of(document, statement, ("technology", statement.technology, statement.indicator), True)
        elif statement.kind == "prose" and statement.quantity.unit in _UNITS and _is_owned(statement):
            name = name_key(statement.attribute.removeprefix("The ").removeprefix("the "))
            yield _of(document, statement, ("owned", name))
    for grid in document.grids:
        yield from _cells(document, grid)


def _is_owned(statement: Statement) -> bool:
    """Whether a sentence gives its figure to a name that says whose it is."""
    name = statement.attribute
    return is_defined(statement) and bool(_OWNED.search(name) or _OWNED_CHINESE.search(name))


def _cells(document: AuditedDocument, grid: Grid) -> Iterator[Told]:
    """The cells of a table whose rows and columns have names of their own."""
    titles = [name_key(column.title) for column in grid.columns]
    labels = [name_key(row.label) for row in grid.rows]
    if not grid.section or len(set(titles)) < len(titles) or len(set(labels)) < len(labels):
        return
    place = ("cell", *map(name_key, grid.section), name_key(grid.caption), "|".join(titles))
    for row, label in zip(grid.rows, labels, strict=True):
        for cell, title in zip(row.cells, titles, strict=False):
            if cell is not None and label:
                yield _of(document, cell, (*place, label, title))


def _of(document: AuditedDocument, statement: Statement, thing: tuple[str, ...], known: bool = False) -> Told:
    words = statement.attribute if statement.kind == "cell" else f"{statement.attribute} {statement.near}"
    years = {*YEAR.findall(words), *_editions(document.file, statement.section)}
    return Told(document.file, thing, tuple(sorted(years)), statement, known)


@lru_cache(maxsize=256)
def _editions(file: str, section: tuple[str, ...]) -> frozenset[str]:
    """The years that headings name, and the versions and dates that a file's name does."""
    named = (each.lower() for each in _EDITION.findall(file))
    return frozenset((*YEAR.findall(" ".join(section)), *named))


def check_across(told: Iterable[Told]) -> tuple[Finding, ...]:
    """Findings on figures that another document contradicts: one at each place, naming the others."""
    things: dict[tuple[tuple[str, ...], tuple[str, ...], str], list[Told]] = defaultdict(list)
    for each in told:
        things[each.thing, each.years, each.statement.quantity.unit].append(each)
    groups = [
        group for group in things.values() if len({each.file for each in group}) in range(2, _MOST_FILES)
    ]
    copies = _copies([group for group in groups if group[0].thing[0] == "cell"])
    ones = [group for group in groups if _is_one_thing(group, copies)]
    return tuple(dict.fromkeys(finding for group in ones for finding in _contradictions(group)))


_Pair = tuple[tuple[str, ...], str, str]


def _copies(groups: Sequence[Sequence[Told]]) -> frozenset[_Pair]:
    """Pairs of files whose tables of one place agree in all but few cells."""
    alike: dict[_Pair, list[int]] = defaultdict(lambda: [0, 0])
    for group in groups:
        for one, other in _pairs(group):
            alike[_pair(one, other)][0 if _meets(one, other) else 1] += 1
    return frozenset(
        pair
        for pair, (same, others) in alike.items()
        if same >= _LEAST_ALIKE and same >= _MOST_ALIKE * others
    )


def _pairs(group: Sequence[Told]) -> Iterator[tuple[Told, Told]]:
    """Neighbours among the files that tell a thing."""
    return ((one, other) for one, other in pairwise(group) if _are_of_one_set(one, other))


def _are_of_one_set(one: Told, other: Told) -> bool:
    """Whether two files may contradict each other: those of a series (``run-1``, ``run-2``) may differ.

    So may records of runs, which a stamp of time in their names, or a folder of results, tells.
    """
    if _RUN.search(one.file) and _RUN.search(other.file):
        return False
    return one.file != other.file and _NUMBERS.sub("#", one.file) != _NUMBERS.sub("#", other.file)


def _pair(one: Told, other: Told) -> _Pair:
    return one.thing[:-2], one.file, other.file


def _is_one_thing(group: Sequence[Told], copies: frozenset[_Pair]) -> bool:
    """Whether two values contradict each other, and are not two of many things that have one name."""
    if group[0].thing[0] == "cell":
        return all(_pair(one, other) in copies for one, other in _pairs(group))
    return group[0].is_known or len(_kinds(group)) == 2


def _kinds(group: Sequence[Told]) -> list[Told]:
    """One figure of each of those that no value rounds to."""
    kinds: list[Told] = []
    for each in group:
        if not any(_meets(each, kind) for kind in kinds):
            kinds.append(each)
    return kinds


def _agree(group: Sequence[Told]) -> bool:
    return len(_kinds(group[:MOST_OTHERS])) == 1


def _meets(one: Told, other: Told) -> bool:
    return meet(values_of(one.statement.quantity), values_of(other.statement.quantity))


def _contradictions(group: Sequence[Told]) -> Iterator[Finding]:
    for each in group:
        others = [other for other in group if _are_of_one_set(each, other) and not _meets(each, other)]
        if others:
            said = ", ".join(
                dict.fromkeys(
                    f"{figure_words(other.statement)} ({other.file}:{other.statement.line})"
                    for other in others[:MOST_OTHERS]
                )
            )
            finding = found(
                each.statement, CHECK, "contradicted", "contradiction.contradicted", computed=said,
                stated=figure_words(each.statement), said=said,
            )  # fmt: skip
            yield replace(finding, file=each.file)
