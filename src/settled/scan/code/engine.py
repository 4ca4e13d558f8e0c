"""Contents in Arrow batches in, facts in Arrow batches out: all cores, in order, in bounded memory."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from settled.records import Field
from settled.scan.code.columns import flags, numbers, texts
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.limits import CRASHED, MOST_SECONDS, TOO_SLOW, refused
from settled.scan.code.prefilter import Prefilter
from settled.scan.code.readers import READERS
from settled.scan.code.reading import Said, Task, make, parts_of, read
from settled.scan.code.workers import Workers

SCHEMA = pa.schema(
    [
        ("blob", pa.string()),
        ("kind", pa.string()),
        ("said", pa.string()),
        ("line", pa.int32()),
        ("field", pa.string()),
        ("technology", pa.string()),
        ("variant", pa.string()),
        ("role", pa.string()),
        ("canonical", pa.bool_()),
        ("text", pa.string()),
        ("via", pa.string()),
        ("name", pa.string()),
        ("target", pa.string()),
    ]
)
"""Of the facts: ``blob`` and ``kind`` of the content, and the parts of its ``Fact``."""

_MADE: dict[pa.DataType, Callable[[Any], pa.Array]] = {
    pa.string(): texts,
    pa.int32(): numbers,
    pa.bool_(): flags,
}

# What a process is handed at once: enough that handing it over does not count, and little enough to share.
_BYTES_AT_ONCE = 256 << 10
_FILES_AT_ONCE = 64
# A process that takes this long on the clock for one file hangs where no signal reaches it.
_HANGS = 4 * MOST_SECONDS


@dataclass(slots=True)
class _Batch:
    """A batch under way: what its contents say so far, and how many chunks are still being read."""

    blobs: list[str]
    kinds: list[str]
    said: dict[int, list[Said]] = field(default_factory=dict)
    waiting: deque[list[int]] = field(default_factory=deque)

    def facts(self) -> pa.RecordBatch | None:
        rows = [(self.blobs[at], self.kinds[at], *said) for at in sorted(self.said) for said in self.said[at]]
        if not rows:
            return None
        columns = [
            _MADE[part.type](column) for column, part in zip(zip(*rows, strict=True), SCHEMA, strict=True)
        ]
        return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


def scan_blobs(
    batches: Iterable[pa.RecordBatch],
    fields: Sequence[Field],
    *,
    workers: int | None = None,
    everything: bool = False,
) -> Iterator[pa.RecordBatch]:
    """Facts of contents, a row each, in the order of the contents and of the facts in them.

    Args:
        batches: columns ``blob`` (string), ``kind`` (see :func:`settled.scan.code.kinds.kind_of`) and
            ``content`` (binary).
        fields: what to look for.
        workers: processes that read; ``None``: one a core that may be used; 0: none, everything happens in
            this one, where a reader that crashes takes it along.
        everything: read all contents and all of each, whatever words they hold: slow, and the truth that
            the choice of what to read is compared with.

    Yields:
        batches of ``SCHEMA``; contents without facts give no row, and batches without rows are left out.
    """
    lexicon = Lexicon(tuple(fields))
    prefilter = None if everything else Prefilter(lexicon)
    count = len(os.sched_getaffinity(0)) if workers is None else workers
    pool = Workers(count, make, (lexicon,), _lost, _HANGS) if count else nullcontext(_Here(lexicon))
    under_way: deque[_Batch] = deque()
    with pool as running:
        for results in running.run(_chunks(batches, prefilter, under_way)):
            _note(under_way, results)
            yield from _finished(under_way)
    yield from _finished(under_way)


class _Here:
    """Reads in this process what :class:`Workers` would hand to others."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def run(self, chunks: Iterable[Sequence[Task]]) -> Iterator[list[list[Said]]]:
        for tasks in chunks:
            yield [list(map(parts_of, read(task, self._lexicon))) for task in tasks]


def _lost(hung: bool) -> list[Said]:
    return [parts_of(Fact("skipped", 1, text=TOO_SLOW if hung else CRASHED))]


def _chunks(
    batches: Iterable[pa.RecordBatch], prefilter: Prefilter | None, under_way: deque[_Batch]
) -> Iterator[list[Task]]:
    """What is to be read, chunk by chunk; each batch is noted as under way."""
    for table in batches:
        batch = _Batch(table["blob"].to_pylist(), table["kind"].to_pylist())
        tasks = _tasks(batch, table["content"].to_pylist(), prefilter)
        chunks = list(_parted(tasks))
        batch.waiting.extend([at for at, _ in chunk] for chunk in chunks)
        under_way.append(batch)
        for chunk in chunks:
            yield [task for _, task in chunk]


def _tasks(batch: _Batch, contents: Sequence[bytes], prefilter: Prefilter | None) -> list[tuple[int, Task]]:
    """What of a batch is to be read, by its place there; refusals are noted at once."""
    by_kind: dict[str, list[int]] = {}
    for at, (kind, content) in enumerate(zip(batch.kinds, contents, strict=True)):
        if kind not in READERS or not content:
            continue
        if reason := refused(content, kind):
            batch.said[at] = [parts_of(Fact("skipped", 1, text=reason))]
        else:
            by_kind.setdefault(kind, []).append(at)
    tasks: list[tuple[int, Task]] = []
    for kind, places in by_kind.items():
        if prefilter is None:
            tasks += [(at, Task(kind, contents[at], None)) for at in places]
            continue
        hits = prefilter.find(kind, [contents[at] for at in places])
        tasks += [
            (at, Task(kind, contents[at], one))
            for at, one in zip(places, hits, strict=True)
            if one is not None
        ]
    return sorted(tasks, key=lambda task: task[0])


def _parted(tasks: Sequence[tuple[int, Task]]) -> Iterator[list[tuple[int, Task]]]:
    chunk: list[tuple[int, Task]] = []
    size = 0
    for at, task in tasks:
        chunk.append((at, task))
        size += len(task.content)
        if size >= _BYTES_AT_ONCE or len(chunk) >= _FILES_AT_ONCE:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _note(under_way: deque[_Batch], results: Sequence[list[Said]]) -> None:
    """Results come in the order of the chunks: they are of the first batch that waits for some."""
    batch = next(batch for batch in under_way if batch.waiting)
    for at, said in zip(batch.waiting.popleft(), results, strict=True):
        if said:
            batch.said[at] = said


def _finished(under_way: deque[_Batch]) -> Iterator[pa.RecordBatch]:
    """The batches, from the first on, that nothing is waited for."""
    while under_way and not under_way[0].waiting:
        if (facts := under_way.popleft().facts()) is not None:
            yield facts
