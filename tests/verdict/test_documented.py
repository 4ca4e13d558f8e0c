"""The page on the method says what the code does."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from settled.verdict.labels import CERTAIN
from settled.verdict.levels import DOMINANT_SHARE
from settled.verdict.stars import DOUBTS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")


def test_the_table_of_doubts_is_the_one_of_the_code():
    spec = importlib.util.spec_from_file_location("generated", ROOT / "docs" / "_ext" / "generated.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rows = [line.strip("| ").split(" | ") for line in module.fill(PAGE).splitlines() if line.startswith("| ")]
    assert [row for row in rows if row[0] in {doubt.name for doubt in DOUBTS}] == [
        [doubt.name, doubt.words, doubt.why] for doubt in DOUBTS
    ]


def test_the_coverage_on_the_page_is_the_measured_one():
    shown = re.search(r"<!-- measured: pooling_coverage -->\n(.*?)<!-- /measured -->", PAGE, re.S)[1]
    assert shown.count("\n") > 15
    assert shown in (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")


def test_the_thresholds_of_levels_and_labels_are_on_the_page():
    assert f"more\nprobable than {CERTAIN:g}" in PAGE
    assert f"stands above {DOMINANT_SHARE:g}" in PAGE
