"""Lion of pytorch_optimizer (Chen et al., https://arxiv.org/abs/2302.06675, 2023)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from settled.lab.optimizers.parts.groups import Parts
from settled.lab.optimizers.parts.space import Space

TECHNOLOGY = "lion"
VARIANT = ""
SPACE = Space(rate=(5e-5, 5e-3), decay=(1e-2, 3.0))


def make(parts: Parts, settings: Mapping[str, float]) -> Any:
    """The optimizer over the parts."""
    from pytorch_optimizer import Lion

    return Lion(parts.groups(settings["decay"]), lr=settings["rate"], betas=(settings["momentum"], 0.99))
