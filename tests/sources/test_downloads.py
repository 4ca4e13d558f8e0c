"""Downloads: per day inside a group, and the shares of a field's technologies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from settled import catalog
from settled.errors import InputError
from settled.records import Born, Field, Signatures, Technology
from settled.scan import downloads as scan
from settled.sources import downloads
from settled.sources.downloads.read import companions

Counts = list[tuple[str, str, object]]


def technology(name: str, *packages: str) -> Technology:
    return Technology(name, name, name, Born(2000, "T", "https://example.org"), Signatures(packages=packages))


FIELD = Field(
    id="contest",
    name="Contest",
    name_zh="竞争",
    question="Which?",
    technologies=(technology("one", "a-one", "a-two"), technology("other", "b"), technology("third", "c")),
    download_group="group",
)


def folder_of(
    folder: Path, counts: Counts, windows: list[tuple[str, object, str, str]], groups: list[tuple[str, str]]
) -> Path:
    pq.write_table(
        pa.table(dict(zip(("month", "project", "download_count"), zip(*counts, strict=True), strict=True))),
        folder / "pypi_downloads.parquet",
    )
    names = ("month", "window_days", "source", "installers")
    pq.write_table(
        pa.table(dict(zip(names, zip(*windows, strict=True), strict=True))), folder / "pypi_snapshots.parquet"
    )
    pq.write_table(
        pa.table(dict(zip(("group", "project"), zip(*groups, strict=True), strict=True))),
        folder / "package_groups.parquet",
    )
    return folder


WINDOWS: list[tuple[str, object, str, str]] = [
    ("2024-10", 30, "BigQuery", "pip only"),
    ("2024-11", 29, "BigQuery", "all"),
    ("2025-06", 30, "ClickHouse", "all"),
]
GROUPS = [("group", name) for name in ("a-one", "a-two", "b", "stranger")]


def test_shares_among_the_rivals_only(tmp_path: Path) -> None:
    counts: Counts = [
        ("2024-10", "A_One", 300), ("2024-10", "a.two", 300), ("2024-10", "b", 200),
        ("2024-10", "stranger", 9000),
        ("2024-11", "a-one", 290), ("2024-11", "b", 290),
        ("2025-06", "b", 30),
    ]  # fmt: skip
    reading = downloads.read(folder_of(tmp_path, counts, WINDOWS, GROUPS))
    found = scan.shares(reading.batches, FIELD)
    assert [(share.technology, share.period_start.month, share.share) for share in found] == [
        ("one", 10, 0.75),
        ("other", 10, 0.25),
        ("one", 11, 0.5),
        ("other", 11, 0.5),
    ]
    assert found[0].downloads_per_day == 20
    assert found[0].period_end == date(2024, 10, 31)
    assert scan.steps(found) == (date(2024, 11, 1),)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("2024-10", "b", -1), "no count of downloads"),
        (("2024-10", "b", None), "no count of downloads"),
        (("2024-12", "b", 5), "no window of that month"),
        (("2024-13", "b", 5), "no window of that month"),
        (("2024-10", "a-one", 5), "same package and month again"),
    ],
)
def test_rows_that_are_skipped(tmp_path: Path, row: tuple[str, str, object], reason: str) -> None:
    folder_of(tmp_path, [("2024-10", "a-one", 300), row], WINDOWS, GROUPS)
    reading = downloads.read(tmp_path)
    assert sum(batch.num_rows for batch in reading.batches) == 1
    assert +reading.skipped == {reason: 1}


def test_a_window_of_no_days_is_no_window(tmp_path: Path) -> None:
    folder_of(tmp_path, [("2024-10", "a-one", 300)], [("2024-10", 0, "BigQuery", "all")], GROUPS)
    reading = downloads.read(tmp_path)
    assert sum(batch.num_rows for batch in reading.batches) == 0
    assert +reading.skipped == {"no window of that month": 1}


def test_nothing_of_the_groups_is_listed(tmp_path: Path) -> None:
    reading = downloads.read(folder_of(tmp_path, [("2024-10", "elsewhere", 300)], WINDOWS, GROUPS))
    assert scan.shares(reading.batches, FIELD) == []


def test_a_field_without_group_has_no_shares() -> None:
    alone = Field("a", "A", "A", "?", (technology("one", "a-one"),))
    assert scan.shares([], alone) == []


def test_bad_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        downloads.read(tmp_path)
    folder_of(tmp_path, [("2024-10", "b", 1)], WINDOWS, GROUPS)
    pq.write_table(pa.table({"month": ["2024-10"], "projekt": ["b"]}), tmp_path / "pypi_downloads.parquet")
    with pytest.raises(InputError, match="has no column 'project'; hint: did you mean 'projekt'"):
        downloads.read(tmp_path)


def test_a_package_may_speak_in_downloads_alone(tmp_path: Path) -> None:
    first = replace(technology("one", "a-one"), signatures=Signatures(downloads=("a-one", "a-two")))
    field = replace(FIELD, technologies=(first, *FIELD.technologies[1:]))
    assert scan.claims(field) == scan.claims(FIELD)


@pytest.mark.data
def test_real_shares(data_folder: Path) -> None:
    batches = list(downloads.read(data_folder).batches)
    with_group = [field for field in catalog.load().fields.values() if field.download_group]
    assert len(with_group) >= 5
    for field in with_group:
        shares = scan.shares(batches, field)
        assert scan.steps(shares) == (date(2024, 11, 1), date(2025, 6, 1))
        months = {share.period_start for share in shares}
        for month in months:
            parts = [share.share for share in shares if share.period_start == month]
            assert sum(parts) == pytest.approx(1, abs=1e-12)
            assert all(0 <= part <= 1 for part in parts)
        assert max(months) == date(2026, 3, 1)


@pytest.mark.data
def test_shares_do_not_jump_at_the_steps_as_counts_do(data_folder: Path) -> None:
    batches = list(downloads.read(data_folder).batches)
    field = catalog.load().fields["framework"]
    shares = [share for share in scan.shares(batches, field) if share.technology == "pytorch"]
    at = {share.period_start: share for share in shares}
    before, after = at[date(2024, 10, 1)], at[date(2024, 11, 1)]
    assert abs(after.share - before.share) < 0.05


@pytest.mark.data
def test_companions_stand_in_their_group(data_folder: Path) -> None:
    rows = pq.read_table(data_folder / "package_groups.parquet").to_pylist()
    pairs = {(row["group"], row["project"]) for row in rows}
    for group, companion in companions().items():
        assert {(group, name) for pair in companion.items() for name in pair} <= pairs


@pytest.mark.data
def test_the_order_of_batches_does_not_matter(data_folder: Path) -> None:
    field = catalog.load().fields["serving"]
    forth = list(downloads.read(data_folder, batch_rows=1000).batches)
    assert scan.shares(forth, field) == scan.shares(reversed(forth), field)
