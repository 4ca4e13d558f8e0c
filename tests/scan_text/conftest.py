"""What the tests of the text scanner share: the shipped fields, a scanner of them, batches of texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from settled import catalog
from settled.records import Field
from settled.scan.text import TextScanner

Text = tuple[str | None, str | None]


def _batch(texts: Sequence[Text]) -> pa.RecordBatch:
    count = len(texts)
    return pa.RecordBatch.from_pydict(
        {
            "unit": [f"papers:made-up:2025:{number}" for number in range(count)],
            "unit_key": list(range(100, 100 + count)),
            "source": [f"papers/venue{number % 3}" for number in range(count)],
            "period": [date(2020 + number % 5, 1, 1) for number in range(count)],
            "title": [title for title, _ in texts],
            "abstract": [abstract for _, abstract in texts],
        },
        schema=pa.schema(
            [
                ("unit", pa.string()),
                ("unit_key", pa.int64()),
                ("source", pa.string()),
                ("period", pa.date32()),
                ("title", pa.string()),
                ("abstract", pa.string()),
            ]
        ),
    )


@pytest.fixture(scope="session")
def batch_of() -> Callable[[Sequence[Text]], pa.RecordBatch]:
    """A batch of units from (title, abstract) pairs."""
    return _batch


@pytest.fixture(scope="session")
def shipped() -> tuple[Field, ...]:
    """The fields of today: contests of the past share names with them (see ``tests/catalog``)."""
    return tuple(field for field in catalog.load().fields.values() if field.status == "current")


@pytest.fixture(scope="session")
def scanner(shipped: tuple[Field, ...]) -> TextScanner:
    """A scanner for the fields that ship."""
    return TextScanner(shipped)


@pytest.fixture(scope="session")
def seen(scanner: TextScanner) -> Callable[..., list[dict[str, Any]]]:
    """The sightings, as dicts, of one abstract (with an empty title, or another) by the shipped fields."""

    def of(abstract: str, title: str = "") -> list[dict[str, Any]]:
        return scanner.scan(_batch([(title, abstract)])).to_pylist()

    return of
