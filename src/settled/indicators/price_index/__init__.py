"""What a token costs over time at constant capability: indices of prices, each with a 90 % interval."""

from settled.indicators.price_index.chained import Chain, chain
from settled.indicators.price_index.evidence import AccuracyCost, Indexed, last_draws
from settled.indicators.price_index.formulas import carli, fisher, fisher_of_shares, harmonic, jevons
from settled.indicators.price_index.frontier import Frontier, frontier
from settled.indicators.price_index.hedonic import Hedonic, hedonic
from settled.indicators.price_index.panel import Panel
from settled.indicators.price_index.tiers import Tier, TierPrices, tier_prices

__all__ = [
    "AccuracyCost",
    "Chain",
    "Frontier",
    "Hedonic",
    "Indexed",
    "Panel",
    "Tier",
    "TierPrices",
    "carli",
    "chain",
    "fisher",
    "fisher_of_shares",
    "frontier",
    "harmonic",
    "hedonic",
    "jevons",
    "last_draws",
    "tier_prices",
]
