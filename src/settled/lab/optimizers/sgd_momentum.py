"""SGD with momentum of PyTorch, its decay a penalty in the gradient."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from settled.lab.optimizers.parts.groups import Parts
from settled.lab.optimizers.parts.space import Space

TECHNOLOGY = "sgd-momentum"
VARIANT = ""
SPACE = Space(rate=(1e-2, 3.0), decay=(1e-6, 1e-3))


def make(parts: Parts, settings: Mapping[str, float]) -> Any:
    """The optimizer over the parts."""
    from torch.optim import SGD

    return SGD(
        parts.groups(settings["decay"]), lr=settings["rate"], momentum=settings["momentum"], fused=True
    )
