"""AdamW's loss gap on convex problems falls as O(1/sqrt(T)).

Statement: on convex problems ``E[loss(theta_T)] - loss(theta*) <= O(1/sqrt(T))`` for AdamW. (The founding
document's; for Adam with a vanishing beta1 and steps alpha/sqrt(t) it is Kingma and Ba's, 2015, Theorem 4.1
and Corollary 4.2. What AdamW does converge to under a constant decay lambda is the minimum within ``max
|theta_j| <= 1/lambda``, if at all: Xie and Li, Implicit Bias of AdamW, https://arxiv.org/abs/2404.04454,
2024, Theorem 1.1.)

How it is checked: (1) four classes of stochastic convex problems (least squares, absolute error, logistic,
hinge), random draws of each with an exact optimum, one sample a step, steps alpha/sqrt(t), the averaged
iterate. The gap's exponent in T is fitted draw by draw over two decades, for three decays: none, the
document's standard 0.01 and 0.1, and 0.1/sqrt(t), which vanishes. (2) One dimension, no noise: loss (theta -
20)^2 / 2 and decay 0.1, where AdamW cannot pass 1/lambda = 10. (3) adam_convergence has the known
counterexample without decay.

Rule: a class keeps the rate under a decay if its exponent's 90 % interval reaches down to -0.5 (a steeper
rate keeps the bound, too). *holds* if all classes keep it under every decay and (2) ends within ``NEAR`` of
the optimum; *holds_only_if* (the decay vanishes) if (2) does not, or a class loses the rate under a constant
decay, while every class keeps it with a decay of none or one that vanishes; *fails* if a class does not keep
it even then.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from settled.lab.theorems.apparatus.adam import Adam
from settled.lab.theorems.apparatus.convex import KINDS, Convex, Kind, random_problem
from settled.lab.theorems.apparatus.slopes import Interval, exponents_by_seed, mean_interval
from settled.lab.theorems.theorem import Figure, Scale, Theorem, Verdict, Word, figure

THEOREM = Theorem(
    id="adamw-rate",
    statement="On convex problems AdamW's expected loss is within O(1/sqrt(T)) of the least after T steps.",
    assumptions=("convex loss", "steps proportional to 1/sqrt(t)", "averaged iterate"),
    source="chapter 5, lines 527-541",
    paper="after Kingma and Ba 2015, Adam, Corollary 4.2",
    technologies=("adamw",),
)

DECAYS = {"none": (0.0, 0.0), "0.01": (0.01, 0.0), "0.1": (0.1, 0.0), "0.1/sqrt(t)": (0.1, 0.5)}
CONSTANT = ("0.01", "0.1")
RATE = -0.5
NEAR = 1e-3
STEP = 0.3
RUNS = 8


def gaps(
    problem: Convex, horizons: NDArray[np.int64], rng: np.random.Generator, power: float
) -> NDArray[np.float64]:
    """The gap of the averaged iterate for each of ``DECAYS`` at each horizon, mean over ``RUNS`` runs.

    Args:
        power: the step is ``STEP / t**power``. All decays see the same samples.
    """
    amounts = np.repeat([amount for amount, _ in DECAYS.values()], RUNS)[:, None]
    powers = np.repeat([fall for _, fall in DECAYS.values()], RUNS)[:, None]
    theta = np.zeros((len(amounts), problem.data.shape[1]))
    total, found, least = np.zeros_like(theta), [], float(problem.loss(problem.optimum()))
    wanted, rule = set(horizons.tolist()), Adam()
    rows = np.tile(rng.integers(0, len(problem.data), (int(horizons[-1]), RUNS)), len(DECAYS))
    for t in range(1, int(horizons[-1]) + 1):
        gradient = problem.gradient(theta, rows[t - 1])
        theta = np.asarray(rule.step(theta, gradient, STEP / t**power, amounts / t**powers), dtype=np.float64)
        total += theta
        if t in wanted:
            found.append(problem.loss(total / t).reshape(len(DECAYS), RUNS).mean(1) - least)
    return np.asarray(np.maximum(np.transpose(found), 1e-15))


def far_optimum(decay: float, steps: int) -> float:
    """Where AdamW ends on (theta - 20)^2 / 2 from 0, with steps 1/sqrt(t)."""
    theta, rule = np.zeros(()), Adam()
    for t in range(1, steps + 1):
        theta = np.asarray(rule.step(theta, theta - 20, 1 / t**0.5, decay))
    return float(theta)


def judge(kept: dict[tuple[Kind, str], bool], far_gap: float) -> Word:
    """The module's rule."""
    if not all(ok for (_, decay), ok in kept.items() if decay not in CONSTANT):
        return "fails"
    return "holds" if all(kept.values()) and far_gap < NEAR else "holds_only_if"


def check(scale: Scale, seed: int, *, power: float = 0.5) -> Verdict:
    """Check the rate with steps that fall as ``1 / t**power``."""
    draws, longest = (4, 10_000) if scale == "quick" else (12, 60_000)
    horizons = np.unique(np.geomspace(longest / 100, longest, 10).astype(np.int64))
    figures: dict[str, Figure] = {}
    kept: dict[tuple[Kind, str], bool] = {}
    for kind in KINDS:
        rngs = [np.random.default_rng([seed, draw]) for draw in range(draws)]
        curves = np.array([gaps(random_problem(kind, rng), horizons, rng, power) for rng in rngs])
        for i, label in enumerate(DECAYS):
            found: Interval = exponents_by_seed(horizons, list(curves[:, i]))
            kept[kind, label] = found.low <= RATE
            figures[f"exponent in T, {kind}, decay {label}"] = figure(*found)
            last = mean_interval(curves[:, i, -1])
            figures[f"gap at T = {longest}, {kind}, decay {label}"] = figure(*last)
    end = far_optimum(0.1, longest)
    gap = 0.5 * (end - 20) ** 2
    figures["end on (theta - 20)^2 / 2 with decay 0.1"] = figure(end)
    word = judge(kept, gap)
    lost = [f"{kind} with decay {label}" for (kind, label), ok in kept.items() if not ok]
    end_says = f"a constant decay 0.1 stops at {end:.2f} on the way to 20" if gap > NEAR else "20 is reached"
    because = (
        f"the rate is kept by {sum(kept.values())} of {len(kept)} classes and decays, lost by "
        f"{', '.join(lost) or 'none'}; {end_says}"
    )
    counterexample = f"loss (theta - 20)^2 / 2, decay 0.1: ends at {end:.3f}, {gap:.3g} above the least loss"
    return {
        "verdict": word,
        "because": ("only if the decay vanishes: " if word == "holds_only_if" else "") + because,
        "counterexample": None if word == "holds" else counterexample,
        "figures": figures,
    }
