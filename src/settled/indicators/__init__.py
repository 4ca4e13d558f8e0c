"""What the counts say. One file an indicator: a ``SPEC`` and one pure ``measure``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from settled.indicators.rows import Observed
from settled.records import IndicatorSpec, SourceEstimate


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator as its file declares it.

    Attributes:
        measure: (observations, field id, technology id, as_of) to what each source says; empty: no evidence.
        share: the measure whose counts over time are the indicator's series; ``None``: it has no series.
    """

    spec: IndicatorSpec
    measure: Callable[[Observed, str, str, date], list[SourceEstimate]]
    share: str | None


@cache
def all_indicators() -> tuple[Indicator, ...]:
    """Every indicator of this package, found by its file; in the order of their ids."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    found = [
        Indicator(module.SPEC, module.measure, getattr(module, "MEASURE", None))
        for module in modules
        if hasattr(module, "SPEC")
    ]
    return tuple(sorted(found, key=lambda indicator: indicator.spec.id))
