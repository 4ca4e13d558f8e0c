"""Which table of prices is looked at: the user's own, a data folder's, or the one that ships."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from settled.sources import prices
from settled.sources.prices.table import PriceTable


def table_of(own: Path | None, data: Path | None, as_of: date) -> PriceTable:
    """The user's own prices if he names a file, else those in the data folder, else the shipped ones.

    Args:
        as_of: the last day on which an open price of the user's own is known to hold.

    Raises:
        InputError: the file or folder that is named cannot be used.
    """
    if own is not None:
        return prices.read_own(own, as_of)
    return prices.read(data) if data is not None else prices.read_shipped()
