"""Workloads, one file each: what a model of sequences is asked to do.

A file holds ``METRIC`` (``accuracy``, higher is better, or ``loss``, lower is better; the loss is in nats a
target) and ``Workload``, a class with ``__init__(length, **settings)`` that satisfies the protocol below. A
file that is added is found, and tested, by being there. A user's own file is held to the same.
"""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from settled.errors import InputError, did_you_mean
from settled.lab.own import own_module

if TYPE_CHECKING:
    from torch import Generator, Tensor

FOLDER = Path(__file__).parent
IGNORED = -100
"""The target where nothing is asked."""


class Workload(Protocol):
    """What a workload offers; everything random comes from the generator that is handed in.

    Attributes:
        vocabulary: how many symbols there are, numbered from 0.
        longest: most positions that a batch of any split has.
        splits: names, three at least: the first is trained on, by the second settings are chosen, the others
            are tested on.
    """

    vocabulary: int
    longest: int
    splits: tuple[str, ...]

    def batch(self, split: str, rows: int, generator: Generator) -> tuple[Tensor, Tensor]:
        """Inputs and targets, both [rows, T] of int64; a target is a symbol, or ``IGNORED``.

        The target at t may depend on inputs up to t alone, if it is to be learnt by a causal model.
        """
        ...


def names() -> tuple[str, ...]:
    """Every workload of the package, in order of name."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_")))


def load(name: str) -> ModuleType:
    """The module of a workload.

    Args:
        name: of a workload of the package, or the path of a file of the user's own, which ends in ``.py`` and
            holds a ``Workload``; that file is imported and so runs.
    """
    if name.endswith(".py"):
        return own_module(Path(name), "Workload")
    return import_module(f"{__name__}.{_file(name).stem}")


def says(name: str) -> str:
    """The first line of a workload's file, read without importing it.

    >>> says("copying")
    'Copying: the symbols before a mark are to be said again after it, in order.'
    """
    tree = ast.parse(_file(name).read_text(encoding="utf-8"))
    return (ast.get_docstring(tree) or "").partition("\n")[0]


def _file(name: str) -> Path:
    if name not in names():
        raise InputError("lab", f"no workload '{name}'", did_you_mean(name, names()))
    return FOLDER / f"{name}.py"
