"""Figures of a user's own tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from settled.indicators.price_index import Indexed
from settled.pipeline.prices.evidence import indices_of
from settled.pipeline.prices.tables import table_of
from settled.records import Market
from settled.sources.own_shares import read_shares


def own_markets(path: Path, as_of: date) -> list[Market]:
    """The markets of a user's table of shares, each in each of its periods.

    Raises:
        InputError: the table is not as it should be, with file and line.
    """
    return read_shares(path, as_of)


def own_prices(path: Path, as_of: date) -> dict[str, Indexed]:
    """Indices of a user's own prices, by what they are of.

    Raises:
        InputError: the table is not as it should be, with file and line.
    """
    return {f"own prices, {name}": found for name, found in indices_of(table_of(path, None, as_of)).items()}
