"""Catalog files: bounded reading, faults with their line, and adding a field of one's own."""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from settled.catalog import validation
from settled.catalog.checking import CheckError
from settled.catalog.locating import line_of
from settled.errors import CatalogError
from settled.files import replacing
from settled.records import Field, Profile

MAX_BYTES = 1 << 20
"""Largest catalog file that is read: 1 MiB, some hundred times a large field."""

_Built = TypeVar("_Built")
_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)$")
_AT_END = " (at end of document)"


def read_field(path: Path) -> Field:
    """Read and validate one field's file.

    Raises:
        CatalogError: with ``FILE:LINE`` of what is wrong.
    """
    return read(path, validation.field)


def read_profile(path: Path) -> Profile:
    """Read and validate a file of one weight profile, in the form of those that ship.

    Raises:
        CatalogError: with ``FILE:LINE`` of what is wrong, as weights that do not sum to 1.
    """
    found = list(read(path, validation.profiles).values())
    if len(found) != 1:
        what = f"holds {len(found)} profiles, not one"
        raise CatalogError(str(path), what, "hint: keep one [[profile]] in it")
    return found[0]


def read(path: Path, builder: Callable[[dict[str, Any]], _Built]) -> _Built:
    """Read one catalog file and build records from it."""
    return build(path, read_text(path), builder)


def add_field(path: Path, folder: Path, taken: frozenset[str] = frozenset()) -> Field:
    """Validate a field's file and copy it into ``folder`` as ``ID.toml``: whole, or not at all.

    Args:
        path: the file to add.
        folder: the user's folder of fields; made if it is not there.
        taken: further ids that are refused (those that ship).

    Raises:
        CatalogError: the file is wrong, its id exists, or the folder cannot be written.
    """
    text = read_text(path)
    field = build(path, text, validation.field)
    target = folder / f"{field.id}.toml"
    if field.id in taken or target.exists():
        raise id_exists(path, field.id)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(target) as new:
            new.write_bytes(text.encode("utf-8"))
    except OSError as error:
        hint = "hint: SETTLED_HOME names a folder that you may write to"
        raise CatalogError(str(folder), f"cannot write the field: {error.strerror}", hint) from error
    return field


def id_exists(path: Path, field_id: str) -> CatalogError:
    """The error for a file whose field's id is taken."""
    place = f"{path}:{line_of(read_text(path), ('id',))}"
    return CatalogError(place, f"field '{field_id}' exists already", "hint: give it another id")


def read_text(path: Path) -> str:
    """The text of a catalog file: a regular file of at most 1 MiB, in UTF-8."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise CatalogError(str(path), "is not a file", "hint: name one TOML file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CatalogError(str(path), f"cannot be read: {error.strerror}", "hint: check the name") from error
    if len(content) > MAX_BYTES:
        raise CatalogError(str(path), f"is larger than {MAX_BYTES} bytes", "hint: one file holds one field")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CatalogError(f"{path}:{line}", "is not UTF-8", "hint: save the file as UTF-8") from error


def build(path: Path, text: str, builder: Callable[[dict[str, Any]], _Built]) -> _Built:
    """Parse ``text`` and build records from it; faults become errors with the file and line."""
    document = _parse(path, text)
    try:
        return builder(document)
    except CheckError as fault:
        place = f"{path}:{line_of(text, fault.path)}"
        raise CatalogError(place, fault.what, fault.hint) from fault


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise CatalogError(
            str(path), "is nested too deeply", "hint: a field is at most six levels deep"
        ) from error
    except ValueError as error:
        message = str(error)
        found = _AT_LINE.search(message)
        line = int(found[1]) if found else text.count("\n") + 1
        what = _AT_LINE.sub("", message).removesuffix(_AT_END)
        raise CatalogError(f"{path}:{line}", f"is not TOML: {what}", "hint: see https://toml.io") from error
