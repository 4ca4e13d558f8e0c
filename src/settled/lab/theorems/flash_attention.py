"""FlashAttention computes the same attention as the naive form, at memory linear in the length.

Statement: tiled attention with an online softmax equals ``softmax(q k^T / sqrt(d)) v`` in value and gradient,
and needs O(n) memory beyond its inputs where the naive form needs O(n^2) (Dao et al., FlashAttention,
https://arxiv.org/abs/2205.14135, 2022, Theorem 1 and appendix B).

How it is checked: an own tiled form (apparatus/flash.py) against the naive one in float64, causal and not, at
lengths that the tile does not divide, and with scores so large that an unguarded exponential overflows.
Memory is counted, not guessed: every tensor that an operation of forward or backward makes is followed until
it dies; the peak's exponent in n is fitted over doublings. Counts are exact, so there is no interval from
noise; the interval is the fit's own.

Rule: *holds* if the greatest relative deviation of value and gradients is below ``SAME`` and the tiled peak's
exponent is below ``LINEAR`` while the naive one's is above ``QUADRATIC``; *fails* otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from settled.lab.theorems.apparatus.slopes import exponent
from settled.lab.theorems.theorem import Figure, Scale, Theorem, Verdict, figure

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    Form = Callable[[Tensor, Tensor, Tensor], Tensor]

THEOREM = Theorem(
    id="flash-attention",
    statement="Tiled attention with an online softmax equals the naive form in value and gradient, at O(n) "
    "memory.",
    assumptions=("the tile's size is fixed",),
    source="chapter 5, line 284",
    paper="Dao et al. 2022, FlashAttention, Theorem 1",
    technologies=("softmax-attention",),
)

DIMENSION = 16
SAME = 1e-9
LINEAR, QUADRATIC = 1.15, 1.7
CASES = ((1, 1.0), (31, 1.0), (64, 1.0), (130, 1.0), (130, 1e3))


def deviation(n: int, stretch: float, causal: bool, rescale: bool, seed: int) -> tuple[float, float]:
    """Greatest deviation of the value, and of the gradients, over the greatest entry of the naive form's.

    Args:
        stretch: queries are multiplied by it; 1000 gives scores far beyond the range of exp.
    """
    import torch

    from settled.lab.theorems.apparatus.flash import flash_attention, naive_attention

    generator = torch.Generator().manual_seed(seed)
    drawn = torch.randn(4, n, DIMENSION, generator=generator, dtype=torch.float64)
    inputs = [(drawn[0] * stretch).requires_grad_(), *(x.clone().requires_grad_() for x in drawn[1:3])]

    def run(form: Form) -> tuple[Tensor, Tensor]:
        value = form(*inputs)
        slopes = torch.autograd.grad((value * drawn[3]).sum(), inputs)
        return value.detach(), torch.cat([s.flatten() for s in slopes])

    given = run(lambda q, k, v: flash_attention(q, k, v, causal, rescale))
    truth = run(lambda q, k, v: naive_attention(q, k, v, causal))
    first, second = (
        float(((a - b).abs().max() / b.abs().max().clamp_min(1e-12)).nan_to_num(nan=torch.inf))
        for a, b in zip(given, truth, strict=True)
    )
    return first, second


def memory(n: int, tiled: bool) -> tuple[int, int]:
    """The peak of live bytes, and the largest tensor's, over one forward and backward of length n."""
    import torch

    from settled.lab.theorems.apparatus.flash import MemoryMeter, flash_attention, naive_attention

    inputs = [torch.randn(n, DIMENSION, dtype=torch.float32).requires_grad_() for _ in range(3)]
    form = flash_attention if tiled else naive_attention
    with MemoryMeter() as meter:
        form(inputs[0], inputs[1], inputs[2], False).sum().backward()  # type: ignore[no-untyped-call]
    return meter.peak, meter.largest


def check(scale: Scale, seed: int, *, rescale: bool = True) -> Verdict:
    """Check the statement; without ``rescale`` the online softmax is broken."""
    lengths = (128, 256, 512, 1024) if scale == "quick" else (256, 512, 1024, 2048, 4096)
    figures: dict[str, Figure] = {}
    worst, where = 0.0, ""
    for n, stretch in CASES:
        for causal in (False, True):
            value, slope = deviation(n, stretch, causal, rescale, seed)
            place = f"n={n}{', causal' if causal else ''}{', large scores' if stretch > 1 else ''}"
            figures[f"deviation of the value, {place}"] = figure(min(value, 1e300), unit="relative")
            figures[f"deviation of the gradient, {place}"] = figure(min(slope, 1e300), unit="relative")
            if max(value, slope) > worst:
                worst, where = max(value, slope), place
    slopes = {}
    for label, tiled in (("tiled", True), ("naive", False)):
        found = [memory(n, tiled) for n in lengths]
        slopes[label] = exponent(lengths, [peak for peak, _ in found])
        figures[f"exponent of the peak memory in n, {label}"] = figure(*slopes[label])
        figures[f"peak memory, {label}, n={lengths[-1]}"] = figure(found[-1][0], unit="bytes")
        figures[f"largest tensor, {label}, n={lengths[-1]}"] = figure(found[-1][1], unit="bytes")
    same = worst <= SAME
    lean = slopes["tiled"].value < LINEAR and slopes["naive"].value > QUADRATIC
    because = (
        f"the greatest relative deviation is {worst:.2g} ({where}); peak memory goes as "
        f"n^{slopes['tiled'].value:.2f}, "
        f"the naive form's as n^{slopes['naive'].value:.2f}"
    )
    return {
        "verdict": "holds" if same and lean else "fails",
        "because": because,
        "counterexample": None if same and lean else because,
        "figures": figures,
    }
