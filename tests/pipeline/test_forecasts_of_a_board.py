"""Forecasts of a whole board are those of its fields one by one, made once and fast."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest

from settled.errors import InputError
from settled.pipeline import Settled
from settled.pipeline.forecasting import forecast_board, forecast_field

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def tool() -> Settled:
    return Settled.open("nowhere", as_of=TODAY)


def test_a_board_is_forecast_as_its_fields_are(tool: Settled) -> None:
    names = ("optimizer", "alignment")
    board = replace(tool.board(series=False), fields=tuple(tool.field(n, series=False) for n in names))
    found = forecast_board(tool, board, 2030)
    assert list(found) == list(names)
    for name in names:
        assert found[name] == forecast_field(tool, name, 2030)


def test_all_fields_are_forecast_in_little_time(tool: Settled) -> None:
    board = tool.board(series=False)
    start = time.process_time()
    found = forecast_board(tool, board, 2030)
    assert set(found) == {report.field.id for report in board.fields}
    assert time.process_time() - start < 6.0  # two seconds on a core of its own


def test_fields_without_evidence_have_no_forecast() -> None:
    early = Settled.open("nowhere", as_of=date(1960, 1, 1))
    assert forecast_board(early, early.board(series=False), 1965) == {}


def test_a_year_gone_by_is_refused(tool: Settled) -> None:
    with pytest.raises(InputError, match="2020 is before 2026"):
        forecast_board(tool, tool.board(series=False), 2020)
