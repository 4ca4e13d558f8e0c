"""What a token costs over time: indices, prices of fixed quality tiers, and how they were come by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PricePoint:
    """A value of one month with its 90 % interval.

    Attributes:
        month: its first day.
        value, low, high: ``None`` where there is no value, or too few models for an interval.
        models: models that speak; ``items``: their priced names at vendors.
    """

    month: date
    value: float | None
    low: float | None
    high: float | None
    models: int
    items: int | None


@dataclass(frozen=True, slots=True)
class Span:
    """A quantity with its 90 % interval; all ``None`` where it is not known."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class PriceIndex:
    """One method's index.

    Attributes:
        method: ``jevons``, ``fisher``, ``hedonic`` or ``hedonic_vintage``.
        points: 100 in the first month.
        annual_change: mean relative change a year from the first month to the last (-0.3: 30 % less).
        reduction: 1 - last / first.
        moved: share of the month-to-month comparisons whose price moved; ``None`` of a hedonic method.
        coefficients: of a hedonic method, by feature: effect on the log price, with its interval.
        r_squared: of a hedonic method.
    """

    method: str
    points: tuple[PricePoint, ...]
    annual_change: Span
    reduction: Span
    moved: float | None = None
    coefficients: Mapping[str, Span] | None = None
    r_squared: float | None = None


@dataclass(frozen=True, slots=True)
class TierHistory:
    """What models of at least a fixed capability cost.

    Attributes:
        proxy: what stands for capability; ``at_least`` of it, in ``unit``.
        match: share of the models of which the proxy is known.
        points: prices per million tokens.
        annual_change: as of an index.
    """

    proxy: str
    at_least: float | str
    unit: str
    match: float
    points: tuple[PricePoint, ...]
    annual_change: Span


@dataclass(frozen=True, slots=True)
class ModelRelease:
    """A priced model that was trained with more compute than any priced one before it.

    Attributes:
        day: of release; ``model``: its name in Epoch AI's table.
        training_compute_flop: as that table has it.
    """

    day: date
    model: str
    training_compute_flop: float


@dataclass(frozen=True, slots=True)
class PriceHistory:
    """Prices of language models over time, by several methods side by side.

    Attributes:
        mode: of the models, ``chat`` ...; ``min_input_tokens``: of their context, or ``None``.
        output_share: part of the tokens paid for that are output, 0 to 1.
        currency: ISO 4217 code.
        last_day: the last day that the prices speak of.
        models, items, prices: how many are in it.
        match: share of the models of which each proxy of capability is known.
        releases: those in the time of the series that set a record, in their order.
        skipped: rows left out, by reason.
        provenance: where the prices are from.
    """

    mode: str
    min_input_tokens: int | None
    output_share: float
    currency: str
    last_day: date
    models: int
    items: int
    prices: int
    match: Mapping[str, float]
    indices: tuple[PriceIndex, ...]
    tiers: tuple[TierHistory, ...]
    releases: tuple[ModelRelease, ...]
    skipped: Mapping[str, int]
    provenance: Mapping[str, str]
    version: str
