"""Downloads of packages: the share of each technology among the packages of its field's group.

A package speaks for the technology whose ``packages`` or ``downloads`` names it. The denominator is the
downloads of all packages of the group that some technology of the field claims, in the same month, so that it
holds rivals only and nothing that merely stands in the group. A package that comes along with another of the
group (``comes_with``) is left out above and below: its downloads are another's choice.

Not to be trusted as use: most downloads are made by machines. A technology whose packages were below a
month's list has no share in that month, not a share of 0; the others' shares are then too high by less than
the list's cut-off. Shares before and after a change of ``regime`` may differ by a step of the measurement.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import pyarrow as pa

from settled.records import Field

SCANNER = "downloads"
SCANNER_VERSION = 1


@dataclass(frozen=True, slots=True)
class DownloadShare:
    """One technology's share of a field's downloads in one month.

    Attributes:
        period_start: first day of the month; ``period_end``: the last.
        share: in [0, 1]; ``downloads_per_day``: of the technology, ``group_per_day``: of it and its rivals.
        regime: how the month was measured; a trend may step where it changes.
    """

    field: str
    technology: str
    period_start: date
    period_end: date
    share: float
    downloads_per_day: float
    group_per_day: float
    regime: str


def claims(field: Field) -> dict[str, str]:
    """The technology that each package speaks for; variants count for their technology.

    A package that several technologies name speaks for the first of them, so that nothing is counted twice.
    """
    found: dict[str, str] = {}
    for technology in field.technologies:
        parts = (technology.signatures, *(variant.signatures for variant in technology.variants))
        for package in (name for part in parts for name in (*part.packages, *part.downloads)):
            found.setdefault(package, technology.id)
    return found


def shares(batches: Iterable[pa.RecordBatch], field: Field) -> list[DownloadShare]:
    """Shares of a field's technologies, by month and then in the catalog's order.

    Args:
        batches: columns ``group``, ``project``, ``period`` (first of the month), ``downloads_per_day``,
            ``regime`` and ``comes_with``; those of other groups are passed over.

    Returns:
        Nothing for a field without ``download_group``, and for a month in which fewer than two technologies
        are listed: there is no share without a rival.
    """
    if field.download_group is None:
        return []
    owner = claims(field)
    months: dict[date, dict[str, float]] = {}
    regimes: dict[date, str] = {}
    for row in _rows(batches, field.download_group):
        technology = owner.get(row["project"])
        if technology is None or row["comes_with"] is not None:
            continue
        sums = months.setdefault(row["period"], {})
        sums[technology] = sums.get(technology, 0.0) + row["downloads_per_day"]
        regimes[row["period"]] = row["regime"]
    order = [technology.id for technology in field.technologies]
    return [
        share
        for month in sorted(months)
        if len(months[month]) > 1
        for share in _of_month(field.id, order, month, months[month], regimes[month])
    ]


def steps(monthly: Sequence[DownloadShare]) -> tuple[date, ...]:
    """First days of the months measured in another way than the one before: a trend may step there."""
    regimes = sorted({(share.period_start, share.regime) for share in monthly})
    return tuple(now[0] for before, now in pairwise(regimes) if before[1] != now[1])


_READ = ("group", "project", "period", "downloads_per_day", "regime", "comes_with")


def _rows(batches: Iterable[pa.RecordBatch], group: str) -> list[dict[str, Any]]:
    rows = [
        row for batch in batches for row in batch.select(list(_READ)).to_pylist() if row["group"] == group
    ]
    return sorted(rows, key=lambda row: (row["period"], row["project"]))


def _of_month(
    field: str, order: Sequence[str], month: date, sums: Mapping[str, float], regime: str
) -> list[DownloadShare]:
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    whole = sum(sums[technology] for technology in order if technology in sums)
    return [
        DownloadShare(
            field, technology, month, last, sums[technology] / whole, sums[technology], whole, regime
        )
        for technology in order
        if technology in sums and whole > 0
    ]
