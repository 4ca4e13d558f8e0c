"""The worker processes of a run: handing out trials, waiting, and telling what became of a lost worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from settled.lab.experiment import Outcome, Trial
from settled.lab.hardware import kernel_kills, memory_bytes

ONE_THREAD = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")
"""What libraries read before they start: a trial has one thread."""
_RESERVED_SHARE = 0.1  # of the memory, for what is not a trial


@dataclass(eq=False, slots=True)
class _Worker:
    core: int
    process: subprocess.Popen[str]
    trial: Trial | None = None
    begun: float = 0.0
    limit: float = 0.0
    kills_before: int = 0


@dataclass(slots=True)
class Crew:
    """One worker a core, as long as the ``with`` block lasts.

    Attributes:
        cores: the cores to pin to; -1: not pinned.
        memory_limit: bytes of data that each worker may hold; 0: no limit.
    """

    cores: Sequence[int]
    memory_limit: int
    _workers: list[_Worker] = field(default_factory=list)
    _events: SimpleQueue[tuple[_Worker, str | None]] = field(default_factory=SimpleQueue)

    def __enter__(self) -> Crew:
        self._workers = [self._start(core) for core in self.cores]
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            _end(worker.process)
        self._workers = []

    def _start(self, core: int) -> _Worker:
        environment = {**os.environ, **dict.fromkeys(ONE_THREAD, "1")}
        process = subprocess.Popen(
            [sys.executable, "-m", "settled.lab.worker", str(core), str(self.memory_limit)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=environment,
            # An interrupt at the keyboard is the run's to answer.
            start_new_session=True,
        )
        worker = _Worker(core, process)
        threading.Thread(target=self._listen, args=(worker,), daemon=True).start()
        return worker

    def _listen(self, worker: _Worker) -> None:
        assert worker.process.stdout is not None
        with suppress(ValueError, OSError):  # closed while it was read: the end, too
            for line in worker.process.stdout:
                self._events.put((worker, line))
        worker.process.stdout.close()
        self._events.put((worker, None))

    @property
    def idle(self) -> int:
        """Workers without a trial."""
        return sum(worker.trial is None for worker in self._workers)

    @property
    def in_hand(self) -> list[Trial]:
        """Trials that are running."""
        return [worker.trial for worker in self._workers if worker.trial is not None]

    @property
    def process_ids(self) -> list[int]:
        """Of the workers, in the order of their cores."""
        return [worker.process.pid for worker in self._workers]

    def hand(self, trial: Trial, limit: float) -> None:
        """Give a trial to an idle worker; it may take ``limit`` seconds."""
        worker = next(worker for worker in self._workers if worker.trial is None)
        worker.trial, worker.begun, worker.limit = trial, time.monotonic(), limit
        worker.kills_before = kernel_kills()
        assert worker.process.stdin is not None
        with suppress(BrokenPipeError):  # it is gone: its listener says so
            worker.process.stdin.write(json.dumps(asdict(trial)) + "\n")
            worker.process.stdin.flush()

    def wait(self, until: float) -> Outcome | None:
        """The next outcome; ``None`` if there is none by ``until`` on the monotonic clock."""
        while True:
            now = time.monotonic()
            if late := next(
                (one for one in self._workers if one.trial and now >= one.begun + one.limit), None
            ):
                return self._timed_out(late)
            ends = [one.begun + one.limit for one in self._workers if one.trial]
            try:
                worker, line = self._events.get(timeout=max(0.0, min([until, *ends]) - now))
            except Empty:
                if time.monotonic() >= until:
                    return None
                continue
            if worker in self._workers and (outcome := self._outcome(worker, line)):
                return outcome

    def _outcome(self, worker: _Worker, line: str | None) -> Outcome | None:
        if line is None:
            return self._lost(worker)
        reply: dict[str, Any] = json.loads(line)
        trial, worker.trial = worker.trial, None
        return Outcome(trial, **reply) if trial else None

    def _timed_out(self, worker: _Worker) -> Outcome:
        trial = self._replace(worker)
        seconds = time.monotonic() - worker.begun
        said = f"took longer than {worker.limit:.0f} s, expected {trial.cost:.0f} s" if trial else ""
        assert trial is not None
        return Outcome(trial, "timed_out", {}, seconds, said)

    def _lost(self, worker: _Worker) -> Outcome | None:
        """What a worker that ended by itself leaves: the kernel's kill for want of memory, or another's."""
        trial = self._replace(worker)
        if trial is None:
            return None
        seconds = time.monotonic() - worker.begun
        code = worker.process.returncode
        if code == -9 and kernel_kills() > worker.kills_before:
            return Outcome(trial, "out_of_memory", {}, seconds, "ended by the kernel for want of memory")
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return Outcome(trial, "killed", {}, seconds, f"its process ended with {how}")

    def _replace(self, worker: _Worker) -> Trial | None:
        """End a worker and start another in its place; the trial that it had in hand."""
        _end(worker.process)
        self._workers[self._workers.index(worker)] = self._start(worker.core)
        return worker.trial


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdin is not None
    with suppress(OSError):  # what was not taken of a trial any more
        process.stdin.close()


def crew(workers: int | None = None) -> Crew:
    """A crew of one worker for each core that this process may use, or of the first ``workers`` of them."""
    allowed = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    cores = allowed or [-1] * (os.cpu_count() or 1)
    chosen = cores[:workers] if workers else cores
    limit = int(memory_bytes() * (1.0 - _RESERVED_SHARE)) // len(chosen)
    return Crew(chosen, limit)
