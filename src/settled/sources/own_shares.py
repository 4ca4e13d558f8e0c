"""Read a user's own market table: what a firm has of a market in a period, a row."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path

from settled.errors import InputError, did_you_mean
from settled.records import Market
from settled.sources import own_table, shown
from settled.sources.own_table import Cells, Columns
from settled.sources.prices.currencies import CURRENCIES

COLUMNS = Columns("market shares", ("firm", "value", "unit"), ("market", "period"))
MAX_ROWS = 50_000
UNITS = ("percent", "share", "count", "tokens")
"""Of ``value``; or a currency. ``count``: independent units (releases, respondents), which a sample has."""

SOURCE = "the user's own file"
OTHERS = frozenset({"other", "others", "rest", "unknown", "其他", "其它"})
"""What a firm is called that stands for all that are not named."""

_WHOLE = {"percent": 100.0, "share": 1.0}
_ROUNDED = 0.005  # shares that are printed rounded may sum to a little more than the whole
_PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d\d)))?")
_MOST = 1e30  # a sum of so many and their squares stay finite


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    market: str
    firm: str
    period: tuple[date, int]
    value: float
    unit: str
    written: str


def read_shares(path: Path, as_of: date) -> list[Market]:
    """A user's own markets (CSV): each market in each of its periods, in their order.

    A firm by one of the names in ``OTHERS``, and what shares lack to the whole, is the market's unknown part.
    Without ``period`` a row is of the year of ``as_of``.

    Args:
        as_of: no period may begin after it.

    Raises:
        InputError: with file and line: a share below 0 or above the whole, alone or summed; a firm twice in a
            period; two units or two lengths of periods in one market; a period or a firm that is missing
            between two others; a period that is none.
    """
    found = [_row(f"{path}:{line}", line, cells, as_of) for line, cells in _bounded(path)]
    if not found:
        raise InputError(str(path), "has no rows below its header", "add a row for each firm and period")
    found.sort(key=lambda one: (one.market, one.period, one.line))
    markets: list[Market] = []
    for _, rows in groupby(found, key=lambda one: one.market):
        markets += _market(path, list(rows))
    return markets


def _bounded(path: Path) -> Iterator[tuple[int, Cells]]:
    for number, (line, cells) in enumerate(own_table.rows(path, COLUMNS)):
        if number == MAX_ROWS:
            raise InputError(
                f"{path}:{line}", f"is beyond {MAX_ROWS:,} rows", "is it a table of market shares?"
            )
        yield line, cells


# --- one row ------------------------------------------------------------------------------------------


def _row(place: str, line: int, cells: Cells, as_of: date) -> _Row:
    if not cells["firm"]:
        raise InputError(place, "has no firm", "name it, or write 'others'")
    written = cells["period"] or f"{as_of.year}"
    period = _period(place, written)
    if period[0] > as_of:
        raise InputError(place, f"begins on {period[0]}, after {as_of}", "leave out what is to come")
    unit = cells["unit"] if cells["unit"] in UNITS else cells["unit"].upper()
    if unit not in UNITS and unit not in CURRENCIES:
        what = f"unknown unit '{shown(cells['unit'])}'" if cells["unit"] else "has no unit"
        raise InputError(place, what, f"{did_you_mean(cells['unit'], UNITS)}, or a currency's code")
    firm = "others" if cells["firm"].casefold() in OTHERS else cells["firm"]
    market = cells["market"] or "market"
    return _Row(line, market, firm, period, _value(place, cells["value"], unit), unit, written)


def _period(place: str, text: str) -> tuple[date, int]:
    """First day, and months."""
    found = _PERIOD.fullmatch(text)
    year = int(found[1]) if found else 0
    month = int(found[3] or 1) if found else 0
    if found is None or year < 1900 or not 1 <= month <= 12:
        raise InputError(place, f"'{shown(text)}' is no period", "write 2025, 2025-Q3 or 2025-03")
    if found[2]:
        return date(year, 3 * int(found[2]) - 2, 1), 3
    return date(year, month, 1), 1 if found[3] else 12


def _value(place: str, text: str, unit: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value > _MOST:
        raise InputError(place, f"value '{shown(text)}' is not a number", "write digits and a point")
    if value < 0.0:
        raise InputError(place, f"value {shown(text)} is negative", "a firm has 0 of a market, or more")
    if value > _WHOLE.get(unit, math.inf):
        hint = "100 is all of it" if unit == "percent" else "1 is all of it; is the unit percent?"
        raise InputError(place, f"{shown(text)} {unit} is more than the whole market", hint)
    return value


# --- rows together ------------------------------------------------------------------------------------


def _market(path: Path, rows: list[_Row]) -> Iterator[Market]:
    """One market's periods; ``rows`` are sorted by period and line."""
    _alike(path, rows)
    periods = [list(those) for _, those in groupby(rows, key=lambda one: one.period)]
    _no_gap(path, periods)
    for those in periods:
        _once(path, those)
    _no_hole(path, periods)
    for those in periods:
        yield _in_period(path, those)


