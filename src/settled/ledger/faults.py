"""The faults of SQLite and of the file system, in words that say what to do."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from settled.errors import LedgerError

# By the beginning of SQLite's own name of the fault; the first that fits.
_SQLITE = (
    ("SQLITE_NOTADB", "is not a ledger (no SQLite file)", "move it away, or name another SETTLED_HOME"),
    ("SQLITE_CORRUPT", "is damaged", "move it away and scan again, or restore a copy"),
    ("SQLITE_BUSY", "is locked by another process", "wait for the other command to end, then try again"),
    ("SQLITE_LOCKED", "is locked by another process", "wait for the other command to end, then try again"),
    ("SQLITE_READONLY", "cannot be written", "name a writable folder as SETTLED_HOME"),
    ("SQLITE_FULL", "no room left on the disk; nothing was added", "free some space, then try again"),
    ("SQLITE_IOERR", "could not be read or written; nothing was added", "check the disk and its free space"),
    ("SQLITE_CANTOPEN", "cannot be opened", "check that the folder exists and who may read and write it"),
    ("SQLITE_PERM", "may not be opened", "check who may read and write it"),
    ("SQLITE_TOOBIG", "something to store is too large", "scan in smaller parts"),
)

_SYSTEM = {
    errno.ENOSPC: ("no room left on the disk; nothing was added", "free some space, then try again"),
    errno.EDQUOT: ("the disk quota is used up; nothing was added", "free some space, then try again"),
    errno.EFBIG: ("the file would grow too large; nothing was added", "lift the limit on file sizes"),
    errno.EROFS: ("is on a read-only file system", "name a writable folder as SETTLED_HOME"),
    errno.EACCES: ("may not be read or written", "check who may, or name another SETTLED_HOME"),
    errno.EPERM: ("may not be read or written", "check who may, or name another SETTLED_HOME"),
    errno.ENOTDIR: ("is not a folder", "name a folder as SETTLED_HOME"),
    errno.EEXIST: ("is not a folder", "name a folder as SETTLED_HOME"),
    errno.EISDIR: ("is a folder, not a ledger", "move it away"),
}


@contextmanager
def told(place: Path) -> Iterator[None]:
    """Raise faults of SQLite and of the system as ``LedgerError`` at ``place``."""
    try:
        yield
    except sqlite3.Error as fault:
        raise _of_sqlite(place, fault) from fault
    except OSError as fault:
        what, hint = _SYSTEM.get(fault.errno or 0, (f"{fault.strerror or fault}", "check the disk"))
        raise LedgerError(str(fault.filename or place), what, hint) from fault


def _of_sqlite(place: Path, fault: sqlite3.Error) -> LedgerError:
    name = getattr(fault, "sqlite_errorname", None) or ""
    for beginning, what, hint in _SQLITE:
        if name.startswith(beginning):
            return LedgerError(str(place), what, hint)
    # What our own rules refuse (a CHECK, a trigger), or a table that is not as we made it.
    return LedgerError(str(place), str(fault), "run `settled ledger verify`")
