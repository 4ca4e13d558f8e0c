"""What 8 bits do to one step: parameters after it, with moments that were coded once and with exact ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from settled.lab.optim import naive

BLOCKS, SIZE, STEPS = 400, 128, 200
RATES = {"lr": 1.0, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0, "maximize": False}
Floats = NDArray[np.float32]


def _rows(generator: np.random.Generator, spread: NDArray[np.float64]) -> Floats:
    normal = generator.standard_normal((BLOCKS, SIZE)) * spread
    return normal.astype(np.float32).reshape(-1)


def kinds() -> dict[str, Callable[[np.random.Generator], Floats]]:
    """Gradients, each a function that draws the next one."""
    fixed = np.random.default_rng(1)
    even = np.full((BLOCKS, SIZE), 1e-3)
    wide = 10.0 ** fixed.uniform(-6, 0, (BLOCKS, SIZE))
    outlier = np.where(np.arange(SIZE) == 5, 1e3, 1e-3) * np.ones((BLOCKS, 1))
    blocks = 10.0 ** fixed.uniform(-30, 15, (BLOCKS, 1)) * np.ones(SIZE)

    def sparse(generator: np.random.Generator) -> Floats:
        return _rows(generator, even * (generator.random((BLOCKS, SIZE)) < 0.01))

    return {
        "normal": lambda generator: _rows(generator, even),
        "six decades in a block": lambda generator: _rows(generator, wide),
        "one outlier of 10^6 in a block": lambda generator: _rows(generator, outlier),
        "blocks from 1e-30 to 1e15": lambda generator: _rows(generator, blocks),
        "1 % of gradients not 0": sparse,
    }


def errors(draw: Callable[[np.random.Generator], Floats]) -> tuple[Floats, Floats]:
    """By block, in units of the learning rate: root mean square and largest error of a step."""
    generator = np.random.default_rng(2)
    m = v = p = np.zeros(BLOCKS * SIZE, np.float32)
    for step in range(1, STEPS):
        _, m, v = naive.moved(p, draw(generator), m, v, naive.rates(step, **RATES))  # type: ignore[arg-type]
    state = naive.coded(m, v, STEPS - 1, SIZE)
    g, by = draw(generator), naive.rates(STEPS, **RATES)  # type: ignore[arg-type]
    exact, _, _ = naive.moved(p, g, m, v, by)
    coded, _, _ = naive.moved(p, g, *naive.decoded(state, SIZE), by)
    apart = (coded - exact).astype(np.float64).reshape(BLOCKS, SIZE)
    return np.sqrt((apart**2).mean(axis=1)), np.abs(apart).max(axis=1)


def table() -> list[list[str]]:
    """A line a kind of gradient: the middle and the worst block by root mean square, the largest error."""
    lines = []
    for name, draw in kinds().items():
        root, largest = errors(draw)
        figures = (np.median(root), root.max(), largest.max())
        lines.append([name, *(f"{100 * one:.2f} %" for one in figures)])
    return lines
