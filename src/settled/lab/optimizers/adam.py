"""Adam of PyTorch, its decay a penalty in the gradient
(Kingma and Ba, https://arxiv.org/abs/1412.6980, 2015)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from settled.lab.optimizers.parts.groups import Parts
from settled.lab.optimizers.parts.space import Space

TECHNOLOGY = "adam"
VARIANT = ""
SPACE = Space(rate=(3e-4, 3e-2), decay=(1e-6, 1e-3))


def make(parts: Parts, settings: Mapping[str, float]) -> Any:
    """The optimizer over the parts."""
    from torch.optim import Adam

    return Adam(
        parts.groups(settings["decay"]), lr=settings["rate"], betas=(settings["momentum"], 0.999), fused=True
    )
