"""Read the table of prices: one price of one model from one vendor, over an interval."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from settled.errors import InputError
from settled.sources import content_digest, parquet, read_origin, readable_file
from settled.sources.prices.capability import Capability, capabilities, of_model
from settled.sources.prices.corrections import Quote, mistaken
from settled.sources.prices.names import model_name, vendor_tier
from settled.sources.prices.table import SCHEMA, PriceTable

PRICES = "prices.parquet"
MODELS = "epoch_models.parquet"
MAP = "litellm"
# Dearest plausible price. Above it the map's rows are mistakes of unit (a price of an image or a page).
MOST_USD_PER_MTOK = 1000.0
MAX_ROWS = 500_000

UNDATED = "of a list that does not keep the day of a price"
NO_DAY = "no day from which the price held"
NO_TIME = "ends before it begins"
NO_PRICE = "no price"
ZERO = "price of zero: free or unknown"
NEGATIVE = "negative price"
ABSURD = "above 1,000 USD per million tokens: a mistake of unit"

COLUMNS = (
    "source", "vendor", "model", "valid_from", "valid_to", "last_seen", "input_usd_per_mtok",
    "output_usd_per_mtok", "mode", "max_input_tokens",
)  # fmt: skip
# Where nothing is generated, only the input has a price.
_INPUT_ONLY = frozenset({"embedding", "rerank", "moderation", "moderations"})

_Row = dict[str, str | None]


def read(folder: Path) -> PriceTable:
    """The prices of the map whose days are known; quirks of the data are dropped and counted.

    A row without ``valid_to`` ends on the day after its model was last seen in the map. The hand-kept list
    (``llm-prices``) does not say when a price began, and is left out.

    Args:
        folder: holds ``prices.parquet``, and ``epoch_models.parquet`` for sizes, compute and release days.

    Raises:
        InputError: a file is missing, empty, damaged, lacks a column, or holds no price that can be used.
    """
    path = readable_file(folder / PRICES)
    rows = _rows(path)
    known = capabilities(folder / MODELS)
    skipped: Counter[str] = Counter()
    dated = [row for row in rows if row["source"] == MAP]
    skipped[UNDATED] = len(rows) - len(dated)
    last = max((day for row in dated if (day := _day(row["last_seen"]))), default=None)
    priced = [one for row in dated if (one := _price(row, skipped)) is not None]
    good = _uncorrected(priced, skipped)
    if not good or last is None:
        raise InputError(str(path), "holds no price that can be used", "is it a table of prices?")
    origin = read_origin(Path(__file__).parent)
    provenance = {
        "source": origin.source,
        "locator": PRICES,
        "licence": origin.licence,
        "citation": origin.citation,
        "prices_digest": content_digest(path),
        "models_digest": content_digest(folder / MODELS),
    }
    return PriceTable(_table(good, known), "USD", last, dict(+skipped), provenance)


def _rows(path: Path) -> list[_Row]:
    parquet.need(str(path), parquet.schema(path).names, COLUMNS)
    rows: list[_Row] = []
    for batch in parquet.batches(path, COLUMNS, 16384):
        if len(rows) + batch.num_rows > MAX_ROWS:
            raise InputError(str(path), f"has more than {MAX_ROWS:,} rows", "is it a table of prices?")
        texts = [parquet.as_text(str(path), name, batch.column(name)).to_pylist() for name in COLUMNS]
        rows += [dict(zip(COLUMNS, cells, strict=True)) for cells in zip(*texts, strict=True)]
    return rows


def _price(row: _Row, skipped: Counter[str]) -> dict[str, object] | None:
    found = _judged(row)
    if isinstance(found, str):
        skipped[found] += 1
        return None
    return found


def _judged(row: _Row) -> dict[str, object] | str:
    """The price of a row, or why it is none."""
    mode = row["mode"] or "unknown"
    paid, made = _number(row["input_usd_per_mtok"]), _number(row["output_usd_per_mtok"])
    if mode in _INPUT_ONLY and not made:
        made = paid
    fault = _fault(paid, made)
    if fault:
        return fault
    start, seen = _day(row["valid_from"]), _day(row["last_seen"])
    if start is None or seen is None or not row["model"]:
        return NO_DAY
    end = _day(row["valid_to"]) or (seen + timedelta(days=1))
    if end <= start:
        return NO_TIME
    tokens = _number(row["max_input_tokens"])
    return {
        "vendor": row["vendor"] or "unknown",
        "written": row["model"],
        "mode": mode,
        "start": start,
        "end": end,
        "input": paid,
        "output": None if mode in _INPUT_ONLY else made,
        "max_input_tokens": int(tokens) if tokens else None,
    }


def _fault(paid: float | None, made: float | None) -> str:
    if paid is None or made is None:
        return NO_PRICE
    if min(paid, made) < 0.0:
        return NEGATIVE
    if min(paid, made) == 0.0:
        return ZERO
    return ABSURD if max(paid, made) > MOST_USD_PER_MTOK else ""


def _uncorrected(rows: list[dict[str, object]], skipped: Counter[str]) -> list[dict[str, object]]:
    """Rows less the mistakes that the map took back."""
    wrong = mistaken([_quote(row) for row in rows])
    skipped.update(wrong.values())
    return [row for place, row in enumerate(rows) if place not in wrong]


def _quote(row: dict[str, object]) -> Quote:
    paid, made, start = row["input"], row["output"], row["start"]
    assert isinstance(paid, float)
    assert isinstance(start, date)
    log_price = 0.5 * (math.log(paid) + math.log(made)) if isinstance(made, float) else math.log(paid)
    written = str(row["written"])
    return Quote((str(row["vendor"]), written, str(row["mode"])), model_name(written), start, log_price)


def _table(rows: list[dict[str, object]], known: dict[str, Capability]) -> pa.Table:
    """Rows of the schema; an item is one name at one vendor in one mode."""
    names = {str(row["written"]) for row in rows}
    models = {name: model_name(name) for name in names}
    told = {name: of_model(models[name], name, known) for name in names}
    keys = sorted({(str(row["vendor"]), str(row["written"]), str(row["mode"])) for row in rows})
    items = {key: place for place, key in enumerate(keys)}
    full = []
    for row in rows:
        name, vendor = str(row["written"]), str(row["vendor"])
        capability, size_from = told[name]
        full.append(
            row
            | capability._asdict()
            | {
                "item": items[vendor, name, str(row["mode"])],
                "model": models[name],
                "size_from": size_from,
                "tier": vendor_tier(vendor),
            }
        )
    return pa.Table.from_pylist(full, schema=SCHEMA).sort_by([("item", "ascending"), ("start", "ascending")])


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None
