"""Whether the loss of an over-parameterised transformer is strongly convex.

Statement: in the over-parameterised region there is one mu > 0 with ``loss(b) >= loss(a) + <grad loss(a), b -
a> + mu/2 |b - a|^2`` for all a and b. (First step of the founding document's proof. Liu, Zhu and Belkin, Loss
landscapes and optimization in over-parameterized non-linear systems and neural networks,
https://arxiv.org/abs/2003.00307, 2022, section 3, show that such losses are not even convex near their
minima, and use the Polyak-Lojasiewicz condition instead.)

How it is checked: a shallow encoder with more parameters P than samples N descends to a minimum. (1) Its
Hessian there is taken whole: where the loss is zero it is ``J^T J / N``, of rank N at most, so that at least
P - N eigenvalues must vanish. Runs that did not get there (loss above ``FOUND``) are left out. (2) Exchanging
hidden units, or scaling a unit's value by s and its output by 1/s, gives another minimum of exactly the same
loss. For strong convexity the loss midway between two points must be below their mean by ``mu/8 |b - a|^2``;
the largest mu that each pair allows is computed.

Rule: *fails* if a pair allows only mu < 0 (beyond rounding) or the Hessian at the minimum has an eigenvalue
below ``NULL`` of its largest; *undecided* if no run reached a minimum; *holds* if every pair allows mu > 0
and no eigenvalue is that small.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from settled.lab.theorems.apparatus.encoder import (
    Size,
    Task,
    flatten,
    hessian,
    losses,
    parameter_count,
    random_descent,
    unflatten,
)
from settled.lab.theorems.theorem import Figure, Scale, Theorem, Verdict, figure

if TYPE_CHECKING:
    from torch import Tensor

THEOREM = Theorem(
    id="strong-convexity",
    statement="The loss of an over-parameterised shallow transformer is strongly convex.",
    assumptions=("more parameters than samples",),
    source="chapter 3, lines 69-73; chapter 5, lines 207-211",
    paper="against it: Liu, Zhu and Belkin 2022, Loss landscapes and optimization in over-parameterized "
    "non-linear systems and neural networks, section 3",
    technologies=("softmax-attention",),
)

SIZE = Size(samples=6, n=3, d=3)
WIDTHS = (8, 16, 24)
NULL = 1e-6
FOUND = 1e-10


class Minimum(NamedTuple):
    """A loss, a minimum of it, and further points that belong to pairs with the minimum."""

    loss: Callable[[Tensor], Tensor]
    at: Tensor
    partners: list[Tensor]


def encoder_minima(width: int, draws: int, steps: int, seed: int) -> list[Minimum]:
    """Encoders that reached zero loss; the partners of each: its units exchanged, and a unit rescaled."""
    import torch

    task, descent = random_descent([width] * draws, SIZE, seed, steps)
    end = descent.encoders
    widths = torch.full((draws,), float(width), dtype=torch.float64)
    exchanged = end._replace(value=end.value.roll(1, -1), output=end.output.roll(1, -1))
    grow = torch.ones(width, dtype=torch.float64)
    grow[0] = 2.0
    rescaled = end._replace(value=end.value * grow, output=end.output / grow)

    def loss_of(run: int) -> Callable[[Tensor], Tensor]:
        own = Task(task.inputs[run : run + 1], task.targets[run : run + 1])
        return lambda vector: losses(unflatten(vector, SIZE.d, width), own, widths[:1])[0]

    ends = losses(end, task, widths)
    return [
        Minimum(loss_of(run), flatten(end, run), [flatten(exchanged, run), flatten(rescaled, run)])
        for run in range(draws)
        if float(ends[run]) < FOUND
    ]


def linear_minima(width: int, draws: int, steps: int, seed: int) -> list[Minimum]:
    """Least squares with more samples than parameters: strongly convex, and solved without ``steps``."""
    import torch

    del steps
    generator = torch.Generator().manual_seed(seed)
    size = parameter_count(SIZE.d, width)

    def one() -> Minimum:
        data = torch.randn(4 * size, size, generator=generator, dtype=torch.float64)
        targets = torch.randn(4 * size, generator=generator, dtype=torch.float64)
        at = torch.linalg.lstsq(data, targets[:, None]).solution[:, 0]
        partner = at + torch.randn(size, generator=generator, dtype=torch.float64)
        return Minimum(lambda vector: 0.5 * ((data @ vector - targets) ** 2).mean(), at, [partner])

    return [one() for _ in range(draws)]


def allowed_mu(minimum: Minimum, partner: Tensor) -> float:
    """The largest mu that the two points and their middle allow; negative if they refute convexity itself."""
    first, second = minimum.loss(minimum.at), minimum.loss(partner)
    middle = minimum.loss((minimum.at + partner) / 2)
    return float(8 * ((first + second) / 2 - middle) / ((minimum.at - partner) ** 2).sum())


def spectrum(minimum: Minimum) -> Tensor:
    """The Hessian's eigenvalues at the minimum, as shares of the largest, ascending."""
    import torch

    values: Tensor = torch.linalg.eigvalsh(hessian(minimum.loss, minimum.at))
    return values / values.abs().max()


def check(scale: Scale, seed: int, *, linear: bool = False) -> Verdict:
    """Check the statement for encoders, or for ``linear`` least squares, of which it is true."""
    draws, steps = (6, 1500) if scale == "quick" else (16, 4000)
    solve = linear_minima if linear else encoder_minima
    figures: dict[str, Figure] = {}
    worst, nulls = float("inf"), 0.0
    for width in WIDTHS:
        minima = solve(width, draws, steps, seed)
        if not minima:
            continue
        spectra = [spectrum(minimum) for minimum in minima]
        null = [float((values.abs() < NULL).sum()) for values in spectra]
        allowed = [min(allowed_mu(minimum, p) for p in minimum.partners) for minimum in minima]
        parameters = len(minima[0].at)
        figures[f"zero eigenvalues of {parameters} at the minimum"] = figure(sum(null) / len(null))
        figures[f"least eigenvalue over the largest, {parameters} parameters"] = figure(
            min(float(values[0]) for values in spectra)
        )
        figures[f"largest mu that every pair allows, {parameters} parameters"] = figure(min(allowed))
        figures[f"minima found in {draws} runs, {parameters} parameters"] = figure(len(minima))
        worst, nulls = min(worst, *allowed), max(nulls, *null)
    if not figures:
        because = f"none of {draws} runs a width reached a minimum"
        return {"verdict": "undecided", "because": because, "counterexample": None, "figures": figures}
    holds = worst > NULL and nulls == 0
    counterexample = (
        f"two minima of equal loss, one with its hidden units exchanged: midway the loss is higher, which "
        f"allows only mu <= {worst:.3g}"
    )
    return {
        "verdict": "holds" if holds else "fails",
        "because": f"up to {nulls:.0f} eigenvalues vanish at the minima, and pairs of minima allow only "
        f"mu <= {worst:.3g}"
        if not holds
        else f"no eigenvalue vanishes, every pair allows mu >= {worst:.3g}",
        "counterexample": None if holds else counterexample,
        "figures": figures,
    }
