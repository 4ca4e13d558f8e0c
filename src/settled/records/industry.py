"""What was counted of an industry: releases by firm, training runs, people by topic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Releases:
    """Models that a firm released in a year; of several firms, each has its part of one."""

    year: int
    firm: str
    models: float


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """A released model: its training compute in FLOP, and the size of its training data, where known."""

    year: int
    compute_flop: float | None
    dataset: float | None
    firms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pushers:
    """People who pushed to repositories of a topic in an economy that is listed in each of the year's first
    three quarters, summed over these."""

    topic: str
    economy: str
    year: int
    people: int


@dataclass(frozen=True, slots=True)
class CountedSource:
    """Where a count is from: the source, what was read of it, and the last day that it covers."""

    source: str
    locator: str
    digest: str
    licence: str
    citation: str
    latest: date


@dataclass(frozen=True, slots=True)
class Industry:
    """All that was counted, with its sources."""

    sources: tuple[CountedSource, ...] = ()
    releases: tuple[Releases, ...] = ()
    runs: tuple[TrainingRun, ...] = ()
    pushers: tuple[Pushers, ...] = ()
