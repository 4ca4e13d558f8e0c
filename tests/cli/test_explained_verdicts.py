"""``settled assess --explain``: parts that add up, what matters most, and what the figures were made of."""

from __future__ import annotations

import re
import time

import jsonschema
import pytest

from settled.report.explanation import shown_sum
from settled.report.schemas import schema

AS_OF = ("--as-of", "2026-11-24")
TECHNOLOGIES = ("adamw", "softmax-attention", "pretrain-finetune", "vite")


@pytest.fixture(scope="module")
def explained(tmp_path_factory):
    """The documents of some verdicts, by technology; one of them (vite) misses indicators."""
    from datetime import date

    from settled.pipeline import Settled
    from settled.pipeline.explaining import explain
    from settled.report.documents import verdict_document

    tool = Settled.open(tmp_path_factory.mktemp("home"), as_of=date(2026, 11, 24))
    made = {}
    for name in TECHNOLOGIES:
        verdict = tool.assess(name)
        why = explain(tool, verdict)
        made[name] = verdict_document(verdict, explain=True, ledger_digest=tool.ledger_digest, made_of=why)
    return made


@pytest.mark.parametrize("technology", TECHNOLOGIES)
def test_contributions_sum_to_the_degree(explained, technology):
    document = explained[technology]
    why = document["explain"]
    amounts = [one["amount"] for one in why["contributions"]]
    assert sum(amounts) == pytest.approx(why["mean"], abs=1e-12)
    assert why["mean"] + why["median_less_mean"] == pytest.approx(document["degree"]["median"], abs=1e-12)
    for one in why["contributions"]:
        assert one["amount"] == pytest.approx(one["weight"] * one["value"])
        assert one["low"] <= one["amount"] <= one["high"]


def test_what_is_missing_is_an_interval(explained):
    missing = [one for one in explained["vite"]["explain"]["contributions"] if one["missing"]]
    assert {one["indicator"] for one in missing} == {"controversy", "standardization"}
    assert all((one["low"], one["high"]) == (0.0, one["weight"]) for one in missing)


@pytest.mark.parametrize("technology", TECHNOLOGIES)
def test_document_is_as_published(explained, technology):
    jsonschema.validate(explained[technology], schema("verdict"), format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize("technology", TECHNOLOGIES)
def test_weights_of_sources_sum_to_one(explained, technology):
    weights: dict[str, float] = {}
    for one in explained[technology]["explain"]["sources"]:
        weights[one["indicator"]] = weights.get(one["indicator"], 0.0) + one["weight"]
    assert weights
    assert all(total == pytest.approx(1.0) for total in weights.values())


@pytest.mark.parametrize("technology", TECHNOLOGIES)
def test_what_matters_most_moves_the_degree(explained, technology):
    document = explained[technology]
    influences = document["explain"]["influences"]
    assert len(influences) == 3
    changes = [abs(one["change"]) for one in influences]
    assert changes == sorted(changes, reverse=True)
    assert changes[0] > 0.0
    for one in influences:
        assert one["degree"] + one["change"] == pytest.approx(document["degree"]["median"])
        assert 0 <= one["k"] <= one["n"]


def test_its_own_profile_reads_first_and_the_same(explained):
    document = explained["adamw"]
    own = document["explain"]["profiles"][0]
    assert own["name"] == document["profile"]
    assert own["level_probability"] == document["level_probability"]


def test_printed_digits_add_up(run):
    out = run("assess", "adamw", *AS_OF, "--explain").out
    block = out.partition("what adds up to the degree")[2].partition("\n\n")[0].splitlines()[1:]
    figures = [[float(word) for word in re.findall(r"-?\d\.\d{3}\b", row)][-1] for row in block]
    assert sum(figures[:-1]) == pytest.approx(figures[-1], abs=1e-9)
    assert f"degree            {figures[-1]:.2f} [" in out
    assert re.search(r"^evidence [0-9a-f]{16}, settled \S+, 10,000 draws seeded by name$", out, re.MULTILINE)
    assert max(len(line) for line in out.splitlines()) <= 100


@pytest.mark.parametrize("parts", [[0.1, 0.2, 0.3], [1 / 3, 1 / 3, 1 / 3], [0.4999, 0.3003, -0.0127], [1e-9]])
def test_any_parts_add_up_in_print(parts):
    shown = [float(word) for word in shown_sum(parts, sum(parts))]
    assert sum(shown) == pytest.approx(round(sum(parts), 3), abs=1e-9)
    assert all(abs(one - part) < 0.001 for one, part in zip(shown, parts, strict=True))


def test_explaining_takes_two_seconds_at_most(run):
    started = time.process_time()
    run("assess", "softmax-attention", *AS_OF, "--explain", "--json")
    assert time.process_time() - started < 2.0


def test_every_verdict_names_its_evidence(run):
    digest = run("assess", "adamw", *AS_OF, "--json").document["ledger_digest"]
    assert run("board", *AS_OF, "--json").document["ledger_digest"] == digest
    for command in (("assess", "adamw"), ("board",), ("field", "optimizer")):
        assert f"evidence {digest[:16]}, settled " in run(*command, *AS_OF).out.splitlines()[-1]


def test_without_evidence_there_is_nothing_to_explain(run):
    ran = run("assess", "adamw", "--as-of", "1960-01-01", "--explain", "--json")
    assert ran.code == 0
    assert ran.document["degree"] is None
    assert "explain" not in ran.document
