"""What is judged: fields, technologies and their signatures, weight profiles, level rules.

Data are TOML, one file a field under ``fields/``; the user's own fields lie in a folder of theirs.
"""

from __future__ import annotations

from pathlib import Path

from settled.catalog import reading, validation
from settled.catalog.lookup import Catalog
from settled.catalog.reading import read_field, read_profile
from settled.records import Field

__all__ = ["Catalog", "add_field", "load", "read_field", "read_profile"]

_FOLDER = Path(__file__).parent


def load(user_fields: Path | None = None) -> Catalog:
    """The catalog that ships, with the user's own fields after it.

    Args:
        user_fields: folder of the user's fields; a folder that does not exist holds none.

    Raises:
        CatalogError: with ``FILE:LINE`` of what is wrong, also where a user's id is taken.
    """
    fields = {field.id: field for field in map(read_field, _files(_FOLDER / "fields"))}
    for path in _files(user_fields) if user_fields is not None else ():
        field = read_field(path)
        if field.id in fields:
            raise reading.id_exists(path, field.id)
        fields[field.id] = field
    return Catalog(
        fields=fields,
        profiles=reading.read(_FOLDER / "profiles.toml", validation.profiles),
        levels=reading.read(_FOLDER / "levels.toml", validation.levels),
    )


def add_field(path: Path, folder: Path) -> Field:
    """Validate a field's file and copy it, whole or not at all, into the user's folder of fields.

    Raises:
        CatalogError: the file is wrong, its id exists (shipped or the user's), or nothing can be written.
    """
    shipped = frozenset(file.stem for file in _files(_FOLDER / "fields"))
    return reading.add_field(path, folder, shipped)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))
