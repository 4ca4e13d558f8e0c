"""Between 8-bit states and the float32 states of ``torch.optim.AdamW``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from settled.lab.optim import naive
from settled.lab.optim.checks import NAME, VERSION, check_state, expected

State = dict[str, Any]
# Elements converted at once: a multiple of every block size, small enough to need no memory worth speaking
# of.
CHUNK = 1 << 18


def fresh(p: Tensor, coded: bool, block_size: int) -> State:
    """The state before the first step."""
    made: State = {"step": torch.tensor(0.0)}
    for name, (shape, dtype) in expected(p.shape, coded, block_size).items():
        # Not by torch.zeros: its threads hang in a forked child whose parent had some.
        made[name] = torch.from_numpy(np.zeros(shape, str(dtype).removeprefix("torch.")))
    return made


def _array(value: Tensor) -> Any:
    return value.detach().reshape(-1).numpy()


def coded(p: Tensor, state: Mapping[str, Any], block_size: int) -> State:
    """An 8-bit state of float moments of the parameter's shape; rounded by the dither of its last step."""
    step = int(state["step"])
    made = {**fresh(p, True, block_size), "step": torch.tensor(float(step))}
    names = ("exp_avg", "exp_avg_sq", "exp_avg_base", "exp_avg_sq_base")
    codes = [_array(made[name]) for name in names]
    m, v = (_array(state[name].float().contiguous()) for name in ("exp_avg", "exp_avg_sq"))
    for start in range(0, len(m), CHUNK):
        part, first = slice(start, start + CHUNK), start // block_size
        given = naive.coded(m[part], v[part], step, block_size, first)
        codes[0][part], codes[1][part] = given.m, given.v
        blocks = slice(first, first + len(given.m_base))
        codes[2][blocks], codes[3][blocks] = given.m_base, given.v_base
    return made


def floats(state: Mapping[str, Tensor], block_size: int) -> State:
    """The state with float32 moments, as ``torch.optim.AdamW`` holds it."""
    made: State = {"step": state["step"].clone()}
    if "exp_avg_base" not in state:
        return {**made, **{name: state[name].clone() for name in ("exp_avg", "exp_avg_sq")}}
    m, v, m_base, v_base = (
        _array(state[name]) for name in ("exp_avg", "exp_avg_sq", "exp_avg_base", "exp_avg_sq_base")
    )
    found = (np.empty(len(m), np.float32), np.empty(len(m), np.float32))
    for start in range(0, len(m), CHUNK):
        part, blocks = slice(start, start + CHUNK), slice(start // block_size, (start + CHUNK) // block_size)
        both = naive.decoded(naive.Moments(m[part], v[part], m_base[blocks], v_base[blocks]), block_size)
        found[0][part], found[1][part] = both
    for name, value in zip(("exp_avg", "exp_avg_sq"), found, strict=True):
        made[name] = torch.from_numpy(value).reshape(state[name].shape)
    return made


def loaded(p: Tensor, saved: Mapping[str, Any], group: Mapping[str, Any]) -> State:
    """A saved state, ours or of ``torch.optim.AdamW``, as the optimizer keeps it; a copy.

    Raises:
        ValueError, RuntimeError: it has amsgrad's third moment, or is of another shape, block size or kind.
    """
    if "max_exp_avg_sq" in saved:
        raise ValueError(f"{NAME} does not support amsgrad, the loaded state has 'max_exp_avg_sq'")
    block_size, state = group["block_size"], dict(saved)
    first = state.get("exp_avg")
    if isinstance(first, Tensor) and first.is_floating_point():
        for name in ("exp_avg", "exp_avg_sq"):
            if isinstance(state.get(name), Tensor):
                state[name] = state[name].float().contiguous()
    check_state(p, state, block_size)
    if first is not None and first.dtype != torch.uint8 and p.numel() >= group["min_8bit_size"]:
        return coded(p, state, block_size)
    kept = ("step", *expected(p.shape, "exp_avg_base" in state, block_size))
    return {name: torch.as_tensor(state[name]).detach().clone() for name in kept}


def check_version(saved: Mapping[str, Any], group: Mapping[str, Any]) -> None:
    """Refuse a saved parameter group whose codes this version or block size would misread."""
    if saved.get("amsgrad"):
        raise ValueError(f"{NAME} does not support amsgrad, the loaded state dict has amsgrad=True")
    if saved.get("version", VERSION) != VERSION:
        raise ValueError(
            f"loaded state dict has the state version {saved['version']} of {NAME}, expected {VERSION}"
        )
    size = saved.get("block_size", group["block_size"])
    if size != group["block_size"]:
        raise ValueError(
            f"loaded state dict has block_size={size}, the optimizer has block_size={group['block_size']}; "
            f"pass block_size={size} to {NAME}, or load what adamw_state_dict() gives"
        )
