"""Read how many people pushed to repositories of a topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa

from settled.sources import Reading, content_digest, parquet, read_origin, readable_file

FILE = "github_topics.parquet"
COLUMNS = ("topic", "iso2_code", "year", "quarter", "num_pushers")
SUM_OF_OTHERS = "sum of other economies"
NOT_UNDERSTOOD = "no count, or no quarter"
SAME_ROW = "same topic, economy and quarter again"
_UNIONS = ("EU",)

SCHEMA = pa.schema(
    [
        ("topic", pa.large_string()),
        ("economy", pa.large_string()),
        ("period", pa.date32()),
        ("pushers", pa.int64()),
    ]
)


def read(folder: Path, *, batch_rows: int = 16384) -> Reading:
    """People by topic, economy and quarter; a missing row means not listed, not nobody.

    Args:
        folder: holds ``github_topics.parquet``.

    Returns:
        Batches with ``topic``, ``economy`` (ISO code; unions of others left out), ``period`` (date32, first
        day of the quarter), ``pushers`` (people).

    Raises:
        InputError: the file is missing, empty, damaged or lacks a column.
    """
    path = readable_file(folder / FILE)
    parquet.need(str(path), parquet.schema(path).names, COLUMNS)
    skipped: Counter[str] = Counter()
    return Reading(
        origin=read_origin(Path(__file__).parent),
        source="topics",
        locator=FILE,
        revision="",
        content_digest=content_digest(path),
        batches=_batches(path, batch_rows, skipped),
        skipped=skipped,
    )


def _batches(path: Path, batch_rows: int, skipped: Counter[str]) -> Iterator[pa.RecordBatch]:
    seen: set[tuple[str, str, date]] = set()
    for batch in parquet.batches(path, COLUMNS, batch_rows):
        texts = [parquet.as_text(str(path), name, batch.column(name)) for name in COLUMNS]
        rows = pl.DataFrame(pl.from_arrow(pa.RecordBatch.from_arrays(texts, names=list(COLUMNS))))
        whole = (pl.col(name).cast(pl.Int64, strict=False) for name in ("year", "quarter", "num_pushers"))
        good = [row for row in rows.with_columns(whole).iter_rows() if _is_good(row, skipped)]
        units = [(t, e, date(year, 3 * quarter - 2, 1), pushers) for t, e, year, quarter, pushers in good]
        once = []
        for unit in units:
            if unit[:3] in seen:
                skipped[SAME_ROW] += 1
                continue
            seen.add(unit[:3])
            once.append(dict(zip(SCHEMA.names, unit, strict=True)))
        yield pa.RecordBatch.from_pylist(once, schema=SCHEMA)


def _is_good(
    row: tuple[str | None, str | None, int | None, int | None, int | None], skipped: Counter[str]
) -> bool:
    topic, economy, year, quarter, pushers = row
    if economy in _UNIONS:
        skipped[SUM_OF_OTHERS] += 1
        return False
    known = topic and economy and year and 2000 <= year <= 2100 and quarter in (1, 2, 3, 4)
    if not known or pushers is None or pushers < 0:
        skipped[NOT_UNDERSTOOD] += 1
        return False
    return True
