"""Means, contradictions, thresholds, bounds, order, formulas, citations, evidence."""

from __future__ import annotations

import pytest
from audit_reading import failing, findings, verdicts

from settled.audit import work_key
from settled.audit.formula.latex import are_equal, plain_latex, read_latex
from settled.catalog import load
from settled.records.audit import Known, Measurement

MATURITY = """\
# Tools

```math
\\text{Readiness} = w_1 \\cdot \\text{support} + w_2 \\cdot \\text{manuals} + w_3 \\cdot (1 - \\text{defects})
```

with w_1 = 0.5, w_2 = 0.3, w_3 = 0.2

| tool | support | manuals | defects | readiness |
| --- | --- | --- | --- | --- |
| A | 90% | 80% | 10% | 87% |
| B | 70% | 60% | 40% | 65% |
"""


def test_a_column_that_a_formula_defines():
    assert failing(MATURITY) == []
    assert failing(MATURITY.replace("| 65%", "| 75%")) == [(12, "mean", "contradicted")]


def test_weights_of_a_formula_sum_to_one():
    assert (7, "bound", "contradicted") in failing(MATURITY.replace("w_3 = 0.2", "w_3 = 0.3"))


INDEX = """\
# Barriers

```math
\\text{BarrierIndex} = \\frac{\\sum \\text{height} \\times \\text{weight}}{\\sum \\text{weight}}
```

| barrier | height |
| --- | --- |
| data | 90% |
| money | 70% |
| people | 50% |

BarrierIndex = 70%
"""


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [("70%", "holds"), ("80%", "imprecise"), ("95%", "contradicted"), ("70%+", "holds")],
)
def test_an_index_without_stated_weights(stated, verdict):
    text = INDEX.replace("BarrierIndex = 70%", f"BarrierIndex = {stated}")
    assert [found[2] for found in verdicts(text, "mean")] == [verdict]


AVERAGES = """\
| model | a | b | Avg |
| --- | --- | --- | --- |
| x | 70.0 | 80.0 | 75.0 |
| y | 60.0 | 61.0 | 60.5 |
| z | 50.0 | 90.0 | 70.0 |
"""


def test_a_column_of_means_is_believed_if_most_rows_follow_it():
    assert failing(AVERAGES) == []
    assert failing(AVERAGES.replace("60.5", "63.5")) == [(4, "mean", "contradicted")]
    assert (
        failing(AVERAGES.replace("75.0", "79.0").replace("60.5", "63.5").replace("| 70.0 |\n", "| 71.0 |\n"))
        == []
    )


def test_a_row_and_a_sentence_of_one_section():
    table = "| dimension | extent |\n| --- | --- |\n| room to move | mid (30-40%) |\n"
    text = f"# Space\n\n{table}\nroom to move = 4%, little.\n"
    assert failing(text) == [(5, "contradiction", "contradicted"), (7, "contradiction", "contradicted")]
    assert failing(text.replace("= 4%", "= 34%")) == []
    assert failing(text.replace("\nroom to move =", "\n# Elsewhere\n\nroom to move =")) == []


def test_runs_listed_under_one_name_do_not_contradict_each_other():
    assert (
        failing("# Runs\n\n- accuracy: 94%\n- accuracy: 91%\n\nAchieves 70% on a.\n\nAchieves 80% on b.\n")
        == []
    )


TECHNOLOGY = "# AdamW\n\nAdamW has an adoption rate of 95% today.\n\nThe adoption rate of AdamW is {other}.\n"


@pytest.mark.parametrize(
    ("other", "verdict"), [("95%", "holds"), ("80%", "contradicted"), ("95%+", "holds"), ("约 96%", "holds")]
)
def test_two_figures_of_a_technology(other, verdict):
    fields = list(load().fields.values())
    said = verdicts(TECHNOLOGY.format(other=other), "contradiction", fields=fields)
    assert {found[2] for found in said} == {verdict}


