"""Whether normalisation in the place of the denominator mends linear attention.

Statement: replacing linear attention's denominator by a normalisation of its output bounds the gradient and
confines attention to near tokens (the founding document, after Qin et al., The Devil in Linear Transformer,
https://arxiv.org/abs/2210.10340, 2022, section 4: NormAttention bounds the gradient; block-diagonal attention
in the early layers confines it).

How it is checked: queries are moved so that their features shrink by factors down to 1e-8. (1) The gradient
of the output in the features of the query, by automatic differentiation: for the denominator, for the
normalisation with epsilon = 1e-5, and with epsilon = 0. (2) The weights: a normalisation divides a whole row
by one number, so that the ratio of any two tokens' weights stays; the ratio is compared in numbers.

Rule: the gradient is bounded if its exponent in the factor has a 90 % interval above -``FLAT`` over the last
four factors. *holds* if the normalised gradient is bounded with epsilon 0, too, and the weights' ratios
change; *holds_only_if* (epsilon above 0; and, for the range, another layer) if it is bounded with epsilon =
1e-5 but not with 0, or the ratios stay; *fails* if it is not bounded with epsilon = 1e-5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from settled.lab.theorems.apparatus.slopes import Interval, exponents_by_seed
from settled.lab.theorems.theorem import Figure, Scale, Theorem, Verdict, Word, figure

if TYPE_CHECKING:
    from torch import Tensor

THEOREM = Theorem(
    id="normalised-linear-attention",
    statement="Normalising linear attention's output in the place of its denominator bounds the gradient and "
    "confines attention to near tokens.",
    assumptions=("bounded keys and values",),
    source="chapter 5, lines 269-275 and 282",
    paper="Qin et al. 2022, The Devil in Linear Transformer, section 4",
    technologies=("linear-attention",),
)

DIMENSION, KEYS = 8, 32
SHRINKS = (1.0, 1e-2, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8)
LAST = 4
FLAT = 0.1
EPSILON = 1e-5


def output(query: Tensor, key: Tensor, value: Tensor, epsilon: float | None) -> Tensor:
    """One row of attention from features of query [d] and keys [n, d]: [d]; no epsilon: the denominator."""
    weights = key @ query
    row: Tensor = weights @ value
    return row / weights.sum() if epsilon is None else row / (row.square().mean() + epsilon).sqrt()


def gradient_norm(query: Tensor, key: Tensor, value: Tensor, epsilon: float | None) -> float:
    """The Frobenius norm of the output's Jacobian in the query's features."""
    import torch

    jacobian = torch.autograd.functional.jacobian(lambda q: output(q, key, value, epsilon), query)  # type: ignore[no-untyped-call]
    return float(jacobian.norm())


def ratio_change(query: Tensor, key: Tensor, value: Tensor) -> float:
    """How far the normalisation changes the ratio of two tokens' contributions to the output, relatively."""
    weights = key @ query
    by_sum = weights / weights.sum()
    row = weights @ value
    by_norm = weights / (row.square().mean() + EPSILON).sqrt()
    return float(((by_norm / by_norm[0]) / (by_sum / by_sum[0]) - 1).abs().max())


def judge(with_epsilon: Interval, without: Interval, change: float) -> Word:
    """The module's rule."""
    if with_epsilon.low <= -FLAT:
        return "fails"
    return "holds" if without.low > -FLAT and change > 1e-6 else "holds_only_if"


def check(scale: Scale, seed: int, *, epsilon: float = EPSILON) -> Verdict:
    """Check the statement for a normalisation with ``epsilon``; with 0 it must fail."""
    import torch

    draws = 12 if scale == "quick" else 200
    generator = torch.Generator().manual_seed(seed)
    forms = {"denominator": None, "normalised": epsilon, "normalised, epsilon 0": 0.0}
    curves: dict[str, list[list[float]]] = {name: [] for name in forms}
    change = 0.0
    for _ in range(draws):
        q = torch.rand(DIMENSION, generator=generator, dtype=torch.float64) + 0.1
        k = torch.rand(KEYS, DIMENSION, generator=generator, dtype=torch.float64)
        v = torch.randn(KEYS, DIMENSION, generator=generator, dtype=torch.float64)
        for name, form in forms.items():
            curves[name].append([gradient_norm(shrink * q, k, v, form) for shrink in SHRINKS])
        change = max(change, ratio_change(q, k, v))
    figures: dict[str, Figure] = {"largest change of two tokens' ratio of weights": figure(change)}
    slopes = {}
    for name, found in curves.items():
        slopes[name] = exponents_by_seed(SHRINKS[-LAST:], [curve[-LAST:] for curve in found])
        figures[f"exponent of the gradient in the features' size, {name}"] = figure(*slopes[name])
        figures[f"largest gradient, {name}"] = figure(max(max(curve) for curve in found))
    word = judge(slopes["normalised"], slopes["normalised, epsilon 0"], change)
    because = (
        f"the gradient is bounded only if epsilon > 0 (exponent {slopes['normalised'].value:.2f}; with 0 it "
        f"is "
        f"{slopes['normalised, epsilon 0'].value:.2f}, as with the denominator), and the tokens' ratios stay "
        f"as they "
        "were, so that nothing confines attention"
    )
    return {
        "verdict": word,
        "because": because,
        "counterexample": f"features x {SHRINKS[-1]:g} with epsilon 0" if word != "holds" else None,
        "figures": figures,
    }
