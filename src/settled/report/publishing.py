"""A folder that is whole or not there: built beside its place, then swapped in."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from settled.errors import InputError
from settled.report.rendering import File

MARKER = ".settled-site"


def publish(files: Iterable[File], out: Path) -> list[Path]:
    """Write ``files`` as the folder ``out``, in place of the site that may stand there.

    Until every file is written nothing of ``out`` changes; what fails on the way leaves it as it was. A
    folder that is not empty and not a site of ours is left alone.

    Returns:
        the files written, in the order given.

    Raises:
        InputError: ``out`` may not be replaced, or there is no room or right to write.
    """
    out = Path(os.path.abspath(out))  # noqa: PTH100 - resolve() would follow a link that stands at `out`
    _refuse(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=f".{out.name[:40]}-", dir=out.parent))
    except OSError as fault:
        raise _unwritable(out, fault) from fault
    try:
        written = [_write(building, file) for file in files]
        _write(building, File(MARKER, "A site written by settled; it is replaced as a whole.\n"))
        building.chmod(0o755)
        _swap(building, out)
    except OSError as fault:
        raise _unwritable(out, fault) from fault
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return [out / path.relative_to(building) for path in written]


def _refuse(out: Path) -> None:
    """Refuse to replace what is not ours."""
    hint = "name a new or empty folder, or a site that settled wrote"
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise InputError(str(out), "is not a folder", hint)
    try:
        foreign = out.is_dir() and not (out / MARKER).is_file() and any(out.iterdir())
    except OSError as fault:
        raise _unwritable(out, fault) from fault
    if foreign:
        raise InputError(str(out), "holds files that are not a site of ours", hint)


def _write(folder: Path, file: File) -> Path:
    path = folder / file.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(file.text, encoding="utf-8", newline="\n")
    return path


def _swap(building: Path, out: Path) -> None:
    """Put ``building`` in the place of ``out``: at one stroke where the system can, else by two renames."""
    if not out.exists():
        building.rename(out)
    elif not _exchange(building, out):
        _replace(building, out)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places at one stroke; ``False``: this system or file system cannot."""
    if sys.platform != "linux":
        return False
    try:
        rename = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError):
        return False
    here, exchange = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux' fcntl.h and fs.h
    return bool(rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0)


def _replace(building: Path, out: Path) -> None:
    """Two renames; the old folder is put back if the second fails."""
    old = Path(tempfile.mkdtemp(prefix=f".{out.name[:40]}-old-", dir=out.parent))
    aside = old / "site"
    out.rename(aside)
    try:
        building.rename(out)
    except BaseException:
        aside.rename(out)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _unwritable(out: Path, fault: OSError) -> InputError:
    reason = fault.strerror or str(fault)
    return InputError(str(out), f"cannot be written: {reason}", "make room, or name another folder")
