"""Documents as JSON text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

Document = dict[str, Any]


def to_json(document: Document | Sequence[Document]) -> str:
    """A document, or a list of them, as JSON text; refuses NaN, which JSON does not have.

    >>> print(to_json({"schema": "settled/board/1"}))
    {
      "schema": "settled/board/1"
    }
    """
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2, default=_plain)


def _plain(value: object) -> object:
    """Dates as ISO text and NumPy scalars as Python's own."""
    if isinstance(value, date):
        return value.isoformat()
    item = getattr(value, "item", None)
    if item is None:
        raise TypeError(f"{type(value).__name__} has no place in a JSON document")
    return item()
