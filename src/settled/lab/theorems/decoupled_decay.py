"""Decay outside the gradient makes its best amount less dependent on the learning rate.

Statement: the best weight decay moves with the learning rate if it is added to Adam's gradient, and far less,
or not at all, if it is applied beside the adaptive step (Loshchilov and Hutter, Decoupled Weight Decay
Regularization, https://arxiv.org/abs/1711.05101, 2019, section 4.2 and figure 2).

How it is checked: on noisy problems where decay pays, a regression of as many parameters as samples and a
small network that learns a smaller one. For each learning rate of a grid, the decay with the least risk is
taken from a second grid (parabola through the best and its neighbours); its exponent in the learning rate is
fitted seed by seed. Grids, data and noise are the same both ways. Each problem is run to convergence and, the
regression, also for a third as long, since what is compared in practice are budgets, not limits. The
decoupled exponent is given for decay times step (the document's form, and PyTorch's); for the paper's, decay
alone, it is greater by 1 exactly, so there only an exponent of -1 would be independence.

At convergence the question can be reasoned out: coupled decay stops where ``g + lambda theta = 0``, decoupled
decay where ``m / sqrt(v) + lambda theta = 0``. Neither contains the learning rate.

Rule, on the paired difference of the exponents' sizes, coupled less decoupled, over seeds, in the
document's form: a workload agrees if its 90 % interval lies above ``SMALLEST``, the smallest difference of
interest. One whose best decays lie at the grid's edge in more than ``EDGE`` of the runs says nothing about
an exponent and is not judged. *holds* if all judged agree, *holds_only_if* if some do (they are named),
*fails* if every interval lies below ``SMALLEST``, *undecided* otherwise. (``SMALLEST`` was set after a
first look at the quick scale: judged against 0, differences of a few hundredths turned the verdict from
seed to seed.)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from settled.lab.theorems.apparatus.adam import Adam, Decay
from settled.lab.theorems.apparatus.noisy_fits import Network, NoisyFit, Regression
from settled.lab.theorems.apparatus.slopes import Interval, exponent, mean_interval
from settled.lab.theorems.theorem import Figure, Scale, Theorem, Verdict, Word, figure

THEOREM = Theorem(
    id="decoupled-decay",
    statement="The best weight decay depends less on the learning rate if it is applied outside Adam's "
    "gradient than inside it.",
    assumptions=("decay helps at all",),
    source="chapter 5, lines 509-525",
    paper="Loshchilov and Hutter 2019, Decoupled Weight Decay Regularization, section 4.2",
    technologies=("adamw",),
)

DECAYS = np.geomspace(1e-4, 10, 21)
BATCH = 10
EDGE = 0.1
SMALLEST = 0.1


class Workload(NamedTuple):
    """A problem, the learning rates compared on it, and the steps of a run (times the scale's)."""

    fit: type[Regression] | type[Network]
    rates: NDArray[np.float64]
    length: float


WORKLOADS = {
    "regression, converged": Workload(Regression, np.geomspace(0.01, 0.1, 6), 1.0),
    "regression, short": Workload(Regression, np.geomspace(0.01, 0.1, 6), 0.3),
    "network": Workload(Network, np.geomspace(0.005, 0.05, 5), 0.5),
}


def risks(workload: Workload, decay: Decay, seeds: int, steps: int, seed: int) -> NDArray[np.float64]:
    """Risk after training: [seeds, learning rates, decays].

    The learning rate falls linearly to zero over the steps, so that the end does not show the step's own
    noise.
    """
    rng = np.random.default_rng(seed)
    fit: NoisyFit = workload.fit(seeds, rng)
    rates = np.repeat(workload.rates, len(DECAYS))[:, None]
    amounts = np.tile(DECAYS, len(workload.rates))[:, None]
    theta = fit.start(len(rates))
    rule = Adam(decay=decay)
    for step in range(steps):
        rows = rng.choice(fit.samples, BATCH, replace=False)
        gradient = fit.gradient(theta, rows)
        theta = np.asarray(rule.step(theta, gradient, rates * (1 - step / steps), amounts), dtype=np.float64)
    return fit.risk(theta).reshape(seeds, len(workload.rates), len(DECAYS))


def best_decays(found: NDArray[np.float64]) -> NDArray[np.float64]:
    """The decay of least risk for each seed and rate, between grid points by a parabola in logarithms."""
    logs, step = np.log(DECAYS), float(np.log(DECAYS[1] / DECAYS[0]))
    best = found.argmin(-1).clip(1, len(DECAYS) - 2)
    at = np.take_along_axis(found, best[..., None] + np.arange(-1, 2), -1)
    bend = at[..., 0] - 2 * at[..., 1] + at[..., 2]
    shift = np.where(bend > 0, (at[..., 0] - at[..., 2]) / np.where(bend > 0, 2 * bend, 1.0), 0.0)
    return np.asarray(np.exp(logs[best] + step * shift.clip(-1, 1)))


def judge(differences: Mapping[str, Interval]) -> Word:
    """The module's rule, for the difference of each workload."""
    agree = [name for name, found in differences.items() if found.low > SMALLEST]
    if agree:
        return "holds" if len(agree) == len(differences) else "holds_only_if"
    below = bool(differences) and all(found.high < SMALLEST for found in differences.values())
    return "fails" if below else "undecided"


def check(scale: Scale, seed: int, *, swapped: bool = False) -> Verdict:
    """Check the statement; ``swapped`` takes each way for the other."""
    seeds, steps = (24, 2000) if scale == "quick" else (40, 10_000)
    ways: tuple[Decay, Decay] = ("coupled", "decoupled") if swapped else ("decoupled", "coupled")
    figures: dict[str, Figure] = {}
    differences: dict[str, Interval] = {}
    for name, workload in WORKLOADS.items():
        slopes, at_edge = {}, 0.0
        for way in ways:
            best = best_decays(risks(workload, way, seeds, round(steps * workload.length), seed))
            slopes[way] = np.array([exponent(workload.rates, row).value for row in best])
            figures[f"{name}: exponent of the best decay in the learning rate, {way}"] = figure(
                *mean_interval(slopes[way])
            )
            edges = (best <= DECAYS[1]) | (best >= DECAYS[-2])
            at_edge = max(at_edge, float(edges.mean()))
        figures[f"{name}: best decay at the grid's edge"] = figure(at_edge, unit="share")
        difference = mean_interval(np.abs(slopes[ways[1]]) - np.abs(slopes[ways[0]]))
        figures[f"{name}: |coupled exponent| - |decoupled exponent|"] = figure(*difference)
        if at_edge <= EDGE:
            differences[name] = difference
    word = judge(differences)
    agree = [name for name, found in differences.items() if found.low > SMALLEST]
    because = (
        f"the best decay depends less on the learning rate outside the gradient on "
        f"{', '.join(agree) or 'none'} of {', '.join(differences) or 'no workload'}"
    )
    against = {name: found for name, found in differences.items() if found.high < SMALLEST}
    counterexample = "; ".join(f"{name}: difference {found.value:.2f}" for name, found in against.items())
    return {
        "verdict": word,
        "because": because,
        "counterexample": counterexample if word in ("fails", "holds_only_if") and against else None,
        "figures": figures,
    }
