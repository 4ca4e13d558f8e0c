"""Whether Adam converges on every convex problem.

Statement: on any sequence of convex functions with bounded gradients, Adam's average regret falls as
O(1/sqrt(T)) with steps alpha / sqrt(t) (Kingma and Ba, Adam: A Method for Stochastic Optimization,
https://arxiv.org/abs/1412.6980, 2015, Corollary 4.2).

How it is checked: on the two sequences of Reddi, Kale and Kumar, On the Convergence of Adam and Beyond,
https://arxiv.org/abs/1904.09237, 2018, on [-1, 1], where x = -1 is best: (1) section 3, Theorem 1: slopes C,
-1, -1, ... with period 3, C = 4, beta1 = 0, beta2 = 1 / (1 + C^2); (2) section 5: slopes 1010 once in 101
steps, -10 else, beta1 = 0.9, beta2 = 0.99. Run by Adam, by AMSGrad, and by AdamW with decay 0.01 and 0.1. The
average regret is compared with the best fixed point and its exponent in T is fitted on the last two decades.

Rule: *fails* if on a sequence Adam's average regret at the end is above ``STAYS`` of that of staying at x =
1, and its exponent is above -0.1; *holds* if on both sequences its exponent is at most ``-0.5 + SLACK``; else
*undecided*. The sequences are deterministic, so there are no intervals.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from settled.lab.theorems.apparatus.slopes import exponent
from settled.lab.theorems.theorem import Figure, Scale, Theorem, Verdict, Word, figure

THEOREM = Theorem(
    id="adam-convergence",
    statement="Adam's average regret falls as O(1/sqrt(T)) on any convex problem with bounded gradients.",
    assumptions=("steps alpha / sqrt(t)", "a bounded convex set", "bounded gradients"),
    source="",
    paper="Kingma and Ba 2015, Adam, Corollary 4.2; against it Reddi, Kale and Kumar 2018, On the "
    "Convergence of "
    "Adam and Beyond, Theorem 1",
    technologies=("adam",),
)

STAYS = 0.05
SLACK = 0.1


class Sequence(NamedTuple):
    """Linear functions on [-1, 1]: slope ``steep`` once in ``period`` steps, ``gentle`` (negative) else."""

    steep: float
    gentle: float
    period: int
    beta1: float
    beta2: float
    alpha: float


SEQUENCES = {
    "period 3": Sequence(4.0, -1.0, 3, 0.0, 1 / 17, 0.5),
    "period 101": Sequence(1010.0, -10.0, 101, 0.9, 0.99, 0.5),
}


class Method(NamedTuple):
    """A rule of Adam's family, by its greatest-second-moment switch and its decoupled decay."""

    amsgrad: bool
    decay: float


METHODS = {
    "Adam": Method(False, 0.0),
    "AMSGrad": Method(True, 0.0),
    "AdamW, decay 0.01": Method(False, 0.01),
    "AdamW, decay 0.1": Method(False, 0.1),
}


def average_regrets(sequence: Sequence, method: Method, horizons: list[int]) -> list[float]:
    """The average regret at each horizon (ascending) against the best fixed point of the whole sequence.

    Scalars on purpose: one step costs a microsecond, and there are millions. As in the papers' analyses, the
    moments are not corrected for their start.
    """
    x, first, second, greatest, loss = 0.0, 0.0, 0.0, 0.0, 0.0
    # Per period the slopes sum to steep + (period - 1) gentle > 0, so -1 is best.
    found, wanted, slopes = [], iter(horizons), 0.0
    horizon = next(wanted)
    for t in range(1, horizons[-1] + 1):
        slope = sequence.steep if t % sequence.period == 1 else sequence.gentle
        loss += slope * x
        slopes += slope
        first = sequence.beta1 * first + (1 - sequence.beta1) * slope
        second = sequence.beta2 * second + (1 - sequence.beta2) * slope * slope
        greatest = max(greatest, second) if method.amsgrad else second
        eta = sequence.alpha / math.sqrt(t)
        x = x - eta * (first / math.sqrt(greatest) + method.decay * x)
        x = min(1.0, max(-1.0, x))
        if t == horizon:
            found.append((loss + slopes) / t)
            horizon = next(wanted, -1)
    return found


def judge(ends: list[float], exponents: list[float]) -> Word:
    """The module's rule, from Adam's last regrets (as shares of staying at x = 1) and exponents."""
    if any(end > STAYS and slope > -0.1 for end, slope in zip(ends, exponents, strict=True)):
        return "fails"
    return "holds" if max(exponents) <= -0.5 + SLACK else "undecided"


def check(scale: Scale, seed: int, *, judged: str = "Adam") -> Verdict:
    """Check the statement for Adam, or for another of ``METHODS``."""
    del seed  # nothing is drawn
    longest = 300_000 if scale == "quick" else 10_000_000
    horizons = sorted({int(h) for h in np.geomspace(longest / 100, longest, 12)})
    figures: dict[str, Figure] = {}
    ends, exponents = [], []
    for name, sequence in SEQUENCES.items():
        mean_slope = (sequence.steep + (sequence.period - 1) * sequence.gentle) / sequence.period
        for label, method in METHODS.items():
            regrets = average_regrets(sequence, method, horizons)
            share = regrets[-1] / (2 * mean_slope)
            slope = exponent(horizons, np.maximum(regrets, 1e-12)).value
            figures[f"{name}: average regret of {label}"] = figure(share, unit="of staying at x = 1")
            figures[f"{name}: exponent of {label} in T"] = figure(slope)
            if label == judged:
                ends.append(share)
                exponents.append(slope)
    word = judge(ends, exponents)
    worst = int(np.argmax(ends))
    because = (
        f"after {longest} steps the average regret of {judged} is {ends[0]:.3f} and {ends[1]:.3f} of that of "
        f"staying at x = 1; exponents {exponents[0]:.2f}, {exponents[1]:.2f}"
    )
    s = list(SEQUENCES.values())[worst]
    counterexample = (
        f"slopes {s.steep:g} once in {s.period} steps and {s.gentle:g} else on [-1, 1], beta1 {s.beta1:g}, "
        f"beta2 "
        f"{s.beta2:.3g}: the worst fixed point is approached"
    )
    return {
        "verdict": word,
        "because": because,
        "counterexample": counterexample if word == "fails" else None,
        "figures": figures,
    }
