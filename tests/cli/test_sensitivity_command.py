"""``settled sensitivity``: its document against the schema, its text, and wrong input."""

from __future__ import annotations

import re
import time

import jsonschema
import pytest

from settled.report.schemas import schema

AS_OF = ("--as-of", "2026-11-24")
PROFILE = """[[profile]]
id = "mine"
name = "Mine"
weight = [
    {{ indicator = "adoption", weight = {0}, reason = "use" }},
    {{ indicator = "controversy", weight = {1}, inverted = true, reason = "dispute" }},
]
"""


def test_document_is_as_published(run):
    document = run("sensitivity", "adamw", *AS_OF, "--json").document
    jsonschema.validate(document, schema("sensitivity"), format_checker=jsonschema.FormatChecker())
    first = document["weights"]["first"] + sum(one["first"] for one in document["inputs"])
    assert document["weights"]["total"] + sum(one["total"] for one in document["inputs"]) >= 1.0
    assert first + document["weights"]["total"] - document["weights"]["first"] == pytest.approx(1.0)
    assert document["worst"]["median"] <= document["best"]["median"]


def test_it_reads_as_the_verdict_does(run):
    verdict = run("assess", "adamw", *AS_OF, "--json").document
    document = run("sensitivity", "adamw", *AS_OF, "--json").document
    own = document["profiles"][0]
    assert own["name"] == "standard"
    assert own["level_probability"] == verdict["level_probability"]
    assert own["median"] == verdict["degree"]["median"]


def test_text_reads_in_one_line(run):
    out = run("sensitivity", "adamw", *AS_OF).out
    assert re.match(
        r"AdamW \(optimizer\): \d+ % of the variance is the choice of weights; of the rest, ", out
    )
    assert re.search(r"^evidence [0-9a-f]{16}, settled ", out, re.MULTILINE)
    assert max(len(line) for line in out.splitlines()) <= 100


def test_all_of_the_catalog_in_two_seconds(run):
    started = time.perf_counter()
    documents = run("sensitivity", *AS_OF, "--json").document
    elapsed = time.perf_counter() - started
    assert len(documents) > 100
    assert elapsed < 6.0  # 2 s on a free core
    jsonschema.Draft202012Validator(schema("sensitivity")).validate(documents[0])


def test_concentration_makes_weights_certain(run):
    loose = run("sensitivity", "adamw", *AS_OF, "--concentration", "1", "--json").document
    tight = run("sensitivity", "adamw", *AS_OF, "--concentration", "1000", "--json").document
    assert tight["weights"]["total"] < 0.01 < loose["weights"]["total"]


def test_weights_of_ones_own(run, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(PROFILE.format(0.7, 0.3))
    document = run("sensitivity", "adamw", *AS_OF, "--profile", str(file), "--json").document
    assert document["profile"] == "mine"
    assert document["profiles"][0]["weights"] == {"adoption": 0.7, "controversy": 0.3}


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ((0.7, 0.2), r"mine\.toml:1: weights sum to 0\.9, not 1"),
        ((1.3, -0.3), r"mine\.toml:5: .*1\.3"),
        ((-0.3, 1.0), r"mine\.toml:5: .*-0\.3"),
    ],
)
def test_weights_that_make_no_mean(run, tmp_path, weights, said):
    file = tmp_path / "mine.toml"
    file.write_text(PROFILE.format(*weights))
    for command in (("sensitivity", "adamw"), ("assess", "adamw"), ("board",)):
        ran = run(*command, "--profile", str(file))
        assert (ran.code, ran.out) == (2, "")
        assert re.search(said, ran.err)
        assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("adamv",), r"adamv: .*did you mean"),
        (("adamw", "--profile", "mine"), "--profile: no profile 'mine'"),
        (("adamw", "--profile", "mine.toml"), "mine.toml: cannot be read"),
        (("adamw", "--concentration", "0"), "--concentration: 0 is not between"),
        (("--concentration", "-1"), "--concentration: -1 is not between"),
        (("adamw", "--as-of", "1960-01-01"), "no evidence of it by 1960-01-01, and so no degree"),
    ],
)  # fmt: skip
def test_wrong_input_is_one_line(run, arguments, said):
    ran = run("sensitivity", *arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert re.search(said, ran.err)
    assert ran.err.count("\n") == 1
