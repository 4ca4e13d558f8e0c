"""Whether the installed framework has a default optimizer."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import torch


def defaults(config: Mapping[str, Any], seed: int) -> dict[str, Any]:  # noqa: ARG001
    """Look through ``torch.optim``.

    Returns:
        ``optimizers``: names of its optimizers; ``makers``: those of its names that speak of a default, or of
        an automatic choice; ``version``.
    """
    public = {name: value for name, value in vars(torch.optim).items() if not name.startswith("_")}
    kinds = {name: value for name, value in public.items() if inspect.isclass(value)}
    optimizers = [name for name, value in kinds.items() if torch.optim.Optimizer in value.__mro__[1:]]
    makers = [name for name in public if any(word in name.lower() for word in ("default", "auto"))]
    return {"optimizers": sorted(optimizers), "makers": sorted(makers), "version": torch.__version__}
