"""Tables of papers as users have them: three forms, and everything that can be wrong with a file."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settled.errors import InputError
from settled.sources.papers import read, tables

AS_OF = date(2026, 11, 24)
LONG = "We compare two ways of training a network and find that one of them is better."
ROW = {"title": "A first paper about training", "abstract": LONG, "year": 2023}


def rows_of(path: Path, **options: int) -> list[dict[str, object]]:
    return [row for batch in read(path, as_of=AS_OF, **options).batches for row in batch.to_pylist()]


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    else:
        names = list(rows[0])
        lines = [",".join(names)]
        lines += [
            ",".join(f'"{row[name]}"' if row[name] is not None else "" for name in names) for row in rows
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".jsonl"])
def test_every_form_gives_the_same_papers(tmp_path: Path, suffix: str) -> None:
    other = {"title": "A second paper, about 注意力机制", "abstract": LONG + " 注意力", "year": 2024}
    found = rows_of(write(tmp_path / f"mine{suffix}", [ROW, other]))
    assert [row["title"] for row in found] == [ROW["title"], other["title"]]
    assert found[0]["unit"] == "papers:mine:2023:41a8aa1eb2bcce78"
    assert found[0]["source"] == "papers/mine"
    assert found[1]["abstract"] == other["abstract"]
    # An unknown venue counts as mid-year.
    assert found[0]["period"] == date(2023, 7, 1)


@pytest.mark.parametrize(
    ("year", "month", "period"),
    [
        ("2023", "2023-05", date(2023, 5, 1)),
        ("", "2023-05-24", date(2023, 5, 1)),
        ("", "2023-05-24T10:00:00", date(2023, 5, 1)),
        ("2023", "5", date(2023, 5, 1)),
        ("2023.0", "", date(2023, 7, 1)),
        ("2023-05-24", "", date(2023, 5, 1)),
        ("2023-05", "spring", date(2023, 5, 1)),
        ("2023", "2023-13", date(2023, 7, 1)),
        ("2023", "spring", date(2023, 7, 1)),
        ("2027", "", date(2027, 7, 1)),
        ("1900", "", date(1900, 7, 1)),
    ],
)
def test_dates(tmp_path: Path, year: str, month: str, period: date) -> None:
    path = write(tmp_path / "mine.csv", [ROW | {"year": year, "month": month}])
    assert [row["period"] for row in rows_of(path)] == [period]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"year": "0"}, "year out of range"),
        ({"year": "-5"}, "year out of range"),
        ({"year": "3000"}, "year out of range"),
        ({"year": "999999"}, "year out of range"),
        ({"year": "99999999999999999999"}, "no year"),
        ({"year": "2023", "month": "3000-01"}, "year out of range"),
        ({"year": None}, "no year"),
        ({"year": "soon"}, "no year"),
        ({"title": None}, "no title"),
        ({"title": "   "}, "no title"),
        ({"abstract": None}, "no abstract"),
        ({"abstract": "Too short."}, "no abstract"),
        ({"abstract": "x" * 1_000_001}, "text over 1 MB"),
        ({"title": "x" * 1_000_001}, "text over 1 MB"),
    ],
)
@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".jsonl"])
def test_rows_that_cannot_be_read_are_counted(
    tmp_path: Path, suffix: str, change: dict[str, object], reason: str
) -> None:
    good = {key: None if value is None else str(value) for key, value in (ROW | {"month": None}).items()}
    reading = read(write(tmp_path / f"mine{suffix}", [good | change, good]), as_of=AS_OF)
    assert sum(batch.num_rows for batch in reading.batches) == 1
    assert +reading.skipped == {reason: 1}


def test_numbers_and_dates_in_parquet(tmp_path: Path) -> None:
    table = pa.table(
        {
            "title": pa.array([ROW["title"]]).dictionary_encode(),
            "abstract": pa.array([LONG.encode()], pa.binary()),
            "month": pa.array([date(2023, 5, 24)], pa.date32()),
            "year": pa.array([2023.0]),
            "paper_id": pa.array([17], pa.int64()),
        }
    )
    pq.write_table(table, tmp_path / "mine.parquet")
    [row] = rows_of(tmp_path / "mine.parquet")
    assert (row["unit"], row["period"]) == ("papers:mine:2023:17", date(2023, 5, 1))


def fault(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        rows_of(path)
    assert caught.value.hint, "an error names the mend"
    assert "\n" not in str(caught.value)
    return caught.value


def test_missing_file(tmp_path: Path) -> None:
    assert "no such file" in str(fault(tmp_path / "none.parquet"))


def test_folder(tmp_path: Path) -> None:
    assert "is a folder" in str(fault(tmp_path))


@pytest.mark.parametrize("name", ["a.parquet", "a.csv", "a.jsonl"])
def test_empty_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert "is empty" in str(fault(tmp_path / name))


def test_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    assert "not a regular file" in str(fault(tmp_path / "a.csv"))


def test_link_that_the_user_names(tmp_path: Path) -> None:
    target = write(tmp_path / "target.csv", [ROW])
    (tmp_path / "mine.csv").symlink_to(target)
    assert len(rows_of(tmp_path / "mine.csv")) == 1


@pytest.mark.parametrize("name", ["papers.xlsx", "papers.csv.gz", "papers"])
def test_other_forms(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("title,abstract,year\n", encoding="utf-8")
    assert ".csv, .jsonl, .parquet" in str(fault(tmp_path / name))


@pytest.mark.parametrize("kept", [1, 3, 4, 100, -1, -9, -40])
def test_truncated_parquet(tmp_path: Path, kept: int) -> None:
    path = write(tmp_path / "mine.parquet", [ROW] * 50)
    path.write_bytes(path.read_bytes()[:kept])
    assert "not a whole Parquet file" in str(fault(path))


def test_corrupt_page(tmp_path: Path) -> None:
    path = tmp_path / "mine.parquet"
    rows = [ROW | {"title": f"{number:030d}" * 20} for number in range(2000)]
    pq.write_table(pa.Table.from_pylist(rows), path, compression="zstd", use_dictionary=False)
    content = path.read_bytes()
    path.write_bytes(content[:4] + b"\xff" * 5000 + content[5004:])
    assert "not a whole Parquet file" in str(fault(path))


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".jsonl"])
def test_misspelt_column(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path / f"mine{suffix}", [{"titel": "A title", "abstract": LONG, "year": 2023}])
    error = fault(path)
    assert "has no column 'title'" in error.what
    assert error.hint == "hint: did you mean 'titel'?"


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".jsonl"])
def test_no_date_column(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path / f"mine{suffix}", [{"title": "A title", "abstract": LONG}])
    assert "neither a column 'year' nor 'month'" in str(fault(path))


def test_nested_column(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.parquet", [ROW | {"abstract": [LONG]}])
    assert "column 'abstract' holds list<" in str(fault(path))


def test_ragged_csv_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(f'title,abstract,year\n"two\nlines",{LONG},2023\na,b\n', encoding="utf-8")
    error = fault(path)
    assert error.place == f"{path}:4"
    assert error.what == "has 2 cells, the header has 3"


def test_open_quote_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(f'title,abstract,year\nA,{LONG},2023\n"B,{LONG},2023\nC,{LONG},2023\n', encoding="utf-8")
    error = fault(path)
    assert error.place == f"{path}:3"
    assert "quote" in error.hint


def test_csv_header(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("title,abstract,title,year\n", encoding="utf-8")
    assert "column 'title' twice" in str(fault(path))
    path.write_text("\n\n", encoding="utf-8")
    assert "no header line" in str(fault(path))


def test_csv_with_byte_order_mark_and_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"title,abstract,year\r\n\r\nA title,{LONG},2023\r\n".encode())
    assert [row["title"] for row in rows_of(path)] == ["A title"]


@pytest.mark.parametrize("name", ["mine.csv", "mine.jsonl"])
def test_invalid_utf8_names_the_line(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, [ROW, ROW])
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b"training", b"tr\xe4ining", 1)
    path.write_bytes(b"".join(lines))
    error = fault(path)
    assert error.place == f"{path}:2"
    assert "0xe4, is not UTF-8" in error.what


def test_invalid_utf8_in_parquet_names_rows_and_column(tmp_path: Path) -> None:
    broken = pa.array([b"x" * 60, b"\xff" * 60], pa.binary()).view(pa.string())
    table = pa.table({"title": ["A", "B"], "abstract": broken, "year": [2023, 2023]})
    pq.write_table(table, tmp_path / "mine.parquet")
    error = fault(tmp_path / "mine.parquet")
    assert "rows 1 to 2" in error.place
    assert "column 'abstract' holds bytes that are not UTF-8" in error.what


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('{"title": "A", ', "is not JSON"),
        ("[1, 2]", "holds a list, not an object"),
        ("NaN", "holds a float, not an object"),
        ("[" * 100_000, "is not JSON"),
        ('{"title": ["A"], "abstract": "B", "year": 2023}', "'title' is a list"),
        ('{"title": true, "abstract": "B", "year": 2023}', "'title' is a bool"),
    ],
)
def test_broken_json_line_names_the_line(tmp_path: Path, line: str, what: str) -> None:
    path = write(tmp_path / "mine.jsonl", [ROW])
    path.write_text(path.read_text(encoding="utf-8") + "\n" + line + "\n", encoding="utf-8")
    error = fault(path)
    assert error.place == f"{path}:3"
    assert what in error.what


def test_lone_surrogate_in_json(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(ROW | {"title": "A \ud800 title of a paper"}) + "\n", encoding="utf-8")
    assert [row["title"] for row in rows_of(path)] == ["A ? title of a paper"]


def test_hundred_megabytes_in_one_string(tmp_path: Path) -> None:
    huge = "x" * 100_000_000
    jsonl = write(tmp_path / "mine.jsonl", [ROW | {"abstract": huge}, ROW])
    reading = read(jsonl, as_of=AS_OF)
    assert sum(batch.num_rows for batch in reading.batches) == 1
    assert +reading.skipped == {tables.OVERLONG: 1}

    error = fault(write(tmp_path / "mine.csv", [ROW, ROW | {"abstract": huge}]))
    assert error.place.endswith("mine.csv:3")
    assert error.what == tables.OVERLONG

    reading = read(write(tmp_path / "mine.parquet", [ROW | {"abstract": huge}, ROW]), as_of=AS_OF)
    assert sum(batch.num_rows for batch in reading.batches) == 1
    assert +reading.skipped == {"text over 1 MB": 1}


def test_open_quote_over_many_lines_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    line = "x" * 99 + "\n"
    path.write_text('title,abstract,year\n"' + line * 100_000, encoding="utf-8")
    error = fault(path)
    assert error.place == f"{path}:2"
    assert "field larger than field limit" in error.what


def test_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.jsonl", [ROW | {"title": f"Paper number {n} of many"} for n in range(9)])
    batches = read(path, as_of=AS_OF, batch_rows=2).batches
    next(batches)
    write(path, [ROW])
    with pytest.raises(InputError, match="changed while it was read"):
        list(batches)


@settings(max_examples=150, deadline=None)
@given(
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8
    )
)
def test_a_damaged_parquet_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[float, int]]
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "mine.parquet"
    rows = [ROW | {"title": f"A paper number {number} about training"} for number in range(40)]
    content = bytearray(write(path, rows).read_bytes())
    for place, value in changes:
        content[int(place * len(content))] = value
    path.write_bytes(content)
    refused = ""
    try:
        rows_of(path)
    except InputError as error:
        refused = str(error)
    assert refused == "" or refused.isprintable()


def test_hostile_column_names_are_shown_on_one_line(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"tit\x1b[2J\nle": ["A"] * 2, "abstract": [LONG] * 2, "year": [2023] * 2}),
        tmp_path / "a.parquet",
    )
    error = fault(tmp_path / "a.parquet")
    assert str(error).isprintable()
    assert "tit?[2J?le" in error.hint


def test_column_names_that_are_not_utf8(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.parquet", [ROW | {"zzzz": 1}])
    path.write_bytes(path.read_bytes().replace(b"zzzz", b"\xff\xfe\xff\xfe"))
    fault(path)
