"""What a repository need not be asked again, where whoever opens it remembers that from time to time.

What an object's id names never changes, so that what was read of it holds for good. Whether an object is
there, and whether a file is sound, holds for as long as the file system says that nothing came or changed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import MutableMapping
from pathlib import Path

from settled.sources.code.disk import is_real_folder

Memory = MutableMapping[str, str]
"""What was found of one repository, in words of those who found it; what is lost costs time, nothing else."""


def identity_of(objects: Path) -> str:
    """A text that tells a folder of objects from all others, from one put in its place, too."""
    state = objects.stat()
    return f"{state.st_dev} {state.st_ino} {objects.resolve()}"


def state_of(file: Path) -> str:
    """A text that changes when a file does.

    Raises:
        OSError: it is not there.
    """
    state = file.lstat()
    times = f"{state.st_mtime_ns} {state.st_ctime_ns}"
    return f"{state.st_size} {times} {state.st_ino} {state.st_dev} {file.name}"


def stock_of(objects: Path) -> str:
    """A text that changes when an object comes or goes: a file appears in a folder, or a pack is another.

    SHA-256 in hexadecimal. An object's own file is not looked at: git writes a new one in its place.
    """
    digest = hashlib.sha256()
    for folder in (objects, objects / "pack"):
        states = _states_in(folder) if is_real_folder(folder) else ["none"]
        digest.update("\n".join([folder.name, *states, ""]).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _states_in(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(state_of(Path(entry.path)) for entry in entries)
    except OSError:
        return ["unreadable"]
