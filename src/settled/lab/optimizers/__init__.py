"""Optimizers of the contest: one file each, found by listing this package.

A file holds ``TECHNOLOGY`` (id of the catalog), ``VARIANT`` ("" or what sets it apart from the technology's
usual form; a variant is no rival), ``SPACE`` (the one search space, declared for all workloads),
``SCHEDULED`` (whether the learning rate falls as a cosine after its warmup; if not, it stays level),
``CURVATURE_EVERY`` (steps between estimates of the Hessian's diagonal; 0: it asks for none) and
``make(parts, settings)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, cast

from settled.lab.optimizers.parts.space import Space


@dataclass(frozen=True, slots=True)
class Card:
    """What an optimizer's file says of it; ``key`` is the file's name."""

    key: str
    technology: str
    variant: str
    space: Space
    scheduled: bool
    curvature_every: int

    @property
    def label(self) -> str:
        """The technology's id, with the variant after it where there is one."""
        return f"{self.technology}/{self.variant}" if self.variant else self.technology


def load(key: str) -> Any:
    """The module of an optimizer."""
    return import_module(f"{__name__}.{key}")


@cache
def cards() -> tuple[Card, ...]:
    """All optimizers by key, sorted."""
    keys = sorted(found.name for found in iter_modules(__path__) if not found.ispkg)
    return tuple(_card(key, load(key)) for key in keys)


def card(key: str) -> Card:
    """The card of an optimizer."""
    return next(one for one in cards() if one.key == key)


def _card(key: str, module: Any) -> Card:
    return Card(
        key,
        module.TECHNOLOGY,
        getattr(module, "VARIANT", ""),
        cast(Space, module.SPACE),
        getattr(module, "SCHEDULED", True),
        getattr(module, "CURVATURE_EVERY", 0),
    )


def make(key: str, parts: Any, settings: Mapping[str, float]) -> Any:
    """The optimizer with settings of its space, over a model's parameters."""
    return load(key).make(parts, settings)
