"""CR4: the share of a market that its four largest firms hold."""

from __future__ import annotations

from collections.abc import Iterator

from settled.indicators.figures import concentration, markets
from settled.indicators.figures.inputs import Inputs
from settled.records import FigureMeasured, FigureSpec, Market

SPEC = FigureSpec(
    id="cr4",
    name="Market concentration (CR4)",
    question="What share of the market do its four largest firms hold?",
    formula="CR4 = sum of the four largest market shares",
    inputs="downloads inside groups of packages, models released by firm, stated or own market shares",
    unit="share",
    least=0.0,
    most=1.0,
    grows=1,
    distrust="Downloads are not sales, and count machines that install again and again; a model released is "
    "not a model used; firms of one owner are joined by a list of names. Where firms are unknown the "
    "interval is from them being many to their being one.",
    reference="convergence model, section 6.2; U.S. Merger Guidelines 2023, section 2.1",
    indirect=markets.INDIRECT,
)


def measure(inputs: Inputs) -> Iterator[FigureMeasured]:
    """CR4 of every market."""
    for market in markets.markets(inputs):
        yield markets.measured(market, concentration.cr, markets.parts(market), _steps(market))


def _steps(market: Market) -> tuple[str, ...]:
    known = markets.known_shares(market)
    named = ", ".join(
        f"{name} {share:.3f}" for (name, _), share in zip(market.counts[:4], known, strict=False)
    )
    unknown = (f"unknown: {market.unknown:.3f}",) if market.unknown else ()
    return (f"CR4 = {named} = {float(concentration.cr(known)):.3f}", *unknown)
