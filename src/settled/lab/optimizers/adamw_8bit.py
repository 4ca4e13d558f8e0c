"""AdamW with 8-bit moments, ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from settled.lab.optimizers.parts.groups import Parts
from settled.lab.optimizers.parts.space import Space

TECHNOLOGY = "adamw-8bit"
VARIANT = ""
SPACE = Space(rate=(3e-4, 3e-2))


def make(parts: Parts, settings: Mapping[str, float]) -> Any:
    """The optimizer over the parts."""
    from settled.lab.optim import AdamW8bit

    return AdamW8bit(
        parts.groups(settings["decay"]),
        lr=settings["rate"],
        betas=(settings["momentum"], 0.999),
        min_8bit_size=256,
    )
