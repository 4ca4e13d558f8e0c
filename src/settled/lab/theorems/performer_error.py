"""The error of Performer's random features falls as one over the root of their number.

Statement: FAVOR+'s positive random features estimate the softmax kernel ``exp(q.k)`` without bias and with a
root mean squared error that falls as m^(-1/2) in their number m (Choromanski et al., Rethinking Attention
with Performers, https://arxiv.org/abs/2009.14794, 2021, Lemma 1 and Theorem 2).

How it is checked: ``phi(x) = exp(w.x - |x|^2 / 2) / sqrt(m)`` with m normal w, orthogonal in blocks of d or
independent; relative error of the kernel and of attention's output against the exact ones, at queries and
keys of a stated norm; the exponent in m is fitted seed by seed, and the bias compared with its standard
error.

Rule, for the kernel with independent features: *holds* if the exponent's 90 % interval contains -1/2 and the
mean error lies within three standard errors of zero; *fails* if either does not, by more than ``SLACK`` in
the exponent; *undecided* if the exponent's interval leaves out -1/2 by less. The output's and the orthogonal
features' exponents are reported: attention divides by an estimate, so its error is not exactly of that order,
and orthogonality helps only while m <= d.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from settled.lab.theorems.apparatus.slopes import Interval, exponents_by_seed, mean_interval
from settled.lab.theorems.theorem import Figure, Scale, Theorem, Verdict, Word, figure

THEOREM = Theorem(
    id="performer-error",
    statement="Positive random features estimate the softmax kernel without bias, with an error of order "
    "m^(-1/2) in their number.",
    assumptions=("queries and keys of bounded norm",),
    source="chapter 5, lines 265-275",
    paper="Choromanski et al. 2021, Rethinking Attention with Performers, Lemma 1 and Theorem 2",
    technologies=("linear-attention",),
)

Array = NDArray[np.float64]
DIMENSION = 16
TOKENS = 32
NORM = 1.0
NUMBERS = (16, 32, 64, 128, 256, 512, 1024)
SLACK = 0.05


def directions(m: int, orthogonal: bool, rng: np.random.Generator) -> Array:
    """Normal feature directions [m, d]; orthogonal ones keep the lengths of independent ones."""
    if not orthogonal:
        return rng.standard_normal((m, DIMENSION))
    blocks = -(-m // DIMENSION)
    turned = np.linalg.qr(rng.standard_normal((blocks, DIMENSION, DIMENSION)))[0]
    rows = turned.reshape(-1, DIMENSION)[:m]
    return np.asarray(rows * np.sqrt(rng.chisquare(DIMENSION, (m, 1))))


def features(x: Array, w: Array, power: float = 0.5) -> Array:
    """``exp(w.x - |x|^2 / 2) / m**power`` [n, m]; the power 1/2 makes products of features a mean."""
    squares = (x**2).sum(1, keepdims=True) / 2
    return np.asarray(np.exp(x @ w.T - squares) / len(w) ** power)


def errors(
    q: Array, k: Array, v: Array, m: int, orthogonal: bool, power: float, rng: np.random.Generator
) -> tuple[Array, float]:
    """Relative errors of the kernel [n, n], and the relative error (Frobenius) of attention's output."""
    w = directions(m, orthogonal, rng)
    exact = np.exp(q @ k.T)
    estimate = features(q, w, power) @ features(k, w, power).T
    output = exact / exact.sum(1, keepdims=True) @ v
    given = estimate / estimate.sum(1, keepdims=True) @ v
    return estimate / exact - 1, float(np.linalg.norm(given - output) / np.linalg.norm(output))


def judge(slope: Interval, bias: Interval) -> Word:
    """The module's rule."""
    unbiased = abs(bias.value) <= 3 * max((bias.high - bias.low) / 2 / 1.645, 1e-12)
    if slope.contains(-0.5) and unbiased:
        return "holds"
    far = slope.low > -0.5 + SLACK or slope.high < -0.5 - SLACK
    return "fails" if far or not unbiased else "undecided"


def check(scale: Scale, seed: int, *, power: float = 0.5) -> Verdict:
    """Check the statement for features divided by ``m**power``."""
    draws, repeats = (12, 12) if scale == "quick" else (40, 100)
    figures: dict[str, Figure] = {}
    slopes: dict[str, Interval] = {}
    biases: list[float] = []
    for label, orthogonal in (("independent", False), ("orthogonal", True)):
        kernel_curves, output_curves = [], []
        for draw in range(draws):
            rng = np.random.default_rng([seed, draw])
            x = rng.standard_normal((3, TOKENS, DIMENSION))
            q, k = (NORM * part / np.linalg.norm(part, axis=1, keepdims=True) for part in x[:2])
            kernel, output = [], []
            for m in NUMBERS:
                found = [errors(q, k, x[2], m, orthogonal, power, rng) for _ in range(repeats)]
                kernel.append(float(np.sqrt(np.mean([error**2 for error, _ in found]))))
                output.append(float(np.sqrt(np.mean([error**2 for _, error in found]))))
                if not orthogonal and m == NUMBERS[-1]:
                    biases.append(float(np.mean([error for error, _ in found])))
            kernel_curves.append(kernel)
            output_curves.append(output)
        slopes[label] = exponents_by_seed(NUMBERS, kernel_curves)
        figures[f"exponent of the kernel's error, {label}"] = figure(*slopes[label])
        figures[f"exponent of the output's error, {label}"] = figure(
            *exponents_by_seed(NUMBERS, output_curves)
        )
        for i in (0, len(NUMBERS) - 1):
            spread = mean_interval([curve[i] for curve in output_curves])
            figures[f"output's error, {label}, m={NUMBERS[i]}"] = figure(*spread, unit="relative")
    bias = mean_interval(biases)
    figures["mean relative error of the kernel"] = figure(*bias, unit="relative")
    word = judge(slopes["independent"], bias)
    because = (
        f"the kernel's error goes as m^{slopes['independent'].value:.3f}, its mean error is {bias.value:.2g}"
    )
    return {
        "verdict": word,
        "because": because,
        "counterexample": because if word == "fails" else None,
        "figures": figures,
    }
