"""Whether m >= C n^2 d^2 log(1/eps) parameters suffice for a shallow encoder to reach loss eps.

Statement: a shallow encoder with ``m >= C n^2 d^2 log(1/eps)`` parameters, C about 1000, n the length of the
sequence and d its dimension, is trained to loss eps. (The condition is the founding document's. The theorem
it cites, Wu et al., https://arxiv.org/abs/2311.01575, 2023, Theorem 1, asks for a width in the square or cube
of the number of *samples* and in no power of the sequence's length.)

How it is checked: (1) The condition does not mention the number of samples N, so a training set is built that
meets it and cannot be fitted. At n = d = 1 the softmax over one token is 1, and the encoder, even with
biases, is a piecewise linear function of one number with at most m kinks. On N equally spaced inputs with
alternating signs +-1, every three neighbours without a kink between them cost at least 8/3 in squared error
(the residual of a line through +1, -1, +1), so that the loss is at least ``(N // 3 - m) (8/3) / (2 N)``. (2)
The least number of parameters that reaches eps is measured against n, d, N and eps, one factor at a time
around a centre; exponents are fitted seed by seed, so their intervals are over seeds.

Rule: *fails* if the training set of (1) meets the condition and its loss is bounded above eps. Else *fails*
if an exponent's 90 % interval lies wholly above the stated one, which refutes a sufficient condition, and
*holds* if none does. An exponent far below the stated one shows that the condition is loose, and refutes
nothing.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from settled.lab.theorems.apparatus.encoder import Size, parameter_count, random_descent
from settled.lab.theorems.apparatus.slopes import Interval, mean_interval, regression
from settled.lab.theorems.theorem import Figure, Scale, Theorem, Verdict, figure

THEOREM = Theorem(
    id="width-condition",
    statement="m >= C n^2 d^2 log(1/eps) parameters (C about 1000, n sequence length, d dimension) suffice "
    "for a shallow encoder to reach training loss eps.",
    assumptions=("quadratic over-parameterisation", "a usual initialisation"),
    source="chapter 5, lines 233-243 and 257-263",
    paper="after Wu et al. 2023, On the Convergence of Encoder-only Shallow Transformers, Theorem 1",
    technologies=("softmax-attention",),
)

CONSTANT = 1000.0
STATED = {"n": 2.0, "d": 2.0, "log(1/eps)": 1.0}
PRECISIONS = (0.1, 0.01, 0.001)
GRID = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48)


SETTINGS = (
    Size(16, n=4, d=6),
    Size(16, n=2, d=6),
    Size(16, n=8, d=6),
    Size(16, n=4, d=4),
    Size(16, n=4, d=9),
    Size(10, n=4, d=6),
    Size(24, n=4, d=6),
)


def required(n: int, d: int, precision: float) -> int:
    """The parameters that the condition asks for.

    >>> required(1, 1, 0.01)
    4606
    """
    return math.ceil(CONSTANT * n**2 * d**2 * math.log(1 / precision))


def loss_floor(samples: int, kinks: int) -> float:
    """A lower bound on half the mean squared error of a piecewise linear fit to alternating signs.

    >>> round(loss_floor(12, 1), 4)
    0.3333
    """
    return max(samples // 3 - kinks, 0) * (8 / 3) / (2 * samples)


def least_parameters(size: Size, seeds: int, steps: int, seed: int) -> NDArray[np.float64]:
    """The least m from which on every wider encoder reaches each precision: [seeds, precisions].

    NaN where the widest does not reach it in so many steps.
    """
    _, descent = random_descent(list(GRID) * seeds, size, seed, steps)
    ends = descent.losses[-1].view(seeds, len(GRID)).numpy()
    sizes = [parameter_count(size.d, width) for width in GRID]
    least = np.full((seeds, len(PRECISIONS)), np.nan)
    for i, j in np.ndindex(*least.shape):
        missed = np.flatnonzero(~(ends[i] <= PRECISIONS[j]))
        first = missed[-1] + 1 if missed.size else 0
        if first < len(GRID):
            least[i, j] = sizes[first]
    return least


def exponents(least: dict[Size, NDArray[np.float64]]) -> dict[str, Interval]:
    """Exponents of the least m in n, d, N and log(1/eps), mean over seeds with its interval."""
    fits = []
    for seed in range(next(iter(least.values())).shape[0]):
        rows = [
            ((math.log(s.n), math.log(s.d), math.log(s.samples), math.log(math.log(1 / p))), math.log(m))
            for s, found in least.items()
            for p, m in zip(PRECISIONS, found[seed], strict=True)
            if np.isfinite(m)
        ]
        fits.append([i.value for i in regression([x for x, _ in rows], [y for _, y in rows])[:4]])
    names = ("n", "d", "samples", "log(1/eps)")
    return {name: mean_interval(column) for name, column in zip(names, zip(*fits, strict=True), strict=True)}


def check(scale: Scale, seed: int, *, counts_samples: bool = False) -> Verdict:
    """Check the condition; with ``counts_samples`` one that grows with N^2, too."""
    seeds, steps = (5, 400) if scale == "quick" else (16, 4000)
    least = {s: least_parameters(s, seeds, steps, seed + i) for i, s in enumerate(SETTINGS)}
    found = exponents(least)
    figures: dict[str, Figure] = {
        f"exponent of the least m in {n}": figure(*found[n]) for n in found
    } | _ratios(least)
    precision = PRECISIONS[1]
    m = required(1, 1, precision)
    samples = 12 * m
    floor = loss_floor(samples, m)
    figures["loss floor of the training set that cannot be fitted"] = figure(floor)
    meets = not counts_samples
    too_steep = [name for name, stated in STATED.items() if found[name].low > stated]
    measured = ", ".join(f"{n} {found[n].value:.2f} (stated {s:g})" for n, s in STATED.items())
    if meets and floor > precision:
        counterexample = (
            f"n = d = 1, eps = {precision}, m = {m}, N = {samples} equally spaced inputs with alternating "
            f"signs: any such encoder's loss is at least {floor:.3f}"
        )
        because = f"the condition leaves out the number of samples; measured exponents: {measured}"
        return {
            "verdict": "fails",
            "because": because,
            "counterexample": counterexample,
            "figures": figures,
        }
    because = f"measured exponents: {measured}"
    return {
        "verdict": "fails" if too_steep else "holds",
        "because": because,
        "counterexample": f"steeper than stated: {', '.join(too_steep)}" if too_steep else None,
        "figures": figures,
    }


def _ratios(least: dict[Size, NDArray[np.float64]]) -> dict[str, Figure]:
    """The least m at the centre, how loose the condition is there, and what was censored."""
    centre = SETTINGS[0]
    middle = least[centre][:, 1]
    seen = middle[np.isfinite(middle)]
    everything = np.concatenate([found.ravel() for found in least.values()])
    return {
        "least m, n=4 d=6 N=16 eps=0.01": figure(*mean_interval(seen), unit="parameters"),
        "required over least m, same place": figure(
            required(centre.n, centre.d, PRECISIONS[1]) / seen.mean()
        ),
        "not reached at the largest width": figure(float(np.isnan(everything).mean()), unit="share"),
    }
