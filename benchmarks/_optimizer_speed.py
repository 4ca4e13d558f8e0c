"""Seconds of optimizer steps, measured in a process of its own: ``python FILE SUBJECT...`` prints JSON.

PyTorch reads once, at its start, which vectors to use, and the 8-bit optimizers of other libraries live in an
environment of their own (``BENCHMARK_PEERS``): so this file imports nothing but PyTorch until it is asked to.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import torch
from torch import Tensor

THREADS = 2
# Powers of 2: torchao codes no tensor whose elements its blocks of 256 do not divide.
SIZES = {"20 M": [(1024, 1024)] * 20, "100 M": [(2048, 2048)] * 24}
SMALL = [(200,)] * 1000
REPEATS = 15
# Of those that take seconds, one step to compile or warm up and the best of a few.
SLOW_REPEATS = 3
TRIAD = 40_000_000
Maker = Callable[[list[Tensor]], Any]


def _ours(ps: list[Tensor]) -> Any:
    from settled.lab.optim import AdamW8bit

    return AdamW8bit(ps)


def _torchao(ps: list[Tensor]) -> Any:
    return import_module("torchao.optim").AdamW8bit(ps)


def _bitsandbytes(ps: list[Tensor]) -> Any:
    return import_module("bitsandbytes.optim").AdamW8bit(ps)


MAKERS: dict[str, Maker] = {
    "AdamW8bit": _ours,
    "fused": lambda ps: torch.optim.AdamW(ps, fused=True),
    "foreach": lambda ps: torch.optim.AdamW(ps, foreach=True),
    "torchao": _torchao,
    "bitsandbytes": _bitsandbytes,
}


def parameters(shapes: Sequence[tuple[int, ...]]) -> list[Tensor]:
    """Parameters with gradients, both normal."""
    ps = [torch.randn(shape).requires_grad_() for shape in shapes]
    for p in ps:
        p.grad = torch.randn(p.shape) * 1e-3
    return ps


def bytes_of(state: Any) -> int:
    """Bytes of all tensors of a state; a tensor subclass is asked for the tensors it is made of."""
    if isinstance(state, dict):
        return sum(bytes_of(value) for value in state.values())
    if not isinstance(state, Tensor):
        return 0
    if hasattr(state, "__tensor_flatten__"):
        return sum(bytes_of(getattr(state, name)) for name in state.__tensor_flatten__()[0])
    return state.numel() * state.element_size()


def timed(names: Sequence[str], shapes: Sequence[tuple[int, ...]], repeats: int) -> dict[str, Any]:
    """Seconds of a step, all repeats, in turns on the same parameters, and bytes of state."""
    ps = parameters(shapes)
    made = {name: MAKERS[name](ps) for name in names}
    for one in made.values():
        one.step()
        one.step()
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(repeats):
        for name, one in made.items():
            start = time.perf_counter()
            one.step()
            seconds[name].append(time.perf_counter() - start)
    return {name: {"seconds": seconds[name], "bytes": bytes_of(dict(made[name].state))} for name in names}


def triad() -> float:
    """Bytes a second of ``a = b + s * c`` by STREAM's count, 12 an element: the best of a few."""
    a, b, c = (torch.ones(TRIAD) for _ in range(3))
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        torch.add(b, c, alpha=3.0, out=a)
        best = min(best, time.perf_counter() - start)
    return 12 * TRIAD / best


def first() -> float:
    """Seconds of the very first step of a process: compiling included, importing not."""
    from settled.lab.optim import AdamW8bit

    optimizer = AdamW8bit(parameters([(64, 64)]))
    start = time.perf_counter()
    optimizer.step()
    return time.perf_counter() - start


def measured(names: Sequence[str]) -> dict[str, Any]:
    """All figures of these optimizers."""
    torch.set_num_threads(THREADS)
    found: dict[str, Any] = {"torch": torch.__version__, "first": first() if "AdamW8bit" in names else None}
    found["capability"] = torch.backends.cpu.get_cpu_capability()
    fast = [name for name in names if name in ("AdamW8bit", "fused")]
    slow = [name for name in names if name not in fast]
    found["triad"] = triad()
    for size, shapes in SIZES.items():
        found[size] = timed(fast, shapes, REPEATS)
        for name in slow:
            found[size].update(timed([name], shapes, SLOW_REPEATS))
    found["small"] = timed(
        [name for name in names if name in ("AdamW8bit", "fused", "foreach")], SMALL, REPEATS
    )
    return found


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1:])))
