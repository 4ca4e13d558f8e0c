"""What a step or a state may not be: found before anything changes, and worded as PyTorch words it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

NAME = "AdamW8bit"
VERSION = 1
BLOCK_SIZES = (64, 128, 256, 512, 1024)
DTYPES = (torch.float32, torch.bfloat16)
CODED = ("exp_avg", "exp_avg_sq", "exp_avg_base", "exp_avg_sq_base")
PLAIN = ("exp_avg", "exp_avg_sq")


def check_group(group: Mapping[str, Any]) -> None:
    """Refuse a parameter group's wrong hyperparameters."""
    beta1, beta2 = group["betas"]
    if not 0.0 <= float(group["lr"]) < float("inf"):
        raise ValueError(f"Invalid learning rate: {group['lr']}")
    if not 0.0 <= group["eps"] < float("inf"):
        raise ValueError(f"Invalid epsilon value: {group['eps']}")
    if not 0.0 <= beta1 < 1.0:
        raise ValueError(f"Invalid beta parameter at index 0: {beta1}")
    if not 0.0 <= beta2 < 1.0:
        raise ValueError(f"Invalid beta parameter at index 1: {beta2}")
    if not 0.0 <= group["weight_decay"] < float("inf"):
        raise ValueError(f"Invalid weight_decay value: {group['weight_decay']}")
    if group["block_size"] not in BLOCK_SIZES:
        raise ValueError(f"Invalid block_size value: {group['block_size']}, expected one of {BLOCK_SIZES}")
    if group["amsgrad"]:
        raise ValueError(f"{NAME} does not support amsgrad: its third state would undo the saving in memory")


def check_gradient(p: Tensor, g: Tensor) -> None:
    """Refuse what cannot be stepped along: sparse, complex, integer, elsewhere, of another shape."""
    sound = p.is_cpu and g.is_cpu and p.dtype in DTYPES and g.dtype is p.dtype and g.layout is torch.strided
    if sound and g.shape == p.shape and p.is_contiguous():
        return  # the usual case, without asking more
    if g.layout != torch.strided:
        raise RuntimeError(f"{NAME} does not support sparse gradients, please consider SparseAdam instead")
    if p.is_complex() or g.is_complex():
        raise RuntimeError(f"{NAME} does not support complex parameters or gradients")
    if p.device.type != "cpu" or g.device.type != "cpu":
        raise RuntimeError(f"{NAME} expects tensors on cpu, got {p.device} and a gradient on {g.device}")
    if p.dtype not in DTYPES or g.dtype != p.dtype:
        raise RuntimeError(
            f"{NAME} expects float32 or bfloat16 parameters and gradients of the same dtype, "
            f"got {p.dtype} and a gradient of {g.dtype}"
        )
    if g.shape != p.shape:
        raise RuntimeError(
            f"The size of the gradient {list(g.shape)} must match the size of the parameter {list(p.shape)}"
        )
    if not p.is_contiguous() and torch._debug_has_internal_overlap(p) == 1:
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a single memory "
            "location. Please clone() the tensor before performing the operation."
        )


@lru_cache(maxsize=1024)
def expected(shape: torch.Size, coded: bool, block_size: int) -> dict[str, tuple[torch.Size, torch.dtype]]:
    """Size and dtype of each tensor but ``step`` of the state of a parameter of this size."""
    if not coded:
        return dict.fromkeys(PLAIN, (shape, torch.float32))
    blocks = torch.Size((-(-shape.numel() // block_size),))
    shapes = (shape, shape, blocks, blocks)
    dtypes = (torch.uint8, torch.uint8, torch.int16, torch.int16)
    return dict(zip(CODED, zip(shapes, dtypes, strict=True), strict=True))


def check_state(p: Tensor, state: Mapping[str, Any], block_size: int) -> None:
    """Refuse a state that is not of this parameter and block size.

    Raises:
        RuntimeError: a tensor is missing, or has another dtype or size.
    """
    first = state.get("exp_avg")
    coded = isinstance(first, Tensor) and first.dtype is torch.uint8
    for name, (shape, dtype) in expected(p.shape, coded, block_size).items():
        value = state.get(name)
        if not isinstance(value, Tensor) or value.dtype is not dtype:
            found = value.dtype if isinstance(value, Tensor) else type(value).__name__
            raise RuntimeError(f"{NAME} expects state '{name}' of {dtype}, got {found}")
        if value.shape != shape or not value.is_contiguous() or not value.is_cpu:
            raise RuntimeError(
                f"{NAME} expects state '{name}' contiguous on cpu with the size {list(shape)} for a "
                f"parameter of the size {list(p.shape)} and block_size={block_size}, "
                f"got {list(value.shape)} on {value.device}"
            )
    if "step" not in state or not float(state["step"]) >= 0.0:
        raise RuntimeError(f"{NAME} expects state 'step' of at least 0, got {state.get('step')}")
