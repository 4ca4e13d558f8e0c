"""Where evidence comes from: one folder a source, each yielding dated units as Arrow batches.

Adding a source adds one folder with ``origin.toml`` and ``read.py`` and touches nothing else. What every
source shares stands here: the :class:`Reading` that it returns, its origin, and the digest of what was read.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from settled.errors import InputError, SourceError
from settled.records import Origin

if TYPE_CHECKING:
    import pyarrow as pa

MAX_SHOWN_CHARACTERS = 80


@dataclass(slots=True)
class Progress:
    """How far a reading is.

    Attributes:
        what: that which is counted, in the plural (``rows``).
        total: how many there are; ``None`` where that is not known beforehand.
        done: how many have been read; grows while the batches are consumed.
    """

    what: str
    total: int | None = None
    done: int = 0


@dataclass(slots=True)
class Reading:
    """One content of one source, ready to be scanned batch by batch, once.

    Attributes:
        origin: who made the data, under which licence.
        source: the source's id (``papers``).
        locator: what is read, as the user would name it; no machine path.
        revision: the content's own version; empty where it has none.
        content_digest: SHA-256 of the content, 64 hex digits.
        batches: the units; the columns are the source's own (see its ``read``). Faults of the content that
            only reading shows (a broken line, a corrupt page) are raised while these are consumed.
        skipped: rows that were not read, by reason; complete once ``batches`` is used up.
        progress: how far it is, for those who wait.
    """

    origin: Origin
    source: str
    locator: str
    revision: str
    content_digest: str
    batches: Iterator[pa.RecordBatch]
    skipped: Counter[str] = field(default_factory=Counter)
    progress: Progress = field(default_factory=lambda: Progress("batches"))


def read_origin(package_folder: Path) -> Origin:
    """The origin that a source's folder declares in its ``origin.toml``.

    Raises:
        SourceError: the file is missing, is not TOML, or lacks or misspells a key of :class:`Origin`.
    """
    file = package_folder / "origin.toml"
    place = f"{package_folder.name}/origin.toml"
    try:
        return Origin(**tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(place, f"cannot be read: {error}", "reinstall the package") from error
    except TypeError as error:
        keys = ", ".join(entry.name for entry in fields(Origin))
        raise SourceError(place, f"has wrong keys: {error}", f"hint: the keys are {keys}") from error


def users_own(source: str, path: Path) -> Origin:
    """The origin of a file of the user's: nothing is known of it but its name."""
    return Origin(
        source=source,
        producer="the user's own file",
        title=path.name,
        licence="not stated",
        url="",
        date_published="",
        date_accessed="",
    )


def content_digest(file: Path) -> str:
    """SHA-256 of the file's bytes as 64 hex digits, read as a stream.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        with file.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(file.name, f"cannot be read: {error.strerror}", "check its permissions") from error


def readable_file(path: Path) -> Path:
    """``path`` itself, if it is a file with content (a link that the user names may lead to one).

    Raises:
        InputError: it is missing, a folder, no regular file, empty, or may not be read.
    """
    if path.is_dir():
        raise InputError(str(path), "is a folder, not a file", "name a file in it")
    if not path.exists():
        raise InputError(str(path), "there is no such file", "check the path")
    if not path.is_file():
        raise InputError(str(path), "is not a regular file", "copy its content to a file first")
    try:
        with path.open("rb") as stream:
            empty = not stream.read(1)
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror}", "check its permissions") from error
    if empty:
        raise InputError(str(path), "is empty (0 bytes)", "download or write it again")
    return path


def shown(text: str) -> str:
    """Words of an input as an error may print them: on one line, without control characters, bounded.

    >>> shown("title\\n\\x1b[2J")
    'title??[2J'
    """
    return "".join(sign if sign.isprintable() else "?" for sign in text[:MAX_SHOWN_CHARACTERS])
