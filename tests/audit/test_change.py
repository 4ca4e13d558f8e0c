"""Before, after and change."""

from __future__ import annotations

import pytest
from audit_reading import failing, verdicts

HEAD = "| cost | 2020 | 2025 | {title} |\n| --- | --- | --- | --- |\n"


@pytest.mark.parametrize(
    ("title", "row", "verdict"),
    [
        ("reduction", "$10M | $1M | 90%", "holds"),
        ("reduction", "$10M | $1M | 80%", "contradicted"),
        ("降低幅度", "100% | 30% | 70%", "holds"),
        ("降低幅度", "100% | 30% | 60%", "contradicted"),
        ("增长率", "5,000+ | 50,000+ | 10x", "holds"),
        ("增长率", "5,000+ | 50,000+ | 20x", "contradicted"),
        ("增长率", "50万 | 500万 | 10倍", "holds"),
        ("growth", "100 | 150 | +50%", "holds"),
        ("growth", "100 | 150 | 150%", "contradicted"),
        ("speedup", "40 ms | 10 ms | 4x", "holds"),
        ("speedup", "40 ms | 10 ms | 5x", "contradicted"),
        ("speedup", "40 ms | 50 ms | 0.8x", "holds"),
        ("speedup", "40 ms | 50 ms | 0.9", "contradicted"),
        ("speedup", "40 ms | 10 ms | 4.0", "holds"),
        ("speedup", "0.394 | 0.346 | +14%", "holds"),  # of the speed, not of the time
        ("speedup", "0.394 | 0.346 | -12%", "holds"),
        ("speedup", "0.394 | 0.346 | +24%", "contradicted"),
        ("change", "0.394 | 0.346 | +14%", "contradicted"),
        ("change", "40% | 50% | 10 pp", "holds"),
        ("change", "40% | 50% | 25%", "holds"),
        ("change", "40% | 50% | 10%", "holds"),  # a difference of rates
        ("change", "40% | 50% | 12%", "contradicted"),
        ("growth", "40% | 50% | 10%", "imprecise"),  # points called per cent
        ("difference", "12.5 | 14.0 | 1.5", "holds"),
        ("difference", "12.5 | 14.0 | 2.5", "contradicted"),
        ("growth", "0 | 150 | 50%", "unverifiable"),
    ],
)
def test_a_row_with_years(title, row, verdict):
    text = HEAD.format(title=title) + f"| it | {row} |\n"
    assert [found[2] for found in verdicts(text, "change")] == [verdict]


def test_columns_without_a_name_are_learned_from_the_rows():
    rows = ["a | 10 | 5 | 2x", "b | 30 | 10 | 3x", "c | 8 | 2 | 4x", "d | 90 | 18 | 5x", "e | 100 | 20 | 6x"]
    text = "| case | ours | theirs | speedup |\n| --- | --- | --- | --- |\n" + "".join(
        f"| {row} |\n" for row in rows
    )
    assert failing(text) == [(7, "change", "contradicted")]


def test_a_relation_that_no_row_follows_is_not_understood():
    text = HEAD.format(title="growth") + "| a | 10 | 20 | 7% |\n| b | 30 | 10 | 3% |\n"
    assert failing(text) == []


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Latency fell from 40 ms to 20 ms, a 50% reduction.", "holds"),
        ("Latency fell from 40 ms to 20 ms, a 60% reduction.", "contradicted"),
        ("成本从 100 元降至 30 元，降低 70%。", "holds"),
        ("成本从 100 元降至 30 元，降低 80%。", "contradicted"),
    ],
)
def test_a_change_told_in_a_sentence(text, verdict):
    assert [found[2] for found in verdicts(text, "change")] == [verdict]


def test_factors_of_the_row_that_has_one():
    rows = [
        "base | 26.36 | 1.00x",
        "a | 13.10 | 2.01x",
        "b | 9.24 | 2.85x",
        "c | 3.90 | 6.76x",
        "d | 5.2 | {last}x",
    ]
    text = "| setup | seconds | speedup |\n| --- | --- | --- |\n" + "".join(f"| {row} |\n" for row in rows)
    assert failing(text.format(last="5.1")) == []
    assert failing(text.format(last="6.1")) == [(7, "change", "contradicted")]


def test_a_factor_of_a_setting_is_chance():
    text = (
        "| batch size | note | time | speedup |\n| --- | --- | --- | --- |\n"
        "| 8 | a | 5.0 | 1.6 |\n| 16 | b | 10.0 | 1.6 |\n| 32 | c | 20.0 | 1.6 |\n| 64 | d | 40.0 | 1.6 |\n"
        "| 128 | e | 80.0 | 1.4 |\n"
    )
    assert failing(text) == []


def test_a_column_called_baseline_is_the_one_before():
    rows = ["| a | 167.5 | 158.8 | +5.5% |", "| b | 110 | 100 | +10% |", "| c | 20.6 | 20.0 | +3.0% |"]
    text = "\n".join(
        [
            "| m | Ours | Baseline | Delta |",
            "|---|---|---|---|",
            *rows,
            "| d | 51 | 50 | +2% |",
            "| e | 8 | 10 | -20% |",
            "",
        ]
    )
    assert failing(text) == []
    assert failing(text.replace("+10%", "+20%")) == [(4, "change", "contradicted")]


@pytest.mark.parametrize(
    "text",
    [
        "从场景 1 起，TiDB 的利用率从 925% 下降到 874%，TiKV 的利用率从 201% 上升到 250% 左右。",
        "TiDB 的利用率从 827% 下降到 577%，TiKV 的利用率上升为 313%。",
        "Use of the first fell from 40% to 20%, the second has an increase of 90%.",
    ],
)
def test_a_figure_of_another_thing_is_not_the_change(text):
    assert failing(text) == []
