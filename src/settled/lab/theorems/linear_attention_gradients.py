"""Gradients of linear attention are unbounded, those of softmax attention are not.

Statement: write attention's weights as ``p_j = s_j / sum s``. With softmax, ``s_j = exp(x_j)``, every
derivative ``dp_j / dx_k`` is at most 1/4 in size; with linear attention the scores are the ``s_j`` themselves
and the derivative ``(1[j=k] - p_j) / sum s`` is unbounded as they shrink (Qin et al., The Devil in Linear
Transformer, https://arxiv.org/abs/2210.10340, 2022, section 3.1).

How it is checked: (1) the bound 1/4 is derived with SymPy from ``p (1 - p)`` and searched for violations; (2)
the gradient's greatest entry is taken by automatic differentiation as queries and keys are moved so that the
scores shrink by a factor a: ``relu`` features multiplied by a, and ``elu + 1`` features at x = -t, where they
are exp(-t). The exponent of the gradient in the denominator ``sum s`` is fitted seed by seed; -1 is
unbounded.

Rule: *holds* if no softmax derivative exceeds 1/4 beyond rounding and for both feature maps the exponent's 90
% interval lies below ``-GROWS``; *fails* if softmax exceeds it or an interval lies above; else *undecided*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from settled.lab.theorems.apparatus.feature_maps import FEATURES, features
from settled.lab.theorems.apparatus.slopes import Interval, exponents_by_seed
from settled.lab.theorems.theorem import Figure, Scale, Theorem, Verdict, Word, figure

if TYPE_CHECKING:
    from torch import Tensor

THEOREM = Theorem(
    id="linear-attention-gradients",
    statement="Derivatives of softmax attention's weights in their scores are at most 1/4; those of linear "
    "attention's are unbounded.",
    assumptions=("weights divided by their sum, with nothing added to the denominator",),
    source="chapter 5, lines 265-267 and 281-282",
    paper="Qin et al. 2022, The Devil in Linear Transformer, section 3.1",
    technologies=("linear-attention",),
    stance="against",
)

DIMENSION, KEYS = 8, 16
SHRINKS = (1.0, 0.1, 0.01, 1e-3, 1e-4)
GROWS = 0.9


def softmax_bound() -> object:
    """The greatest value of ``p (1 - p)``, the size of the largest derivative of a softmax."""
    import sympy

    p = sympy.Symbol("p", real=True)
    return sympy.maximum(p * (1 - p), p, sympy.Interval(0, 1))


def largest_derivative(scores: Tensor, softmax: bool) -> float:
    """The largest absolute derivative of a weight in a score, scores [keys]."""
    import torch

    p = scores.softmax(0) if softmax else scores / scores.sum()
    if softmax:
        jacobian = torch.diag(p) - torch.outer(p, p)
    else:
        jacobian = (torch.eye(len(p), dtype=p.dtype) - p[:, None]) / scores.sum()
    return float(jacobian.abs().max())


def shrunk_scores(q: Tensor, k: Tensor, kind: str, shrink: float) -> Tensor:
    """Scores ``phi(q) . phi(k_j)`` [keys] after moving q so that its features shrink by about the factor."""
    import math

    moved = q * shrink if kind == "relu" else -q.abs() + math.log(shrink)
    return features(moved[None], kind)[0] @ features(k, kind).T


def judge(largest_softmax: float, slopes: dict[str, Interval]) -> Word:
    """The module's rule."""
    if largest_softmax > 0.25 + 1e-12 or any(s.low > -GROWS for s in slopes.values()):
        return "fails"
    return "holds" if all(s.high < -GROWS for s in slopes.values()) else "undecided"


def check(scale: Scale, seed: int, *, added: float = 0.0) -> Verdict:
    """Check the statement; ``added`` to the denominator bounds the gradient, so that it must fail."""
    import torch

    draws = 40 if scale == "quick" else 1000
    generator = torch.Generator().manual_seed(seed)
    largest = 0.0
    curves: dict[str, list[list[float]]] = {kind: [] for kind in FEATURES}
    sums: dict[str, list[list[float]]] = {kind: [] for kind in FEATURES}
    for _ in range(draws):
        q = torch.randn(DIMENSION, generator=generator, dtype=torch.float64)
        k = torch.randn(KEYS, DIMENSION, generator=generator, dtype=torch.float64)
        for stretch in (0.1, 1.0, 10.0):
            largest = max(largest, largest_derivative(stretch * (k @ q), softmax=True))
        for kind in FEATURES:
            scores = [shrunk_scores(q, k, kind, shrink) for shrink in SHRINKS]
            if all(float(s.sum()) > 0 for s in scores):
                curves[kind].append(
                    [
                        largest_derivative(torch.cat([s, torch.full((1,), added)]), softmax=False)
                        for s in scores
                    ]
                )
                sums[kind].append([float(s.sum()) for s in scores])
    figures: dict[str, Figure] = {"largest derivative, softmax": figure(largest)}
    slopes = {}
    for kind in FEATURES:
        sizes = torch.tensor(sums[kind]).mean(0).numpy()
        slopes[kind] = exponents_by_seed(sizes, curves[kind])
        figures[f"exponent of the derivative in the sum of scores, {kind}"] = figure(*slopes[kind])
        figures[f"largest derivative, {kind}, scores x {SHRINKS[-1]:g}"] = figure(
            max(c[-1] for c in curves[kind])
        )
    bound = softmax_bound()
    word = judge(largest if str(bound) == "1/4" else float("inf"), slopes)
    because = (
        f"softmax: at most {largest:.4f} (bound {bound}); linear: the derivative goes as the sum of scores "
        f"to the "
        f"power {', '.join(f'{s.value:.2f} ({kind})' for kind, s in slopes.items())}"
    )
    return {
        "verdict": word,
        "because": because,
        "counterexample": because if word == "fails" else None,
        "figures": figures,
    }
