"""A user's own market table: read as it stands, or refused in one line that names the row."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from settled.errors import InputError
from settled.sources.own_shares import COLUMNS, MAX_ROWS, read_shares

AS_OF = date(2026, 6, 30)
HEAD = "market,firm,period,value,unit"
GOOD = (
    "phones,A,2024,50,percent",
    "phones,B,2024,30,percent",
    "phones,A,2025,40,percent",
    "phones,B,2025,35,percent",
)


def write(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "my.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def test_each_period_is_a_market_and_what_is_not_told_is_unknown(tmp_path: Path) -> None:
    then, now = read_shares(write(tmp_path, *GOOD), AS_OF)
    assert (then.start, then.end) == (date(2024, 1, 1), date(2024, 12, 31))
    assert now.counts == (("A", 40.0), ("B", 35.0))
    assert now.unknown == pytest.approx(0.25)
    assert not now.counted
    assert now.source == "the user's own file"


@pytest.mark.parametrize("others", ["others", "Other", "其他", "rest"])
def test_others_are_unknown_firms_of_counts_too(tmp_path: Path, others: str) -> None:
    rows = ("A,2025,60,count", "B,2025,20,count", f"{others},2025,20,count")
    (market,) = read_shares(write(tmp_path, *rows, head="firm,period,value,unit"), AS_OF)
    assert market.counts == (("A", 60.0), ("B", 20.0))
    assert market.unknown == pytest.approx(0.2)
    assert market.counted
    assert market.name == "market"


def test_money_is_no_sample(tmp_path: Path) -> None:
    (market,) = read_shares(write(tmp_path, "m,A,2025-Q3,3e9,usd", "m,B,2025-Q3,1e9,USD"), AS_OF)
    assert not market.counted
    assert market.unknown == 0.0
    assert (market.start, market.end) == (date(2025, 7, 1), date(2025, 9, 30))


def test_months_may_be_in_any_order(tmp_path: Path) -> None:
    found = read_shares(
        write(tmp_path, "m,A,2024-02,1,share", "m,A,2023-12,1,share", "m,A,2024-01,1,share"), AS_OF
    )
    assert [one.end for one in found] == [date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29)]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("phones,C,2025,-1,percent", "value -1 is negative"),
        ("phones,C,2025,101,percent", "101 percent is more than the whole market"),
        ("phones,C,2025,26,percent", "brings phones in 2025 to 101 percent, above the whole"),
        ("cars,C,2025,40,share", "is the unit percent?"),
        ("phones,B,2025,35,percent", "has B in 2025 again, as line 5 does"),
        ("phones,C,2025,0.1,share", "unit 'share', but line 2 has 'percent'"),
        ("phones,C,2025-Q1,10,percent", "period '2025-Q1', but line 2 has '2024'"),
        ("phones,C,2022,10,percent", "leaves a gap of 1 periods after line 6"),
        ("phones,C,2025,ten,percent", "value 'ten' is not a number"),
        ("phones,C,2025,nan,percent", "value 'nan' is not a number"),
        ("phones,C,2025,inf,count", "value 'inf' is not a number"),
        ("phones,C,2025,10,", "has no unit"),
        ("phones,C,2025,10,per cent", "unknown unit 'per cent'; hint: did you mean 'percent'"),
        ("phones,,2025,10,percent", "has no firm"),
        ("phones,C,2025-13,10,percent", "'2025-13' is no period"),
        ("phones,C,2027,10,percent", "begins on 2027-01-01, after 2026-06-30"),
        ("cars,others,2025,10,percent", "where no named firm has anything"),
        ("phones,C,2025", "has 3 cells, the header has 5"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, said: str) -> None:
    path = write(tmp_path, *GOOD, row)
    with pytest.raises(InputError) as caught:
        read_shares(path, AS_OF)
    assert said in str(caught.value)
    # A gap is told at the first row behind it.
    assert caught.value.place == (f"{path}:2" if "gap" in said else f"{path}:6")
    assert "\n" not in str(caught.value)
    assert caught.value.hint


def test_a_firm_that_one_period_leaves_out_is_named(tmp_path: Path) -> None:
    rows = ("m,A,2023,5,USD", "m,B,2023,5,USD", "m,A,2024,5,USD", "m,A,2025,5,USD", "m,B,2025,5,USD")
    with pytest.raises(InputError, match=r"my\.csv:6: has B again after line 3, which 2024 leaves out"):
        read_shares(write(tmp_path, *rows), AS_OF)
    whole = (*rows, "m,B,2024,0,USD")
    assert [len(one.counts) for one in read_shares(write(tmp_path, *whole), AS_OF)] == [2, 1, 2]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("firm,value", "has no column 'unit'"),
        (f"{HEAD},unit", "has the column 'unit' twice"),
        (f"{HEAD},markt", "'markt' is no column of a table of market shares; hint: did you mean 'market'"),
    ],
)
def test_a_wrong_header_is_named(tmp_path: Path, head: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_shares(write(tmp_path, head=head), AS_OF)


def test_a_table_without_rows_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no rows below its header"):
        read_shares(write(tmp_path), AS_OF)


def test_a_line_that_is_not_text_and_an_open_quote_are_named(tmp_path: Path) -> None:
    path = tmp_path / "my.csv"
    path.write_bytes(f"{HEAD}\n".encode() + b"m,\xff,2024,2,share\n")
    with pytest.raises(InputError, match=r"my\.csv:2: 0xff is not UTF-8"):
        read_shares(path, AS_OF)
    with pytest.raises(InputError, match=r"my\.csv:2: is not CSV"):
        read_shares(write(tmp_path, '"m,A,2024,2,share'), AS_OF)


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    rows = (f"m,firm {number},2024,1,count" for number in range(MAX_ROWS + 1))
    with pytest.raises(InputError, match=r"my\.csv:50002: is beyond 50,000 rows"):
        read_shares(write(tmp_path, *rows), AS_OF)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(content=st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=6), max_size=6))
def test_whatever_is_in_it_is_read_or_refused(tmp_path: Path, content: list[list[str]]) -> None:
    path = tmp_path / "any.csv"
    lines = [",".join((*COLUMNS.needed, *COLUMNS.optional)), *(",".join(cells) for cells in content)]
    path.write_text("\n".join(lines), encoding="utf-8", errors="replace", newline="")
    with suppress(InputError):
        read_shares(path, AS_OF)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=8), st.integers(0, 5_000))
def test_shares_and_the_unknown_part_are_the_whole(tmp_path: Path, values: list[int], others: int) -> None:
    rows = [f"m,firm {number},2024,{value},count" for number, value in enumerate(values)]
    (market,) = read_shares(write(tmp_path, *rows, f"m,others,2024,{others},count"), AS_OF)
    assert sum(value for _, value in market.counts) == sum(values)
    assert market.unknown == pytest.approx(others / (others + sum(values)))
    assert list(market.counts) == sorted(market.counts, key=lambda one: (-one[1], one[0]))
