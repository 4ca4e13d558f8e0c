"""Sophia-H of pytorch_optimizer (Liu et al., https://arxiv.org/abs/2305.14342, 2023),
a step at most 0.01 of its rate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from settled.lab.optimizers.parts.groups import Parts
from settled.lab.optimizers.parts.space import Space

TECHNOLOGY = "sophia"
VARIANT = ""
SPACE = Space(rate=(3e-2, 3.0), decay=(1e-5, 3e-3))
CURVATURE_EVERY = 10


def make(parts: Parts, settings: Mapping[str, float]) -> Any:
    """The optimizer over the parts."""
    from pytorch_optimizer import SophiaH

    return SophiaH(
        parts.groups(settings["decay"]),
        lr=settings["rate"],
        betas=(settings["momentum"], 0.99),
        update_period=CURVATURE_EVERY,
    )
