"""The page and the diagrams of the backtest show what its document holds."""

from __future__ import annotations

import re
from datetime import date

import pytest

from settled.records import Board, Profile
from settled.report.backtest import shipped_backtest
from settled.report.backtest_tables import backtest_tables
from settled.report.charts import picture_of
from settled.report.pages import backtest
from settled.report.reliability import reliability_spec
from settled.report.rendering import Site


@pytest.fixture(scope="module")
def files():
    board = Board(date(2026, 11, 24), Profile("standard", "standard", ()), (), (), "0" * 64)
    return {file.path: file.text for file in backtest.files(Site(board, {}, (), ()))}


def test_every_row_of_every_table_stands_on_the_page(files):
    words = re.sub(r"<[^>]+>", " ", files["backtest.html"]).split()
    text = " ".join(words)
    for table in backtest_tables(shipped_backtest()):
        assert table.title in text
        for row in table.rows:
            shown = " ".join(word or "·" for word in row)
            assert " ".join(shown.split()) in text.replace("&lt;", "<").replace("&gt;", ">"), row


def test_a_failed_aim_is_said(files):
    failed = [one for one in shipped_backtest()["aims"] if one["met"] is False]
    assert files["backtest.html"].count("<td>failed</td>") == len(failed)


def test_share_levels_are_called_so(files):
    assert "never a degree" in files["backtest.html"]
    assert "share level" in files["backtest.html"]


@pytest.mark.parametrize("ahead", [3, 5])
def test_diagram_holds_every_bin(files, ahead):
    document = shipped_backtest()
    spec = reliability_spec(document, ahead)
    told = [one for one in document["reliability"] if one["ahead"] == ahead and one["level"] is None]
    assert [one["count"] for one in spec["datasets"]["bins"]] == [one["count"] for one in told]
    assert picture_of(spec) == files[f"charts/reliability-{ahead}.svg"]
    assert "prefers-color-scheme:dark" in files[f"charts/reliability-{ahead}.svg"]
