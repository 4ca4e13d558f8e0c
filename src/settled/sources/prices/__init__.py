"""Prices of language models per million tokens: who asked how much for which model, from when to when."""

from settled.sources.prices.own import read_own
from settled.sources.prices.read import read
from settled.sources.prices.shipped import read_shipped, write_shipped

__all__ = ["read", "read_own", "read_shipped", "write_shipped"]
