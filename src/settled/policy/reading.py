"""Where a policy stands: a file of its own, or a table of ``pyproject.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from settled.catalog import Catalog, reading
from settled.catalog import checking as check
from settled.catalog.checking import CheckError
from settled.catalog.locating import Path as Place
from settled.errors import CatalogError, InputError
from settled.policy import validation
from settled.records import Policy

DEFAULT_FILE = "settled.toml"
PROJECT_FILE = "pyproject.toml"
PROJECT_TABLE = ("tool", "settled")


def read_policy(path: Path, catalog: Catalog) -> Policy:
    """Read and validate a policy; of a ``pyproject.toml`` its table ``[tool.settled]``.

    Raises:
        InputError: with ``FILE:LINE`` of what is wrong.
    """

    def build(document: dict[str, Any]) -> Policy:
        if path.name == PROJECT_FILE:
            table = _project_table(document)
            if table is None:
                hint = "hint: add [tool.settled.standards], or name a file of its own"
                raise CheckError((), "has no table [tool.settled]", hint)
            return validation.policy(check.a_table(table, PROJECT_TABLE), PROJECT_TABLE, catalog, str(path))
        own: Place = ()
        return validation.policy(document, own, catalog, str(path))

    try:
        return reading.read(path, build)
    except CatalogError as fault:
        raise InputError(fault.place, fault.what, fault.hint) from fault


def find_policy(folders: list[Path]) -> Path | None:
    """The first of the folders that holds a policy: ``settled.toml``, else a table in ``pyproject.toml``.

    Raises:
        InputError: a ``pyproject.toml`` on the way cannot be read.
    """
    for folder in folders:
        if (own := folder / DEFAULT_FILE).is_file():
            return own
        if (project := folder / PROJECT_FILE).is_file() and _has_table(project):
            return project
    return None


def _has_table(project: Path) -> bool:
    try:
        return reading.read(project, lambda document: _project_table(document) is not None)
    except CatalogError as fault:
        raise InputError(fault.place, fault.what, fault.hint) from fault


def _project_table(document: dict[str, Any]) -> object:
    tool = document.get("tool")
    return tool.get("settled") if isinstance(tool, dict) else None
