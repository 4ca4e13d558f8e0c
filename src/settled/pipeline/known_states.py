"""What states of repositories were found to show, kept from scan to scan: with nothing new, nothing is read.

The key is (repository, tree, what read it: scanner, signatures, version of the tool). A tree's id names all
that its files hold, so that what it shows holds for good, whatever refs, branches and dates lead to it;
where objects were not there, for as long as none comes to the repository. Beside it stands what a repository
remembers of itself. The file is a cache: see :mod:`settled.pipeline.known_facts`.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from settled.pipeline.known_facts import decoded, encoded, opened
from settled.scan.code.joining import Joined, Placed

_AT_ONCE = 400  # SQLite takes some hundred parameters in one question everywhere
_TABLES = """
CREATE TABLE IF NOT EXISTS memories (repository TEXT PRIMARY KEY, said BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS states (
    repository TEXT NOT NULL, read_by TEXT NOT NULL, tree TEXT NOT NULL, stock TEXT NOT NULL,
    said BLOB NOT NULL, PRIMARY KEY (repository, read_by, tree)
);
"""
_FAULTS = (sqlite3.Error, zlib.error, ValueError, TypeError, KeyError, AttributeError)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the files of one state show, whenever and under whatever name.

    Attributes:
        joined: its sightings, allowed lines and skipped files.
        parsed: files of which a reader found something in the content.
        blobs: content of each path with a sighting.
    """

    joined: Joined
    parsed: int
    blobs: dict[str, str]


class KnownStates:
    """What one repository's states show, as far as it was found before.

    Args:
        file: the cache's file; ``None``: nothing is kept.
        repository: what tells it from all others.
        stock: what changes when an object comes to the repository.

    Attributes:
        memory: what the repository remembers of itself; kept with the states.
    """

    def __init__(self, file: Path | None, repository: str, stock: str) -> None:
        self._file = file
        self._repository = hashlib.sha256(repository.encode("utf-8", "surrogateescape")).hexdigest()[:32]
        self._stock = stock
        self.memory: dict[str, str] = self._recalled()
        self._kept = dict(self.memory)

    def of(self, trees: Collection[str], read_by: str) -> dict[str, Shown]:
        """What those of these trees show of which it is known."""
        if self._file is None or not self._file.exists():
            return {}
        reading = _Reading()
        try:
            with closing(opened(self._file)) as connection:
                rows = list(self._rows(connection, sorted(trees), read_by))
            return {tree: reading.shown(said) for tree, stock, said in rows if stock in ("", self._stock)}
        except _FAULTS:
            return {}

    def keep(self, shown: Mapping[str, Shown], read_by: str, lacking: Collection[str]) -> None:
        """Remember what trees show, and the repository's memory.

        Args:
            lacking: those of the trees of which objects are not there.
        """
        if self._file is None or not (shown or self.memory != self._kept):
            return
        writing = _Writing()
        rows = [
            (self._repository, read_by, tree, self._stock if tree in lacking else "", writing.said(one))
            for tree, one in shown.items()
        ]
        memory = (self._repository, _packed(self.memory))
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with closing(opened(self._file)) as connection, connection:
                connection.executescript(_TABLES)
                connection.executemany("INSERT OR REPLACE INTO states VALUES (?, ?, ?, ?, ?)", rows)
                connection.execute("INSERT OR REPLACE INTO memories VALUES (?, ?)", memory)
        except (OSError, sqlite3.Error):
            return

    def _recalled(self) -> dict[str, str]:
        if self._file is None or not self._file.exists():
            return {}
        try:
            with closing(opened(self._file)) as connection:
                question = "SELECT said FROM memories WHERE repository = ?"
                for (said,) in connection.execute(question, (self._repository,)):
                    return {str(name): str(text) for name, text in _unpacked(said).items()}
        except _FAULTS:
            pass
        return {}

    def _rows(self, connection: sqlite3.Connection, trees: list[str], read_by: str) -> Iterator[Any]:
        for start in range(0, len(trees), _AT_ONCE):
            part = trees[start : start + _AT_ONCE]
            yield from connection.execute(
                "SELECT tree, stock, said FROM states WHERE repository = ? AND read_by = ? "
                f"AND tree IN ({','.join('?' * len(part))})",
                (self._repository, read_by, *part),
            )


def _packed(said: object) -> bytes:
    return zlib.compress(json.dumps(said, separators=(",", ":")).encode(), 1)


def _unpacked(said: bytes) -> Any:
    return json.loads(zlib.decompress(said))


class _Writing:
    """Writes states; most files say the same in one as in the next, and are written once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], str] = {}

    def said(self, shown: Shown) -> bytes:
        joined = shown.joined
        written = {
            "files": joined.files,
            "skipped": joined.skipped,
            "parsed": shown.parsed,
            "sightings": [(path, shown.blobs[path], said) for path, said in self._by_path(joined.sightings)],
            "allows": list(self._by_path(joined.allows)),
        }
        return _packed(written)

    def _by_path(self, placed: Iterable[Placed]) -> Iterator[tuple[str, str]]:
        for path, group in groupby(placed, key=lambda one: one.path):
            facts = [one.fact for one in group]
            # States share facts, which live for as long as they do.
            key = tuple(map(id, facts))
            if key not in self._known:
                self._known[key] = encoded(facts)
            yield path, self._known[key]


class _Reading:
    """Reads states back; what a file says in one is the same object in the next that has it unchanged."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], list[Placed]] = {}

    def shown(self, said: bytes) -> Shown:
        read = _unpacked(said)
        joined = Joined(files=read["files"], skipped=Counter(read["skipped"]))
        for path, _, facts in read["sightings"]:
            joined.sightings += self._placed(path, facts)
        for path, facts in read["allows"]:
            joined.allows += self._placed(path, facts)
        return Shown(joined, read["parsed"], {path: blob for path, blob, _ in read["sightings"]})

    def _placed(self, path: str, facts: str) -> list[Placed]:
        if (path, facts) not in self._known:
            self._known[path, facts] = [Placed(path, fact) for fact in decoded(facts)]
        return self._known[path, facts]
