"""Cost reduction: by how much the same costs less than it did."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

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
    least=-math.inf,
    most=1.0,
    grows=1,
    distrust=(
        "Prices as for the cost per token. Parameters stand for the cost of an image model and are not it; "
        "the results' history begins at the end of 2022, when most of what it holds was years old. What "
        "documents state of development and training has no counterpart that anybody counts."
    ),
    reference="convergence model, section 6.1; Consumer Price Index Manual, IMF and others, 2020",
    indirect=(
        ("prices", "indirect: prices are asked for, not paid"),
        ("models/timm", "indirect: parameters stand for a cost, and days are those of a results file"),
    ),
)

# Parts that documents state, and why nothing measures them.
_UNCOUNTED = (
    ("", "development", "no source counts what it costs to develop with a technology"),
    ("model-development", "model development", "no source counts what it costs to develop a model"),
    ("training-time", "training time", "no source counts the time that one training takes, year by year"),
    ("infrastructure", "infrastructure", "no source counts what it costs to run the same"),
    ("talent", "demand for talent", "no source counts the people that the same takes"),
)


def measure(inputs: Inputs) -> Iterator[FigureMeasured]:
    """1 - last / first: of prices of tokens and parameters at fixed accuracies; and what is not counted."""
    for found in cost_per_token.measure(inputs):
        if found.draws is None or not found.comparable:  # over the time of the prices alone
            yield _reduced(found)
    if inputs.accuracy is not None:
        yield from _of_size(inputs.accuracy)
        yield _of_compute(inputs.accuracy)
    for part, market, why in _UNCOUNTED:
        yield FigureMeasured(field="", market=market, part=part, why_missing=why)


def _reduced(found: FigureMeasured) -> FigureMeasured:
    """A factor as a reduction: 1 - factor; of what became dearer it is negative."""
    return replace(
        found,
        market=f"token, {found.market}",
        comparable=False,
        draws=None if found.draws is None else 1.0 - found.draws,
        parts=tuple(
            FigurePart(one.name, _less(one.value), _less(one.high), _less(one.low)) for one in found.parts
        ),
        steps=(*found.steps, "each as 1 - index"),
    )


def _less(factor: float | None) -> float | None:
    return None if factor is None else 1.0 - factor


def _of_size(accuracy: AccuracyCost) -> Iterator[FigureMeasured]:
    for top1, found in accuracy.sizes.items():
        yield FigureMeasured(
            field="",
            market=f"parameters at {top1:g} % top-1",
            comparable=False,
            start=found.days[0],
            end=found.days[-1],
            draws=found.drawn,
            bases=(FigureBasis(accuracy.source, found.days[-1], worth=float(found.families)),),
            steps=_steps(found),
        )


def _steps(found: Frontier) -> tuple[str, ...]:
    sizes = (
        f"{day.isoformat()}: {size / 1e6:.2f}M" for day, size in zip(found.days, found.least, strict=True)
    )
    return (
        f"the smallest image model of {found.families} families; the first day means then or earlier",
        f"least parameters so far: {', '.join(sizes)}",
        f"1 - {found.least[-1] / 1e6:.2f} / {found.least[0] / 1e6:.2f} = {found.reduction:.3f}",
    )


def _of_compute(accuracy: AccuracyCost) -> FigureMeasured:
    """Not measured: of how few models both are known is said with the count."""
    span = ""
    if accuracy.computed_from is not None and accuracy.computed_to is not None:
        span = f", released {accuracy.computed_from.year} to {accuracy.computed_to.year}"
    return FigureMeasured(
        field="",
        market="training compute at a fixed accuracy",
        part="training-cost",
        why_missing=(
            f"training compute is known by name of {accuracy.computed} of {accuracy.models:,} models with a "
            f"known accuracy{span}: no trend can be told from them"
        ),
    )
