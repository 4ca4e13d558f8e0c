"""Shampoo of pytorch_optimizer, grafted onto RMSprop (Gupta et al., https://arxiv.org/abs/1802.09568, 2018;
Anil et al., https://arxiv.org/abs/2002.09018, 2020)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from settled.lab.optimizers.parts.groups import Parts
from settled.lab.optimizers.parts.space import Space

TECHNOLOGY = "shampoo"
VARIANT = ""
SPACE = Space(rate=(3e-4, 3e-2))


def make(parts: Parts, settings: Mapping[str, float]) -> Any:
    """The optimizer over the parts."""
    from pytorch_optimizer import ScalableShampoo
    from pytorch_optimizer.optimizer.utils.graft import LayerWiseGrafting

    return ScalableShampoo(
        parts.groups(settings["decay"]),
        lr=settings["rate"],
        betas=(settings["momentum"], 0.99),
        moving_average_for_momentum=True,
        decoupled_weight_decay=True,
        decoupled_learning_rate=False,
        start_preconditioning_step=10,
        preconditioning_compute_steps=10,
        graft_type=LayerWiseGrafting.RMSPROP,
        nesterov=False,
    )
