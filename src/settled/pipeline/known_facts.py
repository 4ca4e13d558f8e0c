"""What contents were read to say, kept from scan to scan: a further snapshot costs its new contents.

The key is (blob, kind, scanner version, digest of the signatures): facts that another version of the tool or
another catalog read are never taken for today's. The file is a cache: it may be deleted at any time, and one
that cannot be read or written costs time, nothing else.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import fields
from pathlib import Path

from settled.scan.code.facts import Fact

Content = tuple[str, str]
"""Blob and kind of a content."""

_NAMES = tuple(part.name for part in fields(Fact))
_AT_ONCE = 400  # SQLite takes some hundred parameters in one question everywhere
_TABLE = """
CREATE TABLE IF NOT EXISTS facts (
    read_by TEXT NOT NULL, blob TEXT NOT NULL, kind TEXT NOT NULL, said TEXT NOT NULL,
    PRIMARY KEY (read_by, blob, kind)
) WITHOUT ROWID
"""


class KnownFacts:
    """The facts of contents read before.

    Args:
        file: the cache's file; ``None``: nothing is kept.
        scanner_version: with ``signatures``, the digest of what was looked for, what the facts rest on.
    """

    def __init__(self, file: Path | None, scanner_version: int, signatures: str) -> None:
        self._file = file
        self._read_by = hashlib.sha256(f"{scanner_version} {signatures}".encode()).hexdigest()[:16]

    def of(self, contents: Collection[Content]) -> dict[Content, Sequence[Fact]]:
        """The facts of those contents that were read before; empty ones are known, too."""
        found: dict[Content, Sequence[Fact]] = {}
        if self._file is None or not self._file.exists():
            return found
        wanted = set(contents)
        try:
            with closing(opened(self._file)) as connection:
                for blobs in _parts(sorted({blob for blob, _ in wanted})):
                    marks = ",".join("?" * len(blobs))
                    rows = connection.execute(
                        f"SELECT blob, kind, said FROM facts WHERE read_by = ? AND blob IN ({marks})",
                        (self._read_by, *blobs),
                    )
                    for blob, kind, said in rows:
                        if (blob, kind) in wanted:
                            found[blob, kind] = decoded(said)
        except (sqlite3.Error, ValueError, TypeError):
            return {}
        return found

    def keep(self, facts: Mapping[Content, Sequence[Fact]]) -> None:
        """Remember what contents say."""
        if self._file is None:
            return
        rows = [(self._read_by, blob, kind, encoded(said)) for (blob, kind), said in facts.items()]
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with closing(opened(self._file)) as connection, connection:
                connection.execute(_TABLE)
                connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?)", rows)
        except (OSError, sqlite3.Error):
            return


def opened(file: Path) -> sqlite3.Connection:
    """A cache's file, opened so that several scans may use it at once, and none waits for the disk."""
    connection = sqlite3.connect(file, timeout=30)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _parts(blobs: Sequence[str]) -> Iterable[Sequence[str]]:
    return (blobs[start : start + _AT_ONCE] for start in range(0, len(blobs), _AT_ONCE))


def encoded(said: Sequence[Fact]) -> str:
    """Facts as a text that :func:`decoded` reads."""
    rows = [[getattr(fact, name) for name in _NAMES] for fact in said]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def decoded(said: str) -> Sequence[Fact]:
    """The facts of a text.

    Raises:
        ValueError: it is none. TypeError: they have other parts.
    """
    # Most contents say nothing.
    return [Fact(*row) for row in json.loads(said)] if said != "[]" else []
