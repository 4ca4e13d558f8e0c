"""Cost reduction: by how much the same costs less than it did."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from settled.indicators.figures import cost_per_token
from settled.indicators.figures.inputs import Inputs
from settled.indicators.price_index import AccuracyCost, Frontier
from settled.records import FigureBasis, FigureMeasured, FigurePart, FigureSpec

SPEC = FigureSpec(
    id="cost_reduction",
    name="Cost reduction",
    question="By how much does the same cost less than it did?",
    formula="cost reduction = 1 - current cost / historical cost",
    inputs="list prices of language models at constant size and context; parameters at a fixed accuracy",
    unit="share",
    least=-np.inf,
    most=1.0,
    grows=1,
    distrust=(
        "Prices as for the cost per token. Parameters stand for the cost of an image model and are not it; "
        "the results' history begins at the end of 2022, when most of what it holds was years old. Training "
        "compute is known of too few models with a known accuracy."
    ),
    reference="Consumer Price Index Manual, IMF and others, 2020",
    indirect=(
        ("prices", "indirect: prices are asked for, not paid"),
        ("models/timm", "indirect: parameters stand for a cost, and days are those of a results file"),
    ),
)


def measure(inputs: Inputs) -> Iterator[FigureMeasured]:
    """1 - last / first: of prices of tokens, of parameters at fixed accuracies, and of training compute."""
    for found in cost_per_token.measure(inputs):
        yield _of_price(found)
    if inputs.accuracy is not None:
        yield from _of_size(inputs.accuracy)
        yield _of_compute(inputs.accuracy)


def _of_price(found: FigureMeasured) -> FigureMeasured:
    return FigureMeasured(
        field="",
        market=f"price of a token: {found.market}",
        start=found.start,
        end=found.end,
        draws=None if found.draws is None else 1.0 - found.draws,
        bases=found.bases,
        why_missing=found.why_missing,
        parts=tuple(_reduced(one) for one in found.parts),
        steps=(*found.steps, "each index as 1 - index"),
    )


def _reduced(one: FigurePart) -> FigurePart:
    low, value, high = (None if factor is None else 1.0 - factor for factor in (one.high, one.value, one.low))
    return FigurePart(one.name, value, low, high)


def _of_size(accuracy: AccuracyCost) -> Iterator[FigureMeasured]:
    for top1, found in accuracy.sizes.items():
        yield FigureMeasured(
            field="",
            market=f"parameters of the smallest image model at {top1:g} % top-1",
            start=found.days[0],
            end=found.days[-1],
            draws=found.drawn,
            bases=(FigureBasis(accuracy.source, found.days[-1], worth=float(found.families)),),
            steps=_steps(found),
        )


def _steps(found: Frontier) -> tuple[str, ...]:
    least = [
        f"{day.isoformat()}: {size / 1e6:.2f}M" for day, size in zip(found.days, found.least, strict=True)
    ]
    return (
        f"{found.families} families; the first day means then or earlier",
        f"least parameters so far: {', '.join(least)}",
        f"1 - {found.least[-1] / 1e6:.2f} / {found.least[0] / 1e6:.2f} = {found.reduction:.3f}",
    )


def _of_compute(accuracy: AccuracyCost) -> FigureMeasured:
    """Not measured: of how few models both are known is said with the count."""
    if accuracy.computed_from is None or accuracy.computed_to is None:
        span = ""
    else:
        span = f", released {accuracy.computed_from.year} to {accuracy.computed_to.year}"
    return FigureMeasured(
        field="",
        market="training compute at a fixed accuracy",
        why_missing=(
            f"training compute is known by name of {accuracy.computed} of {accuracy.models:,} models with a "
            f"known accuracy{span}: no trend can be told from them"
        ),
    )
