"""Observations by hand, for every indicator's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest

from settled.indicators.rows import Observed
from settled.ledger import Ledger
from settled.records import Observation, Snapshot

Count = tuple[str, str, date, date, int | None, int | None, float | None]


def observation(measure: str, source: str, start: date, end: date, k, n, value=None, technology="t"):
    return Observation("f", technology, measure, start, end, k, n, value, None, source, "s1")


def snapshot() -> Snapshot:
    return Snapshot("s1", "papers", "x", "", "2026-11-24", "0" * 64, "text", 1, "0" * 64, "0.1.0", 1)


@pytest.fixture
def observed(tmp_path: Path) -> Callable[[Iterable[Observation]], Observed]:
    """Puts observations through a real ledger and gives what indicators read."""
    made = 0

    def make(observations: Iterable[Observation], until: date | None = None) -> Observed:
        nonlocal made
        made += 1
        ledger = Ledger.open(tmp_path / str(made), shipped=None)
        ledger.append(snapshot(), observations)
        return Observed(ledger.columns(until=until))

    return make