RULE = "收敛度 $C(T)$ 如下。\n\n$$C(T) > 0.95 \\iff T \\text{ 完全收敛}$$\n\n完全收敛的技术，收敛度 %s。\n"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("96%", "holds"), ("95%", "contradicted"), ("90%", "contradicted"), ("95%+", "unverifiable")],
)
def test_a_class_and_its_rule(stated, expected):
    assert [found[2] for found in verdicts(RULE % stated, "threshold")] == [expected]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("| who | market share |\n| --- | --- |\n| A | 130% |\n", [3]),
        ("| who | market share growth |\n| --- | --- |\n| A | 130% |\n", []),
        ("| who | speed vs. before |\n| --- | --- |\n| A | 130% |\n", []),
        ("| part | weight |\n| --- | --- |\n| a | 0.5 |\n| b | 0.3 |\n| c | 0.3 |\n", [3]),
        ("| part | weight |\n| --- | --- |\n| a | 0.5 |\n| b | 0.3 |\n| c | 0.2 |\n", []),
        ("| part | weight |\n| --- | --- |\n| a | 12 kg |\n| b | 30 kg |\n", []),
    ],
)
def test_what_a_share_and_a_weight_can_be(text, lines):
    assert [found[0] for found in failing(text) if found[1] == "bound"] == lines


RANKS = (
    "| rank | team | points |\n| --- | --- | --- |\n"
    "| 1 | a | 90 |\n| 2 | b | 80 |\n| 3 | c | {third} |\n| 4 | d | 60 |\n| 5 | e | 50 |\n"
)
MORE_RANKS = RANKS + "| 6 | f | 40 |\n| 7 | g | 30 |\n"


def test_one_figure_that_does_not_go_with_its_rank():
    assert failing(RANKS.format(third=70)) == []
    assert failing(MORE_RANKS.format(third=85)) == [(5, "order", "contradicted")]


def test_few_rows_may_follow_a_column_by_chance():
    assert failing(RANKS.format(third=85)) == []


UPDATES = """\
# Updates

The difference between the two:

**First form:**

$$x_{t} = x_{t-1} - \\eta (g + \\lambda x_{t-1})$$

**Second form:**

$$x_{t} = %s$$
"""


def test_formulas_said_to_differ_that_are_the_same():
    same = UPDATES % "x_{t-1} - \\eta g - \\eta \\lambda x_{t-1}"
    assert failing(same) == [(7, "formula", "contradicted"), (11, "formula", "contradicted")]
    assert failing(UPDATES % "x_{t-1} - \\eta g - \\lambda x_{t-1}") == []
    assert failing(same.replace("The difference between the two:", "Written in two ways:")) == []


@pytest.mark.parametrize(
    "latex",
    [
        "10^{10^{10}}",
        "(((((((((a)))))))))",
        "L(\\theta) + 1",
        "\\def\\x{\\x\\x}\\x",
        "a" * 400,
        "\\input{x}",
        "x = [1]",
        "9" * 20,
        "",
        "\\frac{",
        "a^^b",
        "_ _",
    ],
)
def test_what_is_out_of_bounds_is_not_read(latex):
    assert read_latex(latex, {}) is None


def test_products_are_written_out_before_they_are_read():
    symbols: dict[str, int] = {}
    assert plain_latex("a (b + \\hat{c}_t) \\frac{1}{2}", symbols) == (
        "x_{1} \\cdot (x_{2} + x_{3}) \\cdot \\frac{1}{2}"
    )
    one, other = read_latex("a b + a c", symbols), read_latex("a (b + c)", symbols)
    assert are_equal(one, other)
    assert not are_equal(one, read_latex("a b + 2 a c", symbols))


def test_the_second_factor_of_a_product_with_a_transpose():
    text = "$$(AB^T)_{ik} = \\sum_{j=1}^{n} A_{ij}%s$$\n"
    assert failing(text % "B_{jk}") == [(1, "formula", "contradicted")]
    assert failing(text % "B_{kj}") == []


@pytest.mark.parametrize(
    ("terms", "fails"),
    [
        ("x_1 + x_2 + x_3", False),
        ("x_1 + x_2 + x_3 + x_4", True),
        ("x_0 + x_1 + x_2 + x_3", True),
        ("x_1 + \\cdots + x_3", False),
        ("x_1 + x_2 + \\dots + x_4", True),
        ("x_1 + x_2 + y", False),  # not written out term by term
    ],
)
def test_a_sum_written_out_has_the_terms_of_its_range(terms, fails):
    text = f"$$s = \\sum_{{i=1}}^{{3}} x_i = {terms}$$\n"
    assert failing(text) == ([(1, "formula", "contradicted")] if fails else [])


def test_a_sum_to_n_written_out():
    assert failing("$$\\sum_{i=1}^{n} a_i = a_1 + a_2 + \\cdots + a_n$$\n") == []
    wrong = "$$\\sum_{i=0}^{n} a_i = a_1 + a_2 + \\cdots + a_n$$\n"
    assert failing(wrong) == [(1, "formula", "contradicted")]


