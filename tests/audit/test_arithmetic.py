"""Written calculations, right and wrong."""

from __future__ import annotations

import pytest
from audit_reading import failing, findings, verdicts


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The total is 3 + 4 = 7 things.", "holds"),
        ("The total is 3 + 4 = 8 things.", "contradicted"),
        ("合计 40 + 25 + 10 + 8 = 83", "holds"),
        ("合计 40 + 25 + 10 + 8 = 84", "contradicted"),
        ("2 / 3 = 0.667", "holds"),
        ("2 / 3 = 0.666", "imprecise"),
        ("2 / 3 = 0.67", "holds"),
        ("2 / 3 = 0.68", "contradicted"),
        ("24 × 60 = 1,440 minutes", "holds"),
        ("24 x 60 = 1,400 minutes", "imprecise"),
        ("(40 + 25) / 2 = 32.5", "holds"),
        ("12 / 48 = 25%", "holds"),
        ("12 / 48 * 100 = 25%", "holds"),
        ("12 / 48 = 26%", "contradicted"),
        ("５＋３＝８", "holds"),
        ("1 - 30% = 70%", "holds"),
        ("7 * 15 ≈ 110", "holds"),
        ("7 * 15 ≈ 150", "contradicted"),
        ("It pays $\\$600 \\times 0.02 + \\$200 \\times 0.01 = \\$14$ a month.", "holds"),
        ("It pays $\\$600 \\times 0.02 + \\$200 \\times 0.01 = \\$41$ a month.", "contradicted"),
        ("In all €12 + €30 = €42.", "holds"),
    ],
)
def test_a_calculation_gives_what_is_printed(text, verdict):
    assert [found[2] for found in verdicts(text, "arithmetic")] == [verdict]


def test_a_second_result_is_held_to_the_first():
    text = "$$0.5 \\times 0.9 + 0.5 \\times 0.7 = 0.80 \\approx 90\\%$$\n"
    assert verdicts(text, "arithmetic") == [(1, "≈ 90%", "contradicted"), (1, "= 0.80", "holds")]


def test_the_working_is_written_out():
    (found,) = [one for one in findings("0.25 * 1.0 + 0.75 * 0.5 = 0.7") if one.check == "arithmetic"]
    assert found.computed == "0.25 * 1.0 + 0.75 * 0.5 = 0.625"


@pytest.mark.parametrize(
    "text",
    [
        "x + 2 * 3 = 5, where x is free",  # a name before it
        "2^10 = 1024 and log 100 + 1 = 3",
        "on 2020-01-02 = day one",
        "`1 + 1 = 3` is code",
        "100 - 30% = 70",  # per cent of what was taken off is not said
        "a = 3 * b * 4 = 5",
        "10 / 0 = 5",
        "version 1.2.3 + 4 = 8.1.2",
        "f(3) + 4 = 9",
        "the range is 26.\n86 - 23.13 = 3.73",  # broken within a number
    ],
)
def test_what_is_no_plain_calculation_is_not_accused(text):
    assert failing(text) == []
