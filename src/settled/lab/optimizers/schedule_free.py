"""Schedule-free AdamW of pytorch_optimizer (Defazio et al., https://arxiv.org/abs/2405.15682, 2024)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from settled.lab.optimizers.parts.groups import Parts
from settled.lab.optimizers.parts.space import Space

TECHNOLOGY = "schedule-free"
VARIANT = ""
SPACE = Space(rate=(1e-3, 1e-1))
SCHEDULED = False


def make(parts: Parts, settings: Mapping[str, float]) -> Any:
    """The optimizer over the parts."""
    from pytorch_optimizer import ScheduleFreeAdamW

    return ScheduleFreeAdamW(
        parts.groups(settings["decay"]), lr=settings["rate"], betas=(settings["momentum"], 0.999)
    )
