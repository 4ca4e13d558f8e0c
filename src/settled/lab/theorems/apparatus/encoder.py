"""The shallow encoder that the convergence theorems are about, many independent ones at a time.

``f(X) = mean over tokens of act(softmax(X W_Q (X W_K)^T / sqrt(width)) X W_V) w_O``: one head, one layer,
mean pooling and a scalar output, as in Wu et al., On the Convergence of Encoder-only Shallow Transformers,
https://arxiv.org/abs/2311.01575, 2023, equations (1)-(4), with LeCun's initialisation.

All parameters carry a leading dimension of runs: [R, ...]. A run narrower than the widest has its further
units at zero, where they stay: their gradient is zero under ReLU. So runs of several widths and seeds share
one batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from torch import Tensor


class Encoders(NamedTuple):
    """Parameters of R encoders: query, key, value [R, d, m] and output [R, m]."""

    query: Tensor
    key: Tensor
    value: Tensor
    output: Tensor


class Task(NamedTuple):
    """Inputs [R, N, n, d] with unit-norm tokens, and targets [R, N] of +-1."""

    inputs: Tensor
    targets: Tensor


class Size(NamedTuple):
    """Of a task: samples N, tokens n, dimension d."""

    samples: int
    n: int
    d: int


class Descent(NamedTuple):
    """What gradient descent went through: losses and squared gradient norms [points, R], and where it ended.

    The losses never rise.
    """

    losses: Tensor
    squared_gradients: Tensor
    encoders: Encoders


def parameter_count(d: int, width: int) -> int:
    """Numbers in one encoder.

    >>> parameter_count(4, 8)
    104
    """
    return 3 * d * width + width


def random_task(runs: int, samples: int, n: int, d: int, seed: int) -> Task:
    """Random tokens on the sphere and random signs as targets, in float64: the hardest labels there are."""
    import torch

    generator = torch.Generator().manual_seed(seed)
    inputs = torch.randn(runs, samples, n, d, generator=generator, dtype=torch.float64)
    signs = torch.randint(0, 2, (runs, samples), generator=generator).double() * 2 - 1
    return Task(inputs / inputs.norm(dim=-1, keepdim=True), signs)


def random_encoders(d: int, widths: Sequence[int], seed: int) -> Encoders:
    """One encoder a width, with LeCun's variances (1/d for the maps, 1/width for the output), in float64."""
    import torch

    generator = torch.Generator().manual_seed(seed)
    widest = max(widths)
    alive = (torch.arange(widest)[None] < torch.tensor(widths)[:, None]).double()  # [R, m]

    def maps() -> Tensor:
        drawn = torch.randn(len(widths), d, widest, generator=generator, dtype=torch.float64)
        return drawn.div(d**0.5) * alive[:, None]

    output = torch.randn(len(widths), widest, generator=generator, dtype=torch.float64)
    return Encoders(maps(), maps(), maps(), output * alive / torch.tensor(widths)[:, None] ** 0.5)


def outputs(encoders: Encoders, inputs: Tensor, widths: Tensor, activation: str = "relu") -> Tensor:
    """What the encoders give: [R, N] for inputs [R, N, n, d] and widths [R]."""
    import torch

    act = {"relu": torch.relu, "tanh": torch.tanh}[activation]
    product = encoders.query @ encoders.key.transpose(1, 2) / widths[:, None, None] ** 0.5  # [R, d, d]
    scores = torch.einsum("rstd,rde,rsue->rstu", inputs, product, inputs)
    mixed = torch.softmax(scores, -1) @ inputs  # [R, N, n, d]
    hidden = act(torch.einsum("rstd,rdm->rstm", mixed, encoders.value)).mean(2)
    found: Tensor = torch.einsum("rsm,rm->rs", hidden, encoders.output)
    return found


def losses(encoders: Encoders, task: Task, widths: Tensor, activation: str = "relu") -> Tensor:
    """Half the mean squared error of each run: [R]."""
    return 0.5 * ((outputs(encoders, task.inputs, widths, activation) - task.targets) ** 2).mean(1)


def gradients(encoders: Encoders, task: Task, widths: Tensor) -> tuple[Tensor, Encoders]:
    """Losses [R] and their gradients; the runs do not touch one another."""
    import torch

    leaves = Encoders(*(p.detach().requires_grad_() for p in encoders))
    value = losses(leaves, task, widths)
    return value.detach(), Encoders(*torch.autograd.grad(value.sum(), list(leaves)))


