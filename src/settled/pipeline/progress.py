"""Progress on stderr with counts and remaining time; silent when piped and under two seconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from tqdm import tqdm

Thing = TypeVar("Thing")

_PATIENCE_SECONDS = 2.0


def counted(things: Iterable[Thing], what: str, total: int | None = None) -> Iterator[Thing]:
    """The same things, with a bar once it takes longer than two seconds and stderr is a terminal."""
    bar: Any = tqdm(things, desc=what, total=total, unit=" batches", disable=None, delay=_PATIENCE_SECONDS)
    yield from bar
