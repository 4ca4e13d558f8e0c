"""Dividing by sqrt(d) gives the scores of attention unit variance.

Statement: for q and k of dimension d whose entries are independent, with mean 0 and variance 1,
``Var(q.k / sqrt(d)) = 1`` for every d (Vaswani et al., Attention Is All You Need,
https://arxiv.org/abs/1706.03762, 2017, section 3.2.1, footnote 4).

How it is checked: (1) exactly, with SymPy. ``E[(q.k)^2]`` is a sum over pairs (i, j) of ``E[q_i q_j] E[k_i
k_j]``, which the assumptions make a Kronecker delta; the sum is taken for a symbolic d. The same variance is
derived a second time, by expanding the square for d = 1..6 and replacing each monomial by its moments, with
third and fourth moments left as symbols. (2) By simulation, for six laws and several d.

Rule: *holds* if both derivations give 1 and no law's simultaneous 99.9 % interval (Bonferroni over all laws
and d) leaves out 1; *fails* if a derivation gives something else or such an interval leaves out 1. The
interval is that wide because a proof stands against it. The figures carry 90 % intervals. What correlated
entries, a non-zero mean and a small d do is reported, not judged: they break the assumptions.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from settled.lab.theorems.apparatus.slopes import CONFIDENCE, Interval
from settled.lab.theorems.theorem import Figure, Scale, Theorem, Verdict, figure

THEOREM = Theorem(
    id="scaling-factor",
    statement="Var(q.k / sqrt(d)) = 1 for independent entries with mean 0 and variance 1, for every d.",
    assumptions=("entries of q and k are independent", "mean 0", "variance 1"),
    source="chapter 3, lines 95-113; chapter 5, lines 183-199",
    paper="Vaswani et al. 2017, Attention Is All You Need, section 3.2.1, footnote 4",
    technologies=("softmax-attention",),
)

Sampler = Callable[[np.random.Generator, tuple[int, int]], NDArray[np.floating]]

LAWS: dict[str, Sampler] = {
    "normal": lambda rng, shape: rng.standard_normal(shape),
    "rademacher": lambda rng, shape: rng.integers(0, 2, shape) * 2.0 - 1.0,
    "uniform": lambda rng, shape: rng.uniform(-np.sqrt(3), np.sqrt(3), shape),
    "laplace": lambda rng, shape: rng.laplace(0, np.sqrt(0.5), shape),
    "exponential": lambda rng, shape: rng.exponential(1.0, shape) - 1.0,
    "sparse": lambda rng, shape: rng.standard_normal(shape) * (rng.random(shape) < 0.2) / np.sqrt(0.2),
}
DIMENSIONS = (1, 4, 64)
CORRELATION = 0.1


def variance_for_every_d(power: float = 0.5) -> object:
    """``Var(q.k / d**power)`` as a SymPy expression in a symbolic positive integer d."""
    import sympy

    d = sympy.Symbol("d", integer=True, positive=True)
    i, j = sympy.symbols("i j", integer=True)
    same = sympy.KroneckerDelta(i, j)
    # E[q_i q_j] = E[k_i k_j] = delta; the inner sum over j has exactly one term, the outer one d of them.
    inner = sympy.piecewise_fold(sympy.Sum(same * same, (j, 1, d)).doit()).subs(i, 1)
    total = sympy.Sum(sympy.simplify(inner), (i, 1, d)).doit()
    return sympy.simplify(total / d ** (2 * sympy.nsimplify(power)))


def variance_by_expansion(d: int, power: float = 0.5) -> object:
    """The same for one d, from the expanded square, higher moments being free symbols."""
    import sympy

    q, k = sympy.symbols(f"q0:{d}"), sympy.symbols(f"k0:{d}")
    moment = {0: 1, 1: 0, 2: 1, 3: sympy.Symbol("m3"), 4: sympy.Symbol("m4")}
    square = sympy.Poly(sympy.expand(sum(a * b for a, b in zip(q, k, strict=True)) ** 2), *q, *k)
    expected = sum(c * sympy.prod([moment[e] for e in powers]) for powers, c in square.terms())
    return sympy.simplify(expected / sympy.Integer(d) ** (2 * sympy.nsimplify(power)))


def variance_interval(scores: NDArray[np.float64], confidence: float) -> Interval:
    """The variance of the scores with a normal interval that uses their own fourth moment."""
    from scipy.stats import norm

    centred = scores - scores.mean()
    variance = float((centred**2).mean())
    error = float((centred**2).std() / np.sqrt(scores.size))
    half = float(norm.ppf(0.5 + confidence / 2)) * error
    return Interval(variance, variance - half, variance + half)


def simulate(law: Sampler, d: int, n: int, rng: np.random.Generator, power: float) -> NDArray[np.float64]:
    """n scores ``q.k / d**power`` of fresh q and k."""
    return np.asarray((law(rng, (n, d)) * law(rng, (n, d))).sum(axis=1) / d**power, dtype=np.float64)


def correlated_variance(d: int, n: int, rng: np.random.Generator) -> float:
    """Variance of the scaled score if the entries of q share a correlation, and so do those of k.

    It is 1 + (d - 1) rho^2 exactly: the scaled variance then grows with d.
    """

    def entries() -> NDArray[np.float64]:
        shared = rng.standard_normal((n, 1))
        own = rng.standard_normal((n, d))
        return np.asarray(np.sqrt(CORRELATION) * shared + np.sqrt(1 - CORRELATION) * own)

    return float(((entries() * entries()).sum(axis=1) / np.sqrt(d)).var())


def check(scale: Scale, seed: int, *, power: float = 0.5) -> Verdict:
    """Check the statement with the scores divided by ``d**power``; see the module for the rule."""
    rng = np.random.default_rng(seed)
    n = 20_000 if scale == "quick" else 400_000
    symbolic = str(variance_for_every_d(power))
    expanded = [str(variance_by_expansion(d, power)) for d in range(1, 7)]
    exact = symbolic == "1" and set(expanded) == {"1"}
    simultaneous = 1 - 0.001 / (len(LAWS) * len(DIMENSIONS))
    figures: dict[str, Figure] = {}
    outside: list[str] = []
    for name, law in LAWS.items():
        for d in DIMENSIONS:
            scores = simulate(law, d, n, rng, power)
            found = variance_interval(scores, CONFIDENCE)
            figures[f"variance, {name}, d={d}"] = figure(*found)
            if not variance_interval(scores, simultaneous).contains(1.0):
                outside.append(f"{name}, d={d}: {found.value:.3f}")
    figures |= _beyond(n, rng)
    holds = exact and not outside
    counterexample = (
        None if holds else f"symbolic variance {symbolic}; outside: {'; '.join(outside) or 'none'}"
    )
    because = (
        f"the variance is {symbolic} for symbolic d and for {len(LAWS)} simulated laws; with entries "
        f"correlated by {CORRELATION} it would be {1 + 63 * CORRELATION**2:.2f} at d = 64"
        if holds
        else f"the variance is {symbolic} for symbolic d, not 1"
    )
    return {
        "verdict": "holds" if holds else "fails",
        "because": because,
        "counterexample": counterexample,
        "figures": figures,
    }


def _beyond(n: int, rng: np.random.Generator) -> dict[str, Figure]:
    """What happens outside the assumptions (correlation, a mean of 1) and to the shape at small d."""
    found = {
        f"variance, correlation {CORRELATION}, d={d}": figure(correlated_variance(d, n, rng))
        for d in DIMENSIONS
    }
    shifted = ((rng.standard_normal((n, 64)) + 1) * (rng.standard_normal((n, 64)) + 1)).sum(axis=1) / 8
    found["variance, entries of mean 1, d=64"] = figure(float(shifted.var()))
    for d in DIMENSIONS:
        scores = simulate(LAWS["normal"], d, n, rng, 0.5)
        kurtosis = float((scores**4).mean() / (scores**2).mean() ** 2 - 3)
        found[f"excess kurtosis, normal, d={d}"] = figure(kurtosis)
    return found
