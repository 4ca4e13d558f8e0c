"""Contests of the past as tables and documents: share levels, so called, and nothing of a degree."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest
from report_boards import LEVEL_RULES, SPECS, field_report, verdict

from settled.records import FieldReport, ShareLevel, Verdict
from settled.report import documents, schemas, tables
from settled.report.columns import cells
from settled.report.own import own_field_table

PROBABILITY = {"L0": 0.03, "L1": 0.9, "L2": 0.07, "L3": 0.0, "L4": 0.0}


def past(one: Verdict) -> Verdict:
    known = ShareLevel("L1", PROBABILITY) if one.indicators.get("research_share") else None
    return replace(
        one, degree=None, level=None, level_probability=None, label=None, label_before=None, past=True,
        share_level=known,
    )  # fmt: skip


@pytest.fixture
def report() -> FieldReport:
    today = field_report(0)
    verdicts = (*map(past, today.verdicts[:-1]), past(verdict(today.field.id, "widget-silent", None)))
    return replace(today, field=replace(today.field, status="history"), verdicts=verdicts)


def check(document: dict) -> dict:
    read = json.loads(documents.to_json(document))
    schema = schemas.schema(document["schema"].split("/")[1])
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(read)
    return read


def keys(document: object) -> set[str]:
    if isinstance(document, list):
        return set().union(*map(keys, document))
    if isinstance(document, dict):
        return set(document).union(*map(keys, document.values()))
    return set()


NOT_OF_A_SHARE = {"degree", "level", "level_probability", "label", "label_before", "profile"}


def test_a_field_has_share_levels_and_no_key_of_a_degree(report: FieldReport) -> None:
    made = check(documents.field_document(report))
    assert made["schema"] == "settled/share-field/1"
    assert [one["share_level"] for one in made["technologies"]][:1] == ["L1"]
    assert made["technologies"][0]["share_level_probability"] == PROBABILITY
    assert (
        made["technologies"][-1]["share_level"] is made["technologies"][-1]["share_level_probability"] is None
    )
    assert not keys(made) & NOT_OF_A_SHARE


@pytest.mark.parametrize("explain", [False, True])
def test_a_technology_is_a_document_of_its_own(report: FieldReport, explain: bool) -> None:
    made = check(documents.verdict_document(report.verdicts[0], explain=explain, ledger_digest="0" * 64))
    assert made["schema"] == "settled/share-verdict/1"
    assert (made["share_level"], made["share_level_probability"]) == ("L1", PROBABILITY)
    assert ("because" in made) is explain
    assert not keys(made) & NOT_OF_A_SHARE


def test_a_document_of_today_is_no_document_of_the_past(report: FieldReport) -> None:
    document = documents.verdict_document(report.verdicts[0]) | {"schema": "settled/verdict/1"}
    with pytest.raises(jsonschema.ValidationError):
        check(document)


def test_the_table_says_what_its_levels_are_of(report: FieldReport) -> None:
    table = tables.field_table(report)
    head, first = table.split("\n\n")[1].splitlines()[:2]
    assert head.split("  ")[0] == "technology"
    assert "share of papers" in head
    assert "share level" in head
    assert "degree" not in head
    assert "L1 (90 %)" in first
    assert "levels of its share of papers, no degree" in table
    assert "no papers of late" in table
    assert all(cells(line) <= 100 for line in table.splitlines())


def test_ones_own_table_says_so_too(report: FieldReport) -> None:
    table = own_field_table(report)
    head = table.split("\n\n")[1].splitlines()[0]
    assert head.split()[-6:] == ["share", "of", "papers", "share", "level", "trend"]
    assert "L1 (90 %)" in table
    assert "no degree" in table


@pytest.mark.parametrize("explain", [False, True])
def test_a_verdict_has_a_share_level_and_no_row_of_a_degree(report: FieldReport, explain: bool) -> None:
    text = tables.verdict_text(
        report.verdicts[0], explain, field=report.field, levels=LEVEL_RULES, specs=SPECS
    )
    lines = text.splitlines()
    assert lines[0].endswith("share level L1 (90 %)")
    assert "no degree" in lines[1]
    assert not [line for line in lines if line.startswith(("degree", "L1", "L4"))]
    assert [rule.name for rule in LEVEL_RULES if rule.name in text] == []
    assert ("share level L4" in text) is explain
    assert all(cells(line) <= 100 for line in lines)


def test_without_papers_there_is_no_share_level(report: FieldReport) -> None:
    text = tables.verdict_text(report.verdicts[-1], field=report.field)
    assert text.splitlines()[0].endswith("no share level, for want of papers of late")
