"""Which reader reads a kind of file; loaded when the first such file comes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module

from settled.scan.code import config, languages, manifests
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon

Reader = Callable[[bytes, Lexicon], list[Fact]]
"""Content and what is looked for in, what it says out. Bad content gives a ``skipped`` fact, no exception."""

READERS: dict[str, str] = {
    "python": "settled.scan.code.python:read",
    "notebook": "settled.scan.code.notebook:read",
    **config.READERS,
    **languages.READERS,
    **manifests.READERS,
}
"""``MODULE:FUNCTION`` by kind of file."""


@cache
def reader_of(kind: str) -> Reader | None:
    """The reader of a kind of file; ``None``: it is not read."""
    if kind not in READERS:
        return None
    module, _, name = READERS[kind].partition(":")
    reader: Reader = getattr(import_module(module), name)
    return reader
