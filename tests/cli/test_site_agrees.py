"""The site shows the figures of the commands, on the evidence that ships."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from settled.pipeline import Settled
from settled.pipeline.forecasting import forecast_board
from settled.pipeline.sensitivity import board_sensitivities
from settled.report.site import write_site

DAY = "2026-11-24"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of one field, made as ``settled report`` makes that of all."""
    tool = Settled.open("nowhere", as_of=date.fromisoformat(DAY))
    board = replace(tool.board(series=False), fields=(tool.field("normalization"),))
    out = tmp_path_factory.mktemp("site") / "site"
    write_site(
        board,
        {},
        tool.catalog.levels,
        tool.specs,
        out,
        forecasts=forecast_board(tool, board, 2030),
        sensitivities=board_sensitivities(tool, board),
    )
    return out


def text_of(page: Path) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.read_text("utf-8"))).split())


def test_forecast(site, run):
    document = run("forecast", "normalization", "--to", "2030", "--as-of", DAY, "--json").document
    assert json.loads((site / "data/forecasts/normalization.json").read_text("utf-8")) == document
    said = " ".join(run("forecast", "normalization", "--to", "2030", "--as-of", DAY).out.split())
    share = re.search(r"more than 20% together in 2030\): (\S+ %)", said)
    assert share
    words = text_of(site / "fields/normalization.html")
    assert f"With probability {share[1]}, rivals" in words
    assert ("P(L4) passes 0.5 for none by 2030" in said) == ("passes 0.5 for no technology by 2030" in words)


def test_sensitivity(site, run):
    said = " ".join(run("sensitivity", "layer-norm", "--as-of", DAY).out.split())
    line = re.search(r"[<>]?\d+ % of the variance is the choice of weights", said)
    assert line
    assert line[0] in text_of(site / "technologies/normalization/layer-norm.html")


def test_verdict_with_what_units_are_worth(site, run):
    document = run("assess", "layer-norm", "--as-of", DAY, "--json").document
    words = text_of(site / "technologies/normalization/layer-norm.html")
    degree = document["degree"]
    assert f"{degree['median']:.2f} [{degree['low']:.2f}–{degree['high']:.2f}]" in words
    for estimate in document["indicators"].values():
        if estimate and estimate["n_effective"] is not None:
            counted = (
                f"{estimate['k']:,} of {estimate['n']:,}, worth {estimate['n_effective']:,.0f} independent"
            )
            assert counted in words