def _alike(path: Path, rows: Sequence[_Row]) -> None:
    first = min(rows, key=lambda one: one.line)
    for one in sorted(rows, key=lambda one: one.line):
        if one.unit != first.unit:
            what = f"unit '{one.unit}', but line {first.line} has '{first.unit}'"
            raise InputError(f"{path}:{one.line}", what, "write a market in one unit")
        if one.period[1] != first.period[1]:
            what = f"period '{one.written}', but line {first.line} has '{first.written}'"
            raise InputError(f"{path}:{one.line}", what, "use years, quarters or months throughout a market")


def _no_gap(path: Path, periods: Sequence[Sequence[_Row]]) -> None:
    for before, after in pairwise(periods):
        (then, months), (now, _) = before[0].period, after[0].period
        apart = 12 * (now.year - then.year) + now.month - then.month
        if apart != months:
            what = f"leaves a gap of {apart // months - 1} periods after line {before[-1].line}"
            raise InputError(f"{path}:{after[0].line}", what, "add them, or call it another market")


def _once(path: Path, rows: Sequence[_Row]) -> None:
    seen: dict[str, int] = {}
    for one in rows:
        if one.firm in seen:
            what = f"has {shown(one.firm)} in {one.written} again, as line {seen[one.firm]} does"
            raise InputError(f"{path}:{one.line}", what, "remove one of the two rows")
        seen[one.firm] = one.line


def _no_hole(path: Path, periods: Sequence[Sequence[_Row]]) -> None:
    """A firm is in every period between its first and its last: one that is left out may have any share."""
    last: dict[str, tuple[int, int]] = {}
    for number, rows in enumerate(periods):
        for one in rows:
            before, line = last.get(one.firm, (number - 1, 0))
            if one.firm != "others" and before < number - 1:
                missed = periods[before + 1][0].written
                what = f"has {shown(one.firm)} again after line {line}, which {missed} leaves out"
                raise InputError(f"{path}:{one.line}", what, "add its row there; 0 if it had nothing")
            last[one.firm] = (number, one.line)


def _in_period(path: Path, rows: Sequence[_Row]) -> Market:
    start, months = rows[0].period
    named = [one for one in rows if one.firm != "others" and one.value > 0.0]
    place = f"{path}:{rows[-1].line}"
    total = math.fsum(one.value for one in rows)
    whole = _WHOLE.get(rows[0].unit)
    if whole is not None and total > whole * (1.0 + _ROUNDED):
        what = f"brings {rows[0].market} in {rows[0].written} to {total:g} {rows[0].unit}, above the whole"
        raise InputError(place, what, "shares of one market sum to no more than all of it")
    if not named:
        what = f"ends {rows[0].market} in {rows[0].written}, where no named firm has anything"
        raise InputError(place, what, "add the firms of that period")
    known = math.fsum(one.value for one in named)
    ranked = sorted(named, key=lambda one: (-one.value, one.firm))
    return Market(
        field="",
        name=rows[0].market,
        source=SOURCE,
        start=start,
        end=_last_day(start, months),
        counts=tuple((one.firm, one.value) for one in ranked),
        unknown=max(0.0, 1.0 - known / max(total, whole or 0.0)),
        counted=rows[0].unit == "count",
    )


def _last_day(start: date, months: int) -> date:
    month = start.month + months - 1
    return date(start.year, month, calendar.monthrange(start.year, month)[1])
