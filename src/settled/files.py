"""Files that are written whole or not at all, whatever goes wrong in between.

What is written goes into a file of another name in the same folder, to the disk, and by one rename into the
place of what stood there. A killed process leaves at most that other file behind, never half of the true one.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from settled.errors import InputError

_LEFT_OVER = re.compile(r"\.[0-9a-f]{16}\.part(?:-journal)?")  # SQLite keeps a journal beside a file


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """The name of a new file beside ``path``, which takes its place when the block ends without a fault.

    The block makes the file. A link is followed: what it leads to is replaced. The rights of a file that is
    replaced stay as they are.

    Raises:
        OSError: no such folder, no room or right, or something that is no file stands there.
    """
    target = Path(os.path.realpath(path))
    if _is_other(target):  # a rename would put a file in the place of a device
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    new = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        yield new
        if target.exists():
            new.chmod(stat.S_IMODE(target.stat().st_mode))
        _sync(new)
        new.replace(target)
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)
    _sync_folder(target.parent)


def write_whole(path: Path, content: str | bytes | memoryview) -> None:
    """Write a file that the user named, text as UTF-8, in place of what may stand there.

    Raises:
        InputError: there is no such folder, no room or right, or something that is no file stands there.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        if _is_other(path):
            raise InputError(str(path), "is not a regular file", "name a file")
        with replacing(path) as new:
            new.write_bytes(data)
    except OSError as fault:
        raise InputError(str(path), f"cannot be written: {fault.strerror}", "name another file") from fault


def left_over(folder: Path) -> list[Path]:
    """Files that killed processes left in a folder; none of them is anybody's once nobody writes there."""
    return sorted(path for path in folder.iterdir() if _LEFT_OVER.fullmatch(path.name))


def _is_other(path: Path) -> bool:
    return path.exists() and not path.is_file()


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Bring a rename to the disk; the file stands by now, so that no failure of this is one of writing."""
    if os.name != "posix":  # elsewhere a folder cannot be opened, and the rename is journalled
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