@pytest.mark.parametrize(
    ("text", "fails"),
    [
        ("It takes 2 kW × 3 h = 6 kW a day.\n", True),
        ("It takes 2 kW × 3 h = 6 kWh a day.\n", False),
        ("每天 2 kW × 3 h = 6 kW。\n", True),
        ("A trip of 100 km / 2 h = 50 km is slow.\n", True),
        ("A trip of 100 km / 2 h = 50 km/h is slow.\n", False),
        ("A week has 5 h × 8 h = 40 h of work.\n", False),
        ("It is 2 m × 3 m = 6 m² large.\n", False),
    ],
)
def test_units_of_the_two_sides(text, fails):
    assert failing(text) == ([(1, "formula", "contradicted")] if fails else [])


WORKS = Known(works={work_key("Made-up Methods for Testing"): 2017})


@pytest.mark.parametrize(
    ("year", "verdict"), [(2017, "holds"), (2019, "holds"), (2015, "contradicted"), (2024, "imprecise")]
)
def test_a_cited_year(year, verdict):
    text = f'Doe, J. ({year}): "Made-up Methods for Testing". A journal.\n'
    assert [found[2] for found in verdicts(text, "citation", known=WORKS)] == [verdict]


@pytest.mark.parametrize(
    ("stated", "verdict"), [("60%", "holds"), ("95%", "contradicted"), ("约 58%", "holds")]
)
def test_a_figure_and_the_evidence(stated, verdict):
    fields = list(load().fields.values())
    known = Known(
        measured={("adamw", "adoption", None): Measurement(0.6, 0.55, 0.65, "2026-01-01")}, has_evidence=True
    )
    text = f"# AdamW\n\nThe adoption rate of AdamW is {stated}.\n"
    assert [found[2] for found in verdicts(text, "evidence", known=known, fields=fields)] == [verdict]
    none = Known(has_evidence=True)
    assert [found[2] for found in verdicts(text, "evidence", known=none, fields=fields)] == ["unverifiable"]


@pytest.mark.parametrize(
    ("text", "verdicts_"),
    [
        ("# AdamW\n\nIn 2021 the adoption rate of AdamW was 30%.\n", ["holds"]),
        ("# AdamW\n\nIn 2021 the adoption rate of AdamW was 60%.\n", ["contradicted"]),
        ("# AdamW in 2021\n\nThe adoption rate of AdamW is 30%.\n", ["holds"]),
        ("# AdamW\n\nThe adoption rate of AdamW is 30%.\n", ["contradicted"]),
        ("# AdamW\n\nIn 2019 the adoption rate of AdamW was 30%.\n", ["unverifiable"]),
        ("# AdamW\n\n2021 年 AdamW 的采用率为 30%。\n", ["holds"]),
    ],
)
def test_a_figure_of_a_year_is_held_to_the_evidence_of_that_year(text, verdicts_):
    known = Known(
        measured={
            ("adamw", "adoption", None): Measurement(0.6, 0.55, 0.65, "2026-01-01"),
            ("adamw", "adoption", 2021): Measurement(0.3, 0.25, 0.35, "2021-12-31"),
        },
        has_evidence=True,
    )
    said = verdicts(text, "evidence", known=known, fields=list(load().fields.values()))
    assert [found[2] for found in said] == verdicts_


def test_a_claim_that_nothing_speaks_about_is_counted_once_and_not_guessed():
    found = findings("Our users grew to $5M and then 30% more.\n")
    assert {one.verdict for one in found} == {"unverifiable"}
    assert len(found) == 2


def test_ranks_go_with_the_column_that_all_rows_follow():
    rows = ["a | 296 | 7,757", "b | 7 | 1,639", "c | 120 | 771", "d | 99 | 610", "e | 98 | 597"]
    rows += ["f | 90 | 551", "g | 53 | 338", "h | 53 | 332"]
    table = "| # | sender | calls | cost |\n| --- | --- | --- | --- |\n" + "".join(
        f"| {number} | {row} |\n" for number, row in enumerate(rows, 1)
    )
    assert failing(table) == []
    assert failing(table.replace("771", "500")) == []  # either column may be meant
    one_fits = table.replace("771", "500").replace("53", "99")
    assert failing(one_fits) == []  # the rows may be numbered in another order
    named = one_fits.replace("#", "rank")
    assert failing(named) == []  # ranked by what is not in the table, and costs go with it by chance
    assert failing(f"Senders by cost:\n\n{named}") == [(7, "order", "contradicted")]
