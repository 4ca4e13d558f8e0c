"""A user's own table of prices: read as it stands, or refused in one line that names the row."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from settled.errors import InputError
from settled.pipeline.prices import Choice, price_history
from settled.sources.prices import read_own
from settled.sources.prices.own import COLUMNS

AS_OF = date(2024, 4, 30)
HEAD = "model,valid_from,valid_to,input,output,currency,unit"
GOOD = (
    "gpt-x,2024-01-01,2024-03-01,2,4,USD,per_mtok",
    "gpt-x,2024-03-01,,1,2,USD,per_mtok",
    "llama-y,2024-01-01,,8,8,USD,per_mtok",
)


def write(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "my.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def test_a_good_table_is_indexed(tmp_path: Path) -> None:
    prices = read_own(write(tmp_path, *GOOD), AS_OF)
    assert prices.currency == "USD"
    assert prices.last_day == AS_OF
    found = price_history(prices, Choice())
    # At the ends of January to April: one of two models halves its price in March.
    jevons = [point.value for point in found.indices[0].points]
    assert jevons == pytest.approx([100.0, 100.0, 100.0 * 0.5**0.5, 100.0 * 0.5**0.5])
    assert found.indices[0].points[-1].low is None  # two models are no basis of an interval
    assert found.models == found.items == 2


def test_quantities_make_fisher_an_ideal_index(tmp_path: Path) -> None:
    rows = (
        "a,2024-01-01,2024-02-01,1,1,EUR,per_mtok,3100",
        "a,2024-02-01,,2,2,EUR,per_mtok,1450",
        # Twice the days and twice the tokens of the first: as much a day.
        "b,2023-12-01,2024-02-01,4,4,EUR,per_mtok,620",
        "b,2024-02-01,,2,2,EUR,per_mtok,1160",
    )
    path = write(tmp_path, *rows, head=f"{HEAD},tokens")
    found = price_history(read_own(path, date(2024, 2, 29)), Choice())
    laspeyres, paasche = 220.0 / 140.0, 180.0 / 210.0  # of 100 and 10 a day, then 50 and 40
    assert found.indices[1].points[-1].value == pytest.approx(100.0 * (laspeyres * paasche) ** 0.5)


def test_units_are_brought_to_a_million_tokens(tmp_path: Path) -> None:
    path = write(tmp_path, "a,2024-01-01,,0.002,0.004,USD,per_ktok", "b,2024-01-01,,1,1,USD,per_ktok")
    rows = read_own(path, AS_OF).rows.to_pylist()
    assert (rows[0]["input"], rows[0]["output"]) == pytest.approx((2.0, 4.0))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,2024-01-01,,-2,4,USD,per_mtok", "the input price -2 is negative"),
        ("a,2024-01-01,,2,-4,USD,per_mtok", "the output price -4 is negative"),
        ("a,2024-01-01,,0,4,USD,per_mtok", "the input price is 0"),
        ("a,2024-01-01,,two,4,USD,per_mtok", "input price 'two' is not a number"),
        ("a,2024-01-01,,inf,4,USD,per_mtok", "input price 'inf' is not a number"),
        ("a,2024-01-01,,2,4,DOL,per_mtok", "unknown currency 'DOL'"),
        ("a,2024-01-01,,2,4,,per_mtok", "has no currency"),
        ("a,2024-01-01,,2,4,EUR,per_mtok", "currency 'EUR', but line 2 has 'USD'"),
        ("a,2024-01-01,,2,4,USD,per_ktok", "unit 'per_ktok', but line 2 has 'per_mtok'"),
        ("a,2024-01-01,,2,4,USD,per_word", "unknown unit 'per_word'"),
        ("gpt-x,2024-03-01,,9,9,USD,per_mtok", "prices gpt-x from 2024-03-01 again, as line 3 does"),
        (
            "gpt-x,2024-02-01,2024-03-01,9,9,USD,per_mtok",
            "begins on 2024-02-01, before line 2 ends on 2024-03-01",
        ),
        ("a,2024-13-01,,2,4,USD,per_mtok", "valid_from '2024-13-01' is not a day"),
        ("a,2024-02-01,2024-01-01,2,4,USD,per_mtok", "ends on 2024-01-01, not after it begins"),
        ("a,2025-01-01,,2,4,USD,per_mtok", "begins on 2025-01-01, after 2024-04-30"),
        (",2024-01-01,,2,4,USD,per_mtok", "has no model"),
        ("a,2024-01-01,,2,4,USD", "has 6 cells, the header has 7"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, said: str) -> None:
    path = write(tmp_path, *GOOD, row)
    with pytest.raises(InputError) as caught:
        read_own(path, AS_OF)
    assert said in str(caught.value)
    assert caught.value.place in (
        f"{path}:5",
        f"{path}:3",
    )  # the later of two rows that contradict each other
    assert "\n" not in str(caught.value)
    assert caught.value.hint


def test_a_gap_between_two_prices_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD[0], "gpt-x,2024-03-11,,1,2,USD,per_mtok")
    with pytest.raises(InputError, match=r"my\.csv:3: leaves a gap of 10 days after line 2"):
        read_own(path, AS_OF)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("model,valid_from,input,output,currency", "has no column 'unit'"),
        (f"{HEAD},input", "has the column 'input' twice"),
        (f"{HEAD},vendr", "'vendr' is no column of a table of prices; hint: did you mean 'vendor'"),
    ],
)
def test_a_wrong_header_is_named(tmp_path: Path, head: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_own(write(tmp_path, head=head), AS_OF)


def test_a_table_without_rows_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no rows below its header"):
        read_own(write(tmp_path), AS_OF)


def test_a_line_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "my.csv"
    path.write_bytes(f"{HEAD}\n".encode() + b"a\xff,2024-01-01,,2,4,USD,per_mtok\n")
    with pytest.raises(InputError, match=r"my.csv:2: 0xff is not UTF-8"):
        read_own(path, AS_OF)


def test_an_open_quote_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"my.csv:2: is not CSV"):
        read_own(write(tmp_path, '"a,2024-01-01,,2,4,USD,per_mtok'), AS_OF)


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("released", "soon", "released 'soon' is not a day"),
        ("parameters", "-7", "parameters -7 is not above 0"),
        ("max_input_tokens", "8k", "max_input_tokens '8k' is not a number"),
        ("tokens", "0", "tokens 0 is not above 0"),
    ],
)
def test_a_wrong_optional_cell_is_named(tmp_path: Path, column: str, cell: str, said: str) -> None:
    path = write(tmp_path, f"{GOOD[0]},{cell}", head=f"{HEAD},{column}")
    with pytest.raises(InputError, match=said):
        read_own(path, AS_OF)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(content=st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=8), max_size=6))
def test_whatever_is_in_it_is_read_or_refused(tmp_path: Path, content: list[list[str]]) -> None:
    path = tmp_path / "any.csv"
    lines = [",".join((*COLUMNS.needed, "released", "tokens")), *(",".join(cells) for cells in content)]
    path.write_text("\n".join(lines), encoding="utf-8", errors="replace", newline="")
    with suppress(InputError):
        read_own(path, AS_OF)


def test_more_than_can_be_indexed_is_refused(tmp_path: Path) -> None:
    rows = [f"model-{number},1990-01-01,,1,2,USD,per_mtok" for number in range(6000)]
    with pytest.raises(InputError, match="more than the 2,000,000 that are indexed at once; begin later"):
        price_history(read_own(write(tmp_path, *rows), AS_OF), Choice())
