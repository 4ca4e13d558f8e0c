"""Several sources' answers to one question, pooled as random effects on the logit scale.

Each source i gives a posterior of a share; its logit has mean y_i and variance v_i
(``verdict.source_logits``). The sources' true logits are taken to scatter around a common mean with variance
tau^2, the Paule-Mandel
estimate: the tau^2 at which the generalised Q statistic equals its expectation, k - 1 (Paule & Mandel,
"Consensus values and weighting factors", J. Res. NBS 87, 1982; DerSimonian & Kacker, Contemp. Clin. Trials
28, 2007, eq. 6). I^2 is the share of the total variation that is disagreement, from the same tau^2 (Higgins &
Thompson, Stat. Med. 21, 2002).

The interval is that of Hartung & Knapp (Stat. Med. 20, 2001) and Sidik & Jonkman (Stat. Med. 21, 2002): t
with k - 1 degrees of freedom, and the classical variance 1 / sum w_i times q = sum w_i (y_i - mean)^2 / (k -
1). q < 1 would make an interval narrower than without any disagreement, so that q is taken as at least 1
(Röver, Knapp & Friede, BMC Med. Res. Methodol. 15:99, 2015). At the Paule-Mandel tau^2 > 0, q is 1 by
definition.

With two or three sources k - 1 degrees say next to nothing: tau^2 is then moderated by what sources are known
to disagree by in other fields (``verdict.disagreement``), which counts as ``freedom`` further degrees:

    tau^2 = (d0 tau0^2 + (k - 1) tau_PM^2) / (d0 + k - 1),   t with d0 + k - 1 degrees

(the moderation of Smyth, Stat. Appl. Genet. Mol. Biol. 3, 2004; evidence from elsewhere for tau^2 where
sources are few: Friede, Röver, Wandel & Neuenschwander, Biom. J. 59, 2017). One source alone has tau0^2, with
d0 degrees; without anything known of other fields it is the plain interval of Hartung, Knapp, Sidik &
Jonkman.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from settled.records import Draws
from settled.verdict.disagreement import Disagreement

Vector = NDArray[np.float64]

_LARGEST_LOGIT = 500.0  # the exponential of more is no number; a t with few degrees reaches it
_BISECTIONS = 60  # halves the bracket below 1e-12 of its start


@dataclass(frozen=True, slots=True)
class Pooled:
    """The common mean on the logit scale.

    Attributes:
        mean: logit; ``standard_error``: likewise, the scale of a t distribution with ``freedom`` degrees.
        freedom: degrees of freedom, > 0.
        tau2: between-source variance, >= 0; ``i2``: in [0, 1], of the sources at hand alone.
        weights: shape [k], sum to 1.
    """

    mean: float
    standard_error: float
    freedom: float
    tau2: float
    i2: float
    weights: Vector

    @property
    def prediction_error(self) -> float:
        """Scale of what a further source would say (Higgins, Thompson & Spiegelhalter, JRSS A 172, 2009)."""
        return float((self.tau2 + self.standard_error**2) ** 0.5)


def generalised_q(means: Vector, variances: Vector, tau2: float) -> float:
    """The weighted sum of squares around the weighted mean, with weights 1 / (v_i + tau^2)."""
    weights = 1.0 / (variances + tau2)
    centre = np.dot(weights, means) / weights.sum()
    return float(np.dot(weights, (means - centre) ** 2))


def paule_mandel(means: Vector, variances: Vector) -> float:
    """Between-source variance tau^2 >= 0 at which the generalised Q equals k - 1.

    >>> paule_mandel(np.array([0.0, 0.0]), np.array([1.0, 1.0]))
    0.0
    """
    expected = len(means) - 1
    if expected < 1 or generalised_q(means, variances, 0.0) <= expected:
        return 0.0
    low, high = 0.0, float(np.ptp(means) ** 2 + variances.max())
    while generalised_q(means, variances, high) > expected:
        high *= 2.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if generalised_q(means, variances, middle) > expected else (low, middle)
    return (low + high) / 2.0


def _typical_variance(variances: Vector) -> float:
    weights = 1.0 / variances
    return float((len(variances) - 1) * weights.sum() / (weights.sum() ** 2 - np.dot(weights, weights)))


def pool(means: Vector, variances: Vector, known: Disagreement | None = None) -> Pooled:
    """Random-effects mean of the sources.

    Args:
        means: shape [k], logits; ``variances``: shape [k], > 0; k >= 2, or k >= 1 with ``known``.
        known: what sources disagree by in other fields; ``None``: nothing is known of it.
    """
    own = paule_mandel(means, variances)
    spare = len(means) - 1
    borrowed = known.freedom if known else 0.0
    freedom = borrowed + spare
    tau2 = (borrowed * known.tau2 + spare * own) / freedom if known else own
    weights = 1.0 / (variances + tau2)
    total = float(weights.sum())
    scale = max(1.0, generalised_q(means, variances, tau2) / spare) if spare else 1.0
    return Pooled(
        mean=float(np.dot(weights, means) / total),
        standard_error=float((scale / total) ** 0.5),
        freedom=freedom,
        tau2=tau2,
        i2=own / (own + _typical_variance(variances)) if spare else 0.0,
        weights=weights / total,
    )


def share_of(logits: Draws) -> Draws:
    """Shares in (0, 1) of logits, of the same shape."""
    return 1.0 / (1.0 + np.exp(-np.clip(logits, -_LARGEST_LOGIT, _LARGEST_LOGIT)))


def pooled_draws(pooled: Pooled, deviates: Draws) -> Draws:
    """Draws of the common share in (0, 1), from draws of t with ``freedom`` degrees, shape [N]."""
    return share_of(pooled.mean + pooled.standard_error * deviates)
