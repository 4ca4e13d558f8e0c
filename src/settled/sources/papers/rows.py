"""From text columns to papers: dates, ids, keys, and the reason why a row is not read.

A row of the result is one row of the table, in its order. ``reason`` is null for a paper that can be read.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pyarrow as pa

MIN_YEAR = 1900
MIN_ABSTRACT_CHARACTERS = 50
# A text longer than this is no title or abstract of a paper; scanning it would cost more than all others.
MAX_TEXT_BYTES = 1_000_000
# With fewer letters and digits left, a title key stands for many papers ("关于…", "On ∇f").
MIN_KEY_CHARACTERS = 8
MAX_ID_CHARACTERS = 200

RESULT = (
    "unit",
    "unit_key",
    "venue",
    "year",
    "period",
    "preprint",
    "title",
    "title_key",
    "abstract",
    "reason",
)

NO_TITLE = "no title"
NO_ABSTRACT = "no abstract"
NO_YEAR = "no year"
BAD_YEAR = "year out of range"
TOO_LONG = "text over 1 MB"
HAND_PICKED = "of a hand-picked selection"

_KEY = r"^[0-9a-f]{16}$"


@cache
def venue_months() -> tuple[dict[str, int], int]:
    """The month in which each venue usually meets, and that of an unknown venue (mid-year)."""
    text = (Path(__file__).parent / "venue_months.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return {venue: entry["month"] for venue, entry in table["venue"].items()}, table["unknown"]


@cache
def hand_picked() -> tuple[str, ...]:
    """Venues whose papers were picked for their topic: shares among them are no shares of any venue."""
    text = (Path(__file__).parent / "venue_months.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["hand_picked"])


def title_key(title: str) -> str:
    """First 16 hex digits of SHA-1 of the title, lower case, only a-z0-9: equal for the same paper anywhere.

    >>> title_key("Attention Is All You Need") == title_key("attention is all you need.")
    True
    """
    letters = re.sub("[^a-z0-9]", "", title.lower())
    return hashlib.sha1(letters.encode(), usedforsecurity=False).hexdigest()[:16]


def papers(batch: pa.RecordBatch, default_venue: str, as_of: date) -> pl.DataFrame:
    """Give each row of a table its unit, keys, period and, where it cannot be read, the reason.

    Args:
        batch: the columns of ``tables.COLUMNS``.
        default_venue: venue of rows that state none.
        as_of: papers dated later than the year after it are not read.

    Returns:
        ``unit``, ``unit_key`` (int64), ``venue``, ``year``, ``period`` (date, first of month), ``preprint``
        (bool), ``title``, ``title_key``, ``abstract``, ``reason``.
    """
    frame = pl.DataFrame(pl.from_arrow(batch)).with_columns(_venue(default_venue), _with_keys(batch))
    frame = frame.with_columns(_year(), _month()).with_columns(
        pl.coalesce("year", pl.col("stated_month").str.slice(0, 4).cast(pl.Int32)).alias("year")
    )
    frame = frame.with_columns(_reason(as_of)).with_columns(_period(), _unit(), _preprint())
    frame = frame.with_columns(_unit_key(frame))
    return frame.select(*RESULT)


def _venue(default: str) -> pl.Expr:
    stated = pl.col("venue").str.strip_chars().str.slice(0, MAX_ID_CHARACTERS)
    return pl.when(stated.str.len_bytes() > 0).then(stated).otherwise(pl.lit(default)).alias("venue")


def _with_keys(batch: pa.RecordBatch) -> pl.Series:
    stated = pl.Series("title_key", batch.column("title_key").to_pylist(), dtype=pl.String)
    if stated.null_count() == 0 and stated.str.contains(_KEY).all():
        return stated
    titles = batch.column("title").to_pylist()
    known = stated.str.contains(_KEY).fill_null(False).to_list()
    keys = [
        key if good else title_key(title or "")
        for key, good, title in zip(stated, known, titles, strict=True)
    ]
    return pl.Series("title_key", keys, dtype=pl.String)


def _year() -> pl.Expr:
    number = pl.col("year").str.strip_chars().str.extract(r"^(-?\d{1,6})(?:\.0*)?(?:-|$)", 1)
    return number.cast(pl.Int32, strict=False).alias("year")


def _month() -> pl.Expr:
    """``YYYY-MM`` from a month, a date or a time, in either column; from 1-12 beside a year; else null."""
    month, year = (pl.col(name).str.strip_chars() for name in ("month", "year"))
    whole = [text.str.extract(r"^(\d{4}-(?:0[1-9]|1[0-2]))(?:$|[-T ])", 1) for text in (month, year)]
    bare = month.str.extract(r"^(0?[1-9]|1[0-2])$", 1).str.zfill(2)
    return pl.coalesce(whole[0], year.str.extract(r"^(\d{4})", 1) + "-" + bare, whole[1]).alias(
        "stated_month"
    )


def _reason(as_of: date) -> pl.Expr:
    shown_year = pl.coalesce(pl.col("stated_month").str.slice(0, 4).cast(pl.Int32), "year")
    in_range = shown_year.is_between(MIN_YEAR, as_of.year + 1) & pl.col("year").is_between(
        MIN_YEAR, as_of.year + 1
    )
    short = pl.col("abstract").str.strip_chars().str.len_chars().fill_null(0) < MIN_ABSTRACT_CHARACTERS
    long = (
        pl.max_horizontal(pl.col("title").str.len_bytes(), pl.col("abstract").str.len_bytes())
        > MAX_TEXT_BYTES
    )
    return (
        pl.when(pl.col("title").str.strip_chars().str.len_bytes().fill_null(0) == 0).then(pl.lit(NO_TITLE))
        .when(pl.col("year").is_null()).then(pl.lit(NO_YEAR))
        .when(~in_range).then(pl.lit(BAD_YEAR))
        .when(long).then(pl.lit(TOO_LONG))
        .when(short).then(pl.lit(NO_ABSTRACT))
        .when(pl.col("venue").is_in(hand_picked())).then(pl.lit(HAND_PICKED))
        .alias("reason")
    )  # fmt: skip


def _period() -> pl.Expr:
    months, unknown = venue_months()
    usual = pl.col("venue").replace_strict(months, default=unknown, return_dtype=pl.Int8)
    stated_year = pl.col("stated_month").str.slice(0, 4).cast(pl.Int32)
    stated_month = pl.col("stated_month").str.slice(5, 2).cast(pl.Int8)
    day = pl.date(pl.coalesce(stated_year, "year"), pl.coalesce(stated_month, usual), 1)
    return pl.when(pl.col("reason").is_null()).then(day).alias("period")


def _unit() -> pl.Expr:
    own = pl.col("paper_id").str.strip_chars().str.slice(0, MAX_ID_CHARACTERS)
    own = pl.when(own.str.len_bytes() > 0).then(own).otherwise("title_key")
    return pl.format("papers:{}:{}:{}", "venue", "year", own).alias("unit")


def _unit_key(frame: pl.DataFrame) -> pl.Series:
    """The title key as a signed integer; that of unit and title where the title has too few letters."""
    key = frame["title_key"].str.decode("hex").bin.reinterpret(dtype=pl.Int64, endianness="big")
    letters = frame["title"].str.to_lowercase().str.count_matches("[a-z0-9]").fill_null(0)
    few = (letters < MIN_KEY_CHARACTERS).arg_true()
    if few.len() == 0:
        return key.alias("unit_key")
    own = [_digest_key(f"{unit}\n{title}") for unit, title in frame[few].select("unit", "title").iter_rows()]
    return key.scatter(few, own).alias("unit_key")


def _digest_key(text: str) -> int:
    digest = hashlib.sha1(text.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _preprint() -> pl.Expr:
    return pl.col("venue").str.starts_with("arxiv").alias("preprint")
