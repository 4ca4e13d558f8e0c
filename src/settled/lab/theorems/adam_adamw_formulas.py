"""Whether the founding document's two update rules, Adam's and AdamW's, differ.

Statement: the document gives one formula for Adam, whose decay it calls coupled to the learning rate, and one
for AdamW, whose decay it calls decoupled, and says that they differ.

How it is checked: both are written down with free symbols in SymPy, expanded and subtracted. The rule that
Loshchilov and Hutter (Decoupled Weight Decay Regularization, https://arxiv.org/abs/1711.05101, 2019,
algorithm 2) set AdamW against, with the decay inside the gradient, is expanded, too: one step of it, from a
state (m, v), differs, since the decay then passes through both moments.

Rule: *fails* if the expanded difference is identically 0; *holds* if it is not.
"""

from __future__ import annotations

import math
from typing import Any

from settled.lab.theorems.theorem import Figure, Scale, Theorem, Verdict, figure

THEOREM = Theorem(
    id="adam-adamw-formulas",
    statement="The updates that the document writes for Adam and for AdamW are different rules.",
    assumptions=("both updates use the same gradient and moments, as the document writes them",),
    source="chapter 5, lines 509-525",
    paper="Loshchilov and Hutter 2019, Decoupled Weight Decay Regularization, algorithm 2",
    technologies=("adamw", "adam"),
)


def document_adam() -> Any:
    """The document's Adam: the adaptive step, then ``eta lambda theta`` subtracted."""
    eta, decay, theta, mean, size, epsilon = _symbols()
    return theta - eta * (mean / (size + epsilon)) - eta * decay * theta


def document_adamw() -> Any:
    """The document's AdamW: ``eta`` times the sum of the adaptive step and ``lambda theta``."""
    eta, decay, theta, mean, size, epsilon = _symbols()
    return theta - eta * (mean / (size + epsilon) + decay * theta)


def gap_of_coupled_decay(decay: float) -> float:
    """How far one step with the decay inside the gradient ends from AdamW's, in steps of size eta.

    From theta = 1, gradient 1 and moments at the state of a constant gradient 1; 0 without decay.
    """
    beta1, beta2 = 0.9, 0.999
    inside = 1 + decay
    mean = beta1 + (1 - beta1) * inside
    size = math.sqrt(beta2 + (1 - beta2) * inside**2)
    return abs(mean / size - (1 + decay))


def check(scale: Scale, seed: int, *, coupled: bool = False) -> Verdict:
    """Check the statement; with ``coupled`` for the rule that AdamW was really set against."""
    import sympy

    del scale, seed  # nothing is drawn, and there is nothing to enlarge
    first = _coupled() if coupled else document_adam()
    difference = sympy.simplify(sympy.expand(first - document_adamw()))
    same = difference == 0
    figures: dict[str, Figure] = {
        f"one step with decay {decay} inside the gradient against AdamW": figure(
            gap_of_coupled_decay(decay), unit="steps"
        )
        for decay in (0.0, 0.01, 0.1, 1.0)
    }
    because = (
        "the expanded formulas are one rule, AdamW; what it replaced adds the decay to the gradient"
        if same
        else f"the difference is {difference}"
    )
    return {
        "verdict": "fails" if same else "holds",
        "because": because,
        "counterexample": "every theta, gradient and decay: the difference is 0" if same else None,
        "figures": figures,
    }


def _symbols() -> Any:
    import sympy

    return sympy.symbols("eta lambda theta m s epsilon", positive=True)


def _coupled() -> Any:
    """One step from fresh moments with the decay inside a gradient of size m."""
    eta, decay, theta, mean, size, epsilon = _symbols()
    return theta - eta * (mean + decay * theta) / (size + decay * theta + epsilon)
