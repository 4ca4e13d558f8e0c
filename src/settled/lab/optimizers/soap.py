"""SOAP of pytorch_optimizer (Vyas et al., https://arxiv.org/abs/2409.11321, 2024)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from settled.lab.optimizers.parts.groups import Parts
from settled.lab.optimizers.parts.space import Space

TECHNOLOGY = "soap"
VARIANT = ""
SPACE = Space(rate=(3e-4, 3e-2))


def make(parts: Parts, settings: Mapping[str, float]) -> Any:
    """The optimizer over the parts."""
    from pytorch_optimizer import SOAP

    return SOAP(parts.groups(settings["decay"]), lr=settings["rate"], betas=(settings["momentum"], 0.95))
