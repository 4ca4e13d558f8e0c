"""``settled prices``: its document against the schema, its text, its choices, and wrong input."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from settled.report.schemas import schema

LONG = ("--min-input-tokens", "128000")


def test_document_is_as_published(run) -> None:
    document = run("--mode", "chat", *LONG, "--since", "2023", "--json").document
    jsonschema.validate(document, schema("prices"), format_checker=jsonschema.FormatChecker())
    assert [one["method"] for one in document["indices"]] == [
        "jevons",
        "fisher",
        "hedonic",
        "hedonic_vintage",
    ]
    for one in document["indices"]:
        assert one["points"][0]["value"] == 100.0
        assert one["points"][0]["models"] >= (10 if one["method"].startswith("hedonic") else 0)
        last = one["points"][-1]
        assert last["month"] == "2026-07"
        assert last["low"] < last["value"] < last["high"]
        assert one["reduction"]["value"] == pytest.approx(1.0 - last["value"] / 100.0)
    assert {one["proxy"] for one in document["tiers"]} == {
        "parameters",
        "training_compute",
        "context",
        "vintage",
    }
    assert all(0.0 < one["match"] <= 1.0 for one in document["tiers"])


def test_the_two_methods_differ_and_that_is_said(run) -> None:
    ran = run(*LONG)
    assert ran.code == 0
    assert "New models bring the difference." in " ".join(ran.out.split())
    assert "The intervals overlap" in " ".join(run().out.split())
    assert "(licence: MIT)" in " ".join(ran.out.split())
    assert max(len(line) for line in ran.out.splitlines()) <= 100


def test_a_months_change_compounds_to_the_annual_one(run) -> None:
    found = run("--json").document["indices"][0]
    years = 34 * 30.4375 / 365.25  # from September 2023 to July 2026
    assert (found["points"][-1]["value"] / 100.0) ** (1.0 / years) - 1.0 == pytest.approx(
        found["annual_change"]["value"], abs=1e-4
    )


def test_same_prices_same_bits(run) -> None:
    assert run("--json").out == run("--json").out


def test_since_begins_the_series_anew(run) -> None:
    points = run("--since", "2025-03", "--json").document["indices"][2]["points"]
    assert points[0]["month"] == "2025-03"
    assert points[0]["value"] == 100.0


def test_output_alone_moves_otherwise_than_input(run) -> None:
    first, second = (run("--output-share", share, "--json").document for share in (0, 1))
    assert first["tiers"][2]["points"][-1]["value"] < second["tiers"][2]["points"][-1]["value"]


def test_other_modes_have_prices_too(run) -> None:
    assert run("--mode", "embedding", "--json").document["models"] > 10


@pytest.mark.data
def test_raw_prices_say_what_the_shipped_ones_say(run, data_folder: Path) -> None:
    assert run("--json", "--data", data_folder).out == run("--json").out


def test_an_own_table(run, tmp_path: Path) -> None:
    path = tmp_path / "my.csv"
    path.write_text(
        "model,valid_from,input,output,currency,unit\na,2024-01-01,2,4,EUR,per_mtok\na,2024-06-01,1,2,EUR,per_mtok\n"
    )
    document = run("--prices", path, "--json").document
    jsonschema.validate(document, schema("prices"))
    assert (document["currency"], document["models"]) == ("EUR", 1)
    assert document["indices"][0]["points"][-1]["value"] == pytest.approx(50.0)
    assert "Too few models for an interval." in run("--prices", path).out


def test_the_table_of_the_documentation_is_read(run, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "prices.md").read_text(encoding="utf-8")
    path = tmp_path / "my.csv"
    path.write_text(page.split("```text\n")[1].split("```")[0], encoding="utf-8")
    document = run("--prices", path, "--json").document
    assert document["indices"][1]["points"][-1]["value"] == pytest.approx(60.0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--mode", "chit"), "has no price of the mode 'chit'; hint: did you mean 'chat'?"),
        (("--since", "soon"), "'soon' is not a year or month"),
        (("--since", "2023-13"), "'2023-13' is not a year or month"),
        (("--since", "2030"), "no chosen price holds at the end of two months"),
        (("--min-input-tokens", "99000000"), "has no chat model with a context of 99,000,000 tokens"),
        (("--min-input-tokens", "0"), "0 is not in the range"),
        (("--output-share", "1.5"), "1.5 is not in the range"),
        (("--prices", "nowhere.csv"), "nowhere.csv: there is no such file"),
        (("--data", "nowhere"), "there is no such file"),
    ],
)
def test_wrong_input_is_one_line(run, arguments: tuple[str, ...], said: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert ran.out == ""
