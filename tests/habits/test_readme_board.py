"""The board that the README shows is the one that the program prints."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from settled.pipeline import Settled
from settled.report.tables import board_table

README = Path(__file__).parents[2] / "README.md"


def test_readme_shows_the_true_board(home):
    shown = README.read_text(encoding="utf-8").partition("<!-- board -->\n```text\n")[2].partition("\n```")[0]
    as_of = date.fromisoformat(shown.split()[2].rstrip(","))
    assert shown == board_table(Settled.open(home, as_of=as_of).board(series=False))
