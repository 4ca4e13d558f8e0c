"""A file that is whole or not there."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from settled.errors import InputError


def write_whole(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 to ``path``, in place of the file that may stand there; a link is followed.

    Raises:
        InputError: there is no such folder, no room or right, or something that is no file stands there.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        raise InputError(str(path), "is not a regular file", "name a file")
    try:
        _swap_in(target, text)
    except OSError as fault:
        raise InputError(str(path), f"cannot be written: {fault.strerror}", "name another file") from fault


def _swap_in(target: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(target))
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """The rights of the file that is replaced; of a new one those that it would have got anyway."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
