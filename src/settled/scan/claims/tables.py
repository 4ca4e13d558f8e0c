"""Figures in tables: rows that are indicators, or rows that are technologies with a column an indicator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from settled.scan.claims.attributes import Attributes
from settled.scan.claims.blocks import Table
from settled.scan.claims.digits import half_width
from settled.scan.claims.numbers import Number, numbers
from settled.scan.claims.subjects import Subject, Subjects

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ASIDE = re.compile(r"[（(][^（）()]{0,500}[）)]")
_PERCENT = re.compile(r"[（(]\s?%\s?[）)]|\bin %|\bper ?cent\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A figure that a document states on a subject: ``line`` is that of the file."""

    line: int
    subject: Subject
    attribute: str
    share: float
    bound: str


def in_table(table: Table, subjects: Subjects, attributes: Attributes) -> Iterator[Found]:
    """The figures of a table whose rows, or whose columns, are indicators of a technology."""
    by_row = [(line, attributes.of_label(cells[0]) if cells else None, cells) for line, cells in table.rows]
    if any(attribute for _, attribute, _ in by_row):
        rows = [(line, attribute, cells) for line, attribute, cells in by_row if attribute]
        yield from _indicator_rows(table, rows, subjects)
    else:
        yield from _technology_rows(table, subjects, attributes)


def figure(cell: str, *, in_percent: bool = False) -> Number | None:
    """The one figure that a cell states, its asides left out unless it has none outside them.

    >>> figure("10%+ (in places 20%)").value, figure("very high (95%)").value, figure("4 kB")
    (0.1, 0.95, None)
    """
    outside = _ASIDE.sub(" ", half_width(cell))
    found = _shares(outside, in_percent) or _shares(half_width(cell), in_percent)
    return found[0] if len(found) == 1 else None


def _shares(text: str, in_percent: bool) -> list[Number]:
    """Figures in per cent; a plain number only where it is all that stands there."""
    every = list(numbers(text))
    percents = [number for number in every if number.percent]
    if percents:
        return percents
    alone = len(every) == 1 and text[: every[0].start].strip() == text[every[0].end :].strip() == ""
    return every if alone and every[0].share(in_percent=in_percent) is not None else []


def _found(line: int, subject: Subject, attribute: str, cell: str, title: str) -> Iterator[Found]:
    in_percent = bool(_PERCENT.search(half_width(title)))
    number = figure(cell, in_percent=in_percent)
    if number is not None:
        share = number.share(in_percent=in_percent)
        if share is not None:
            yield Found(line, subject, attribute, share, number.bound)


_Row = tuple[int, str | None, tuple[str, ...]]


def _indicator_rows(table: Table, rows: Sequence[_Row], subjects: Subjects) -> Iterator[Found]:
    """Rows are indicators: of the technologies that head the columns, else of the caption's or heading's."""
    near = _near(table, subjects)
    heads = subjects.of_cells(table.header[1:], f"{table.header[0]} {table.caption}", near)
    columns = [(column, subject) for column, subject in enumerate(heads, 1) if subject is not None]
    if not columns and near is not None:
        columns = [(column, near) for column in _value_column(table, rows)]
    for line, attribute, cells in rows:
        for column, subject in columns:
            if column < len(cells) and attribute is not None:
                title = f"{cells[0]} {table.header[column]}"
                yield from _found(line, subject, attribute, cells[column], title)


def _value_column(table: Table, rows: Sequence[_Row]) -> list[int]:
    """The column of figures: the latest year's where years head the columns, else the first with a figure."""
    filled = [
        column
        for column in range(1, len(table.header))
        if any(column < len(cells) and figure(cells[column], in_percent=True) for _, _, cells in rows)
    ]
    return _latest([(column, table.header[column]) for column in filled])[:1]


def _technology_rows(table: Table, subjects: Subjects, attributes: Attributes) -> Iterator[Found]:
    """Rows are technologies, and some columns are indicators."""
    by_attribute: dict[str, list[tuple[int, str]]] = {}
    for column, title in enumerate(table.header):
        attribute = attributes.of_label(title)
        if attribute is not None and column > 0:
            by_attribute.setdefault(attribute, []).append((column, title))
    if not by_attribute:
        return
    labels = _label_column(table)
    title = f"{table.header[labels]} {table.caption}"
    names = subjects.of_cells([cells[labels] for _, cells in table.rows], title, _near(table, subjects))
    for (line, cells), subject in zip(table.rows, names, strict=True):
        for attribute, columns in by_attribute.items():
            column = _latest(columns)[0]
            if subject is not None and column < len(cells):
                yield from _found(line, subject, attribute, cells[column], table.header[column])


def _label_column(table: Table) -> int:
    """The column of the rows' names: the first, or the second where the first only numbers the rows."""
    numbered = all(cells[0].strip(" .#").isdigit() for _, cells in table.rows)
    return 1 if numbered and len(table.header) > 2 else 0


def _latest(columns: list[tuple[int, str]]) -> list[int]:
    """The columns, that of the latest year first; those without a year as they stand."""
    return [column for column, title in sorted(columns, key=lambda item: -_year(item[1]))]


def _year(title: str) -> int:
    return max((int(year) for year in _YEAR.findall(half_width(title))), default=0)


def _near(table: Table, subjects: Subjects) -> Subject | None:
    """The subject that the caption names, else that of the nearest heading."""
    caption = subjects.only(table.caption, f"{table.caption} {' '.join(table.headings)}")
    return caption or subjects.of_headings(table.headings)
