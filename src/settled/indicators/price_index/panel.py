"""Prices of items in periods, with what is known of each item: what every index is computed from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Panel:
    """Items x periods of prices.

    Attributes:
        price: [items, periods], above 0; NaN where the item has no price in the period.
        quantity: [items, periods] bought a day, above 0; ``None`` where nobody tells.
        model: [items], number of the model, 0 to ``models`` - 1. Items of one model are not independent
            (twelve vendors sell it), so each counts once in every period, and models are what is drawn again.
        features: [items, names], what the price may depend on beside the period; NaN where unknown.
        names: of the features.
    """

    price: Floats
    model: NDArray[np.int64]
    features: Floats
    names: tuple[str, ...]
    quantity: Floats | None = None

    @property
    def models(self) -> int:
        """How many models there are."""
        return int(self.model.max(initial=-1)) + 1

    @property
    def periods(self) -> int:
        """How many periods there are."""
        return int(self.price.shape[1])

    def per_model(self, counted: NDArray[np.bool_]) -> Floats:
        """Weights of the items: each model counts once, shared evenly by those of its items that count.

        Args:
            counted: [items, periods].

        Returns:
            [items, periods], 0 where an item does not count.
        """
        count = np.zeros((self.models, counted.shape[1]))
        np.add.at(count, self.model, counted)
        return np.where(counted, 1.0 / np.maximum(count[self.model], 1.0), 0.0)

    def sums(self, values: Floats) -> Floats:
        """Sums over the items of each model: [items, ...] to [models, ...]."""
        total = np.zeros((self.models, *values.shape[1:]))
        np.add.at(total, self.model, values)
        return total
