"""A worker process: one core, one thread, one trial at a time.

Started as ``python -m settled.lab.worker CORE BYTES``. Each line of its input is a trial, each line of its
output what came of it, both JSON. It ends with its input, in the middle of a trial if need be: so no worker
outlives a run that was killed.
"""

from __future__ import annotations

import json
import math
import os
import random
import sys
import threading
import time
from collections.abc import Mapping
from importlib import import_module
from queue import SimpleQueue
from typing import IO, Any

from settled.lab.experiment import Status
from settled.lab.faults import because, status_of

REPLY_BYTES = 16 << 20  # what a trial gives is a handful of figures and curves


def main() -> None:
    """Serve trials until the input ends."""
    core, memory_bytes = int(sys.argv[1]), int(sys.argv[2])
    _pin(core)
    _limit(memory_bytes)
    # What a trial prints goes the way of its errors, and never between the replies.
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    requests: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin, requests), daemon=True).start()
    while True:
        print(json.dumps(perform(json.loads(requests.get()))), file=replies, flush=True)


def _listen(lines: IO[str], requests: SimpleQueue[str]) -> None:
    for line in lines:
        requests.put(line)
    os._exit(0)  # the run is gone: what the trial in hand would give, nobody reads


def _pin(core: int) -> None:
    if core >= 0 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})


def _limit(memory_bytes: int) -> None:
    if memory_bytes > 0 and os.name == "posix":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, hard))


def perform(trial: Mapping[str, Any]) -> dict[str, Any]:
    """Call a trial's function: ``{"status", "values", "seconds", "because"}``.

    ``seconds`` is the call's wall time; the first import of its module is not part of it.
    """
    start = time.perf_counter()
    try:
        module, _, name = trial["function"].partition(":")
        function = getattr(import_module(module), name)
        _seed(trial["seed"])
        start = time.perf_counter()
        values = function(trial["config"], trial["seed"])
        seconds = time.perf_counter() - start
        values, diverged = finite(_plain(values))
    except (Exception, SystemExit, KeyboardInterrupt) as fault:  # none of them is the worker's end
        seconds = time.perf_counter() - start
        return _reply(status_of(fault), {}, seconds, because(fault))
    if diverged:
        return _reply("diverged", values, seconds, "its values are not finite")
    return _reply("done", values, seconds, "")


def _reply(status: Status, values: dict[str, Any], seconds: float, why: str) -> dict[str, Any]:
    return {"status": status, "values": values, "seconds": seconds, "because": why}


def _seed(seed: int) -> None:
    """Start every generator anew, so that a trial cannot depend on the one before it in this process."""
    random.seed(seed)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(seed % (1 << 32))
    if torch := sys.modules.get("torch"):
        torch.manual_seed(seed)
        torch.set_num_threads(1)


def _plain(values: object) -> dict[str, Any]:
    """What JSON makes of the values: NumPy's and PyTorch's scalars as Python's own, tuples as lists."""
    if not isinstance(values, Mapping):
        raise TypeError(f"a trial gives a mapping, not {type(values).__name__}")
    text = json.dumps(dict(values), default=_scalar)
    if len(text) > REPLY_BYTES:
        raise ValueError(f"a trial gives at most {REPLY_BYTES:,} bytes of JSON, not {len(text):,}")
    plain: dict[str, Any] = json.loads(text)
    return plain


def _scalar(value: object) -> object:
    item = getattr(value, "item", None)
    if item is None:
        raise TypeError(f"a trial gives what JSON holds, not {type(value).__name__}")
    return item()


def finite(values: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The values with ``None`` for each NaN and infinity, and whether the trial diverged.

    >>> finite({"loss": [1.0, float("nan")]})
    ({'loss': [1.0, None]}, True)
    """
    odd = False

    def walk(value: Any) -> Any:
        nonlocal odd
        if isinstance(value, float) and not math.isfinite(value):
            odd = True
            return None
        if isinstance(value, list):
            return [walk(one) for one in value]
        if isinstance(value, dict):
            return {key: walk(one) for key, one in value.items()}
        return value

    walked = {key: walk(value) for key, value in values.items()}
    return walked, odd or walked.get("diverged") is True


if __name__ == "__main__":
    main()
