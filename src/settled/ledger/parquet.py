"""Sightings as Parquet files, each named by the SHA-256 of its bytes.

The rows are sorted, so that the same sightings in another order give the same file.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from settled.errors import LedgerError
from settled.files import left_over, replacing
from settled.ledger.faults import told
from settled.records import SIGHTING_COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

_OURS = re.compile(r"[0-9a-f]{64}\.(parquet|part)")
# Rows of one unit stand together: their keys and names then cost next to nothing.
_FIRST = ("source", "unit", "field", "technology")
_ORDER = (*_FIRST, *(name for name in SIGHTING_COLUMNS if name not in _FIRST))


def schema() -> pa.Schema:
    """The Arrow schema of ``SIGHTING_COLUMNS``."""
    import pyarrow as pa

    return pa.schema([(name, pa.type_for_alias(kind)) for name, kind in SIGHTING_COLUMNS.items()])


def encode(table: pa.Table) -> tuple[str, bytes]:
    """The digest and the bytes of the table's file.

    Raises:
        LedgerError: the columns are not those of a table of sightings.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        table = table.select(list(SIGHTING_COLUMNS)).cast(schema())
    except (KeyError, ValueError, pa.ArrowException) as fault:
        raise LedgerError("sightings", f"not a table of sightings: {fault}") from fault
    table = table.sort_by([(name, "ascending") for name in _ORDER]).replace_schema_metadata(None)
    buffer = io.BytesIO()
    # A dictionary of keys or places, nearly all different, would cost more than they do.
    places = ("start", "end")
    parquet.write_table(
        table,
        buffer,
        compression="zstd",
        compression_level=19,
        use_dictionary=[name for name in SIGHTING_COLUMNS if name not in ("unit_key", *places)],
        column_encoding=dict.fromkeys(places, "BYTE_STREAM_SPLIT"),
        store_schema=False,
    )
    data = buffer.getvalue()
    return hashlib.sha256(data).hexdigest(), data


def store(folder: Path, digest: str, data: bytes) -> None:
    """Write the file of this digest, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(path_of(folder, digest)) as new:
        new.write_bytes(data)


def load(folder: Path, digest: str | None) -> bytes | None:
    """The bytes of the file with this digest, checked against it; ``None`` for none.

    Raises:
        LedgerError: the file is missing or not what was stored.
    """
    if digest is None:
        return None
    path = path_of(folder, digest)
    with told(path):
        data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise LedgerError(str(path), "is not what was stored", "run `settled ledger verify`, then scan again")
    return data


def path_of(folder: Path, digest: str) -> Path:
    """Where the file with this digest stands."""
    return folder / f"{digest}.parquet"


def orphans(folder: Path, wanted: Iterable[str | None]) -> list[Path]:
    """What a killed run left: files of ours that no snapshot names."""
    keep = {f"{digest}.parquet" for digest in wanted}
    if not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if _OURS.fullmatch(path.name) and path.name not in keep]
    return sorted([*found, *left_over(folder)])


def remove_orphans(folder: Path, wanted: Iterable[str | None]) -> None:
    """Remove ``orphans``; to be called only while no other process can append."""
    for path in orphans(folder, wanted):
        path.unlink(missing_ok=True)


def read(
    folder: Path, digest: str, columns: Sequence[str] | None = None, where: dict[str, str] | None = None
) -> pa.Table:
    """The sightings of one file, some columns of it, of those rows that have these words.

    Raises:
        LedgerError: the file is missing or damaged.
    """
    import pyarrow as pa
    from pyarrow import parquet

    path = path_of(folder, digest)
    filters = [(name, "=", word) for name, word in (where or {}).items()] or None
    wanted = list(SIGHTING_COLUMNS if columns is None else columns)
    try:
        table = parquet.read_table(path, columns=wanted, filters=filters)
        return table.cast(pa.schema([schema().field(name) for name in wanted]))
    except (OSError, ValueError, pa.ArrowException) as fault:
        what = "is missing" if not path.exists() else "is damaged"
        raise LedgerError(str(path), what, "run `settled ledger verify`, then scan again") from fault


def fault_of(folder: Path, digest: str, rows: int) -> str | None:
    """What is wrong with the file of this digest, of which so many rows were stored; ``None``: nothing."""
    import pyarrow as pa
    from pyarrow import parquet

    path = path_of(folder, digest)
    try:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                return "is not what was stored: its digest is not its name"
        found = parquet.read_metadata(path).num_rows
    except FileNotFoundError:
        return "is missing"
    except (OSError, pa.ArrowException) as fault:
        return f"cannot be read: {fault}"
    return None if found == rows else f"has {found} sightings where {rows} were stored"
