"""Parts of a whole, shares beside counts, running totals, totals."""

from __future__ import annotations

import pytest
from audit_reading import failing, verdicts

MARKET = """\
| company | market share | cumulative |
| --- | --- | --- |
| A | 40% | 40% |
| B | 25% | 65% |
| C | 10% | 75% |
| others | 25% | 100% |
"""


def test_a_whole_holds():
    assert failing(MARKET) == []
    assert {verdict for *_, verdict in verdicts(MARKET, "whole")} == {"holds"}


def test_a_running_total_that_fails_is_accused_alone():
    assert failing(MARKET.replace("| 65%", "| 61%")) == [(4, "whole", "contradicted")]


def test_a_part_that_fails_is_accused_alone():
    assert failing(MARKET.replace("B | 25%", "B | 28%")) == [(4, "whole", "contradicted")]


def test_parts_with_a_rest_add_to_a_hundred():
    text = "| who | share of revenue |\n| --- | --- |\n| A | 50% |\n| B | 30% |\n| others | 30% |\n"
    assert failing(text) == [(5, "whole", "contradicted")]
    assert failing(text.replace("others | 30%", "others | 20%")) == []


def test_rounding_is_allowed_for_by_the_number_of_parts():
    thirds = "| 部门 | 占比 |\n| --- | --- |\n| 甲 | 33.3% |\n| 乙 | 33.3% |\n| 丙 | 33.3% |\n"
    assert failing(thirds) == []
    assert failing(thirds.replace("33.3%", "34%")) != []


def test_shares_are_held_to_their_counts_before_their_sum():
    text = (
        "| kind | papers | share |\n| --- | --- | --- |\n"
        "| old | 700 | 70% |\n| new | 200 | 21% |\n| rest of it | 100 | 10% |\n"
    )
    assert failing(text) == [(4, "whole", "contradicted")]


def test_shares_that_are_no_parts_are_left_alone():
    text = (
        "| tool | test coverage | market share growth |\n| --- | --- | --- |\n"
        "| A | 95% | 80% |\n| B | 90% | 70% |\n"
    )
    assert failing(text) == []


def test_totals_add_up():
    text = (
        "| region | sold | returned |\n| --- | --- | --- |\n"
        "| north | 120 | 7 |\n| south | 95 | 4 |\n| Total | 215 | 12 |\n"
    )
    assert failing(text) == [(5, "whole", "contradicted")]
    assert failing(text.replace("| 12 |", "| 11 |")) == []


def test_a_last_row_of_all_is_no_sum_of_shares_told_row_by_row():
    text = "| | yes | no | total |\n|---|---|---|---|\n| a | 0.41 | 0.59 | 1.00 |\n"
    text += "| b | 0.24 | 0.76 | 1.00 |\n| Total | 0.38 | 0.62 | 1.00 |\n"
    assert failing(text) == []


def test_parts_that_a_running_share_says_are_not_all_need_not_add_up():
    text = "| bytes | calls | portion |\n|---|---|---|\n| 1 | 20 | 20.0% |\n| 2 | 50 | 70.0% |\n"
    assert failing(text + "| 3 | 20 | 90.0% |\n| Total | 100 | |\n") == []


def test_a_column_of_totals_is_believed_only_if_most_rows_follow_it():
    text = (
        "| x | a | b | Total |\n| --- | --- | --- | --- |\n"
        "| p | 1 | 2 | 3 |\n| q | 4 | 4 | 8 |\n| r | 5 | 5 | 11 |\n"
    )
    assert failing(text) == [(5, "whole", "contradicted")]
    assert (
        failing("| x | a | b | Total |\n| --- | --- | --- | --- |\n| p | 1 | 2 | 9 |\n| q | 4 | 4 | 7 |\n")
        == []
    )


def test_a_concentration_ratio_is_the_sum_of_the_largest_shares():
    text = "# Market\n\n" + MARKET + "\nCR2 = 69%, which is high.\n"
    assert failing(text) == [(10, "whole", "contradicted")]
    assert failing(text.replace("69%", "65%")) == []


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (("compute | 60%", "record | 14%", "submit | 12%", "allocate | 11%"), []),
        (("compute | 60%", "record | 14%", "submit | 12%", "other | 11%"), [6]),
        (("compute | 63%", "record | 15%", "submit | 13%", "allocate | 12%"), [3]),
    ],
)
def test_a_sum_that_is_short_of_the_whole_needs_a_rest(rows, lines):
    # What is small is often left out of a table.
    table = "| stage | share |\n| --- | --- |\n" + "".join(f"| {row} |\n" for row in rows)
    assert [line for line, _, _ in failing(table)] == lines


def test_a_head_that_holds_a_figure_is_a_part():
    rows = "| flaky | 26 |\n| passing | 45 |\n| stale | 18 |\n| Total | 105 |\n"
    table = "| failing | {head} |\n| --- | --- |\n" + rows
    assert failing(table.format(head="16")) == []
    assert failing(table.format(head="jobs")) == [(6, "whole", "contradicted")]
