"""Rotary positions make the score of query and key depend on their distance alone.

Statement: with R(m) the block-diagonal rotation by ``m theta_j`` in plane j, ``(R(m) q) . (R(n) k)`` depends
on m and n only through m - n, for all q and k (Su et al., RoFormer, https://arxiv.org/abs/2104.09864, 2021,
equations 11-16).

How it is checked: (1) exactly in one plane, with symbolic q, k, m, n, shift and theta in SymPy: the score
shifted by s in both positions minus the score must simplify to 0; planes add up, so that one plane decides
all. (2) In numbers, at d = 64 and the usual frequencies 10000^(-2j/d): the greatest deviation under random
shifts, in float64, and in float32 and bfloat16 as models run it, where the angle is computed in that
precision.

Rule: *holds* if (1) is 0 and the float64 deviation is below 1e-9 of the norms' product; *fails* otherwise.
"""

from __future__ import annotations

from typing import Any

from settled.lab.theorems.theorem import Figure, Scale, Theorem, Verdict, figure

THEOREM = Theorem(
    id="rope-relative",
    statement="Under rotary positions the score of query and key depends on their distance alone.",
    assumptions=("exact arithmetic",),
    source="chapter 5, lines 290-293 (use of RoPE)",
    paper="Su et al. 2021, RoFormer, equations 11-16",
    technologies=("rope",),
)

DIMENSION = 64
BASE = 10_000.0
PRECISE = 1e-9


def symbolic_difference(power: int = 1) -> Any:
    """The score at (m + s, n + s) minus that at (m, n), for angles ``position**power * theta``."""
    import sympy

    q1, q2, k1, k2, m, n, s, theta = sympy.symbols("q1 q2 k1 k2 m n s theta", real=True)

    def score(query: Any, key: Any) -> Any:
        def turned(x: Any, y: Any, position: Any) -> tuple[Any, Any]:
            angle = theta * position**power
            return x * sympy.cos(angle) - y * sympy.sin(angle), x * sympy.sin(angle) + y * sympy.cos(angle)

        first, second = turned(q1, q2, query), turned(k1, k2, key)
        return first[0] * second[0] + first[1] * second[1]

    difference = sympy.expand_trig(sympy.expand(score(m + s, n + s) - score(m, n)))
    return sympy.simplify(sympy.expand(difference.rewrite(sympy.exp)))


def greatest_deviation(precision: str, longest: int, draws: int, seed: int, power: int = 1) -> float:
    """The score's greatest change over the norms' product, for positions and shifts below ``longest``."""
    import torch

    kind = {"float64": torch.float64, "float32": torch.float32, "bfloat16": torch.bfloat16}[precision]
    generator = torch.Generator().manual_seed(seed)
    q = torch.randn(draws, DIMENSION, generator=generator, dtype=torch.float64).to(kind)
    k = torch.randn(draws, DIMENSION, generator=generator, dtype=torch.float64).to(kind)
    m, n, s = torch.randint(0, longest, (3, draws), generator=generator)
    frequencies = BASE ** (-torch.arange(0, DIMENSION, 2, dtype=torch.float64) / DIMENSION)

    def turned(x: torch.Tensor, position: torch.Tensor) -> torch.Tensor:
        angle = (position.to(kind)[:, None] ** power) * frequencies.to(kind)
        first, second = x[:, 0::2], x[:, 1::2]
        cosine, sine = angle.cos(), angle.sin()
        return torch.cat([first * cosine - second * sine, first * sine + second * cosine], 1)

    before = (turned(q, m) * turned(k, n)).sum(1)
    after = (turned(q, m + s) * turned(k, n + s)).sum(1)
    return float(((after - before).double().abs() / (q.double().norm(dim=1) * k.double().norm(dim=1))).max())


def check(scale: Scale, seed: int, *, power: int = 1) -> Verdict:
    """Check the statement for angles ``position**power * theta``."""
    draws = 2000 if scale == "quick" else 200_000
    difference = symbolic_difference(power)
    figures: dict[str, Figure] = {}
    for precision in ("float64", "float32", "bfloat16"):
        for longest in (512, 4096, 65_536):
            found = greatest_deviation(precision, longest, draws, seed, power)
            name = f"greatest deviation, {precision}, positions below {longest}"
            figures[name] = figure(found, unit="of the norms' product")
    exact = figures["greatest deviation, float64, positions below 65536"]["value"]
    holds = difference == 0 and exact <= PRECISE
    rough = figures["greatest deviation, bfloat16, positions below 4096"]["value"]
    return {
        "verdict": "holds" if holds else "fails",
        "because": f"the difference simplifies to 0; float64 deviates by {exact:.1g}, bfloat16 by {rough:.2f}"
        if holds
        else f"the shifted score differs, in float64 by {exact:.2g} of the norms' product",
        "counterexample": None if holds else "symbolic q, k and shift: the difference does not vanish",
        "figures": figures,
    }
