"""Checks of plain TOML values: each raises a ``CheckError`` that carries the path of the offending value.

Nothing here knows files or lines; ``reading`` turns a fault into a ``CatalogError`` with its line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from settled.catalog.locating import Path
from settled.errors import did_you_mean

Table = Mapping[str, Any]

_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FOREIGN_PACKAGE = re.compile(r"[A-Za-z0-9@][\w.@/:~-]*")
ECOSYSTEMS = ("npm", "cargo", "go", "maven", "gem", "nuget", "composer")
"""Package registries other than PyPI, as a package's name may begin."""

_SEPARATORS = re.compile(r"[-_.]+")
_PACKAGE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_QUALIFIED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)+")

MAX_TEXT = 2_000
"""Longest string that a catalog may hold, in characters."""


class CheckError(Exception):
    """A value at ``path`` is wrong."""

    def __init__(self, path: Path, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.path = path
        self.what = what
        self.hint = hint


def known_keys(table: Table, path: Path, allowed: Collection[str], required: Collection[str] = ()) -> None:
    """Refuse a key that is not allowed, and a required one that is not there."""
    for key in table:
        if key not in allowed:
            raise CheckError((*path, key), f"unknown key '{key}'", did_you_mean(key, allowed))
    for key in required:
        if key not in table:
            raise CheckError(path, f"'{key}' is missing", f"hint: add {key} = ...")


def a_table(value: object, path: Path) -> Table:
    """``value``, which must be a table."""
    if not isinstance(value, dict):
        raise CheckError(path, f"{_name(path)} must be a table, not {_kind(value)}")
    return value


def tables(parent: Table, key: str, path: Path) -> Iterator[tuple[Table, Path]]:
    """The tables of ``[[key]]`` with their paths."""
    value = parent.get(key, [])
    if not isinstance(value, list):
        raise CheckError(
            (*path, key), f"{key} must be a list of tables, not {_kind(value)}", f"hint: write [[{key}]]"
        )
    for index, item in enumerate(value):
        place = (*path, key, index)
        yield a_table(item, place), place


def text(table: Table, key: str, path: Path, default: str = "") -> str:
    """The non-empty string under ``key``."""
    return a_text(table[key], (*path, key)) if key in table else default


def a_text(value: object, path: Path) -> str:
    """``value``, which must be a string with something in it."""
    if not isinstance(value, str):
        raise CheckError(path, f"{_name(path)} must be a string, not {_kind(value)}")
    if not value.strip():
        raise CheckError(path, f"{_name(path)} is empty")
    if len(value) > MAX_TEXT:
        raise CheckError(path, f"{_name(path)} has {len(value)} characters, more than {MAX_TEXT}")
    return value


def texts(table: Table, key: str, path: Path) -> tuple[str, ...]:
    """The strings listed under ``key``, none of them twice; none where there is no such key."""
    if key not in table:
        return ()
    values = a_list(table[key], (*path, key))
    found: list[str] = []
    for index, value in enumerate(values):
        word = a_text(value, (*path, key, index))
        if word in found:
            raise CheckError((*path, key, index), f"'{word}' stands twice in {key}")
        found.append(word)
    return tuple(found)


def a_list(value: object, path: Path) -> list[Any]:
    """``value``, which must be a list with something in it."""
    if not isinstance(value, list):
        raise CheckError(path, f"{_name(path)} must be a list, not {_kind(value)}", "hint: put it in [ ]")
    if not value:
        raise CheckError(path, f"{_name(path)} is empty", "hint: leave the key out")
    return value


def number(table: Table, key: str, path: Path, low: float, high: float) -> float:
    """The number under ``key``, in [low, high]."""
    value = table[key]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CheckError((*path, key), f"{key} must be a number, not {_kind(value)}")
    if not low <= value <= high:
        raise CheckError((*path, key), f"{key} {value} is outside {low:g}..{high:g}")
    return float(value)


def whole(table: Table, key: str, path: Path, low: int, high: int) -> int:
    """The whole number under ``key``, in [low, high]."""
    value = number(table, key, path, low, high)
    if not isinstance(table[key], int):
        raise CheckError((*path, key), f"{key} must be a whole number, not {value:g}")
    return int(value)


def flag(table: Table, key: str, path: Path) -> bool:
    """The true or false under ``key``; false where there is no such key."""
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise CheckError((*path, key), f"{key} must be true or false, not {_kind(value)}")
    return value


def one_of(value: str, path: Path, allowed: Collection[str]) -> str:
    """``value``, which must be one of ``allowed``."""
    if value not in allowed:
        raise CheckError(path, f"unknown {_name(path)} '{value}'", did_you_mean(value, allowed))
    return value


def identifier(table: Table, path: Path) -> str:
    """The ``id`` of a table, in kebab case."""
    value = text(table, "id", path)
    if not _KEBAB.fullmatch(value):
        kebab = "-".join(re.findall(r"[a-z0-9]+", value.lower()))
        hint = f"hint: did you mean '{kebab}'?" if kebab else "hint: use a-z, 0-9 and single hyphens"
        raise CheckError((*path, "id"), f"id '{value}' is not kebab case", hint)
    return value


def package_names(table: Table, key: str, path: Path) -> tuple[str, ...]:
    """Names in a package registry: of PyPI as it normalises them, or ``ECOSYSTEM:NAME`` as written there."""
    names = texts(table, key, path)
    for index, name in enumerate(names):
        ecosystem, colon, rest = name.partition(":")
        if colon:
            one_of(ecosystem, (*path, key, index), ECOSYSTEMS)
        if not (_FOREIGN_PACKAGE.fullmatch(rest) if colon else _PACKAGE.fullmatch(name)):
            raise CheckError((*path, key, index), f"'{name}' is no package name")
        normal = name if colon else _SEPARATORS.sub("-", name).lower()
        if name != normal:
            hint = f"hint: did you mean '{normal}'?"
            raise CheckError((*path, key, index), f"package name '{name}' is not normalised", hint)
    return names


def module_names(table: Table, key: str, path: Path) -> tuple[str, ...]:
    """Dotted names of modules (``requests``, ``urllib.request``)."""
    names = texts(table, key, path)
    for index, name in enumerate(names):
        if not all(part.isidentifier() for part in name.split(".")):
            raise CheckError((*path, key, index), f"'{name}' is no name of a module")
    return names


def prefixed(table: Table, key: str, path: Path, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Words that each begin with one of ``kinds`` (``class:``) and go on."""
    words = texts(table, key, path)
    for index, word in enumerate(words):
        if not word.startswith(kinds) or word in kinds:
            hint = f"hint: begin with one of {', '.join(kinds)}"
            raise CheckError((*path, key, index), f"'{word}' is no word for {key}", hint)
    return words


def qualified_names(table: Table, key: str, path: Path) -> tuple[str, ...]:
    """Dotted names of code (``torch.optim.AdamW``)."""
    names = texts(table, key, path)
    for index, name in enumerate(names):
        if not _QUALIFIED.fullmatch(name):
            hint = "hint: write it with its module, as in torch.optim.AdamW"
            raise CheckError((*path, key, index), f"'{name}' is no qualified name", hint)
    return names


def _name(path: Path) -> str:
    """How a path is called in a message: its last key, and the item where it is one."""
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {path[-2]}"
    return path[-1]


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", str: "a string", list: "a list"}
    return names.get(type(value), "a table" if isinstance(value, dict) else "a date or time")
