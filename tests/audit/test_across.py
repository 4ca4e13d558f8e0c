"""Documents of one set that contradict one another; what only looks so."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from settled.pipeline.auditing import audit_documents
from settled.report.audit_words import because


@pytest.fixture
def across(tmp_path):
    """What is contradicted in a set of documents: file, line, and what is said of it."""

    def read(**texts: str) -> list[tuple[str, int, str]]:
        for name, text in texts.items():
            (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
        audit = audit_documents([tmp_path])
        return [
            (one.file.removeprefix(f"{tmp_path}/"), one.line, one.computed.replace(f"{tmp_path}/", ""))
            for one in audit.findings
            if one.verdict == "contradicted" and because(one, "zh")
        ]

    return read


def test_a_rate_of_a_name_that_two_documents_give_other_values(across):
    first = "# Plan\n\nThe churn rate of Acme is 5%.\n"
    second = "# Report\n\nWords.\n\nThe churn rate of Acme is 9%.\n"
    assert across(a=first, b=second) == [("a.md", 3, "9% (b.md:5)"), ("b.md", 5, "5% (a.md:3)")]


def test_in_chinese(across):
    first, second = "# 计划\n\n星火公司的流失率为 5%。\n", "# 报告\n\n星火公司的流失率为 9%。\n"
    assert [found[:2] for found in across(a=first, b=second)] == [("a.md", 3), ("b.md", 3)]
    assert across(a=first.replace("星火", "本"), b=second.replace("星火", "本")) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The churn rate of Acme is 5%.", "The churn rate of Acme is 5.2%."),  # rounded
        ("The churn rate of Acme is 5%.", "The churn rate of Acme is about 6%."),
        ("The churn rate of Acme is 5% in 2023.", "The churn rate of Acme is 9% in 2024."),
        ("The churn rate of Acme is 5%.", "The churn rate of Bolt is 9%."),
        ("The churn rate is 5%.", "The churn rate is 9%."),  # of what each document is about
        ("The churn rate of the team is 5%.", "The churn rate of the team is 9%."),
        ("The churn rate of Acme is 5%.", "The churn rate of Acme is 9 ms."),
    ],
)
def test_what_does_not_contradict(across, first, second):
    assert across(a=f"# Plan\n\n{first}\n", b=f"# Report\n\n{second}\n") == []


def test_a_name_that_points_means_another_thing_elsewhere(across):
    first = "# Speed\n\nThe new version is around 2.6% faster!\n"
    assert across(a=first, b=first.replace("2.6", "3.8")) == []


def test_editions_of_a_document_do_not_contradict_each_other(across):
    first, second = "# Plan\n\nThe churn rate of Acme is 5%.\n", "# Plan\n\nThe churn rate of Acme is 9%.\n"
    assert across(**{"plan-2023": first, "plan-2024": second}) == []
    assert across(**{"plan-v1": first, "plan-v2": second}) == []
    assert across(d32=first, d33=second) == []


def test_a_technology_in_two_documents(across):
    first, second = (
        "# A\n\nAdamW has an adoption rate of 95%.\n",
        "# B\n\nThe adoption rate of AdamW is 60%.\n",
    )
    assert [found[:2] for found in across(a=first, b=second)] == [("a.md", 3), ("b.md", 3)]


TABLE = "# Tools\n\n## Speed\n\n| tool | load | run | stop |\n| --- | --- | --- | --- |\n{rows}"


def table(rows):
    return TABLE.format(
        rows="".join(f"| t{at} | {' | '.join(map(str, row))} |\n" for at, row in enumerate(rows))
    )


SETTINGS = settings(
    max_examples=40, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@SETTINGS
@given(
    st.lists(st.tuples(*[st.integers(10, 900)] * 3), min_size=3, max_size=6),
    st.integers(0, 8),
    st.integers(2, 99),
)
def test_a_copy_of_a_table_with_one_figure_changed(across, rows, place, off):
    changed = [list(row) for row in rows]
    changed[place // 3 % len(rows)][place % 3] += off
    assert across(a=table(rows), b=table(rows)) == []
    line = 7 + place // 3 % len(rows)
    assert [found[:2] for found in across(a=table(rows), b=table(changed))] == [
        ("a.md", line),
        ("b.md", line),
    ]


def test_two_tables_of_one_form_are_not_copies(across):
    rows = [(10, 20, 30), (40, 50, 60), (70, 80, 90)]
    others = [(11, 20, 32), (41, 50, 63), (70, 81, 94)]
    assert across(a=table(rows), b=table(others)) == []
    elsewhere = table([(10, 20, 31), *rows[1:]]).replace("# Tools", "# Other tools")
    assert across(a=table(rows), b=elsewhere) == []


def test_one_claim_has_one_finding_that_fails_and_none_that_says_nothing(tmp_path):
    (tmp_path / "a.md").write_text("The churn rate of Acme is 5%.\n")
    (tmp_path / "b.md").write_text("The churn rate of Acme is 9%.\n")
    found = audit_documents([tmp_path]).findings
    assert [(one.check, one.verdict) for one in found] == [("contradiction", "contradicted")] * 2
