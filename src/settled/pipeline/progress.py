"""Progress on stderr with counts and remaining time; silent when piped and under two seconds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tqdm import tqdm

if TYPE_CHECKING:
    import pyarrow as pa

    from settled.sources import Reading

_PATIENCE_SECONDS = 2.0


def watched(reading: Reading) -> Iterator[pa.RecordBatch]:
    """A reading's batches, with a bar once they take longer than two seconds and stderr is a terminal."""
    progress = reading.progress
    with tqdm(desc=reading.source, unit=f" {progress.what}", disable=None, delay=_PATIENCE_SECONDS) as bar:
        for batch in reading.batches:
            bar.total = progress.total
            bar.update(progress.done - bar.n)
            yield batch
