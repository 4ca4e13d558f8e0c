"""The terminal's tables line up, stay narrow, and say what is missing."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from report_boards import (
    AS_OF,
    LEVEL_RULES,
    PROFILE,
    SPECS,
    board,
    boards,
    estimate,
    field_report,
    hostile_report,
    verdict,
)

from settled.records import Movement, Observation, Trend
from settled.report import tables, wording
from settled.report.columns import cells, clean, fit, wrap

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def text_of(any_board) -> list[str]:
    """Every table that can be made of a board."""
    made = [tables.board_table(any_board), tables.board_table(any_board, all_rivals=True)]
    for report in any_board.fields:
        made.append(tables.field_table(report))
        made += [
            tables.verdict_text(judged, True, field=report.field, levels=LEVEL_RULES, specs=SPECS)
            for judged in report.verdicts[:2]
        ]
    return made


@SLOW
@given(boards())
def test_no_line_is_wider_than_a_hundred_cells_nor_steers_the_terminal(any_board) -> None:
    for text in text_of(any_board):
        for row in text.split("\n"):
            assert cells(row) <= 100, row
            assert row == clean(row)
            assert row == row.rstrip()


def test_hostile_names_stay_on_their_row() -> None:
    made = tables.board_table(board(hostile_report()), all_rivals=True)
    assert len(made.split("\n")) == 3 + len(hostile_report().verdicts) + 3
    made.encode("utf-8")


def test_columns_begin_at_the_same_cell() -> None:
    names = ["优化器", "Widget", "ẛ̣ e\u0301"]
    made = tables.board_table(board(field_report(0, 3, names=names)), all_rivals=True)
    rows = [row for row in made.split("\n") if "[" in row]
    assert len({cells(row[: row.index("[")]) for row in rows}) == 1


def test_default_board_shows_incumbent_and_strongest_rival() -> None:
    report = field_report(0, 4)
    shuffled = replace(report, verdicts=(report.verdicts[0], *reversed(report.verdicts[1:])))
    made = tables.board_table(board(shuffled))
    assert "Widget 0" in made
    assert "Widget 1" in made
    assert "Widget 2" not in made
    assert "2 more rivals: --all" in made
    assert "Widget 3" in tables.board_table(board(shuffled), all_rivals=True)


def test_a_rival_with_evidence_is_stronger_than_one_without() -> None:
    judged = (verdict("f", "a", None), verdict("f", "b", None), verdict("f", "c", 0.0))
    assert [v.technology for v in tables.strongest(judged)] == ["a", "c"]
    assert [v.technology for v in tables.strongest(judged[:1])] == ["a"]


def test_values_by_year_stand_below_the_shares() -> None:
    report = field_report(0)
    [title, years, first, second] = tables.field_table(report).split("\n\n")[-1].split("\n")
    assert title == "median parameters of new models by year (models/made-up)"
    assert years.split() == ["2020", "2021", "2022", "2023", "2024"]
    assert first.split()[-5:] == ["10k", "100k", "1M", "10M", "100M"]
    assert second.split()[-1] == "100M"
    assert "parameters" not in tables.field_table(replace(report, values=()))


@given(st.floats(1, 9.9e14))
def test_a_magnitude_is_short_and_true(value: float) -> None:
    said = wording.magnitude(value)
    times = {"T": 1e12, "B": 1e9, "M": 1e6, "k": 1e3}.get(said[-1], 1.0)
    assert float(said.rstrip("TBMk")) * times == pytest.approx(value, rel=0.006)
    assert len(said) <= 5


def test_no_evidence_says_what_is_missing() -> None:
    made = tables.board_table(board(field_report(0, 2, evidence=False)))
    assert "no evidence: adoption: no made-up source speaks to it" in made
    assert "0.00" not in made


def test_only_what_has_a_weight_is_missing_from_a_degree() -> None:
    report = field_report(0, 1)
    judged = replace(report.verdicts[0], indicators={**report.verdicts[0].indicators, "research_share": None})
    report = replace(report, verdicts=(judged,), shares=())
    assert "research share" not in tables.field_table(report, PROFILE)
    assert "missing: C controversy" in tables.field_table(report, PROFILE)
    assert "missing: C controversy, R research share" in tables.field_table(report)


def test_explained_verdict_names_question_counts_reasons_and_stated() -> None:
    report = field_report(0, 2)
    short = tables.verdict_text(report.verdicts[0], field=report.field)
    long = tables.verdict_text(report.verdicts[0], True, field=report.field, levels=LEVEL_RULES, specs=SPECS)
    for said in ("388 of 400", "> 0.991  made-up.md:12", "controversy: needs papers"):
        assert said in short
        assert said in long
    for said in ("What does the made-up evidence say of adoption?", "- few units in the last year", "42 %"):
        assert said in long
        assert said not in short
    assert "fully converged" in long


def test_movement_shows_before_after_and_why() -> None:
    row = Observation("f", "w", "adoption", date(2024, 1, 1), date(2024, 3, 31), 3, 4, None, None, "x/y", "a")
    before, after = verdict("f", "w", 0.7), verdict("f", "w", 0.9)
    made = tables.moved_table(date(2023, 1, 1), AS_OF, [Movement("f", "w", before, after, (row,) * 7)])
    assert "degree            0.70 [0.62-0.78] -> 0.90 [0.82-0.98]" in made
    assert "L2" in made
    assert "adoption: 3 of 4 in x/y" in made
    assert "and 2 more observations" in made
    assert "controversy" not in made
    new = tables.moved_table(date(2023, 1, 1), AS_OF, [Movement("f", "w", None, after, ())])
    assert "no evidence -> 0.90" in new
    assert tables.moved_table(date(2023, 1, 1), AS_OF, []).endswith("nothing")


@given(st.text(max_size=60), st.integers(1, 30))
def test_fit_never_exceeds_its_width_and_keeps_what_fits(text: str, width: int) -> None:
    made = fit(text, width)
    assert cells(made) <= width
    if cells(clean(text)) <= width:
        assert made == clean(text)


@given(st.text(alphabet=st.characters(categories=["Lu", "Lo", "Zs"]), max_size=80), st.integers(4, 20))
def test_wrapping_loses_no_letter(text: str, width: int) -> None:
    made = wrap(text, width)
    assert all(cells(row) <= width for row in made)
    assert "".join("".join(made).split()) == "".join(clean(text).split())


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0 %"), (0.004, "<1 %"), (0.5, "50 %"), (0.996, ">99 %"), (1.0, "100 %")],
)
def test_what_is_neither_impossible_nor_certain_never_reads_so(value: float, said: str) -> None:
    assert wording.percent(value) == said


@pytest.mark.parametrize(
    ("slope", "low", "high", "said", "way"),
    [
        (0.021, 0.01, 0.03, "+0.02/yr", "rising"),
        (-0.1, -0.2, -0.05, "-0.10/yr", "falling"),
        (-0.001, -0.01, 0.01, "-0.001/yr", "steady"),
        (0.0001, -0.01, 0.01, "0.00/yr", "steady"),
    ],
)
def test_trends(slope: float, low: float, high: float, said: str, way: str) -> None:
    trend = Trend(slope, low, high, "adoption")
    assert (wording.slope(trend), wording.direction(trend)) == (said, way)


def test_letters_of_what_is_missing_are_explained_and_unlike() -> None:
    made = tables.board_table(board(field_report(0, 1)))
    assert "★★★★   C\n" in made
    assert made.endswith("missing: C controversy\nevidence 0000000000000000")
    assert tables._letters(["theory", "trend", "adoption", "ad"]) == {
        "ad": "Ad",
        "adoption": "Ado",
        "theory": "Th",
        "trend": "Tr",
    }


def test_counts_of_what_is_no_proportion_are_empty() -> None:
    assert wording.counts(estimate(0.5, n=None)) == ""
    assert wording.counts(estimate(0.5, n=2000)) == "1,000 of 2,000"


def test_tables_load_nothing_heavy() -> None:
    code = (
        "import sys, settled.report.tables, settled.report.documents;"
        "print([m for m in ('polars','pyarrow','altair','jinja2','httpx','hyperscan') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
