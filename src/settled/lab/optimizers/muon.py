"""Muon of PyTorch on hidden matrices, AdamW at the same rate on the rest (Jordan et al.,
https://kellerjordan.github.io/posts/muon/, 2024; scaled to AdamW's steps as in Liu et al.,
https://arxiv.org/abs/2502.16982, 2025)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from settled.lab.optimizers.parts.groups import Parts
from settled.lab.optimizers.parts.space import Space

TECHNOLOGY = "muon"
VARIANT = ""
SPACE = Space(rate=(3e-4, 3e-2))


def make(parts: Parts, settings: Mapping[str, float]) -> Any:
    """The optimizer over the parts."""
    from torch.optim import AdamW, Muon

    from settled.lab.optimizers.parts.joined import Joined

    rate, decay, momentum = settings["rate"], settings["decay"], settings["momentum"]
    rest = [
        {"params": list(parts.outer), "weight_decay": decay},
        {"params": list(parts.others), "weight_decay": 0.0},
    ]
    members: list[Any] = []
    if parts.hidden:
        members.append(Muon(parts.hidden, rate, decay, momentum=momentum, adjust_lr_fn="match_rms_adamw"))
    if rest := [group for group in rest if group["params"]]:
        members.append(AdamW(rest, lr=rate, betas=(momentum, 0.999), fused=True))
    return Joined(members)
