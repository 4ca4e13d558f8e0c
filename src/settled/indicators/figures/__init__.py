"""Impact figures, one file each: found by listing this package; a file with a ``SPEC`` is a figure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from settled.indicators.figures.inputs import Inputs
from settled.records import FigureMeasured, FigureSpec


class FigureFile(Protocol):
    """What a figure's file offers.

    ``measure`` gives the figure for each market or field that it can speak of; where it cannot, one entry
    without draws says why. Draws come from ``drawing``, so that they are the same each time.
    """

    SPEC: FigureSpec

    def measure(self, inputs: Inputs) -> Sequence[FigureMeasured]:
        """The figure, as of the inputs' date."""
        ...


@cache
def all_figures() -> tuple[FigureFile, ...]:
    """Every figure, in the order of ids."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    found = [cast(FigureFile, module) for module in modules if hasattr(module, "SPEC")]
    return tuple(sorted(found, key=lambda one: one.SPEC.id))
