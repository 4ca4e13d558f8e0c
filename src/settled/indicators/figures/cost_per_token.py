"""Cost per token: what a token of a language model costs now, over what it cost."""

from __future__ import annotations

import math

from settled.indicators.figures.inputs import Inputs
from settled.indicators.price_index import Indexed, last_draws
from settled.indicators.price_index.chained import Chain
from settled.indicators.price_index.hedonic import Hedonic
from settled.records import FigureBasis, FigureMeasured, FigurePart, FigureSpec

SPEC = FigureSpec(
    id="cost_per_token",
    name="Cost per token",
    question="What does a token of a language model cost now, at constant capability, over what it cost?",
    formula="cost per token = total cost / tokens",
    inputs="list prices of language models: a hedonic index beside matched-model chained indices",
    unit="factor",
    least=0.0,
    most=None,
    grows=-1,
    distrust=(
        "List prices, not what was paid. Size, context and training compute stand for capability; no score "
        "of quality does, so that a small new model that does what a large old one did counts as no fall. "
        "Chained indices never compare a new model with an old one: they bound the figure from above."
    ),
    reference=(
        "Consumer Price Index Manual, IMF and others, 2020; J. Triplett, Handbook on Hedonic Indexes, 2004"
    ),
    indirect=(("prices", "indirect: prices are asked for, not paid"),),
)

METHODS = ("hedonic", "hedonic_vintage", "jevons", "fisher")


def measure(inputs: Inputs) -> list[FigureMeasured]:
    """The last month's price over the first one's, hedonic; the other methods as parts."""
    if not inputs.prices:
        return [FigureMeasured(field="", market="tokens", why_missing="no prices are known")]
    return [_measured(market, found) for market, found in inputs.prices.items()]


def _measured(market: str, found: Indexed) -> FigureMeasured:
    draws = last_draws(found.hedonic)
    return FigureMeasured(
        field="",
        market=market,
        start=found.months[0],
        end=found.last_day,
        draws=draws,
        bases=(FigureBasis(found.source, found.last_day, worth=float(found.models)),),
        why_missing="" if draws is not None else "too few models are priced in the first month or the last",
        parts=tuple(part(method, getattr(found, method)) for method in METHODS),
        steps=steps(found),
    )


def part(name: str, found: Chain | Hedonic) -> FigurePart:
    """The last month over the first one by one method."""
    draws = last_draws(found)
    value = _factor(float(found.value[-1]))
    if draws is None:
        return FigurePart(name, value)
    return FigurePart(name, value, _factor(float(found.low[-1])), _factor(float(found.high[-1])))


def _factor(log: float) -> float | None:
    return math.exp(log) if math.isfinite(log) else None


def steps(found: Indexed) -> tuple[str, ...]:
    """How the figure comes about, in lines."""
    first, last = found.months[0], found.months[-1]
    moved, compared = int(found.jevons.changed.sum()), int(found.jevons.items.sum())
    lines = [
        f"{found.models:,} models at {found.items:,} places, {first:%Y-%m} to {last:%Y-%m}",
        f"{moved:,} of {compared:,} month-to-month comparisons show a new price",
    ]
    for method in METHODS:
        one = part(method, getattr(found, method))
        interval = "" if one.low is None else f" [{one.low:.3f}-{one.high:.3f}]"
        lines.append(f"{method}: {'not known' if one.value is None else f'{one.value:.3f}'}{interval}")
    return tuple(lines)
