"""Sentences that rank, against the table of their section."""

from __future__ import annotations

import pytest
from audit_reading import failing, verdicts
from hypothesis import given
from hypothesis import strategies as st

TABLE = """\
# Firms

| firm | revenue | staff |
| --- | --- | --- |
| Acme | $50M | 120 |
| Bolt | $70M | 80 |
| Crux | $20M | 200 |

{sentence}
"""
CHINESE = """\
# 公司

| 公司 | 营收 | 员工 |
| --- | --- | --- |
| 星火 | 50亿 | 120 |
| 远山 | 70亿 | 80 |
| 长河 | 20亿 | 200 |

{sentence}
"""


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("Bolt has the highest revenue, at $70M.", "holds"),
        ("Acme has the highest revenue.", "contradicted"),
        ("Crux has the lowest revenue.", "holds"),
        ("The largest staff is that of Bolt.", "contradicted"),
        ("Crux ranks first by staff.", "holds"),
        ("Bolt ranks first by staff.", "holds"),  # the smallest staff may be meant
        ("Acme ranks first by staff.", "contradicted"),
        ("The top two by revenue are Bolt and Acme.", "holds"),
        ("The top 2 firms by revenue are Bolt and Crux.", "contradicted"),
    ],
)
def test_a_sentence_that_ranks(sentence, verdict):
    found = verdicts(TABLE.format(sentence=sentence), "order")
    assert [(line, each) for line, _, each in found] == [(9, verdict)]


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("远山的营收最高。", "holds"),
        ("星火的营收最高。", "contradicted"),
        ("营收最低的公司是长河。", "holds"),
        ("员工最多的是远山。", "contradicted"),
        ("星火的员工排名第一。", "contradicted"),
        ("营收前两名为远山、长河。", "contradicted"),
    ],
)
def test_in_chinese(sentence, verdict):
    found = verdicts(CHINESE.format(sentence=sentence), "order")
    assert [(line, each) for line, _, each in found] == [(9, verdict)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Acme has the highest revenue among firms with 100 staff or more.",
        "Acme has the highest revenue per head.",
        "Acme has the highest growth.",
        "Dune has the highest revenue.",
        "Acme would have the highest revenue.",
        "In 2019 Acme had the highest revenue.",
        "Acme has the highest revenue except for Bolt.",
    ],
)
def test_what_is_not_said_of_the_table(sentence):
    assert verdicts(TABLE.format(sentence=sentence), "order") == []


def test_a_sentence_of_another_section_is_not_held_to_the_table():
    assert failing(TABLE.format(sentence="# Else\n\nAcme has the highest revenue.")) == []


@given(st.lists(st.integers(1, 500), min_size=3, max_size=6, unique=True), st.data())
def test_the_true_one_is_believed_and_another_is_not(figures, data):
    rows = "".join(f"| firm{at} | {figure} ms |\n" for at, figure in enumerate(figures))
    named = data.draw(st.integers(0, len(figures) - 1))
    text = f"# A\n\n| firm | delay |\n| --- | --- |\n{rows}\nfirm{named} has the lowest delay.\n"
    wrong = figures[named] != min(figures)
    assert [each for *_, each in verdicts(text, "order")] == ["contradicted" if wrong else "holds"]
