"""All cores over a stream of batches, in order, with memory bounded by the batches under way."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

import pyarrow as pa

from settled.records import Field
from settled.scan.text.scanner import TextScanner

# Batches under way for each worker: one being scanned and one waiting.
_AHEAD = 2

_scanner: TextScanner | None = None


def _start(scanner: TextScanner) -> None:
    global _scanner
    _scanner = scanner


def _scan(batch: pa.RecordBatch) -> pa.RecordBatch:
    if _scanner is None:
        raise RuntimeError("the worker was not started")
    return _scanner.scan(batch)


def scan_all(
    batches: Iterable[pa.RecordBatch], fields: Sequence[Field], workers: int | None = None
) -> Iterator[pa.RecordBatch]:
    """Scan batches, giving their sightings in the order of the batches.

    Args:
        batches: as ``TextScanner.scan`` takes them; at most two a worker are held at a time.
        fields: what to look for.
        workers: processes; ``None``: as many as the cores that may be used; 1: this process alone.
    """
    scanner = TextScanner(fields)
    count = workers or len(os.sched_getaffinity(0))
    if count == 1:
        yield from map(scanner.scan, batches)
        return
    with ProcessPoolExecutor(count, get_context("spawn"), _start, (scanner,)) as pool:
        waiting: deque[Future[pa.RecordBatch]] = deque()
        try:
            for batch in batches:
                waiting.append(pool.submit(_scan, batch))
                if len(waiting) > count * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
