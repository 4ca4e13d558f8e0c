"""A model's parameters as the optimizers see them: matrices decay, biases, scales and others do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torch import nn

OUTER = ("embedding", "head")
"""Parts of a model whose matrices are tables or outputs: what is made for hidden matrices leaves them out."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Parameters of a model by kind."""

    hidden: tuple[nn.Parameter, ...]
    outer: tuple[nn.Parameter, ...]
    others: tuple[nn.Parameter, ...]

    def groups(self, decay: float) -> list[dict[str, Any]]:
        """Parameter groups: all matrices with the decay, the others without."""
        found = [
            {"params": [*self.hidden, *self.outer], "weight_decay": decay},
            {"params": list(self.others), "weight_decay": 0.0},
        ]
        return [group for group in found if group["params"]]


def parts_of(model: nn.Module) -> Parts:
    """Sort a model's parameters; a matrix is outer if a part of its name is one of ``OUTER``."""
    hidden, outer, others = [], [], []
    for name, parameter in model.named_parameters():
        if parameter.ndim != 2:
            others.append(parameter)
        elif any(part in OUTER for part in name.split(".")):
            outer.append(parameter)
        else:
            hidden.append(parameter)
    return Parts(tuple(hidden), tuple(outer), tuple(others))
