"""The prior that ships: what was fitted to the counts of all fields up to a year, and from which evidence."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, fields
from functools import cache
from importlib.resources import files
from typing import Any

from settled.records import GrowthPrior

FILE = "prior.toml"
_DIGITS = 4  # significant ones: more would feign what a fit cannot know


@cache
def shipped_prior() -> GrowthPrior:
    """The prior of ``prior.toml``, which ``python -m settled.pipeline.growth_prior`` writes."""
    stored = tomllib.loads(files(__package__).joinpath(FILE).read_text(encoding="utf-8"))
    values: dict[str, Any] = {one.name: stored["prior"][one.name] for one in fields(GrowthPrior)}
    several = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return GrowthPrior(**{**values, **several})


def provenance() -> dict[str, str | int]:
    """How the prior of ``prior.toml`` was fitted, when, and to which evidence; as ``written`` stored it."""
    stored = tomllib.loads(files(__package__).joinpath(FILE).read_text(encoding="utf-8"))
    return dict(stored["fitted"])


def written(prior: GrowthPrior, provenance: dict[str, str | int]) -> str:
    """The prior as TOML, with how and when it was fitted."""
    lines = ["# Written by the command named below; never by hand.", "", "[fitted]"]
    lines += [f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}"
              for name, value in provenance.items()]  # fmt: skip
    lines += ["", "[prior]"]
    for name, value in asdict(prior).items():
        several = isinstance(value, tuple)
        numbers = ", ".join(f"{float(f'{one:.{_DIGITS}g}')!r}" for one in (value if several else (value,)))
        lines.append(f"{name} = [{numbers}]" if several else f"{name} = {numbers}")
    return "\n".join([*lines, ""])
