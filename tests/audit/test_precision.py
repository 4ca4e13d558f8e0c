"""Digits that nothing carries, and roundings that hide a slip: imprecise, never contradicted."""

from __future__ import annotations

import pytest
from audit_reading import failing, findings, verdicts
from hypothesis import given
from hypothesis import strategies as st

IMPRECISE = [
    "About 3 of 7 teams, 42.857 %, have switched.\n",
    "In our survey 42.857% (3 of 7) had switched.\n",
    "受访的 7 家企业中有 3 家，占 42.857%。\n",
    "Its share is about 37.418 % by now.\n",
    "The rate was ~37.418% last spring.\n",
    "该比例大概 37.418%。\n",
    "合格率为 37.418% 左右。\n",
    "Latency fell from 2.1 s to 1.3 s, a reduction of 38.0952 %.\n",
]


@pytest.mark.parametrize("text", IMPRECISE)
def test_digits_that_nothing_carries(text):
    assert failing(text) == [(1, "precision", "imprecise")]


@pytest.mark.parametrize(
    "text",
    [
        "3 of 7 teams, 42.9 %, have switched.\n",
        "5 of 32 teams, 15.625 %, have switched.\n",  # exact
        "421 of 983 papers, 42.83 %, say so.\n",
        "Its share is about 37 % by now.\n",
        "Its share is about 37.42 % by now.\n",
        "Its share is 37.418 % by now.\n",
        "The service was up about 99.97 % of the time.\n",
        "约占 37.418%。\n",
        "It is 3 / 7 ≈ 42.857%.\n",
        "Latency fell from 2.1 s to 1.3 s, a reduction of 38.1 %.\n",
        "Our rank went from 60 to 119, an increase of 98.33%.\n",
        "Cost fell from 1234.5 ms to 987.6 ms, a reduction of 20.0 %.\n",
    ],
)
def test_digits_that_may_stand(text):
    assert failing(text) == []


def test_a_table_whose_change_is_finer_than_its_ends():
    text = "| item | before | after | reduction |\n| --- | --- | --- | --- |\n| a | 2.1 s | 1.3 s | {} |\n"
    assert failing(text.format("38.0952%")) == [(3, "precision", "imprecise")]
    assert failing(text.format("38.1%")) == []
    assert failing(text.format("58.0952%")) == [(3, "change", "contradicted")]


def test_a_rounding_that_hides_a_slip():
    text = "The degree is 0.25 + 0.7445 = {} ≈ 99%.\n"
    assert failing(text.format("0.992")) == [
        (1, "arithmetic", "contradicted"),
        (1, "precision", "imprecise"),
    ]
    assert failing(text.format("0.9945")) == []


@given(st.integers(1, 30), st.integers(0, 40))
def test_a_share_of_a_few_is_told_by_its_digits_only(more, part):
    whole = part + more
    if part == 0:
        return
    written = f"{part / whole * 100:.0f}"
    assert verdicts(f"{part} of {whole} teams, {written} %, have switched.\n", "precision") == []
    fine = f"{part / whole * 100:.6f}"
    told = [
        one.verdict
        for one in findings(f"{part} of {whole} teams, {fine} %, did.\n")
        if one.check == "precision"
    ]
    is_exact = abs(float(fine) / 100 - part / whole) < 1e-12
    assert told == ([] if is_exact else ["imprecise"])
