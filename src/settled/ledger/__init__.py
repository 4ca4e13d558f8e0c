"""What was counted, append-only and with its provenance: SQLite, and sightings in Parquet beside it."""

from __future__ import annotations

from settled.ledger.columns import Columns
from settled.ledger.held import Held
from settled.ledger.ledger import SHIPPED, Appended, Ledger

__all__ = ["SHIPPED", "Appended", "Columns", "Held", "Ledger"]
