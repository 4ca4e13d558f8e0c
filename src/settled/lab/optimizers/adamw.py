"""AdamW of PyTorch (Loshchilov and Hutter, https://arxiv.org/abs/1711.05101, 2019)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from settled.lab.optimizers.parts.groups import Parts
from settled.lab.optimizers.parts.space import Space

TECHNOLOGY = "adamw"
VARIANT = ""
SPACE = Space(rate=(3e-4, 3e-2))


def make(parts: Parts, settings: Mapping[str, float]) -> Any:
    """The optimizer over the parts."""
    from torch.optim import AdamW

    return AdamW(
        parts.groups(settings["decay"]), lr=settings["rate"], betas=(settings["momentum"], 0.999), fused=True
    )
