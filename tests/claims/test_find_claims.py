"""Documents made up for one point each."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settled.catalog import load
from settled.records import Field
from settled.scan.claims import find_claims

FIELDS: tuple[Field, ...] = tuple(load().fields.values())


def found(text: str) -> list[tuple[int, str, str, float, str]]:
    claims = find_claims(dedent(text).lstrip("\n"), "made-up.md", FIELDS)
    return [(claim.line, claim.subject, claim.attribute, claim.value, claim.bound) for claim in claims]


def test_rows_that_are_indicators_are_of_the_heading() -> None:
    assert found("""
        # The AdamW optimizer

        | Indicator | Value | Source |
        |---|---|---|
        | Adoption rate | 95%+ | survey of 2025, 80% answered |
        | Standardization (%) | 90 | docs |
        | Controversy | < 1% | none |
        | Age | 8 | paper |
    """) == [
        (5, "adamw", "adoption", 0.95, ">"),
        (6, "adamw", "standardization", 0.9, "="),
        (7, "adamw", "controversy", 0.01, "<"),
    ]


def test_columns_that_are_technologies_name_the_subject() -> None:
    assert found("""
        ## Optimizers compared

        | | AdamW | Lion |
        |---|---|---|
        | adoption | 95% | 2% |
        | 标准化程度 | 99% | 约 30% |
    """) == [
        (5, "adamw", "adoption", 0.95, "="),
        (5, "lion", "adoption", 0.02, "="),
        (6, "adamw", "standardization", 0.99, "="),
        (6, "lion", "standardization", 0.3, "~"),
    ]


def test_rows_that_are_technologies_and_the_latest_year() -> None:
    assert found("""
        | # | Optimizer | 2020 adoption | 2025 adoption | speed |
        |---|---|---|---|---|
        | 1 | **AdamW** | 60% | 95% | 100% |
        | 2 | Lion | 0% | 1% | 90% |
        | 3 | Something else | 1% | 4% | 1% |
    """) == [(3, "adamw", "adoption", 0.95, "="), (4, "lion", "adoption", 0.01, "=")]


def test_a_lion_among_animals_is_no_optimizer() -> None:
    assert (
        found("""
        | Animal | Adoption |
        |---|---|
        | Tiger | 4% |
        | Lion | 3% |

        The lion's adoption rate is 3%.
    """)
        == []
    )


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("AdamW has an adoption rate of 95%.", ("adamw", "adoption", 0.95, "=")),
        ("The adoption of AdamW is about 95%.", ("adamw", "adoption", 0.95, "~")),
        ("We see 95% adoption for AdamW.", ("adamw", "adoption", 0.95, "=")),
        ("The adoption rate (2025) of AdamW reached 95%.", ("adamw", "adoption", 0.95, "=")),
        ("Adoption of AdamW remains above 95%.", ("adamw", "adoption", 0.95, ">")),
        ("AdamW's adoption rate fell to 40%.", ("adamw", "adoption", 0.4, "=")),
        ("In contrast to SGD, AdamW has an adoption of 95%.", ("adamw", "adoption", 0.95, "=")),
        ("AdamW 优化器的采用率提高到 95%。", ("adamw", "adoption", 0.95, "=")),
        ("AdamW 优化器的采用率已达到 95%+。", ("adamw", "adoption", 0.95, ">")),
        ("AdamW 的采用率（95%）很高。", ("adamw", "adoption", 0.95, "=")),
        ("AdamW 优化器：不到 1% 的研究投入用于替代。", ("adamw", "research_share_of_rivals", 0.01, "<")),
    ],
)
def test_a_sentence_states_a_figure(sentence: str, expected: tuple[str, str, float, str]) -> None:
    assert found(sentence) == [(1, *expected)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The adoption of AdamW grew by 20%.",
        "AdamW 的采用率提高了 20 个百分点，占 20%。",
        "AdamW adoption is high, and 20% of users tune it.",
        "Adoption of something unknown is 95%.",
        "AdamW adoption: see version 0.95 of 2025-01-15.",
        "AdamW adoption is `95%`.",
        "AdamW adoption is <b title='95%'>high</b>.",
        "AdamW adoption is [high](https://example.org/adoption-95%).",
        "AdamW adoption is ~~95%~~.",
        "AdamW adoption: https://example.org/95%25",
    ],
)
def test_a_sentence_without_a_stated_figure_claims_nothing(sentence: str) -> None:
    assert found(sentence) == []


def test_each_figure_goes_to_its_own_subject_on_its_own_line() -> None:
    assert found("""
        # 比较

        AdamW 的采用率为 95%，
        Lion 优化器的采用率为 2%；SGD 的
        采用率为 1%。
    """) == [
        (3, "adamw", "adoption", 0.95, "="),
        (4, "lion", "adoption", 0.02, "="),
        (5, "sgd", "adoption", 0.01, "="),
    ]


def test_the_nearest_heading_tells_and_a_sibling_does_not() -> None:
    assert found("""
        # Report

        ## AdamW

        ### Numbers

        Adoption: 95%.

        ## Other things

        Adoption: 50%.

        ## AdamW vs SGD

        Adoption: 60%.
    """) == [(7, "adamw", "adoption", 0.95, "=")]


def test_code_html_front_matter_and_comments_state_nothing() -> None:
    assert (
        found("""
        ---
        title: AdamW adoption 95%
        ---
        # AdamW

        ```text
        adoption: 95%
        ```

            adoption: 95%

        <!-- adoption: 95% -->

        <p>adoption: 95%</p>
    """)
        == []
    )


def test_a_formula_is_aligned_with_its_numbers_in_a_later_block() -> None:
    text = """
        # AdamW

        $$C = w_1 \\cdot \\text{Adoption} + w_2 \\cdot (1 - \\text{Controversy})$$

        $$\\text{convergence degree} = w \\cdot \\text{Adoption}(T) + v \\cdot (1 - \\text{Controversy}(T))$$

        - so the convergence degree = 0.6 × 0.9 + 0.4 × (1 - 0.05) = 0.92
    """
    (claim,) = find_claims(dedent(text).lstrip("\n"), "made-up.md", FIELDS)
    assert (claim.line, claim.kind, claim.subject, claim.value) == (7, "formula", "adamw", 0.92)
    assert claim.inputs == (("adoption", 0.6, 0.9), ("controversy", 0.4, 0.05))


def test_a_formula_in_one_block_over_several_lines() -> None:
    text = """
        # AdamW

        ```math
        \\begin{aligned}
        \\text{收敛度} &= \\text{采用率} \\times 0.5 + \\text{标准化度} \\times 0.5 \\\\
        &= 100\\% \\times 0.5 + 0.9 \\times 0.5 \\\\
        &= 0.95
        \\end{aligned}
        ```
    """
    (claim,) = find_claims(dedent(text).lstrip("\n"), "made-up.md", FIELDS)
    assert (claim.line, claim.value) == (7, 0.95)
    assert claim.inputs == (("adoption", 0.5, 1.0), ("standardization", 0.5, 0.9))


def test_a_calculation_without_formula_has_unnamed_inputs() -> None:
    (claim,) = find_claims("# AdamW\n\n收敛度 = 0.5 × 1.0 + 0.5 × 0.9 = 0.95\n", "made-up.md", FIELDS)
    assert claim.inputs == (("", 0.5, 1.0), ("", 0.5, 0.9))


def test_a_formula_of_another_section_is_not_used() -> None:
    text = "# AdamW\n\n收敛度 = w · 采用率 + v · 争议度\n\n# SGD\n\n收敛度 = 0.5 × 1.0 + 0.5 × 0.9 = 0.95\n"
    (claim,) = find_claims(text, "made-up.md", FIELDS)
    assert (claim.subject, claim.inputs[0][0]) == ("sgd", "")


SHARES = st.integers(0, 1000).map(lambda tenths: tenths / 10)
LABELS = {
    "采用率": "adoption",
    "Standardization": "standardization",
    "争议度": "controversy",
    "Maturity": "maturity",
}


@settings(deadline=None, max_examples=60)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(sorted(LABELS)), SHARES, st.sampled_from(["", "+"])), max_size=30
    ),
    noise=st.integers(0, 5),
    marks=st.sampled_from(["", "**", "*"]),
)
def test_a_generated_table_is_read_back(rows: list[tuple[str, float, str]], noise: int, marks: str) -> None:
    lines = ["# AdamW", *[""] * (noise + 1), "| indicator | value | note |", "|:--|--:|---|"]
    first = len(lines) + 1
    lines += [f"| {marks}{label}{marks} | {share}%{plus} | in 2025 |" for label, share, plus in rows]
    expected = [
        (first + at, "adamw", LABELS[label], round(share / 100, 5), ">" if plus else "=")
        for at, (label, share, plus) in enumerate(rows)
    ]
    assert found("\n".join(lines)) == expected
