"""What a price is to every reader of prices: one row, whichever file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyarrow as pa

SCHEMA = pa.schema(
    [
        ("item", pa.int32()),
        ("vendor", pa.large_string()),
        ("model", pa.large_string()),
        ("mode", pa.large_string()),
        ("start", pa.date32()),
        ("end", pa.date32()),
        ("input", pa.float64()),
        ("output", pa.float64()),
        ("tokens", pa.float64()),
        ("max_input_tokens", pa.int64()),
        ("parameters", pa.float64()),
        ("size_from", pa.large_string()),
        ("training_compute_flop", pa.float64()),
        ("released", pa.date32()),
        ("known_as", pa.large_string()),
        ("tier", pa.large_string()),
    ]
)
"""One price of one model from one vendor.

- ``item``: number of what is priced (one model at one vendor under one name); relatives are taken within it;
- ``vendor``, ``model`` (the model itself, whoever sells it: see ``names``), ``mode`` (``chat`` ...);
- ``start``, ``end``: the price held from the first to before the second day;
- ``input``, ``output``: per million tokens; ``output`` is null where only input is paid for (embeddings);
- ``tokens``: tokens bought from start to end, null where nobody tells (prices are not usage);
- ``max_input_tokens``, ``parameters``, ``training_compute_flop``: null where unknown;
- ``size_from``: where ``parameters`` are from, ``epoch`` or ``name``;
- ``released``, ``known_as``: day of release and name in Epoch AI's table, null where the model is not in it;
- ``tier``: what kind of vendor it is (``maker``, ``cloud``, ``host``), null where unknown.
"""


@dataclass(frozen=True, slots=True)
class PriceTable:
    """Prices, and how they were come by.

    Attributes:
        rows: of ``SCHEMA``, ordered by item and start.
        currency: ISO 4217 code.
        last_day: the last day that the table speaks of.
        skipped: rows that are not among them, by reason.
        provenance: where they are from: source, locator, digest, licence.
    """

    rows: pa.Table
    currency: str
    last_day: date
    skipped: dict[str, int]
    provenance: dict[str, str]
