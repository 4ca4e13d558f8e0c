"""How much of a verdict is the choice of weights, and how it reads under others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from settled.records.words import Level

WEIGHTS = "weights"  # the input that all weights make together


@dataclass(frozen=True, slots=True)
class VarianceShare:
    """The part of the degree's variance that one input makes: Sobol' indices, both in [0, 1].

    Attributes:
        name: ``WEIGHTS``, or an indicator's id.
        first: what is gone, on average, once the input is known; ``total``: what is left, on average, while
            it alone is not. The difference is made together with other inputs.
        weight: of the indicator in the profile; ``None`` for ``WEIGHTS``.
        deviation: standard deviation of that weight; ``None`` likewise.
        is_missing: without evidence, and so taken as uniform on [0, 1].
    """

    name: str
    first: float
    total: float
    weight: float | None = None
    deviation: float | None = None
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How a verdict reads under some weights.

    Attributes:
        name: a profile's id, or what the weights are.
        weights: by indicator, in the order of the profile; sum to 1.
        median, low, high: of the degree; missing indicators widen it as in a verdict.
        level: the most probable one, ties to the lower.
        missing: ids of the weighted indicators without evidence.
    """

    name: str
    weights: tuple[tuple[str, float], ...]
    median: float
    low: float
    high: float
    level: Level
    level_probability: dict[Level, float]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What the degree of one technology varies by.

    Attributes:
        concentration: of the Dirichlet distribution of the weights around the profile, > 0.
        variance: of the degree, with weights and indicators both uncertain.
        weights: all weights together; ``inputs``: each indicator of the profile, in its order.
        profiles: readings under each profile that weighs any evidence, the chosen one first.
        around: the reading over the distribution of weights.
        worst, best: under the weights of the least and the greatest mean degree, each weight within what the
            profiles give it.
        ledger_digest: of the evidence that was read; ``version``: of the tool.
    """

    field: str
    technology: str
    as_of: date
    profile: str
    concentration: float
    variance: float
    weights: VarianceShare
    inputs: tuple[VarianceShare, ...]
    profiles: tuple[Reading, ...]
    around: Reading
    worst: Reading
    best: Reading
    ledger_digest: str
    version: str
