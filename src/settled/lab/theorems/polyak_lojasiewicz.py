"""Whether the Polyak-Lojasiewicz condition takes the place of strong convexity.

Statement: along gradient descent from a usual initialisation, a wide enough shallow transformer keeps
``|grad loss|^2 >= 2 mu loss`` with one mu > 0, which gives linear convergence without convexity (Liu, Zhu and
Belkin, Loss landscapes and optimization in over-parameterized non-linear systems and neural networks,
https://arxiv.org/abs/2003.00307, 2022, Definition 3 and Theorem 4).

How it is checked: the ratio ``|grad loss|^2 / (2 loss)`` is taken along descents on random signs, for several
widths and seeds, down to a loss of ``DOWN`` of the first; below that, rounding speaks. Its least value along
the path, over its value at the start, says by how much the condition wears out. At the point where all
parameters are zero the gradient is zero and the loss is not: the condition cannot hold everywhere.

Rule: *holds_only_if* (the network is wide, and started as usual) if at the largest width every seed reaches
``DOWN`` and its ratio never falls below ``KEPT`` of the start's, while the zero point breaks the condition;
*holds* if the zero point does not break it either; *fails* if a seed of the largest width does not keep it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from settled.lab.theorems.apparatus.encoder import (
    Encoders,
    Size,
    Task,
    gradients,
    random_descent,
    random_encoders,
    squared_norm,
)
from settled.lab.theorems.apparatus.slopes import Interval, mean_interval
from settled.lab.theorems.theorem import Figure, Scale, Theorem, Verdict, figure

if TYPE_CHECKING:
    from torch import Tensor

THEOREM = Theorem(
    id="polyak-lojasiewicz",
    statement="|gradient|^2 >= 2 mu loss, with one mu > 0, where gradient descent takes a wide shallow "
    "transformer.",
    assumptions=("much wider than the samples need", "a usual initialisation"),
    source="",
    paper="Liu, Zhu and Belkin 2022, Loss landscapes and optimization in over-parameterized non-linear "
    "systems and neural networks, Definition 3 and Theorem 4",
    technologies=("softmax-attention",),
)

WIDTHS = (2, 4, 8, 32, 128)
SIZE = Size(samples=8, n=4, d=6)
DOWN = 1e-6
KEPT = 0.01


def train(seeds: int, steps: int, seed: int, conflicting: bool) -> tuple[Tensor, Tensor, Task]:
    """Losses and ratios [points, seeds, widths], and the task; ``conflicting`` samples have no zero loss."""
    widths = list(WIDTHS) * seeds
    task, descent = random_descent(widths, SIZE, seed, steps, every=1, conflicting=conflicting)
    ratios = descent.squared_gradients / (2 * descent.losses)
    shape = (-1, seeds, len(WIDTHS))
    return descent.losses.view(shape), ratios.view(shape), task


def ratio_at_zero(task: Task) -> tuple[float, float]:
    """The ratio, and the loss, where all parameters are zero."""
    import torch

    zeros = Encoders(*(torch.zeros_like(p) for p in random_encoders(SIZE.d, [1] * len(task.targets), 0)))
    loss, slopes = gradients(zeros, task, torch.ones(len(task.targets), dtype=torch.float64))
    return float((squared_norm(slopes) / (2 * loss)).max()), float(loss.min())


def check(scale: Scale, seed: int, *, conflicting: bool = False) -> Verdict:
    """Check the statement; with ``conflicting`` samples it must fail."""
    import torch

    seeds, steps = (6, 400) if scale == "quick" else (16, 4000)
    losses, ratios, task = train(seeds, steps, seed, conflicting)
    within = losses >= DOWN * losses[0]
    least = torch.where(within, ratios, torch.inf).amin(0)  # [seeds, widths]
    reached = losses[-1] <= DOWN * losses[0]
    kept = least / ratios[0]
    figures: dict[str, Figure] = {}
    for i, width in enumerate(WIDTHS):
        figures[f"mu along the path, width {width}"] = _geometric(least[:, i])
        figures[f"least ratio over the first, width {width}"] = _geometric(kept[:, i])
        figures[f"reached, width {width}"] = figure(
            float(reached[:, i].double().mean()), unit="share of seeds"
        )
    at_zero, loss_at_zero = ratio_at_zero(task)
    figures["ratio where all parameters are zero"] = figure(at_zero)
    along = bool(reached[:, -1].all()) and bool((kept[:, -1] >= KEPT).all())
    worst = float(kept[:, -1].min())
    if not along:
        because = f"at width {WIDTHS[-1]} the ratio falls to {worst:.2g} of the start's, or the loss stays up"
        return {"verdict": "fails", "because": because, "counterexample": because, "figures": figures}
    mu = mean_interval(least[:, -1].numpy())
    because = (
        f"only if the network is wide and started as usual: at width {WIDTHS[-1]} mu = {mu.value:.3g} "
        f"along the paths ({worst:.2g} of the start's at worst), at width "
        f"{WIDTHS[0]} {float(kept[:, 0].min()):.1g}"
    )
    zero = f"all parameters zero: gradient 0, loss {loss_at_zero:.2g}"
    return {
        "verdict": "holds" if at_zero > 0 else "holds_only_if",
        "because": because,
        "counterexample": None if at_zero > 0 else zero,
        "figures": figures,
    }


def _geometric(values: Tensor) -> Figure:
    """The geometric mean over seeds with its interval."""
    logs: Interval = mean_interval(values.clamp_min(1e-300).log().numpy())
    low, middle, high = (math.exp(x) for x in (logs.low, logs.value, logs.high))
    return figure(middle, low, high)
