"""One file, or one small folder, an experiment; found by listing this package."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from settled.errors import InputError, did_you_mean
from settled.lab.experiment import Experiment


@cache
def experiments() -> dict[str, Experiment]:
    """All experiments by name, sorted; a module here that asks no question is a part of another."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    found = [cast(Experiment, module) for module in modules if hasattr(module, "QUESTION")]
    return {one.NAME: one for one in sorted(found, key=lambda one: one.NAME)}


def experiment(name: str) -> Experiment:
    """The experiment called ``name``.

    Raises:
        InputError: there is none; it names the nearest ones.
    """
    if name not in experiments():
        raise InputError("lab", f"no experiment is called '{name}'", did_you_mean(name, experiments()))
    return experiments()[name]
