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
    indirect=markets.INDIRECT,
)


def measure(inputs: Inputs) -> Iterator[FigureMeasured]:
    """The HHI of every market."""
    for market in markets.markets(inputs):
        yield _of(market)


def _of(market: Market) -> FigureMeasured:
    known = markets.known_shares(market)
    value, firms = float(concentration.hhi(known)), float(concentration.effective_firms(known))
    parts = (
        FigurePart("effective firms", firms),
        FigurePart("entropy", float(concentration.entropy(known))),
        FigurePart("firms known", float(len(known))),
    )
    step = f"HHI = sum of {len(known)} squared shares = {value:.4f}; 1 / HHI = {firms:.2f}"
    return markets.measured(market, concentration.hhi, parts, (step,))
