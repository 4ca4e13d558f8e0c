"""The JSON documents keep their contract."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from report_boards import AS_OF, board, boards, estimate, evidence_of, field_report, snapshot, verdict

from settled.errors import InputError
from settled.records import SIGHTING_COLUMNS, Movement, Observation
from settled.report import documents, schemas

ROOT = Path(__file__).parents[2]


def check(document: dict) -> dict:
    """Validate against the schema that the document itself names; returns what JSON makes of it."""
    name = document["schema"].split("/")[1]
    read = json.loads(documents.to_json(document))
    jsonschema.Draft202012Validator(schemas.schema(name), format_checker=jsonschema.FormatChecker()).validate(
        read
    )
    return read


def test_every_schema_is_a_schema_and_names_itself() -> None:
    for name in schemas.names():
        schema = schemas.schema(name)
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$id"] == f"settled/{name}/1" == schema["properties"]["schema"]["const"]


def test_a_word_means_the_same_in_every_schema() -> None:
    seen: dict[str, object] = {}
    for name in schemas.names():
        for word, meaning in schemas.schema(name).get("$defs", {}).items():
            assert seen.setdefault(word, meaning) == meaning, f"{word} differs in {name}"


def test_published_schemas_are_the_packaged_ones() -> None:
    published = {path.stem: json.loads(path.read_text()) for path in (ROOT / "docs/schemas").glob("*.json")}
    assert published == {name: schemas.schema(name) for name in schemas.names()}


def test_unknown_schema_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'board'"):
        schemas.schema("bord")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(boards())
def test_any_board_keeps_the_contract(any_board) -> None:
    made = check(documents.board_document(any_board))
    assert [entry["field"] for entry in made["fields"]] == [report.field.id for report in any_board.fields]
    for report in any_board.fields:
        check(documents.field_document(report))


def test_an_estimate_has_exactly_the_keys_of_the_contract() -> None:
    assert documents.estimate_document(estimate(0.93, 0.02, n=443)) == {
        "median": 0.93,
        "low": 0.93 - 0.02,
        "high": 0.93 + 0.02,
        "k": 412,
        "n": 443,
        "n_effective": None,
        "sources": ["papers", "model_zoo"],
        "stars": 4,
    }
    assert documents.estimate_document(None) is None


def test_no_evidence_is_null_never_zero() -> None:
    made = check(documents.verdict_document(verdict("gadget-0", "widget-0", None)))
    assert made["degree"] is made["level"] is made["level_probability"] is made["trend"] is None
    assert set(made["indicators"].values()) == {None}
    assert made["missing"]


def test_reasons_come_only_when_asked_for() -> None:
    judged = verdict("gadget-0", "widget-0", 0.9, stated=True)
    assert "because" not in check(documents.verdict_document(judged))
    because = check(documents.verdict_document(judged, explain=True))["because"]
    assert because["adoption"]["reasons"] == ["few units in the last year"]
    assert "controversy" not in because


def test_movements_carry_the_evidence_that_moved_them() -> None:
    row = Observation(
        "gadget-0",
        "widget-0",
        "adoption",
        date(2024, 1, 1),
        date(2024, 3, 31),
        3,
        4,
        None,
        None,
        "x/y",
        "a" * 16,
    )
    new = Movement("gadget-0", "widget-0", None, verdict("gadget-0", "widget-0", 0.9), (row,))
    made = check(documents.moved_document(date(2023, 1, 1), AS_OF, [new]))
    assert made["moved"][0]["before"] is None
    assert made["moved"][0]["evidence"][0]["k"] == 3


def test_evidence_catalog_and_ledger_documents() -> None:
    made = board()
    items = evidence_of(made)[("widget-0", "adoption")]
    assert check(documents.evidence_document("gadget-0", "widget-0", "adoption", items, 41))["total"] == 41
    check(documents.catalog_document([field_report(0).field]))
    bare = replace(snapshot("mine", "c"), origin=None)
    check(documents.ledger_info_document("HOME", 12, [*made.snapshots, bare]))
    sound = check(documents.ledger_verify_document({"snapshots": 2}, []))
    broken = check(documents.ledger_verify_document({"snapshots": 2}, [("aaaa", "digest differs")]))
    assert (sound["ok"], broken["ok"]) == (True, False)


def test_sightings_of_scans() -> None:
    row = dict.fromkeys(SIGHTING_COLUMNS)
    row |= {"unit": "papers:x:2020:1", "field": "f", "technology": "t", "role": "uses"}
    paper = row | {"period": date(2020, 1, 1), "start": np.int32(3), "end": 9, "text": "widget"}
    package = row | {
        "period": date(2020, 1, 1),
        "path": "a.py",
        "line": 4,
        "canonical": True,
        "via": "class:",
    }
    made = check(documents.scan_papers_document(1, [paper], {"no title": 2}))
    assert made["sightings"][0]["start"] == 3
    assert made["skipped"] == {"no title": 2}
    assert check(documents.scan_packages_document(1, [package]))["sightings"][0]["line"] == 4


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_json_has_no_nan(value: float) -> None:
    with pytest.raises(ValueError, match="Out of range"):
        documents.to_json({"value": value})


def test_what_has_no_place_in_json_is_refused() -> None:
    with pytest.raises(TypeError, match="object has no place"):
        documents.to_json({"value": object()})
