"""Workloads of the contest of optimizers: one file each, found by name.

A file holds ``STEPS`` (the horizon: steps of a run) and ``Problem(seed)``: ``model``; ``loss(generator)``,
the mean loss of a batch of training; ``score()``, what is scored on data that nobody trains on, lower is
better; ``UNIT`` of the score; ``CLIP``, the longest gradient.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from settled.lab.own import own_module


def load(name: str) -> Any:
    """The module of a workload: one of ours by name, or a file of the user's own by path."""
    if name.endswith(".py"):
        return own_module(Path(name), "Problem")
    return import_module(f"{__name__}.{name}")
