"""``settled simulate``: its document against the schema, its text, and wrong input."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import jsonschema
import pytest

from settled import catalog
from settled.records import FurtherEvidence, Outlook, Simulation
from settled.report.schemas import schema
from settled.report.simulate import simulation_text

AS_OF = ("--as-of", "2026-11-24")


def test_document_is_as_published(run):
    document = run("simulate", "js-bundler", *AS_OF, "--json").document
    jsonschema.validate(document, schema("simulation"), format_checker=jsonschema.FormatChecker())
    surer = [one["surer"] for one in document["evidence"]]
    assert surer == sorted(surer, reverse=True)
    assert {one["kind"] for one in document["evidence"]} == {"source", "repositories"}
    assert "code/repositories" in document["unmoved"]
    for one in document["evidence"]:
        assert [then["technology"] for then in one["expected"]] == [
            now["technology"] for now in document["today"]
        ]


def test_a_missing_indicator_is_worth_the_most(run):
    first, second = run("simulate", "js-bundler", *AS_OF, "--json").document["evidence"][:2]
    assert {first["subject"], second["subject"]} == {"controversy", "standardization"}
    assert first["kind"] == "source"
    assert first["narrower"] > 0.1


def test_same_evidence_same_bits(run):
    arguments = ("simulate", "normalization", *AS_OF, "--json")
    assert run(*arguments).out == run(*arguments).out


def test_text_says_what_tells_the_most(run):
    out = run("simulate", "training-paradigm", *AS_OF).out
    assert re.search(r"^another source of (\w+) +~\d+ +-0\.\d+ +\+0\.\d+ ", out, re.MULTILINE)
    assert "would tell the most; of Pre-train and fine-tune it would" in out
    assert re.search(r"^evidence [0-9a-f]{16}, settled ", out, re.MULTILINE)
    assert max(len(line) for line in out.splitlines()) <= 100


def test_it_says_so_when_nothing_would_change_a_level():
    now = Outlook("pytest", 0.1, 0.2, 0.0)
    then = replace(now, width=0.09, entropy=0.19, changes=0.04)
    further = FurtherEvidence("year", "papers", ("controversy",), "", 9.0, (then,), 0.01, 0.01)
    found = Simulation(
        "python-test-framework",
        date(2026, 11, 24),
        "standard",
        200,
        (now,),
        (),
        (further,),
        (),
        "0" * 64,
        "0",
    )
    field = catalog.load().fields["python-test-framework"]
    assert "None of this would change a level" in simulation_text(found, field)
    changing = replace(further, expected=(replace(then, changes=0.3),))
    assert "None of this" not in simulation_text(replace(found, evidence=(changing,)), field)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("optimiser",), r"optimiser: no such field; hint: did you mean 'optimizer'\?"),
        (("optimizer", "--profile", "mine"), "--profile: no profile 'mine'"),
        (("optimizer", "--as-of", "1960-01-01"), "no technology of it has evidence by 1960-01-01"),
    ],
)
def test_wrong_input_is_one_line(run, arguments, said):
    ran = run("simulate", *arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert re.search(said, ran.err)
    assert ran.err.count("\n") == 1
