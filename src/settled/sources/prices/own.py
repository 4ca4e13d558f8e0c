"""Read a user's own prices: one price over an interval a row, one currency and one unit throughout."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from settled.errors import InputError, did_you_mean
from settled.sources import content_digest, shown
from settled.sources.own_table import Cells, Columns, rows
from settled.sources.prices.currencies import CURRENCIES
from settled.sources.prices.names import model_name, size_in, squeezed, vendor_tier
from settled.sources.prices.table import SCHEMA, PriceTable

TOKENS_PER_UNIT = {"per_mtok": 1e6, "per_ktok": 1e3, "per_token": 1.0}
COLUMNS = Columns(
    "prices",
    ("model", "valid_from", "input", "output", "currency", "unit"),
    (
        "vendor",
        "valid_to",
        "mode",
        "max_input_tokens",
        "parameters",
        "training_compute_flop",
        "released",
        "tokens",
    ),
)
MAX_ROWS = 50_000
_FIRST_YEAR = 1990


@dataclass(slots=True)
class _Priced:
    """One row as it was understood, and where it stands."""

    line: int
    key: tuple[str, str, str]
    start: date
    end: date | None
    cells: Cells
    input: float
    output: float | None


def read_own(path: Path, as_of: date) -> PriceTable:
    """A user's own table of prices (CSV).

    A price holds until ``valid_to`` (not included); without one, until the next row of the same model, vendor
    and mode, and the last of them until ``as_of``.

    Args:
        as_of: the last day that an open price is known to hold.

    Raises:
        InputError: with file and line: a negative price or none, an unknown currency, a second currency or
            unit, a row twice, prices that overlap, a gap between prices of one model, a date that is none.
    """
    found = [_priced(path, line, cells, as_of) for line, cells in _bounded(path)]
    if not found:
        raise InputError(str(path), "has no rows below its header", "add a price a row")
    _same(path, found, "currency", "convert to one currency first")
    _same(path, found, "unit", "write all prices in one unit")
    found.sort(key=lambda one: (one.key, one.start))
    _closed(path, found, as_of)
    last = max(one.end or as_of for one in found) - timedelta(days=1)
    provenance = {
        "source": "the user's own file",
        "locator": path.name,
        "licence": "not stated",
        "citation": "",
        "prices_digest": content_digest(path),
        "models_digest": "",
    }
    return PriceTable(_table(found), found[0].cells["currency"].upper(), last, {}, provenance)


def _bounded(path: Path) -> list[tuple[int, Cells]]:
    held: list[tuple[int, Cells]] = []
    for row in rows(path, COLUMNS):
        if len(held) == MAX_ROWS:
            raise InputError(f"{path}:{row[0]}", f"is beyond {MAX_ROWS:,} rows", "is it a table of prices?")
        held.append(row)
    return held


# --- one row ------------------------------------------------------------------------------------------


def _priced(path: Path, line: int, cells: Cells, as_of: date) -> _Priced:
    place = f"{path}:{line}"
    if not cells["model"]:
        raise InputError(place, "has no model", "name the model that the price is for")
    start = _date(place, "valid_from", cells["valid_from"])
    end = _date(place, "valid_to", cells["valid_to"]) if cells["valid_to"] else None
    if end is not None and end <= start:
        raise InputError(place, f"ends on {end}, not after it begins on {start}", "swap or mend the days")
    if start > as_of:
        raise InputError(place, f"begins on {start}, after {as_of}", "leave out prices that are to come")
    _known(place, "currency", cells["currency"].upper(), CURRENCIES)
    _known(place, "unit", cells["unit"], TOKENS_PER_UNIT)
    scale = 1e6 / TOKENS_PER_UNIT[cells["unit"]]
    paid = _price(place, "input", cells["input"]) * scale
    made = _price(place, "output", cells["output"]) * scale if cells["output"] else None
    for name in ("max_input_tokens", "parameters", "training_compute_flop", "tokens"):
        _positive(place, name, cells[name])
    if cells["released"]:
        _date(place, "released", cells["released"])
    key = (cells["vendor"], cells["model"], cells["mode"] or "chat")
    return _Priced(line, key, start, end, cells, paid, made)


def _date(place: str, name: str, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.year < _FIRST_YEAR:
        raise InputError(
            place, f"{name} '{shown(text)}' is not a day since {_FIRST_YEAR}", "write YYYY-MM-DD"
        )
    return day


def _known(place: str, name: str, value: str, allowed: Collection[str]) -> None:
    if not value:
        raise InputError(place, f"has no {name}", "name it in every row")
    if value not in allowed:
        raise InputError(place, f"unknown {name} '{shown(value)}'", did_you_mean(value, allowed))


def _price(place: str, name: str, text: str) -> float:
    value = _number(place, f"{name} price", text)
    if value < 0.0:
        raise InputError(place, f"the {name} price {shown(text)} is negative", "write what one pays")
    if value == 0.0:
        raise InputError(
            place, f"the {name} price is 0, of which there is no relative", "leave out what is free"
        )
    return value


def _number(place: str, name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(place, f"{name} '{shown(text)}' is not a number", "write digits and a point")
    return value


def _positive(place: str, name: str, text: str) -> None:
    if text and not 0.0 < _number(place, name, text) < 1e40:
        raise InputError(place, f"{name} {shown(text)} is not above 0", "leave the cell empty if unknown")


# --- rows together ------------------------------------------------------------------------------------


def _same(path: Path, found: list[_Priced], name: str, hint: str) -> None:
    first = found[0]
    for one in found:
        if one.cells[name].upper() != first.cells[name].upper():
            what = f"{name} '{one.cells[name]}', but line {first.line} has '{first.cells[name]}'"
            raise InputError(f"{path}:{one.line}", what, hint)


def _closed(path: Path, found: list[_Priced], as_of: date) -> None:
    """Give open prices their end; rows of one key must follow one another without overlap and without gap."""
    for one, after in zip(found, [*found[1:], None], strict=True):
        follows = after is not None and after.key == one.key
        if after is None or not follows:
            one.end = one.end or max(as_of, one.start) + timedelta(days=1)
            continue
        place = f"{path}:{after.line}"
        if after.start == one.start:
            what = f"prices {one.key[1]} from {one.start} again, as line {one.line} does"
            raise InputError(place, what, "remove one of the two rows")
        one.end = one.end or after.start
        if one.end > after.start:
            what = f"begins on {after.start}, before line {one.line} ends on {one.end}"
            raise InputError(place, what, "end the earlier price where the later one begins")
        if one.end < after.start:
            what = f"leaves a gap of {(after.start - one.end).days} days after line {one.line}"
            raise InputError(place, what, "add the price of these days, or name it another model")


def _table(found: list[_Priced]) -> pa.Table:
    items = {key: place for place, key in enumerate(sorted({one.key for one in found}))}
    return pa.Table.from_pylist([_row(one, items) for one in found], schema=SCHEMA)


def _row(one: _Priced, items: dict[tuple[str, str, str], int]) -> dict[str, object]:
    vendor, model, mode = one.key
    cells = one.cells
    told = _cell(cells["parameters"])
    size = told if told is not None else size_in(model)
    context = _cell(cells["max_input_tokens"])
    return {
        "item": items[one.key],
        "vendor": vendor,
        "model": model_name(model) or squeezed(model) or model,
        "mode": mode,
        "start": one.start,
        "end": one.end,
        "input": one.input,
        "output": one.output,
        "tokens": _cell(cells["tokens"]),
        "max_input_tokens": None if context is None else round(context),
        "parameters": size,
        "size_from": "own" if told is not None else None if size is None else "name",
        "training_compute_flop": _cell(cells["training_compute_flop"]),
        "released": _released(cells["released"]),
        "known_as": None,
        "tier": vendor_tier(vendor),
    }


def _cell(text: str) -> float | None:
    return float(text) if text else None


def _released(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
