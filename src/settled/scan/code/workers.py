"""Processes that read content: in order, with a bound on time and on what is under way, and none is missed.

A process that dies (a parser crashed, memory ran out) or hangs is replaced, and what it was reading is read
again file by file, so that one hostile file costs its own facts and nobody else's.
"""

from __future__ import annotations

import sys
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any

from settled.errors import SettledError

# Chunks under way for each worker: one being read and some waiting.
_AHEAD = 4
# A chunk takes well below a second; longer than this on the clock, and its files are taken one by one.
_MOST_SECONDS_OF_CHUNK = 20.0
_MOST_SECONDS_OF_START = 60.0
_READY = "ready"

_START_HINT = "hint: one worker fewer needs less memory; a script needs `if __name__ == '__main__':`"

Work = Callable[[Any], Any]
"""What is done with one item."""


@dataclass(slots=True)
class _Job:
    items: Sequence[Any]
    results: list[Any] | None = None
    parts: list[_Job] = field(default_factory=list)

    @property
    def done(self) -> bool:
        return self.results is not None or (bool(self.parts) and all(part.done for part in self.parts))

    def collected(self) -> list[Any]:
        if self.results is not None:
            return self.results
        return [result for part in self.parts for result in part.collected()]


class _Worker:
    """One process, and the job that it has."""

    def __init__(
        self, make: Callable[..., Work], arguments: Sequence[Any], pipes: Sequence[Connection]
    ) -> None:
        self.job: _Job | None = None
        self.seconds = 0.0
        self.until = time.monotonic() + _MOST_SECONDS_OF_START
        self.is_ready = False
        can_copy = _can_copy()
        context: Any = get_context("fork" if can_copy else "spawn")
        self.pipe, theirs = context.Pipe()
        # A copy of this process holds this end of all pipes, too, and would never see it closed.
        to_close = (*pipes, self.pipe) if can_copy else ()
        self.process = context.Process(target=_serve, args=(theirs, to_close, make, arguments), daemon=True)
        with warnings.catch_warnings():  # of threads that are not Python's: see _can_copy
            warnings.simplefilter("ignore", DeprecationWarning)
            self.process.start()
        theirs.close()

    def take(self, job: _Job, seconds: float) -> None:
        self.job, self.seconds = job, seconds
        if self.is_ready:
            self.until = time.monotonic() + seconds
        with suppress(OSError):  # it died while it was idle: the wait for its answer ends at once
            self.pipe.send(job.items)

    def be_ready(self) -> None:
        """It was started: from now on its job's time runs."""
        self.is_ready, self.until = True, time.monotonic() + self.seconds

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _can_copy() -> bool:
    """Whether a process may begin as a copy of this one, which spares it all imports.

    A thread could hold a lock that nobody in the copy would give back. Those that are not Python's (Arrow's,
    OpenBLAS') hold none of those that reading takes.
    """
    return sys.platform == "linux" and threading.active_count() == 1


def _serve(
    pipe: Connection, to_close: Iterable[Connection], make: Callable[..., Work], arguments: Sequence[Any]
) -> None:
    for other in to_close:
        other.close()
    work = make(*arguments)
    try:
        pipe.send(_READY)
        while True:
            pipe.send([work(item) for item in pipe.recv()])
    except (EOFError, OSError, KeyboardInterrupt):
        return


class Workers:
    """A pool.

    Args:
        count: of processes.
        make: with ``arguments``, makes in each process what is done there with an item; both are pickled.
        lost: the result of an item that a process died of (``False``) or hung at (``True``).
        seconds: on the clock, after which a process that reads a single item is held to hang.
    """

    def __init__(
        self,
        count: int,
        make: Callable[..., Work],
        arguments: Sequence[Any],
        lost: Callable[[bool], Any],
        seconds: float,
    ) -> None:
        self._make = make
        self._arguments = arguments
        self._lost = lost
        self._seconds = seconds
        self._waiting: deque[_Job] = deque()
        self._workers: list[_Worker] = []
        for _ in range(count):
            self._workers.append(self._started())

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.stop()

    def _started(self) -> _Worker:
        return _Worker(self._make, self._arguments, [worker.pipe for worker in self._workers])

    def run(self, chunks: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
        """The results of each chunk's items, in the order of the chunks, which are taken when needed."""
        under_way: deque[_Job] = deque()
        for items in chunks:
            job = _Job(items)
            under_way.append(job)
            self._waiting.append(job)
            self._hand_out()
            while under_way and (under_way[0].done or len(under_way) > len(self._workers) * _AHEAD):
                yield self._finished(under_way.popleft())
        while under_way:
            yield self._finished(under_way.popleft())

    def _finished(self, job: _Job) -> list[Any]:
        while not job.done:
            self._hand_out()
            self._look()
        return job.collected()

    def _hand_out(self) -> None:
        for worker in self._workers:
            if worker.job is None and self._waiting:
                job = self._waiting.popleft()
                worker.take(job, self._seconds if len(job.items) == 1 else _MOST_SECONDS_OF_CHUNK)

    def _look(self) -> None:
        """Wait for an answer, a death or the end of somebody's time."""
        busy: dict[Any, _Worker] = {worker.pipe: worker for worker in self._workers if worker.job is not None}
        left = min(worker.until for worker in busy.values()) - time.monotonic()
        for pipe in wait(list(busy), max(0.0, left)):
            self._answer(busy[pipe])
        for worker in busy.values():
            if worker.job is not None and time.monotonic() > worker.until:
                self._replace(worker, hung=True)

    def _answer(self, worker: _Worker) -> None:
        try:
            results = worker.pipe.recv()
        except (EOFError, OSError):
            self._replace(worker, hung=False)
            return
        if not worker.is_ready:
            worker.be_ready()
        elif worker.job is not None:
            worker.job.results, worker.job = results, None

    def _replace(self, worker: _Worker, hung: bool) -> None:
        """Start another process in a lost one's place, and read its job again, item by item."""
        if not worker.is_ready:  # not its job's fault: the next one would fare no better
            raise SettledError("scan", "a process that reads code could not be started", _START_HINT)
        job = worker.job
        worker.stop()
        at = self._workers.index(worker)
        del self._workers[at]
        self._workers.insert(at, self._started())
        if job is None:
            return
        if len(job.items) == 1:
            job.results = [self._lost(hung)]
            return
        job.parts = [_Job([item]) for item in job.items]
        self._waiting.extendleft(reversed(job.parts))
