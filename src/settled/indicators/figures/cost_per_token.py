"""Cost per token: what a token of a language model costs now, over what it cost."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from settled.indicators.figures.inputs import STATED_YEARS, Inputs
from settled.indicators.price_index import Indexed, last_draws
from settled.indicators.price_index.chained import Chain
from settled.indicators.price_index.hedonic import Hedonic
from settled.records import FigureBasis, FigureMeasured, FigurePart, FigureSpec

SPEC = FigureSpec(
    id="cost_per_token",
    name="Cost per token",
    question="What does a token cost now, at constant capability, over what it cost?",
    formula="cost per token = total cost / tokens",
    inputs="list prices of language models: a hedonic index beside matched-model chained indices",
    unit="factor",
    least=0.0,
    most=None,
    grows=-1,
    distrust=(
        "List prices, not what was paid. Size, context and training compute stand for capability; no score "
        "of quality does, so that a small new model that does what a large old one did counts as no fall. "
        "Chained indices never compare a new model with an old one: they bound the figure from above. Over "
        "five years is the yearly rate of a shorter series, not a measurement of five years."
    ),
    reference=(
        "convergence model, section 6.2; Consumer Price Index Manual, IMF and others, 2020; J. Triplett, "
        "Handbook on Hedonic Indexes, 2004"
    ),
    indirect=(("prices", "indirect: prices are asked for, not paid"),),
)

METHODS = ("hedonic", "hedonic_vintage", "jevons", "fisher")
_DAYS_A_YEAR = 365.25


def measure(inputs: Inputs) -> Iterator[FigureMeasured]:
    """The last month's price over the first one's, hedonic, of each choice of models; the other methods as
    parts.

    First over the time of the prices, then at the same yearly rate over five years: what documents state
    of five years is compared with the latter.
    """
    if not inputs.prices:
        yield FigureMeasured(field="", market="tokens", why_missing="no prices are known")
    for market, found in inputs.prices.items():
        yield _measured(market, found, 1.0, comparable=False)
        years = (found.months[-1] - found.months[0]).days / _DAYS_A_YEAR
        yield _measured(
            f"{STATED_YEARS} years' rate, {market}",
            found,
            STATED_YEARS / years,
            comparable=True,
        )


def _measured(market: str, found: Indexed, power: float, *, comparable: bool) -> FigureMeasured:
    draws = last_draws(found.hedonic)
    return FigureMeasured(
        field="",
        market=market,
        comparable=comparable,
        start=found.months[0],
        end=found.last_day,
        draws=None if draws is None else draws**power,
        bases=(FigureBasis(found.source, found.last_day, worth=float(found.models)),),
        why_missing="" if draws is not None else "too few models are priced in the first month or the last",
        parts=tuple(_part(method, getattr(found, method), power) for method in METHODS),
        steps=_steps(found, power),
    )


def _part(name: str, found: Chain | Hedonic, power: float) -> FigurePart:
    """The last month over the first one by one method."""
    logs = (float(series[-1]) for series in (found.value, found.low, found.high))
    value, low, high = (math.exp(log * power) if math.isfinite(log) else None for log in logs)
    return FigurePart(name, value, low, high)


def _steps(found: Indexed, power: float) -> tuple[str, ...]:
    first, last = found.months[0], found.months[-1]
    moved, compared = int(found.jevons.changed.sum()), int(found.jevons.items.sum())
    lines = [
        f"{found.models:,} models at {found.items:,} places, {first:%Y-%m} to {last:%Y-%m}",
        f"{moved:,} of {compared:,} month-to-month comparisons show a new price",
    ]
    for method in METHODS:
        index = float(np.exp(getattr(found, method).value[-1]))
        if not math.isfinite(index):
            lines.append(f"{method}: in some month no model is compared")
        elif power == 1.0:
            lines.append(f"{method}: {index:.3f}")
        else:
            lines.append(f"{method}: {index:.3f} ^ {power:.3f} = {index**power:.3f}")
    return tuple(lines)
