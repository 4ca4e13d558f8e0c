"""``settled forecast``: its document against the schema, its text, and wrong input."""

from __future__ import annotations

import re

import jsonschema
import pytest

from settled.report.schemas import schema


def test_document_is_as_published(run):
    document = run("forecast", "optimizer", "--to", "2030", "--as-of", "2026-11-24", "--json").document
    jsonschema.validate(document, schema("forecast"), format_checker=jsonschema.FormatChecker())
    assert document["technologies"][-1]["technology"] == "outside"
    years = [year["year"] for year in document["technologies"][0]["years"]]
    assert years == list(range(document["origin"], 2031))
    for technology in document["technologies"]:
        for year in technology["years"]:
            assert year["low"] <= year["low_50"] <= year["median"] <= year["high_50"] <= year["high"]


def test_same_evidence_same_bits(run):
    arguments = ("forecast", "normalization", "--to", "2029", "--as-of", "2026-11-24", "--json")
    assert run(*arguments).out == run(*arguments).out


def test_text_names_source_levels_and_newcomers(run):
    out = run("forecast", "optimizer", "--to", "2030", "--as-of", "2026-11-24").out
    assert re.search(r"from the years up to 20\d\d of \S+", out)
    assert "P(L4) of the degree" in out
    assert "held as drawn today" in out
    assert re.search(
        r"P\(rivals that no unit had named by 20\d\d .* in 2030\): [<>]?\d+ %", out.replace("\n", " ")
    )
    assert max(len(line) for line in out.splitlines()) <= 100


@pytest.mark.parametrize(
    ("as_of", "origin"), [("2025-12-31", 2025), ("2026-01-01", 2025), ("2026-08-22", 2025)]
)
def test_a_year_that_still_runs_is_no_origin(run, as_of, origin):
    document = run("forecast", "optimizer", "--to", "2028", "--as-of", as_of, "--json").document
    assert document["origin"] == origin
    assert document["source"] == "code/repositories"


def test_as_of_forecasts_from_what_was_known(run):
    document = run("forecast", "optimizer", "--to", "2020", "--as-of", "2015-12-31", "--json").document
    assert document["origin"] == 2015
    assert document["indicator"] == "research_share"
    assert document["held"] == []  # research share is no part of the degree
    assert {"adam", "sgd"} <= {one["technology"] for one in document["technologies"]}
    assert "adamw" in document["unnamed"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("optimiser",), r"optimiser: no such field; hint: did you mean 'optimizer'\?"),
        (("optimizer", "--to", "2020", "--as-of", "2026-11-24"), "--to: 2020 is before 2026"),
        (("optimizer", "--to", "2101"), "--to: 2101 is after 2100"),
        (("optimizer", "--to", "soon"), "forecast: Invalid value for '--to'"),
        (("optimizer", "--as-of", "1960-01-01"), r"by 1960-01-01; give --as-of 19\d\d-12-31"),
        (("optimizer", "--profile", "mine"), "--profile: no profile 'mine'"),
    ],
)  # fmt: skip
def test_wrong_input_is_one_line(run, arguments, said):
    ran = run("forecast", *arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert re.search(said, ran.err)
    assert ran.err.count("\n") == 1


def test_help_has_an_example(run):
    assert "settled forecast optimizer --to 2030" in run("forecast", "--help").out
