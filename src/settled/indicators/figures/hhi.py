"""HHI: the sum of squared market shares; with it the effective number of firms, and entropy."""

from __future__ import annotations

from collections.abc import Iterator

from settled.indicators.figures import concentration, markets
from settled.indicators.figures.inputs import Inputs
from settled.records import FigureMeasured, FigurePart, FigureSpec, Market

SPEC = FigureSpec(
    id="hhi",
    name="Market concentration (HHI)",
    question="How concentrated is the market over all of its firms?",
    formula="HHI = sum of squared market shares; effective firms = 1 / HHI; entropy = - sum s ln s",
    inputs="the same markets as CR4",
    unit="share",
    least=0.0,
    most=1.0,
    grows=1,
    distrust="As CR4. A market with an HHI above 0.18 is called highly concentrated by the Merger "
    "Guidelines, which mean sales, not downloads or releases.",
    reference="convergence model, section 6.2; U.S. Merger Guidelines 2023, section 2.1",
    indirect=(
        ("downloads", "indirect: downloads stand for use"),
        ("models/epoch", "indirect: models released stand for a market"),
    ),
)


def measure(inputs: Inputs) -> Iterator[FigureMeasured]:
    """The HHI of every market."""
    for market in markets.markets(inputs):
        yield _of(market)


def _of(market: Market) -> FigureMeasured:
    known = markets.known_shares(market)
    drawn, low, high = markets.concentrated(market, concentration.hhi)
    value = float(concentration.hhi(known))
    return FigureMeasured(
        field=market.field,
        market=market.name,
        start=market.start,
        end=market.end,
        draws=drawn,
        bases=(markets.basis(market),),
        low=low,
        high=high,
        parts=(
            FigurePart("effective firms", 1.0 / value),
            FigurePart("entropy", float(concentration.entropy(known))),
            FigurePart("firms known", float(len(known))),
        ),
        steps=(f"HHI = sum of {len(known)} squared shares = {value:.4f}; 1 / HHI = {1.0 / value:.2f}",),
    )
