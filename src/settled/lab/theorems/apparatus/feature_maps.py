"""The feature maps of linear attention that are not negative."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

FEATURES = ("elu + 1", "relu")


def features(x: Tensor, kind: str) -> Tensor:
    """A feature map that is not negative: "elu + 1" (Katharopoulos et al.) or "relu"."""
    import torch

    found: Tensor = torch.nn.functional.elu(x) + 1 if kind == "elu + 1" else torch.relu(x)
    return found
