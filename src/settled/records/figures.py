"""Impact figures: what convergence does to a technology and its industry; no part of any degree."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Literal

from settled.records.claims import Claim
from settled.records.estimates import Estimate
from settled.records.words import Draws

Unit = Literal["share", "factor", "index"]


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """What an impact figure is, and when not to trust it; help, pages and docs are made from it.

    Attributes:
        formula: as the convergence model writes it.
        inputs: what it is measured from, as a sentence part.
        unit: ``share`` (0 to 1), ``factor`` (now over then) or ``index`` (1 at its start).
        least: with ``most`` the range; ``None``: no bound.
        grows: whether it grows (1) or falls (-1) as a field settles; 0: neither.
        reference: where the formula is from.
        indirect: per source, why its evidence speaks only indirectly.
    """

    id: str
    name: str
    question: str
    formula: str
    inputs: str
    unit: Unit
    least: float
    most: float | None
    grows: Literal[-1, 0, 1]
    distrust: str
    reference: str
    indirect: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FigureBasis:
    """One source that a figure rests on: ``k`` of ``n`` units, or values alone.

    Attributes:
        worth: how many independent units the ``n`` are worth; ``None``: n.
    """

    source: str
    latest: date
    k: int | None = None
    n: int | None = None
    worth: float | None = None


@dataclass(frozen=True, slots=True)
class FigurePart:
    """A part of a figure, shown apart (the weights and heights of an index, the firms of a market)."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class FigureMeasured:
    """A figure as one file measured it, before it is judged.

    Attributes:
        field: id, or "" where the figure is of no one field.
        market: what it is about inside the field, or among fields ("downloads", "model releases").
        part: of the figure, as documents state it apart ("practitioners"); "": the figure itself.
        comparable: whether what documents state of the figure, or of this part, is of this field and market.
        start: first day that it covers; ``end``: the last; ``None`` where nothing was measured.
        draws: shape [N], in the spec's unit; ``None``: not measured, and ``why_missing`` says why.
        low: with ``high`` bounds that stand in place of the draws' quantiles, where what is unknown is known
            to lie between bounds.
        steps: the calculation, line by line, with its numbers.
    """

    field: str
    market: str
    start: date | None = None
    end: date | None = None
    draws: Draws | None = dataclasses.field(default=None, repr=False, compare=False)
    bases: tuple[FigureBasis, ...] = ()
    why_missing: str = ""
    part: str = ""
    comparable: bool = True
    low: float | None = None
    high: float | None = None
    parts: tuple[FigurePart, ...] = ()
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: stated beside measured.

    Attributes:
        agrees: whether the stated value lies in the measured interval; of several, whether any does; ``None``
            where nothing is measured or stated.
    """

    spec: FigureSpec
    measured: FigureMeasured
    estimate: Estimate | None
    stated: tuple[Claim, ...] = ()
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Market:
    """A market at a time, as counts or as stated shares.

    Attributes:
        counts: units by firm, largest first; a share is a count of their sum.
        unknown: share of the market that no firm is known for, in [0, 1].
        counted: whether units were counted; else shares were stated or measured as they are.
        periods: shares in each of several periods, in the order of ``counts``; empty: of one alone.
    """

    field: str
    name: str
    source: str
    start: date
    end: date
    counts: tuple[tuple[str, float], ...]
    unknown: float = 0.0
    counted: bool = True
    periods: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class RoleCounts:
    """Papers of a field at one venue in one quarter, by what they do with its technologies.

    Attributes:
        papers: all that name a technology of the field.
        incumbent: of these, that name the incumbent.
        seeking: of these, that propose a rival of the incumbent, or contest the incumbent.
        founding: of these, that propose any technology.
    """

    field: str
    venue: str
    start: date
    end: date
    papers: int
    incumbent: int
    seeking: int
    founding: int
