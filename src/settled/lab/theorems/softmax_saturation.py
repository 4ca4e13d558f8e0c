"""Without the factor 1/sqrt(d) the softmax of attention saturates and its gradient vanishes as d grows.

Statement: with scores q.k / sqrt(d) the softmax stays where its gradient is of constant size; with q.k alone
its largest weight tends to 1 and its gradient to 0 as d grows (Vaswani et al., Attention Is All You Need,
https://arxiv.org/abs/1706.03762, 2017, section 3.2.1).

How it is checked: for normal q and ``KEYS`` normal keys, d from 16 to 4096, the largest weight, the entropy
(as a share of log KEYS) and the Frobenius norm of the softmax's Jacobian ``diag(p) - p p^T`` are averaged,
with and without the factor. The median is reported too: the mean gradient is carried by the few draws whose
two largest scores nearly tie.

Rule: *holds* if, with the factor, the exponent of the Jacobian's norm in d has a 90 % interval within
+-``FLAT`` of 0, and without it that interval lies wholly below -``FLAT``; *fails* if either interval lies on
the wrong side of the bound; *undecided* if one straddles it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from settled.lab.theorems.apparatus.slopes import Interval, exponents_by_seed
from settled.lab.theorems.theorem import Figure, Scale, Theorem, Verdict, Word, figure

THEOREM = Theorem(
    id="softmax-saturation",
    statement="Scaling scores by 1/sqrt(d) keeps the softmax's gradient from vanishing as d grows; "
    "without the factor it vanishes.",
    assumptions=("entries of q and k are independent, normal, with mean 0 and variance 1",),
    source="chapter 5, lines 183-185",
    paper="Vaswani et al. 2017, Attention Is All You Need, section 3.2.1",
    technologies=("softmax-attention",),
)

KEYS = 64
DIMENSIONS = (16, 64, 256, 1024, 4096)
FLAT = 0.05


def softmax_state(scores: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Largest weight, entropy share and Jacobian norm of each row's softmax; scores: [draws, keys]."""
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    entropy = -(p * np.log(np.maximum(p, 1e-300))).sum(axis=1) / np.log(scores.shape[1])
    squares = (p**2).sum(axis=1)
    # |diag(p) - p p^T|^2 = sum p_i^2 - 2 sum p_i^3 + (sum p_i^2)^2
    norm = np.sqrt(np.maximum(squares - 2 * (p**3).sum(axis=1) + squares**2, 0.0))
    return {"largest weight": p.max(axis=1), "entropy share": entropy, "jacobian norm": norm}


def curves(power: float, draws: int, rng: np.random.Generator) -> dict[str, list[NDArray[np.float64]]]:
    """Each quantity's draws by dimension, for scores q.k / d**power.

    Given q, the scores of independent normal keys are independent and normal with variance ``|q|^2``, which
    is chi-square: so they are drawn directly, and d may be large.
    """
    found: dict[str, list[NDArray[np.float64]]] = {}
    for d in DIMENSIONS:
        lengths = np.sqrt(rng.chisquare(d, (draws, 1)))
        scores = rng.standard_normal((draws, KEYS)) * lengths / d**power
        for name, values in softmax_state(scores).items():
            found.setdefault(name, []).append(values)
    return found


def judge(scaled: Interval, bare: Interval) -> Word:
    """The module's rule for the two exponents."""
    if scaled.low > -FLAT and scaled.high < FLAT and bare.high < -FLAT:
        return "holds"
    if scaled.high < -FLAT or scaled.low > FLAT or bare.low > -FLAT:
        return "fails"
    return "undecided"


def check(scale: Scale, seed: int, *, power: float = 0.5) -> Verdict:
    """Check with scores divided by ``d**power`` against scores left bare; see the module for the rule."""
    rng = np.random.default_rng(seed)
    repeats, draws = (6, 400) if scale == "quick" else (20, 4000)
    figures: dict[str, Figure] = {}
    slopes: dict[str, Interval] = {}
    for label, exponent in (("scaled", power), ("bare", 0.0)):
        runs = [curves(exponent, draws, rng) for _ in range(repeats)]
        means = [[values.mean() for values in run["jacobian norm"]] for run in runs]
        slopes[label] = exponents_by_seed(DIMENSIONS, means)
        figures[f"exponent of the jacobian norm in d, {label}"] = figure(*slopes[label])
        for name in runs[0]:
            for i, d in enumerate(DIMENSIONS):
                pooled = np.concatenate([run[name][i] for run in runs])
                figures[f"{name}, {label}, d={d}, mean"] = figure(pooled.mean())
                figures[f"{name}, {label}, d={d}, median"] = figure(np.median(pooled))
    word = judge(slopes["scaled"], slopes["bare"])
    because = (
        f"the jacobian's norm goes as d^{slopes['scaled'].value:.3f} with the factor and as "
        f"d^{slopes['bare'].value:.3f} without"
    )
    counterexample = (
        f"jacobian norm at d = {DIMENSIONS[-1]} with the factor: see figures" if word == "fails" else None
    )
    return {"verdict": word, "because": because, "counterexample": counterexample, "figures": figures}
