"""A gradient step below 2/L lowers an L-smooth loss by ``step (1 - step L / 2) |gradient|^2`` at least.

Statement: if the gradient of f is L-Lipschitz and ``x' = x - eta grad f(x)`` with 0 < eta < 2/L, then
``f(x') <= f(x) - eta (1 - eta L / 2) |grad f(x)|^2``, so that f falls at every step (Nesterov, Lectures on
Convex Optimization, 2018, Lemma 1.2.3 and section 1.2.3).

How it is checked: (1) exactly: SymPy puts the step into the quadratic upper bound
``f(y) <= f(x) + <grad f(x), y - x> + L/2 |y - x|^2`` and compares; (2) by search for a violation, over smooth
functions whose L is known in closed form (convex and not), random points and steps in (0, 2/L); the largest
excess of the left side over the right is reported, relative to the size of the terms. The quadratic
``L x^2 / 2`` attains equality, so no larger coefficient can be true.

Rule: *holds* if the symbolic difference is 0, no excess is above rounding (1e-9) and f never rises; *fails*
with the worst point otherwise. At eta = 2/L the quadratic jumps between x and -x for ever: the bound on the
step is strict. That the loss falls does not say that it falls to the global minimum: figure ``loss left at a
saddle``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from settled.lab.theorems.theorem import Figure, Scale, Theorem, Verdict, figure

THEOREM = Theorem(
    id="descent-inequality",
    statement="With 0 < eta < 2/L, a gradient step on an L-smooth loss lowers it by at least "
    "eta (1 - eta L / 2) |gradient|^2.",
    assumptions=("the loss is differentiable and its gradient is L-Lipschitz",),
    source="chapter 3, lines 81-87",
    paper="Nesterov 2018, Lectures on Convex Optimization, Lemma 1.2.3",
    technologies=("sgd",),
)

Vector = NDArray[np.float64]
ROUNDING = 1e-9
SIZE = 8


class Smooth(NamedTuple):
    """A function, its gradient and a constant L that its gradient obeys."""

    value: Callable[[Vector], float]
    gradient: Callable[[Vector], Vector]
    constant: float


def smooth_functions(rng: np.random.Generator) -> dict[str, Smooth]:
    """One draw of each class: quadratics, logistic loss, log-sum-exp, cosines, and the bowl that is tight."""
    half = rng.standard_normal((SIZE, SIZE))
    indefinite = (half + half.T) / 2
    data = rng.standard_normal((3 * SIZE, SIZE))
    labels = rng.choice([-1.0, 1.0], 3 * SIZE)
    signed = data * labels[:, None]

    def softmax(x: Vector) -> Vector:
        scores = data @ x
        weights = np.exp(scores - scores.max())
        return np.asarray(weights / weights.sum())

    top = float(np.linalg.norm(data, 2)) ** 2
    return {
        "bowl": Smooth(lambda x: 1.5 * float(x @ x), lambda x: 3.0 * x, 3.0),
        "indefinite quadratic": Smooth(
            lambda x: 0.5 * float(x @ indefinite @ x),
            lambda x: indefinite @ x,
            float(np.abs(np.linalg.eigvalsh(indefinite)).max()),
        ),
        "logistic loss": Smooth(
            lambda x: float(np.logaddexp(0.0, -signed @ x).mean()),
            lambda x: -(signed.T @ (0.5 * (1 - np.tanh(0.5 * (signed @ x))))) / len(signed),
            top / 4 / len(signed),
        ),
        "log-sum-exp": Smooth(
            lambda x: float(np.logaddexp.reduce(data @ x)), lambda x: data.T @ softmax(x), top
        ),
        "cosines": Smooth(lambda x: float(np.cos(2 * x).sum()), lambda x: -2 * np.sin(2 * x), 4.0),
    }


def symbolic_difference(factor: float) -> object:
    """Upper bound at the step minus the stated bound, as a SymPy expression; 0 if they are the same."""
    import sympy

    eta, constant, squared = sympy.symbols("eta L g", positive=True)
    bound = -eta * squared + constant / 2 * eta**2 * squared
    return sympy.expand(bound + eta * (1 - sympy.nsimplify(factor) * eta * constant) * squared)


def excess(f: Smooth, x: Vector, share: float, factor: float) -> tuple[float, float]:
    """How far the step breaks the inequality, and how far f rises; both relative to the terms' size.

    Args:
        share: the step as a share of 2/L.
        factor: the statement's 1/2 before ``eta L``.
    """
    eta = share * 2 / f.constant
    g = f.gradient(x)
    before, after = f.value(x), f.value(x - eta * g)
    gain = eta * (1 - factor * eta * f.constant) * float(g @ g)
    size = 1.0 + abs(before) + abs(gain)
    return (after - before + gain) / size, (after - before) / size


def check(scale: Scale, seed: int, *, factor: float = 0.5, largest_share: float = 1.0) -> Verdict:
    """Check the inequality with ``factor`` in the place of 1/2 and steps up to ``largest_share`` of 2/L."""
    rng = np.random.default_rng(seed)
    draws = 1000 if scale == "quick" else 20_000
    worst: dict[str, float] = {}
    rise: dict[str, float] = {}
    for _ in range(draws):
        for name, f in smooth_functions(rng).items():
            x = rng.standard_normal(SIZE) * 10 ** rng.uniform(-2, 1)
            broken, risen = excess(f, x, float(rng.uniform(0.01, largest_share * 0.999)), factor)
            worst[name] = max(worst.get(name, -np.inf), broken)
            rise[name] = max(rise.get(name, -np.inf), risen)
    figures: dict[str, Figure] = {
        f"largest excess, {n}": figure(v, unit="relative") for n, v in worst.items()
    }
    figures |= {f"largest rise, {n}": figure(v, unit="relative") for n, v in rise.items()}
    figures |= _edges(rng)
    difference = symbolic_difference(factor)
    faulty = max(worst, key=lambda n: max(worst[n], rise[n]))
    holds = difference == 0 and max(worst[faulty], rise[faulty]) <= ROUNDING
    because = (
        f"the descent lemma gives exactly this bound, {draws * len(worst)} steps on {len(worst)} classes of "
        "functions do not break it, and the quadratic bowl attains it"
        if holds
        else f"symbolic difference {difference}; worst on {faulty}"
    )
    broken_by = f"{faulty}: excess {worst[faulty]:.3g}, rise {rise[faulty]:.3g} (relative)"
    return {
        "verdict": "holds" if holds else "fails",
        "because": because,
        "counterexample": None if holds else broken_by,
        "figures": figures,
    }


def _edges(rng: np.random.Generator) -> dict[str, Figure]:
    """The step 2/L on the bowl, and descent that ends in a saddle of ``(x^2 - 1)^2 / 4 + y^2 / 2``."""
    bowl = smooth_functions(rng)["bowl"]
    x = rng.standard_normal(SIZE)
    y = x
    for _ in range(100):
        y = y - 2 / bowl.constant * bowl.gradient(y)
    point = np.array([0.0, 1.0])
    for _ in range(200):
        point = point - 0.5 * np.array([point[0] ** 3 - point[0], point[1]])
    left = (point[0] ** 2 - 1) ** 2 / 4 + point[1] ** 2 / 2
    return {
        "loss after 100 steps of 2/L on the bowl": figure(bowl.value(y) / bowl.value(x), unit="of the start"),
        "loss left at a saddle": figure(left),
    }
