"""Whether the gradient of a transformer's loss is Lipschitz over all parameters.

Statement: there is one L with ``|grad loss(a) - grad loss(b)| <= L |a - b|`` for all parameters a and b of a
shallow transformer. (It is the second step of the founding document's proof. That attention is not Lipschitz
on an unbounded domain is known: Kim et al., The Lipschitz Constant of Self-Attention,
https://arxiv.org/abs/2006.04710, 2021, Theorem 3.1.)

How it is checked: for a shallow encoder with a smooth activation (tanh; ReLU's kinks would refute the
statement at once), the Hessian's largest absolute eigenvalue is taken with the output weights multiplied by s
from 1 to 64, at random parameters. L is at least each of these eigenvalues, so growth without bound refutes
the statement. On the ball ``|theta| <= 1`` the largest eigenvalue found is reported: there is one.

Rule: *fails* if the eigenvalue's exponent in s has a 90 % interval wholly above ``GROWS``; *holds* if it lies
wholly below; *undecided* otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from settled.lab.theorems.apparatus.encoder import (
    flatten,
    hessian,
    losses,
    parameter_count,
    random_encoders,
    random_task,
    unflatten,
)
from settled.lab.theorems.apparatus.slopes import Interval, exponents_by_seed, mean_interval
from settled.lab.theorems.theorem import Figure, Scale, Theorem, Verdict, Word, figure

if TYPE_CHECKING:
    from torch import Tensor

    Loss = Callable[[Tensor], Tensor]

THEOREM = Theorem(
    id="lipschitz-gradient",
    statement="The gradient of a shallow transformer's loss is Lipschitz, with one constant for all "
    "parameters.",
    assumptions=("none on the parameters: the constant must serve them all",),
    source="chapter 3, lines 75-79; chapter 5, lines 213-217",
    paper="against it: Kim et al. 2021, The Lipschitz Constant of Self-Attention, Theorem 3.1",
    technologies=("softmax-attention",),
)

DIMENSION, WIDTH, LENGTH, SAMPLES = 3, 4, 4, 8
SCALES = (1, 2, 4, 8, 16, 32, 64)
GROWS = 0.1


def encoder_loss(seed: int) -> tuple[Loss, Tensor]:
    """A smooth encoder's loss as a function of all its parameters, and a random start."""
    import torch

    task = random_task(1, SAMPLES, LENGTH, DIMENSION, seed)
    width = torch.tensor([float(WIDTH)], dtype=torch.float64)

    def loss(vector: Tensor) -> Tensor:
        return losses(unflatten(vector, DIMENSION, WIDTH), task, width, "tanh")[0]

    return loss, flatten(random_encoders(DIMENSION, [WIDTH], seed + 1), 0)


def linear_loss(seed: int) -> tuple[Loss, Tensor]:
    """The loss of a linear model of as many parameters: its gradient is Lipschitz."""
    import torch

    generator = torch.Generator().manual_seed(seed)
    size = parameter_count(DIMENSION, WIDTH)
    data = torch.randn(SAMPLES, size, generator=generator, dtype=torch.float64)
    start = torch.randn(size, generator=generator, dtype=torch.float64)
    return (lambda vector: 0.5 * ((data @ vector - 1) ** 2).mean()), start


def largest_curvature(loss: Loss, at: Tensor) -> float:
    """The Hessian's largest absolute eigenvalue, a lower bound on any L."""
    import torch

    return float(torch.linalg.eigvalsh(hessian(loss, at)).abs().max())


def stretched(vector: Tensor, factor: float) -> Tensor:
    """The parameters with the output weights, which are the last, multiplied by the factor."""
    import torch

    return torch.cat([vector[:-WIDTH], factor * vector[-WIDTH:]])


def judge(grows: Interval) -> Word:
    """The module's rule."""
    if grows.low > GROWS:
        return "fails"
    return "holds" if grows.high < GROWS else "undecided"


def check(scale: Scale, seed: int, *, linear: bool = False) -> Verdict:
    """Check the statement for the encoder, or for a ``linear`` model, of which it is true."""
    draws = 6 if scale == "quick" else 40
    problem = linear_loss if linear else encoder_loss
    curves, balls = [], []
    for i in range(draws):
        loss, start = problem(seed + 2 * i)
        curves.append([largest_curvature(loss, stretched(start, factor)) for factor in SCALES])
        balls.append(largest_curvature(loss, start / start.norm()))
    grows = exponents_by_seed(SCALES, curves)
    figures: dict[str, Figure] = {
        "exponent of the largest curvature in the output's scale": figure(*grows),
        "largest curvature on the unit sphere, greatest found": figure(max(balls)),
    }
    for i, factor in enumerate(SCALES):
        found = mean_interval([curve[i] for curve in curves])
        figures[f"largest curvature, output x {factor}"] = figure(*found)
    word = judge(grows)
    worst = max(curve[-1] for curve in curves)
    return {
        "verdict": word,
        "because": f"the largest curvature goes as the output's scale to the power {grows.value:.2f}",
        "counterexample": f"output x {SCALES[-1]}: curvature {worst:.3g}" if word == "fails" else None,
        "figures": figures,
    }
