"""Read download counts of the packages that are rivals of one another."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polars as pl
import pyarrow as pa

from settled.sources import Reading, content_digest, parquet, read_origin, readable_file

SOURCE = "downloads"
DOWNLOADS = "pypi_downloads.parquet"
SNAPSHOTS = "pypi_snapshots.parquet"
GROUPS = "package_groups.parquet"

NO_WINDOW = "no window of that month"
BAD_COUNT = "no count of downloads"
SAME_ROW = "same package and month again"

SCHEMA = pa.schema(
    [
        ("group", pa.large_string()),
        ("project", pa.large_string()),
        ("period", pa.date32()),
        ("downloads_per_day", pa.float64()),
        ("window_days", pa.int32()),
        ("regime", pa.large_string()),
        ("comes_with", pa.large_string()),
    ]
)


@cache
def companions() -> dict[str, dict[str, str]]:
    """Per group, the packages that come with another one, and that one."""
    return tomllib.loads((Path(__file__).parent / "companions.toml").read_text(encoding="utf-8"))


def read(folder: Path, *, batch_rows: int = 16384) -> Reading:
    """Downloads a day of each package of each group, ordered by group, package and month.

    A month without a row is no zero: the package was below that month's list.

    Args:
        folder: holds ``pypi_downloads``, ``pypi_snapshots`` and ``package_groups`` (``.parquet``).

    Returns:
        Batches with ``group``, ``project`` (normalised), ``period`` (date32, first of the month),
        ``downloads_per_day`` (the count over its window), ``window_days``, ``regime`` (how that month was
        measured: database and installers; counts of two regimes differ by a step), ``comes_with`` (the
        package that brings this one along, else null). ``skipped`` counts rows of packages in a group.

    Raises:
        InputError: a file is missing, empty, damaged or lacks a column.
    """
    paths = {name: readable_file(folder / name) for name in (DOWNLOADS, SNAPSHOTS, GROUPS)}
    for name, columns in _COLUMNS.items():
        parquet.need(str(paths[name]), parquet.schema(paths[name]).names, columns)
    digests = "\n".join(f"{name} {content_digest(path)}" for name, path in paths.items())
    skipped: Counter[str] = Counter()
    return Reading(
        origin=read_origin(Path(__file__).parent),
        source=SOURCE,
        locator=DOWNLOADS,
        revision="",
        content_digest=hashlib.sha256(digests.encode()).hexdigest(),
        batches=_batches(paths, batch_rows, skipped),
        skipped=skipped,
    )


_COLUMNS = {
    DOWNLOADS: ("month", "project", "download_count"),
    SNAPSHOTS: ("month", "source", "window_days", "installers"),
    GROUPS: ("group", "project"),
}


def _table(path: Path) -> Iterator[pl.DataFrame]:
    columns = _COLUMNS[path.name]
    for batch in parquet.batches(path, columns, 65536):
        texts = [parquet.as_text(str(path), name, batch.column(name)) for name in columns]
        yield pl.DataFrame(pl.from_arrow(pa.RecordBatch.from_arrays(texts, names=list(columns))))


def _whole(path: Path) -> pl.DataFrame:
    empty = pl.DataFrame(schema=dict.fromkeys(_COLUMNS[path.name], pl.String))
    return pl.concat([empty, *_table(path)])


def _batches(paths: dict[str, Path], batch_rows: int, skipped: Counter[str]) -> Iterator[pa.RecordBatch]:
    groups = _whole(paths[GROUPS]).with_columns(_normalised()).drop_nulls().unique()
    rivals = groups.select("project").unique()
    listed = [
        part.with_columns(_normalised()).join(rivals, on="project") for part in _table(paths[DOWNLOADS])
    ]
    counts = _counted(pl.concat(listed), skipped) if listed else _counted(_whole(paths[DOWNLOADS]), skipped)
    dated = counts.join(_windows(_whole(paths[SNAPSHOTS])), on="month", how="left")
    skipped[NO_WINDOW] += dated["window_days"].null_count()
    dated = (
        dated.drop_nulls("window_days")
        .join(groups, on="project")
        .join(_companions(), on=["group", "project"], how="left")
    )
    rows = dated.with_columns(
        period=pl.col("month").add("-01").str.to_date("%Y-%m-%d"),
        downloads_per_day=pl.col("count") / pl.col("window_days"),
    ).sort("group", "project", "period")
    table = rows.select(SCHEMA.names).to_arrow().cast(SCHEMA)
    yield from table.combine_chunks().to_batches(max_chunksize=batch_rows)


def _normalised() -> pl.Expr:
    return pl.col("project").str.strip_chars().str.to_lowercase().str.replace_all(r"[-_.]+", "-")


def _counted(listed: pl.DataFrame, skipped: Counter[str]) -> pl.DataFrame:
    count = pl.col("download_count").cast(pl.Int64, strict=False)
    good = listed.with_columns(count=count).filter(pl.col("count") >= 0, pl.col("month").is_not_null())
    skipped[BAD_COUNT] += listed.height - good.height
    once = good.unique(["month", "project"], keep="first", maintain_order=True)
    skipped[SAME_ROW] += good.height - once.height
    return once.select("month", "project", "count")


def _windows(snapshots: pl.DataFrame) -> pl.DataFrame:
    """Per month (``YYYY-MM``) the days of its window and how it was measured; malformed months left out."""
    days = pl.col("window_days").cast(pl.Int32, strict=False)
    regime = pl.format("{}, {}", pl.col("source").fill_null("?"), pl.col("installers").fill_null("?"))
    return (
        snapshots.select("month", window_days=days, regime=regime)
        .filter(pl.col("month").str.contains(r"^(19|20)\d\d-(0[1-9]|1[0-2])$"), pl.col("window_days") > 0)
        .unique("month", keep="first", maintain_order=True)
    )


def _companions() -> pl.DataFrame:
    rows = [(group, one, other) for group, pairs in companions().items() for one, other in pairs.items()]
    return pl.DataFrame(rows, schema=["group", "project", "comes_with"], orient="row")
