"""Read a table of released models, whichever of the three it is."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa

from settled.errors import InputError, did_you_mean
from settled.sources import Reading, content_digest, parquet, read_origin, readable_file, shown
from settled.sources.models import ecosystem, epoch, timm
from settled.sources.models.table import Model, Row, Table

TABLES: tuple[Table, ...] = (epoch.TABLE, ecosystem.TABLE, timm.TABLE)
FILE_NAMES = ("epoch_models.parquet", "models.parquet", "timm_imagenet_results.parquet")
SAME_MODEL = "same model again"
# The largest of the tables has 2,380 rows. A table is held whole, since a row's meaning may depend on others.
MAX_ROWS = 200_000
MAX_TEXT_CHARACTERS = 1_000

SCHEMA = pa.schema(
    [
        ("unit", pa.large_string()),
        ("unit_key", pa.int64()),
        ("source", pa.large_string()),
        ("period", pa.date32()),
        ("attributes", pa.large_string()),
    ]
)


def files(folder: Path) -> list[Path]:
    """The tables of models in a data folder, in a fixed order.

    Raises:
        InputError: there is none.
    """
    found = [folder / name for name in FILE_NAMES if (folder / name).exists()]
    if not found:
        raise InputError(str(folder), "holds no table of models", f"hint: one of {', '.join(FILE_NAMES)}")
    return found


def read(path: Path, *, batch_rows: int = 16384, as_of: date | None = None) -> Reading:
    """Released models, each once, in the order of the file.

    Args:
        path: a Parquet table; which one it is, is told from its columns.
        as_of: models dated after the year that follows are faults of the data; default: today.

    Returns:
        Batches with ``unit`` (``models:epoch:NAME``), ``unit_key`` (int64, of the name without case, space
        and punctuation: equal for one model in two tables), ``source`` (``models/epoch``), ``period``
        (date32, day of release), ``attributes`` (JSON object of the row's cells; empty ones left out).

    Raises:
        InputError: missing, empty, damaged, or none of the three tables.
    """
    there = parquet.schema(readable_file(path)).names
    table = _table(path, there)
    skipped: Counter[str] = Counter()
    batches = _batches(path, table, batch_rows, as_of or date.today(), skipped)
    origin = read_origin(Path(__file__).parent / table.name)
    return Reading(origin, origin.source, path.name, "", content_digest(path), batches, skipped)


def _table(path: Path, there: list[str]) -> Table:
    nearest = max(TABLES, key=lambda table: len(set(table.columns) & set(there)))
    missing = [name for name in nearest.columns if name not in there]
    if missing:
        what = f"is no table of models that is known: as '{nearest.name}' it lacks the column '{missing[0]}'"
        raise InputError(str(path), what, did_you_mean(missing[0], map(shown, there)))
    return nearest


def _rows(path: Path, columns: tuple[str, ...]) -> list[Row]:
    rows: list[Row] = []
    for batch in parquet.batches(path, columns, 16384):
        place = f"{path} rows {len(rows) + 1} to {len(rows) + batch.num_rows}"
        if len(rows) + batch.num_rows > MAX_ROWS:
            raise InputError(str(path), f"has more than {MAX_ROWS:,} rows", "is it a table of models?")
        texts = [parquet.as_text(place, name, batch.column(name)).to_pylist() for name in columns]
        rows += [dict(zip(columns, cells, strict=True)) for cells in zip(*texts, strict=True)]
    return rows


def _batches(
    path: Path, table: Table, batch_rows: int, as_of: date, skipped: Counter[str]
) -> Iterator[pa.RecordBatch]:
    seen: set[str] = set()
    units: list[Row] = []
    for model in table.models(_rows(path, table.columns), as_of):
        reason = model if isinstance(model, str) else SAME_MODEL if model.name in seen else ""
        if isinstance(model, str) or reason:
            skipped[reason] += 1
            continue
        seen.add(model.name)
        units.append(_unit(table, model))
    for start in range(0, len(units), batch_rows):
        yield pa.RecordBatch.from_pylist(units[start : start + batch_rows], schema=SCHEMA)


def _unit(table: Table, model: Model) -> Row:
    known = {name: _short(value) for name, value in model.attributes.items() if value not in (None, "")}
    return {
        "unit": f"models:{table.name}:{model.name[:MAX_TEXT_CHARACTERS]}",
        "unit_key": name_key(model.name),
        "source": f"models/{table.name}",
        "period": model.day,
        "attributes": json.dumps(known, ensure_ascii=False, sort_keys=True),
    }


def _short(value: object) -> object:
    return value[:MAX_TEXT_CHARACTERS] if isinstance(value, str) else value


def name_key(name: str) -> int:
    """A signed 64-bit key, equal for names that differ in case, space and punctuation only.

    >>> name_key("Llama 2-70B") == name_key("LLaMA-2 70b")
    True
    """
    folded = "".join(sign for sign in unicodedata.normalize("NFKC", name).casefold() if sign.isalnum())
    return int.from_bytes(
        hashlib.sha1((folded or name).encode(), usedforsecurity=False).digest()[:8], "big", signed=True
    )
