"""Prices over time: from a table of prices, by way of a panel of months, to indices.

``python -m settled.pipeline.prices FOLDER`` reads the prices in a data folder and writes those that ship.
"""

from settled.pipeline.prices.history import price_history
from settled.pipeline.prices.panels import Choice
from settled.pipeline.prices.tables import table_of

__all__ = ["Choice", "price_history", "table_of"]
