"""LAMB of pytorch_optimizer (You et al., https://arxiv.org/abs/1904.00962, 2020)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from settled.lab.optimizers.parts.groups import Parts
from settled.lab.optimizers.parts.space import Space

TECHNOLOGY = "lamb"
VARIANT = ""
SPACE = Space(rate=(1e-3, 1e-1))


def make(parts: Parts, settings: Mapping[str, float]) -> Any:
    """The optimizer over the parts."""
    from pytorch_optimizer import Lamb

    return Lamb(parts.groups(settings["decay"]), lr=settings["rate"], betas=(settings["momentum"], 0.999))
