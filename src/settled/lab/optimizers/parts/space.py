"""The search space of an optimizer: learning rate, decay and momentum, each between two bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Space:
    """Bounds, all spread evenly over the logarithm.

    Attributes:
        rate: of the highest learning rate.
        decay: of the weight decay on matrices, in the optimizer's own sense of it.
        forgetting: of 1 - momentum (1 - beta1).
    """

    rate: tuple[float, float]
    decay: tuple[float, float] = (1e-3, 0.3)
    forgetting: tuple[float, float] = (0.03, 0.3)

    def at(self, point: Sequence[float]) -> dict[str, float]:
        """Settings at a point of the unit cube.

        >>> Space(rate=(1e-4, 1e-2)).at((0.5, 0.0, 1.0))
        {'rate': 0.001, 'decay': 0.001, 'momentum': 0.7}
        """
        rate, decay, forgetting = (
            _between(bounds, share)
            for bounds, share in zip((self.rate, self.decay, self.forgetting), point, strict=True)
        )
        return {"rate": rate, "decay": decay, "momentum": round(1.0 - forgetting, 6)}


def _between(bounds: tuple[float, float], share: float) -> float:
    low, high = bounds
    # Six digits say it whole, in a trial's name and on the page.
    return float(f"{low * (high / low) ** share:.6g}")
