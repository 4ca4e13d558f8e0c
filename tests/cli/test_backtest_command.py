"""``settled backtest``: its document against the contract, its text, and wrong input."""

from __future__ import annotations

import re

import jsonschema
import pytest

from settled.pipeline import Settled
from settled.report.backtest import shipped_backtest
from settled.report.backtest_tables import backtest_tables
from settled.report.schemas import schema

SOME = ("backtest", "--field", "optimizer", "--origins", "2010-2014")


def test_document_is_as_published(run):
    document = run(*SOME, "--json").document
    jsonschema.validate(document, schema("backtest"))
    assert document["origin_years"] == list(range(2010, 2015))
    assert document["fields"] == ["optimizer"]
    assert document["aims"] == []  # they are of the whole
    assert [row["level"] for row in document["calibration"]] == ["L0", "L1", "L2", "L3", "L4"]
    assert sum(row["judged"] for row in document["calibration"]) == document["verdicts"] > 0
    later = next(one for one in document["scores"] if (one["group"], one["ahead"]) == ("later", 3))
    assert document["crps"] == later["crps"]
    assert document["coverage_90"] == later["coverage_90"]["model"]


def test_same_evidence_same_bits(run):
    assert run(*SOME, "--json").out == run(*SOME, "--json").out


def test_one_field_is_told_as_in_the_whole(run):
    """Newcomers and speeds are heard from all fields, whichever is asked for."""
    alone = run(*SOME, "--json").document["misses"]
    among = run("backtest", "--origins", "2010-2014", "--json").document["misses"]
    assert [one for one in among if one["field"] == "optimizer"] == [one for one in alone if one in among]


def test_text_names_levels_and_misses(run):
    out = run(*SOME).out
    assert "only later origins prove anything" in " ".join(out.split())
    for said in ("Forecasts of shares", "Did share levels hold?", "The worst misses", "Holt’s method"):
        assert said in out
    assert max(len(line) for line in out.splitlines()) <= 100


def test_origins_that_the_prior_was_fitted_to_prove_nothing(run):
    document = run("backtest", "--field", "optimizer", "--origins", "2008-2010", "--json").document
    assert document["crps"] is None
    assert document["coverage_90"] is None
    assert document["verdicts"] == 0
    assert {one["group"] for one in document["scores"]} == {"fitted"}
    assert document["misses"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--field", "optimiser"), r"optimiser: no such field; hint: did you mean 'optimizer'\?"),
        (("--origins", "1950-1960", "--field", "optimizer"), r"optimizer: nothing .* is enough in \d+"),
        (("--origins", "1950-1951"), "--origins: nothing to score from 1950 to 1951"),
        (("--origins", "2030"), r"--origins: 2030 has no later year .*; give a year before 20\d\d"),
        (("--origins", "2015-2012"), "--origins: 2015 is after 2012"),
        (("--origins", "soon"), "backtest: Invalid value for '--origins': 'soon' is no range of years"),
    ],
)  # fmt: skip
def test_wrong_input_is_one_line(run, arguments, said):
    ran = run("backtest", *arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert re.search(said, ran.err), ran.err
    assert ran.err.count("\n") == 1


def test_help_has_an_example(run):
    assert "settled backtest --field optimizer" in run("backtest", "--help").out


# --- the backtest that ships ------------------------------------------------------------------------


def test_what_ships_is_of_the_evidence_that_ships(home):
    """Else: ``settled backtest --json > src/settled/report/backtest.json``, with no evidence of one's own."""
    document = shipped_backtest()
    jsonschema.validate(document, schema("backtest"))
    tool = Settled.open(home, as_of=f"{document['last_year']}-12-31")
    assert document["ledger_digest"] == tool.ledger_digest


def figures(part, where=""):
    """Every figure of a document with its place, to be held against another's."""
    if isinstance(part, dict):
        return {
            key: value for name, one in part.items() for key, value in figures(one, f"{where}/{name}").items()
        }
    if isinstance(part, list):
        return {
            key: value for at, one in enumerate(part) for key, value in figures(one, f"{where}/{at}").items()
        }
    return {where: part} if isinstance(part, int | float) else {}


@pytest.mark.slow
def test_what_ships_is_what_the_command_finds(run):
    """Not to the bit: another processor adds in another order, and a draw may fall to the other side."""
    found, ships = run("backtest", "--json").document, shipped_backtest()
    for part in ("aims", "calibration", "sure", "scores", "crps"):
        assert figures(found[part]) == pytest.approx(figures(ships[part]), rel=0.02, abs=0.01), part
    assert found["verdicts"] == ships["verdicts"]
    assert {one["technology"] for one in found["misses"][:5]} <= {
        one["technology"] for one in ships["misses"]
    }


def test_it_is_told_what_the_prior_was_fitted_to():
    from importlib.resources import files
    from tomllib import loads

    fitted = loads(files("settled.growth").joinpath("prior.toml").read_text("utf-8"))["fitted"]
    assert fitted["until"] == f"{shipped_backtest()['fitted_until']}-12-31"


def test_every_figure_of_the_tables_is_in_the_document():
    document = shipped_backtest()
    tables = {table.key: table for table in backtest_tables(document)}
    assert len(tables["scores"].rows) == len(document["scores"])
    assert len(tables["misses"].rows) == len(document["misses"]) == 10
    assert len(tables["aims"].rows) == 4
    assert len(tables["levels"].rows) == 6
    assert len(tables["sure"].rows) == document["sure"]["judged"] == len(document["sure_verdicts"])
    for table in tables.values():
        assert {len(row) for row in table.rows} == {len(table.head)}


def test_the_page_says_what_the_figures_say():
    """Claims in words on docs/backtest.md; where one fails, mend the page."""
    document = shipped_backtest()
    scores = {(one["group"], one["ahead"]): one for one in document["scores"]}
    for group in ("later_past", "later_papers"):
        assert all(scores[group, ahead]["ratio_high"] < 1.0 for ahead in (3, 5))
        assert scores[group, 1]["ratio_low"] < 1.0 < scores[group, 1]["ratio_high"] + 0.01
        assert scores[group, 3]["ratio"] <= 0.9
    assert scores["later", 3]["ratio"] > scores["later_past", 3]["ratio"]
    assert scores["later_adoption", 1]["ratio_low"] > 1.0
    assert scores["later_adoption", 3]["ratio_high"] > 1.0
    assert all(
        scores["later", ahead]["coverage_50"] < scores["later", ahead]["expected_50"] for ahead in (3, 5)
    )
    aims = {one["aim"]: one for one in document["aims"]}
    assert aims["sure_held"]["met"] is False
    assert aims["sure_held"]["found"] < 0.5
    likely = [one for one in document["reliability"] if one["level"] == "L4" and one["low"] >= 0.8]
    assert sum(one["count"] for one in likely) <= 5
    assert sum(one["before"] < 0.05 for one in document["misses"]) > 5
