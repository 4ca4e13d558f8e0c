"""How a verdict weighs its indicators and names its levels."""

from __future__ import annotations

from dataclasses import dataclass

from settled.records.words import Level


@dataclass(frozen=True, slots=True)
class Weight:
    """The weight of one indicator in a profile, and why it has it."""

    indicator: str
    weight: float
    reason: str
    inverted: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """A weight profile: the weights sum to 1. ``inverted`` indicators enter as 1 - x."""

    id: str
    name: str
    weights: tuple[Weight, ...]


@dataclass(frozen=True, slots=True)
class LevelRule:
    """Degrees above ``above`` are at least of this level."""

    level: Level
    above: float
    name: str
