"""Prices that the map itself took back: mistakes of unit that lie within the plausible range.

On some days the map corrected many prices of one vendor by a factor of 10 to 10,000 (novita in January 2026,
watsonx in October 2025, Gemini 1.5 in November 2024: prices per character). Taken as changes of price these
would outweigh all true ones, so the mistaken side is left out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from statistics import median
from typing import NamedTuple

CORRECTED = "mistake of unit: off the same item's next price by a factor above 8"
UNLIKE = "mistake of unit: off the same model's other prices by a factor above 30"

# The deepest cut that a vendor announced in these years is by a factor of 5 (OpenAI's o3, June 2025).
_JUMP = math.log(8.0)
_FAR = math.log(30.0)
_ENOUGH = 3


class Quote(NamedTuple):
    """A price to be judged: of which item and model, from which day on, and the log of the price."""

    item: tuple[str, str, str]
    model: str
    start: date
    log_price: float


def mistaken(quotes: Sequence[Quote]) -> dict[int, str]:
    """Places of the quotes that are mistakes, and why.

    Of two neighbouring prices of one item that differ by more than a factor of 8, the one farther from the
    median of the model's other items is the mistake (of a model without any: from the median of all prices).
    A price that no neighbour contradicts is one where it differs from the median of three or more other items
    of its model by more than a factor of 30.
    """
    references = _References(quotes)
    found: dict[int, str] = {}
    by_item: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for place, quote in enumerate(quotes):
        by_item[quote.item].append(place)
    for places in by_item.values():
        found |= _jumps(quotes, sorted(places, key=lambda place: quotes[place].start), references)
    for place, quote in enumerate(quotes):
        others = references.others(quote)
        if place not in found and len(others) >= _ENOUGH and abs(quote.log_price - median(others)) > _FAR:
            found[place] = UNLIKE
    return found


def _jumps(quotes: Sequence[Quote], places: list[int], references: _References) -> dict[int, str]:
    found: dict[int, str] = {}
    kept: list[int] = []
    for place in places:
        while kept and abs(quotes[place].log_price - quotes[kept[-1]].log_price) > _JUMP:
            earlier, later = quotes[kept[-1]], quotes[place]
            middle = references.middle(later)
            if abs(earlier.log_price - middle) < abs(later.log_price - middle):
                found[place] = CORRECTED
                break
            found[kept.pop()] = CORRECTED
        if place not in found:
            kept.append(place)
    return found


class _References:
    """What the other items of a model cost: each item counts once, with its median."""

    def __init__(self, quotes: Sequence[Quote]) -> None:
        prices: dict[tuple[str, str, str], list[float]] = defaultdict(list)
        self._items: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
        for quote in quotes:
            prices[quote.item].append(quote.log_price)
            self._items[quote.model].add(quote.item)
        self._median = {item: median(found) for item, found in prices.items()}
        self._all = median(self._median.values()) if self._median else 0.0

    def others(self, quote: Quote) -> list[float]:
        """Log prices of the model's other items."""
        return [self._median[item] for item in self._items[quote.model] if item != quote.item]

    def middle(self, quote: Quote) -> float:
        """Their median; of a model without other items the median of all items."""
        others = self.others(quote)
        return median(others) if others else self._all
