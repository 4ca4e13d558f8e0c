"""What a scan of code saw, as plain text: what is adopted, where, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from settled.records import Field
from settled.report.columns import GAP, WIDTH, cells, line, wrap
from settled.report.tables import name_of

Row = Mapping[str, Any]
"""A sighting with the names of ``SIGHTING_COLUMNS``."""

_FIELD, _NAME = 21, 26
_INDENT = "  "


def adopted_table(rows: Iterable[Row], roots: int, fields: Mapping[str, Field]) -> str:
    """The technologies that roots adopt, most first, field by field; empty where there are none.

    Of one root the number is that of files, of several that of roots.
    """
    found: dict[str, dict[str, set[object]]] = {}
    for row in rows:
        where = row["path"] if roots == 1 else row["unit"]
        found.setdefault(row["field"], {}).setdefault(row["technology"], set()).add(where)
    if not found:
        return ""
    head = "files that adopt each technology" if roots == 1 else f"adopted by how many of the {roots}"
    lines = [line(["field", head], [_FIELD, WIDTH - _FIELD - len(GAP)])]
    for field in _ordered(found, fields):
        lines += _field_row(field, found[field], fields.get(field))
    return "\n".join(lines)


def _field_row(field: str, found: Mapping[str, set[object]], known: Field | None) -> list[str]:
    most_first = sorted(found, key=lambda one: (-len(found[one]), one))
    said = ", ".join(f"{name_of(known, one)} {len(found[one]):,}" for one in most_first)
    first, *more = wrap(said, WIDTH - _FIELD - len(GAP))
    return [line([field, first], [_FIELD, WIDTH]), *(" " * (_FIELD + len(GAP)) + one for one in more)]


def history_table(rows: Sequence[Row], days: Sequence[date], every: str, fields: Mapping[str, Field]) -> str:
    """Who was adopted when: files by technology and state, the newest states that fit; empty for none.

    States closer than a year are shown as far as they all fit; else the last of each year.

    Args:
        days: of all states, in their order; ``every``: ``month``, ``quarter`` or ``year``.
    """
    if not rows:
        return ""
    shown, labels = _columns(days, every)
    files: dict[str, dict[str, dict[date, set[object]]]] = {}
    for row in rows:
        if row["period"] in shown:
            technologies = files.setdefault(row["field"], {}).setdefault(row["technology"], {})
            technologies.setdefault(row["period"], set()).add(row["path"])
    widths = [_NAME, *map(len, labels)]
    right = frozenset(range(1, len(widths)))
    lines = [line(["files that adopt it", *labels], widths, right)]
    for field in _ordered(files, fields):
        lines.append(field)
        for technology in _most_first(files[field]):
            counts = (len(files[field][technology].get(day, ())) for day in shown)
            name = _INDENT + name_of(fields.get(field), technology)
            lines.append(line([name, *(f"{count:,}" if count else "-" for count in counts)], widths, right))
    return "\n".join(lines)


def _columns(days: Sequence[date], every: str) -> tuple[list[date], list[str]]:
    """The states that are shown, and what they are called."""
    labels = [_label(day, every) for day in days]
    if every != "year" and not _fit(labels):
        by_year = {day.year: day for day in days}
        days, labels = list(by_year.values()), [str(year) for year in by_year]
    while not _fit(labels):
        days, labels = days[1:], labels[1:]
    return list(days), labels


def _fit(labels: Sequence[str]) -> bool:
    return _NAME + sum(len(GAP) + cells(label) for label in labels) <= WIDTH


def _label(day: date, every: str) -> str:
    if every == "month":
        return f"{day:%Y-%m}"
    return f"{day.year}q{(day.month + 2) // 3}" if every == "quarter" else str(day.year)


def _most_first(found: Mapping[str, Mapping[date, set[object]]]) -> list[str]:
    """Technologies by the files of their newest states."""

    def standing(technology: str) -> list[tuple[int, int]]:
        return [(day.toordinal(), len(paths)) for day, paths in sorted(found[technology].items())][::-1]

    return sorted(sorted(found), key=standing, reverse=True)


def _ordered(found: Iterable[str], fields: Mapping[str, Field]) -> list[str]:
    """Fields in the catalog's order."""
    order = {name: position for position, name in enumerate(fields)}
    return sorted(found, key=lambda name: (order.get(name, len(order)), name))
