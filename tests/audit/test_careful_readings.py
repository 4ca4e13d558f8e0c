"""What a careful reader would not sign: figures that may be of another unit, run, rate or thing."""

from __future__ import annotations

import pytest
from audit_reading import failing

from settled.scan.claims.formats.markdown import plain

TABLE = "| {head} |\n| --- | --- |\n| a | {a} |\n| b | {b} |\n| Total | {total} |\n"


@pytest.mark.parametrize(
    "sentence",
    [
        "Sales grew from $10M to $40M, a growth of 32% per year.",
        "Use fell from 40 ms to 20 ms, a 30% reduction in memory.",
        "Use fell from 40 ms to 20 ms, 30% less than in Rust.",
        "It gives 3.000 × 2 = 6 in all.",  # three thousand and six thousand, cut
        "The map has 200*200*0.2*128*2 = 2.05 MB.",
        "The rate is 45/1200 = 3.75 here.",
        "Add 23.6 => 92.6 in all, and 0x4890/8 = 2340.",
        "The adoption may degrade by >1700% here.",
    ],
)
def test_a_sentence_of_another_meaning_is_not_accused(sentence):
    assert failing(f"{sentence}\n") == []


def test_a_change_of_the_thing_itself_is_accused():
    text = "Latency fell from 40 ms to 20 ms, a 30% reduction in latency.\n"
    assert failing(text) == [(1, "change", "contradicted")]


@pytest.mark.parametrize(
    ("head", "a", "b", "total"),
    [
        ("phase | effort", "4 weeks", "6 weeks", "3 months"),
        ("phase | duration", "4", "6", "7"),
        ("top firms | sales", "40", "60", "250"),
        ("round | amount", "$4M valuation", "$2M", "$2M since 2020"),
    ],
)
def test_a_total_of_something_else_is_not_accused(head, a, b, total):
    assert failing(TABLE.format(head=head, a=a, b=b, total=total)) == []


def test_a_total_of_its_rows_is_accused():
    text = TABLE.format(head="firm | sales", a="40", b="60", total="250")
    assert failing(text) == [(5, "whole", "contradicted")]


def test_raised_and_lowered_digits_in_markdown():
    assert plain("10<sup>-6</sup> of CO<sub>2</sub> <b>now</b>") == "10^-6 of CO_2  now "
