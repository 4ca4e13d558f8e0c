"""One layer: a folder with ``ledger.sqlite`` and ``sightings/``, opened for each read or write.

A reading sees one state of the file throughout. A writing is one transaction: all of it, or nothing, also
when the process is killed.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from settled.errors import LedgerError
from settled.ledger.faults import told
from settled.ledger.schema import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION

BUSY_TIMEOUT_SECONDS = 30.0
Layer = Literal["shipped", "mine"]


@dataclass(frozen=True, slots=True)
class Store:
    """One layer of the ledger.

    Attributes:
        layer: ``mine`` may be written; ``shipped`` is opened in place and never changed.
        folder: where it is, or would be.
    """

    layer: Layer
    folder: Path

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return self.folder / "ledger.sqlite"

    @property
    def sightings(self) -> Path:
        """The folder of Parquet files, each named by its digest."""
        return self.folder / "sightings"

    def exists(self) -> bool:
        """Whether there is anything to read.

        Raises:
            LedgerError: the folder may not be looked into.
        """
        with told(self.file):
            try:
                mode = self.file.stat().st_mode
            except FileNotFoundError:
                return False
            if stat.S_ISDIR(mode):
                raise IsADirectoryError(errno.EISDIR, "is a folder", str(self.file))
        return True

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """One consistent state of the file; ``None`` where there is no file. Writes nothing.

        Raises:
            LedgerError: not a ledger, damaged, of a newer version, or unreadable.
        """
        if not self.exists():
            yield None
            return
        with told(self.file), closing(self._open_to_read()) as connection:
            connection.execute("BEGIN")
            yield connection if self._version(connection) else None

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction; the folder and the file are made if absent. Waits for another writer.

        Raises:
            LedgerError: read-only, full, locked for longer than ``BUSY_TIMEOUT_SECONDS``, or not a ledger.
        """
        with told(self.file):
            self.folder.mkdir(parents=True, exist_ok=True)
            if not os.access(self.folder, os.W_OK):
                raise LedgerError(
                    str(self.folder), "cannot be written", "name a writable folder as SETTLED_HOME"
                )
            with closing(self._connect("mode=rwc")) as connection:
                if self._version(connection) != SCHEMA_VERSION:
                    _migrate(connection, self.file)
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise

    def _open_to_read(self) -> sqlite3.Connection:
        connection = self._connect("mode=ro&immutable=1" if self.layer == "shipped" else "mode=ro")
        try:
            version = self._version(connection)
        except sqlite3.OperationalError as fault:
            connection.close()
            if fault.sqlite_errorname != "SQLITE_CANTOPEN" or os.access(self.folder, os.W_OK):
                raise
            connection, version = self._open_unchangeable()
        except BaseException:
            connection.close()
            raise
        if version in (0, SCHEMA_VERSION):
            return connection
        connection.close()
        return self._open_migrated()

    def _open_unchangeable(self) -> tuple[sqlite3.Connection, int]:
        """Open where the folder cannot be written, so that SQLite cannot put its shared memory beside it."""
        log = self.file.with_name(self.file.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise LedgerError(
                str(self.file),
                "cannot be opened read-only",
                "its last writer was cut off: open it once where writable",
            )
        connection = self._connect("mode=ro&immutable=1")
        try:
            return connection, self._version(connection)
        except BaseException:
            connection.close()
            raise

    def _open_migrated(self) -> sqlite3.Connection:
        if self.layer == "shipped":
            raise LedgerError(str(self.file), "is of another version of settled", "install settled again")
        with closing(self._connect("mode=rw")) as writer:
            _migrate(writer, self.file)
        return self._connect("mode=ro")

    def _version(self, connection: sqlite3.Connection) -> int:
        """How many migrations the file has had; 0: nothing in it yet.

        Sightings are stored after the file has been made: beside an empty file they show that it was lost.
        """
        version = _version(connection, self.file)
        if not version and self.sightings.is_dir() and any(self.sightings.glob("*.parquet")):
            raise LedgerError(
                str(self.file), "is empty, but sightings stand beside it", "restore it, or move both away"
            )
        return version

    def _connect(self, how: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.file.absolute().as_uri()}?{how}",
            uri=True,
            isolation_level=None,
            timeout=BUSY_TIMEOUT_SECONDS,
        )
        connection.execute("PRAGMA foreign_keys = ON")
        return connection


def _version(connection: sqlite3.Connection, file: Path) -> int:
    """How many migrations the file has had; 0 only for a file with nothing in it."""
    [version] = connection.execute("PRAGMA user_version").fetchone()
    [application] = connection.execute("PRAGMA application_id").fetchone()
    [tables] = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION_ID and (tables or version):
        raise LedgerError(
            str(file), "is a SQLite file, but not a ledger", "move it away, or name another SETTLED_HOME"
        )
    if version > SCHEMA_VERSION:
        raise LedgerError(
            str(file),
            f"is of version {version}; this settled knows {SCHEMA_VERSION}",
            "install a newer settled",
        )
    return int(version)


def _migrate(connection: sqlite3.Connection, file: Path) -> None:
    """Bring the file to ``SCHEMA_VERSION``, in one transaction."""
    _log_ahead(connection)
    _make(connection, file)


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Write ahead to a log, so that readers never wait; SQLite's own timeout does not cover this step."""
    deadline = time.monotonic() + BUSY_TIMEOUT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def create(file: Path) -> sqlite3.Connection:
    """A new ledger file without a write-ahead log, so that it can be read where nothing can be written."""
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        _make(connection, file)
    except BaseException:
        connection.close()
        raise
    return connection


def _make(connection: sqlite3.Connection, file: Path) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again: another process may have migrated while this one waited.
        for script in MIGRATIONS[_version(connection, file) :]:
            run_script(connection, script)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Run a script inside the open transaction, which ``executescript`` would commit."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
