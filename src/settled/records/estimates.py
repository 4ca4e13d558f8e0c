"""What an indicator asks, and what the evidence answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from settled.records.words import Draws


@dataclass(frozen=True, slots=True)
class IndicatorSpec:
    """What an indicator asks, and when not to trust its answer; help, site and docs are made from it.

    Attributes:
        higher_is_more_settled: whether a larger value means more settled (``None``: neither).
        needs: kinds of evidence that can speak to it, as a sentence part ("code, configs, ...").
        distrust: when not to trust the number.
        indirect: per source, why its evidence speaks only indirectly: a downgrade of confidence.
        trending: whether its share over time may stand for the technology's trend.
    """

    id: str
    name: str
    question: str
    unit: str
    higher_is_more_settled: bool | None
    needs: str
    distrust: str
    reference: str
    indirect: tuple[tuple[str, str], ...] = ()
    trending: bool = False


@dataclass(frozen=True, slots=True)
class SourceEstimate:
    """What one source says of an indicator, before sources are pooled.

    Attributes:
        source: the source's id (``model_zoo``), its parts already joined.
        k: raw count, of ``n``; ``None`` where the quantity is not a proportion.
        latest: last day that its evidence covers.
        alpha: with ``beta``, the parameters of the posterior Beta(alpha, beta), both > 0.
    """

    source: str
    k: int | None
    n: int | None
    latest: date
    alpha: float
    beta: float

    @property
    def n_effective(self) -> float | None:
        """How many independent units the posterior is worth, at most n; ``None`` where no units are counted.

        A Jeffreys posterior of n units is Beta(k + 1/2, n - k + 1/2), so that alpha + beta - 1 is n.
        """
        return None if self.n is None else min(float(self.n), max(0.0, self.alpha + self.beta - 1.0))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A quantity with its uncertainty.

    Attributes:
        median: posterior median; ``low``, ``high``: 5 % and 95 % quantiles.
        k: raw counts pooled, ``n`` likewise; ``None`` where the quantity is not a proportion.
        sources: the sources that speak to it, in order of weight.
        stars: confidence, 1 to 5; ``reasons``: each downgrade, named.
        i2: I² of the sources in [0, 1]: share of their variation that is disagreement; ``None``: one source.
        latest: last day that the evidence covers.
        draws: shape [N]; posterior draws in the quantity's range.
        n_effective: independent units that n are worth, for units of one venue, owner or release resemble one
            another; ``None`` with ``n``.
        tau2: variance between sources, on the logit scale, that the interval reckons with, >= 0; or ``None``.
        prediction: 90 % interval of what one further source would say; ``None`` with ``tau2``.
    """

    median: float
    low: float
    high: float
    k: int | None
    n: int | None
    sources: tuple[str, ...]
    stars: int
    reasons: tuple[str, ...] = ()
    i2: float | None = None
    latest: date | None = None
    draws: Draws | None = field(default=None, repr=False, compare=False)
    n_effective: float | None = None
    tau2: float | None = None
    prediction: tuple[float, float] | None = None
