"""Figures as other locales write them: a decimal comma, spaces between thousands."""

from __future__ import annotations

from audit_reading import failing, verdicts

GERMAN = (
    "# Bericht\n\n| Region | Umsatz |\n| --- | --- |\n| Nord | 1.200,50 |\n| Sued | 800,25 |\n"
    "| Total | {total} |\n\n"
    "Die Quote stieg: 12,5 % + 7,5 % = {sum} %.\n"
)


def test_a_document_with_decimal_commas():
    assert failing(GERMAN.format(total="2.000,75", sum="20,0")) == []
    assert failing(GERMAN.format(total="2.100,75", sum="21,0")) == [
        (7, "whole", "contradicted"),
        (9, "arithmetic", "contradicted"),
    ]


def test_a_figure_is_told_as_it_is_written():
    found = verdicts(GERMAN.format(total="2.000,75", sum="20,0"), "whole")
    assert (7, "2.000,75", "holds") in found


def test_spaces_between_thousands():
    text = (
        "| region | sold |\n| --- | --- |\n"
        "| north | 12\u202f400 |\n| south | 1\u202f600 |\n| Total | {total} |\n"
    )
    assert failing(text.format(total="14\u202f000")) == []
    assert failing(text.format(total="15\u202f000")) == [(5, "whole", "contradicted")]


def test_a_calculation_with_spaces_between_thousands():
    assert failing("It is 12\u00a0400 + 1\u00a0600 = 14\u00a0000.\n") == []
    assert failing("It is 12\u00a0400 + 1\u00a0600 = 15\u00a0000.\n") == [(1, "arithmetic", "contradicted")]
