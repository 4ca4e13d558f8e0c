"""Sequence mixers, one file each: what lets positions of a sequence see one another.

A file holds ``TECHNOLOGY`` and ``VARIANT`` (ids of the catalog; "" for none), ``POSITIONS`` (position
encodings it can do by itself), ``naive`` (slow and plain, a Python loop over time: the truth), ``parallel``
(the same function, the contestant) and ``Mixer``, a PyTorch module with ``__init__(width, heads,
**settings)`` and ``forward(x, lengths=None)``. A file that is added is found, and tested, by being there.
``cards`` reads what a file states without importing it, and so without PyTorch.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from settled.errors import InputError, did_you_mean
from settled.lab.own import own_module

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Card:
    """What a mixer's file states of itself.

    Attributes:
        name: of the file.
        technology: id in the catalog's contest of sequence mixers.
        variant: id of the technology's variant, or "".
        parts: technologies that it is made of: more than one for a hybrid, whose success is no single one's.
        positions: position encodings that it can do itself; the first is its own choice.
        says: its first line.
    """

    name: str
    technology: str
    variant: str
    parts: tuple[str, ...]
    positions: tuple[str, ...]
    says: str


def names() -> tuple[str, ...]:
    """Every mixer of the package, in order of name."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_")))


def card(name: str) -> Card:
    """What a mixer's file states, read without importing it.

    >>> card("delta_rule").variant
    'deltanet'
    """
    tree = ast.parse(_file(name).read_text(encoding="utf-8"))
    stated = _constants(tree)
    technology = stated["TECHNOLOGY"]
    return Card(
        name=name,
        technology=technology,
        variant=stated["VARIANT"],
        parts=tuple(stated.get("PARTS", (technology,))),
        positions=tuple(stated["POSITIONS"]),
        says=(ast.get_docstring(tree) or "").partition("\n")[0],
    )


def cards() -> tuple[Card, ...]:
    """The cards of all mixers, in order of name."""
    return tuple(card(name) for name in names())


def load(name: str) -> ModuleType:
    """The module of a mixer.

    Args:
        name: of a mixer of the package, or the path of a file of the user's own, which ends in ``.py`` and
            holds a ``Mixer``; that file is imported and so runs.
    """
    if name.endswith(".py"):
        return own_module(Path(name), "Mixer")
    return import_module(f"{__name__}.{_file(name).stem}")


def _file(name: str) -> Path:
    if name not in names():
        raise InputError("lab", f"no mixer '{name}'", did_you_mean(name, names()))
    return FOLDER / f"{name}.py"


def _constants(tree: ast.Module) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant() | ast.Tuple() as value):
                if name.isupper():
                    found[name] = ast.literal_eval(value)
    return found
