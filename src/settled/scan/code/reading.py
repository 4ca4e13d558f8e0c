"""One content read: by the reader of its kind, in bounded time, without an exception whatever it holds."""

from __future__ import annotations

import gc
import signal
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.limits import CRASHED, MOST_SECONDS, TOO_SLOW
from settled.scan.code.python import read as read_python
from settled.scan.code.readers import reader_of

# Bytes of content between two collections of what hangs together in circles.
_BETWEEN_COLLECTIONS = 1 << 20


@dataclass(frozen=True, slots=True)
class Task:
    """A content to read; ``hits``: the words that the prefilter found in it, ``None``: read all of it."""

    kind: str
    content: bytes
    hits: array[int] | None


Said = tuple[Any, ...]
"""The parts of a fact: a plain tuple is cheap to hand from process to process."""

parts_of: Callable[[Fact], Said] = attrgetter(*(part.name for part in fields(Fact)))
"""The parts of a fact in their order."""


class TooSlowError(BaseException):
    """A reader's time is over; no ``Exception``, so that no reader takes it for its own."""


def make(lexicon: Lexicon) -> Callable[[Task], list[Said]]:
    """What a process does with the tasks that it is handed."""
    # Trees of syntax are large and hold no circles: the collector would walk them for nothing.
    gc.disable()
    gc.freeze()
    done = 0

    def work(task: Task) -> list[Said]:
        nonlocal done
        done += len(task.content)
        if done >= _BETWEEN_COLLECTIONS:
            gc.collect()
            done = 0
        return list(map(parts_of, read(task, lexicon)))

    return work


def read(task: Task, lexicon: Lexicon) -> list[Fact]:
    """The facts of a content; needs the main thread where signals bound its time."""
    try:
        with _bounded(MOST_SECONDS):
            return _read(task, lexicon)
    except TooSlowError:
        return [Fact("skipped", 1, text=TOO_SLOW)]
    except Exception:
        # Content is hostile and parsers have faults: what one of them raises must not end the scan.
        return [Fact("skipped", 1, text=CRASHED)]


def _read(task: Task, lexicon: Lexicon) -> list[Fact]:
    reader = reader_of(task.kind)
    if reader is None:
        return []
    if task.kind != "python" or task.hits is None:
        return reader(task.content, lexicon)
    return read_python(task.content, lexicon, task.hits)


@contextmanager
def _bounded(seconds: float) -> Iterator[None]:
    """Raise ``TooSlowError`` after so much time of the processor, where the system can; once and again."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGPROF, _over)
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _over(_signal: int, _frame: object) -> None:
    raise TooSlowError
