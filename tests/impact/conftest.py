"""Inputs of figures by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from settled.indicators.figures.inputs import Inputs
from settled.indicators.rows import Observed
from settled.ledger import Ledger
from settled.records import Observation, Snapshot
from settled.records.industry import Industry

AS_OF = date(2026, 6, 30)


def counted(
    technology: str, measure: str, source: str, period: tuple[date, date], k: int, n: int
) -> Observation:
    """k of n in field ``f``."""
    return Observation("f", technology, measure, *period, k, n, None, None, source, "s1")


def valued(technology: str, source: str, period: tuple[date, date], value: float) -> Observation:
    """A share of downloads in field ``f``."""
    return Observation("f", technology, "downloads", *period, None, None, value, "share", source, "s1")


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Inputs]:
    """Inputs of the field ``f`` with the rivals a, b and c; ``observations`` go through a real ledger."""

    made = 0

    def build(observations: Iterable[Observation] = (), **others: object) -> Inputs:
        nonlocal made
        made += 1
        ledger = Ledger.open(tmp_path / str(made), shipped=None)
        ledger.append(
            Snapshot("s1", "code", "x", "", "2026-11-24", "0" * 64, "text", 1, "0" * 64, "0.1.0", 1),
            observations,
        )
        empty = Inputs(
            as_of=AS_OF,
            since=2020,
            fields={"f": ("a", "b", "c")},
            observed=Observed(ledger.columns()),
            roles=(),
            industry=Industry(),
        )
        return replace(empty, **others)  # type: ignore[arg-type]

    return build