def squared_norm(slopes: Encoders) -> Tensor:
    """The squared norm of each run's gradient: [R]."""
    return sum((g.flatten(1) ** 2).sum(1) for g in slopes)  # type: ignore[return-value]


def flatten(encoders: Encoders, run: int) -> Tensor:
    """All parameters of one run in one vector [P]."""
    import torch

    return torch.cat([p[run].flatten() for p in encoders])


def unflatten(vector: Tensor, d: int, width: int) -> Encoders:
    """The inverse of :func:`flatten`: one run's encoder from its vector [width (3 d + 1)]."""
    size = d * width
    maps = [vector[i * size : (i + 1) * size].view(1, d, width) for i in range(3)]
    return Encoders(maps[0], maps[1], maps[2], vector[3 * size :].view(1, width))


def hessian(loss: Callable[[Tensor], Tensor], at: Tensor) -> Tensor:
    """All second derivatives [P, P] of a scalar function at a vector [P]."""
    import torch

    found: Tensor = torch.autograd.functional.hessian(loss, at)  # type: ignore[no-untyped-call]
    return found


def curvature(encoders: Encoders, task: Task, widths: Tensor, rounds: int = 30) -> Tensor:
    """Largest eigenvalue of each run's Gauss-Newton matrix ``J^T J / N`` [R], by power iteration.

    Near interpolation it is the Hessian's largest eigenvalue, so that 2 over it is the largest stable step.
    """
    import torch

    vector = torch.ones_like(task.targets)
    size = torch.ones(len(vector), dtype=vector.dtype)
    leaves = Encoders(*(p.detach().requires_grad_() for p in encoders))
    for _ in range(rounds):
        vector = (vector / vector.norm(dim=1, keepdim=True)).requires_grad_()
        seen = outputs(leaves, task.inputs, widths)
        pulled = torch.autograd.grad((seen * vector).sum(), list(leaves), create_graph=True)  # J^T v
        product = torch.stack([(g * g.detach()).sum() for g in pulled]).sum()
        vector = torch.autograd.grad(product, vector)[0]  # J J^T v
        size = vector.norm(dim=1)
    return size / task.targets.shape[1]


def descend(
    encoders: Encoders, task: Task, widths: Tensor, steps: int, every: int = 10, first_share: float = 0.5
) -> Descent:
    """Gradient descent, each run with its own step: halved when the loss would rise, else grown by a tenth.

    So every step stays below 2 over the curvature that it meets, as the descent inequality wants, however the
    curvature changes along the way.

    Args:
        every: keep one point of the curves in so many steps.
        first_share: the first step, as a share of 2 over the curvature at the start.
    """
    import torch

    def at(step: Tensor, like: Tensor) -> Tensor:
        return step.view(-1, *[1] * (like.dim() - 1))

    eta = first_share * 2 / curvature(encoders, task, widths)
    value, slopes = gradients(encoders, task, widths)
    curve = [(value, squared_norm(slopes))]
    for step in range(1, steps + 1):
        tried = Encoders(*(p - at(eta, p) * g for p, g in zip(encoders, slopes, strict=True)))
        new_value, new_slopes = gradients(tried, task, widths)
        taken = new_value <= value  # False for NaN, too
        encoders = Encoders(*(torch.where(at(taken, p), q, p) for p, q in zip(encoders, tried, strict=True)))
        slopes = Encoders(*(torch.where(at(taken, p), q, p) for p, q in zip(slopes, new_slopes, strict=True)))
        value = torch.where(taken, new_value, value)
        eta = torch.where(taken, eta * 1.1, eta / 2)
        if step % every == 0:
            curve.append((value, squared_norm(slopes)))
    return Descent(torch.stack([v for v, _ in curve]), torch.stack([s for _, s in curve]), encoders)


def random_descent(
    widths: Sequence[int], size: Size, seed: int, steps: int, *, every: int = 10, conflicting: bool = False
) -> tuple[Task, Descent]:
    """Random encoders, one a width, each on a random task of its own, down to where so many steps lead.

    Args:
        every: keep one point of the curves in so many steps.
        conflicting: give the first two samples the same tokens and opposite targets, so that no loss is zero.
    """
    import torch

    task = random_task(len(widths), *size, seed)
    if conflicting:
        task.inputs[:, 1] = task.inputs[:, 0]
        task.targets[:, 1] = -task.targets[:, 0]
    encoders = random_encoders(size.d, widths, seed + 1)
    return task, descend(encoders, task, torch.tensor(widths).double(), steps, every)
