"""AdamW whose moments are kept in float16 between steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from settled.lab.optimizers.parts.groups import Parts
from settled.lab.optimizers.parts.space import Space

TECHNOLOGY = "adamw"
VARIANT = "float16 states"
SPACE = Space(rate=(3e-4, 3e-2))


def make(parts: Parts, settings: Mapping[str, float]) -> Any:
    """The optimizer over the parts."""
    import torch

    from settled.lab.optimizers.parts.rounded import RoundedAdamW

    return RoundedAdamW(
        parts.groups(settings["decay"]),
        lr=settings["rate"],
        betas=(settings["momentum"], 0.999),
        kept=torch.float16,
    )
