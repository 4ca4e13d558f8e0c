"""Read members of a package archive that may be hostile: in memory, bounded, nothing unpacked or run."""

from __future__ import annotations

import bz2
import gzip
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from settled.errors import SourceError

if TYPE_CHECKING:
    import pyarrow as pa

# What a broken archive makes the standard library raise, beside its own errors.
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    struct.error,
    RuntimeError,
    LookupError,
    ValueError,
    OSError,
)
# No field of a header that tarfile reads in one piece comes near this.
_READ_BYTES = 64 << 20
# A directory record of a zip has 46 bytes and the name; PyTorch's average is 120.
_DIRECTORY_BYTES_PER_ENTRY = 160


@cache
def file_schema() -> pa.Schema:
    """The columns of a batch of files of published releases, one row a file."""
    import pyarrow as pa

    return pa.schema(
        [
            ("unit", pa.string()),
            ("unit_key", pa.int64()),
            ("source", pa.string()),
            ("period", pa.date32()),
            ("path", pa.string()),
            ("content", pa.binary()),
        ]
    )


def batch_of(columns: Iterable[Sequence[object]]) -> pa.RecordBatch:
    """A batch of the columns of :func:`file_schema`, in their order."""
    import pyarrow as pa

    arrays = [pa.array(values, kind.type) for values, kind in zip(columns, file_schema(), strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=file_schema())


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read from one archive.

    The largest packages of today have 30,000 members and 2 GB unpacked; source text packs 3 to 10 times.

    Attributes:
        entries: members in all; more is an error.
        member_bytes: a larger member is skipped and counted.
        read_bytes: content handed out in all; more is an error.
        ratio: of unpacked to packed bytes beyond which a member, or a whole tar, is taken for a bomb.
    """

    entries: int = 200_000
    member_bytes: int = 4 << 20
    read_bytes: int = 1 << 30
    ratio: int = 200


def members(
    path: Path, wanted: Callable[[str], bool], skipped: Counter[str], limits: Limits | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield (path in the archive, content) of the wanted regular files of a wheel, zip or tar
    (plain, gz, bz2 or xz).

    Links are never followed and archives inside the archive never opened. ``skipped`` counts, by reason,
    what was wanted and left out.

    Raises:
        SourceError: the archive is damaged, encrypted, not an archive, or hostile (a bomb, a member whose
            path leads out of the archive).
    """
    reader = _zip_members if zipfile.is_zipfile(path) else _tar_members
    try:
        yield from reader(path, wanted, skipped, limits or Limits())
    except _BROKEN as error:
        what = f"damaged, or neither a zip nor a tar ({type(error).__name__}: {str(error)[:120]})"
        raise SourceError(path.name, what, "fetch it again") from error


def _zip_members(
    path: Path, wanted: Callable[[str], bool], skipped: Counter[str], limits: Limits
) -> Iterator[tuple[str, bytes]]:
    _check_directory(path, limits)
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if len(entries) > limits.entries:
            raise _hostile(path, f"over {limits.entries:,} members")
        total = 0
        for entry in entries:
            _check_name(path, entry.filename)
            if entry.is_dir() or not wanted(entry.filename):
                continue
            if reason := _unfit(archive, entry, limits):
                skipped[reason] += 1
                continue
            content = _read_entry(path, archive, entry, limits)
            total = _add(path, total, len(content), limits)
            yield entry.filename, content


def _unfit(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> str | None:
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "link"
    if archive.NameToInfo.get(entry.filename) is not entry:
        return "name given twice"
    return "larger than the limit" if entry.file_size > limits.member_bytes else None


def _read_entry(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> bytes:
    if entry.flag_bits & 1:
        raise SourceError(path.name, f"'{entry.filename[:80]}' in it is encrypted", "take another file")
    if entry.file_size > limits.ratio * max(entry.compress_size, 1024):
        raise _hostile(path, f"'{entry.filename[:80]}' unpacks over {limits.ratio} times its size")
    with archive.open(entry) as stream:
        return stream.read(entry.file_size + 1)


def _check_directory(path: Path, limits: Limits) -> None:
    """Refuse a zip whose list of members alone would fill memory, before the library reads that list."""
    most = limits.entries * _DIRECTORY_BYTES_PER_ENTRY
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        start = max(0, size - 65_557)
        stream.seek(start)
        tail = stream.read()
        end = tail.rfind(b"PK\x05\x06")
        directory_bytes = int(struct.unpack_from("<I", tail, end + 12)[0])
        locator = end - 20
        if locator >= 0 and tail[locator : locator + 4] == b"PK\x06\x07" and start + locator >= 56:
            stream.seek(start + locator - 56)
            directory_bytes = int(struct.unpack_from("<Q", stream.read(56), 40)[0])
    if directory_bytes > most:
        raise _hostile(path, f"a list of members of {directory_bytes:,} bytes")


def _tar_members(
    path: Path, wanted: Callable[[str], bool], skipped: Counter[str], limits: Limits
) -> Iterator[tuple[str, bytes]]:
    most = limits.ratio * max(path.stat().st_size, 1 << 16)
    with _unpacked(path) as unpacked:
        bounded = cast(IO[bytes], _Bounded(unpacked, path, most))
        with tarfile.open(fileobj=bounded, mode="r:") as tar:
            yield from _read_tar(tar, path, wanted, skipped, limits)


def _unpacked(path: Path) -> IO[bytes]:
    """The tar itself, by the first bytes of what it is packed in."""
    with path.open("rb") as stream:
        start = stream.read(6)
    if start.startswith(b"BZh"):
        return cast(IO[bytes], bz2.open(path, "rb"))
    if start == b"\xfd7zXZ\0":
        return cast(IO[bytes], lzma.open(path, "rb"))
    return cast(IO[bytes], gzip.open(path, "rb")) if start.startswith(b"\x1f\x8b") else path.open("rb")


def _read_tar(
    tar: tarfile.TarFile, path: Path, wanted: Callable[[str], bool], skipped: Counter[str], limits: Limits
) -> Iterator[tuple[str, bytes]]:
    total, seen, names = 0, 0, set[str]()
    for entry in tar:
        seen += 1
        tar.members = []  # type: ignore[attr-defined]  # it would keep every header for a second pass
        if seen > limits.entries:
            raise _hostile(path, f"over {limits.entries:,} members")
        _check_name(path, entry.name)
        if entry.isdir() or not wanted(entry.name):
            continue
        if reason := _unfit_tar(entry, names, limits):
            skipped[reason] += 1
            continue
        names.add(entry.name)
        stream = tar.extractfile(entry)
        content = stream.read(entry.size) if stream else b""
        if len(content) < entry.size:
            raise EOFError(f"'{entry.name[:80]}' is cut short")
        total = _add(path, total, len(content), limits)
        yield entry.name, content


def _unfit_tar(entry: tarfile.TarInfo, names: set[str], limits: Limits) -> str | None:
    if entry.issym() or entry.islnk():
        return "link"
    if not entry.isreg():
        return "no regular file"
    if entry.name in names:
        return "name given twice"
    return "larger than the limit" if entry.size > limits.member_bytes else None


class _Bounded:
    """A stream of unpacked bytes that refuses to go further than a bound, for ``tarfile`` to read from."""

    def __init__(self, stream: IO[bytes], path: Path, most: int) -> None:
        self._stream, self._path, self._most = stream, path, most

    def tell(self) -> int:
        return self._stream.tell()

    def seek(self, position: int, whence: int = 0) -> int:
        self._check(position)
        return self._stream.seek(position, whence)

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _READ_BYTES:
            raise _hostile(self._path, f"a header of {size:,} bytes")
        self._check(self._stream.tell() + size)
        return self._stream.read(size)

    def _check(self, position: int) -> None:
        if position > self._most + _READ_BYTES:
            raise _hostile(self._path, f"it unpacks to over {self._most:,} bytes")


def _check_name(path: Path, name: str) -> None:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or name[1:2] == ":" or "\0" in name:
        raise _hostile(path, f"the path '{name[:80]}' leads out of the archive")


def _add(path: Path, total: int, size: int, limits: Limits) -> int:
    if total + size > limits.read_bytes:
        raise _hostile(path, f"over {limits.read_bytes:,} bytes to read")
    return total + size


def _hostile(path: Path, what: str) -> SourceError:
    return SourceError(path.name, f"refused as hostile: {what}", "take it from a source that you trust")
