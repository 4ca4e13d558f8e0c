"""Share tables among threads. A table's result does not depend on who works through it, nor when."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from numpy.typing import NDArray

from settled.lab.optim.compiled import compiled

_helpers: dict[int, ThreadPoolExecutor] = {}
# A child has none of its parent's threads: it starts its own when it first needs them.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_helpers.clear)


def _pool(helpers: int) -> ThreadPoolExecutor:
    if helpers not in _helpers:
        _helpers[helpers] = ThreadPoolExecutor(helpers, thread_name_prefix="adamw8bit")
    return _helpers[helpers]


def run(tables: list[tuple[str, NDArray[np.void]]]) -> None:
    """Work through all tables with as many threads as ``torch.get_num_threads()``, this one among them."""
    kernel = compiled()
    waiting = deque(tables)

    def work() -> None:
        while True:
            try:
                kind, rows = waiting.popleft()
            except IndexError:
                return
            kernel(kind, rows)

    helpers = min(torch.get_num_threads(), len(tables)) - 1
    others = [_pool(helpers).submit(work) for _ in range(helpers)]
    work()
    for other in others:
        other.result()
