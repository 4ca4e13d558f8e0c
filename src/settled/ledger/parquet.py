"""Sightings as Parquet files, each named by the SHA-256 of its bytes.

The rows are sorted, so that the same sightings in another order give the same file.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from settled.errors import LedgerError
from settled.records import SIGHTING_COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

_NAME = re.compile(r"[0-9a-f]{64}\.parquet")
# Rows of one unit stand together: their keys and names then cost next to nothing.
_ORDER = (
    "source",
    "unit",
    "field",
    "technology",
    "variant",
    "role",
    "path",
    "line",
    "start",
    "end",
    "via",
    "text",
)


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
    parquet.write_table(table, buffer, compression="zstd", compression_level=12, store_schema=False)
    data = buffer.getvalue()
    return hashlib.sha256(data).hexdigest(), data


def store(folder: Path, digest: str, data: bytes) -> None:
    """Write the file whole or not at all: a temporary name, to the disk, then the true name."""
    folder.mkdir(parents=True, exist_ok=True)
    path = path_of(folder, digest)
    temporary = folder / f"{digest}.part"
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # elsewhere a folder cannot be opened, and the rename is journalled
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def path_of(folder: Path, digest: str) -> Path:
    """Where the file with this digest stands."""
    return folder / f"{digest}.parquet"


def remove_orphans(folder: Path, wanted: Iterable[str | None]) -> int:
    """Remove what a killed run left: files of ours that no snapshot names. Returns how many.

    To be called only while no other process can append.
    """
    keep = {f"{digest}.parquet" for digest in wanted}
    removed = 0
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        ours = _NAME.fullmatch(
            path.name.removesuffix(".part") + (".parquet" if path.suffix == ".part" else "")
        )
        if ours and path.name not in keep:
            path.unlink()
            removed += 1
    return removed
