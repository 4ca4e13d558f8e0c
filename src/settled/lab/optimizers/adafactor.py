"""Adafactor of PyTorch (Shazeer and Stern, https://arxiv.org/abs/1804.04235, 2018), without momentum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from settled.lab.optimizers.parts.groups import Parts
from settled.lab.optimizers.parts.space import Space

TECHNOLOGY = "adafactor"
VARIANT = ""
SPACE = Space(rate=(3e-4, 3e-1))


def make(parts: Parts, settings: Mapping[str, float]) -> Any:
    """The optimizer over the parts."""
    from torch.optim import Adafactor

    return Adafactor(parts.groups(settings["decay"]), lr=settings["rate"])
